"""What a viewer reads of sub-processors: the list, and what is going to change in it."""

from roles.sub_processors.queries.listing import Part, SubProcessor, sub_processors
from roles.sub_processors.queries.notices import (
    Tally,
    announced,
    changes,
    incoming,
    notices,
    objections,
    open_notices,
    public_changes,
    tally,
    the_change,
    the_notice,
)
from roles.sub_processors.queries.standing import Hindrance, Standing, standing

__all__ = (
    "Hindrance",
    "Part",
    "Standing",
    "SubProcessor",
    "Tally",
    "announced",
    "changes",
    "incoming",
    "notices",
    "objections",
    "open_notices",
    "public_changes",
    "standing",
    "sub_processors",
    "tally",
    "the_change",
    "the_notice",
)
