"""Tables of sub-processors and notices."""

from roles.sub_processors.models.changes import SubProcessorChange
from roles.sub_processors.models.engagements import DetailRequest, Engagement
from roles.sub_processors.models.notices import Objection, SubProcessorNotice

__all__ = (
    "DetailRequest",
    "Engagement",
    "Objection",
    "SubProcessorChange",
    "SubProcessorNotice",
)
