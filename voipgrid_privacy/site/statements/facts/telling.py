"""Which part says what: one function per part, in a table."""

from collections.abc import Callable, Iterator
from typing import Final

from voipgrid_privacy.site.statements.choices import Block
from voipgrid_privacy.site.statements.facts import keeping, people, rights, roles, using
from voipgrid_privacy.site.statements.facts.lines import Line
from voipgrid_privacy.site.statements.facts.reading import Register

TELLERS: Final[dict[Block, Callable[[Register], Iterator[Line]]]] = {
    Block.WHO: people.who,
    Block.ROLES: roles.roles,
    Block.DATA: using.data,
    Block.PURPOSES: using.purposes,
    Block.SOURCES: using.sources,
    Block.RECIPIENTS: using.recipients,
    Block.TRANSFERS: keeping.transfers,
    Block.RETENTION: keeping.retention,
    Block.MEASURES: keeping.measures,
    Block.COOKIES: keeping.cookies,
    Block.OBLIGED: rights.obliged,
    Block.AUTOMATED: rights.automated,
    Block.RIGHTS: rights.rights,
    Block.COMPLAINT: rights.complaint,
    Block.CHANGES: rights.changes,
}


def told(register: Register, block: Block) -> tuple[Line, ...]:
    """Return the facts of one part in the active language."""
    return tuple(TELLERS[block](register))
