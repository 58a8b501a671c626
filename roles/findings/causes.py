"""What a check of chains reports: something wrong, in whose surroundings, about whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Cause:
    """Something wrong, named by whom it is about and not by every customer it hits."""

    scope: UUID
    code: str
    subject: str
    party: UUID | None
    category: str = ""
    number: int = 0
    owner: str = ""

    @property
    def key(self) -> str:
        """What tells this finding from others of its kind."""
        return "/".join(filter(None, (self.subject, self.category)))


def summed(causes: Iterable[Cause]) -> Iterator[Cause]:
    """Yield each cause once per scope, with the customers of all groups that have it."""
    numbers: dict[tuple[UUID, str, str], int] = defaultdict(int)
    first: dict[tuple[UUID, str, str], Cause] = {}
    for cause in causes:
        name = (cause.scope, cause.code, cause.key)
        first.setdefault(name, cause)
        numbers[name] += cause.number
    for name, cause in first.items():
        yield replace(cause, number=numbers[name])
