"""What the processor's record says of one controller."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from records.activities.queries import Entry
from roles.choices import Role
from voipgrid_privacy.kernel.text import Localised


@dataclass(frozen=True, slots=True)
class Part:
    """What is done with one category of data, and in which place of the chain.

    ``entries`` are those of the party's record that describe it; ``upstream`` is who instructs,
    empty where the controller does so itself.
    """

    category: str
    category_name: Localised
    role: Role
    depth: int | None
    upstream: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """How a controller and who speaks for it are reached; empty where it is not recorded."""

    address: str = ""
    contact: str = ""
    officer: str = ""
    representative: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One controller on whose behalf a party processes, and what (GDPR Art. 30(2)(a), (b)).

    ``contracts`` are those under which it is served that day, each with its first day; who is not
    established in the EEA ``needs_representative`` (GDPR Art. 27).
    """

    controller: UUID
    name: str
    kvk_number: str
    country: str
    reached: Reached
    needs_representative: bool
    contracts: tuple[tuple[str, date | None], ...]
    parts: tuple[Part, ...]

    @property
    def contract(self) -> str:
        """The references of the contracts."""
        return ", ".join(reference for reference, _since in self.contracts)

    @property
    def since(self) -> date | None:
        """The first day on which it is served under one of them."""
        return min((day for _reference, day in self.contracts if day), default=None)

    @property
    def missing(self) -> str:
        """The letters of Art. 30(2) that this group lacks."""
        how = self.reached
        unreached = not (how.contact or how.address)
        unrepresented = self.needs_representative and not how.representative
        lacks = {"a"} if unreached or unrepresented else set()
        lacks |= {"b" for part in self.parts if not part.entries}
        lacks |= {m.letter for part in self.parts for e in part.entries for m in e.missing}
        return "".join(sorted(lacks))

    def upstream_of(self, part: Part) -> str:
        """Return who instructs: the controller itself, or the party between."""
        return part.upstream or self.name
