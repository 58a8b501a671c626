"""What an answer refers to: parties and contracts, by identifier and by name."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PartyRef:
    """A party in an answer; ``kind`` is a label of ``PartyKind``."""

    id: UUID
    name: str
    kind: str
    natural_person: bool


@dataclass(frozen=True, slots=True)
class ContractRef:
    """A contract on the path of an answer; ``valid_until`` is the first day without it."""

    id: UUID
    reference: str
    kind: str
    provider: PartyRef
    acquirer: PartyRef
    valid_from: date | None
    valid_until: date | None
    source: str | None
