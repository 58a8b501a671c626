"""How checks take part: each says what is wrong on one day, around some parties or everywhere."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from roles.choices import Owner, PartyKind
from roles.findings.kinds import finding_type

Scopes = frozenset[UUID] | None
"""The parties whose surroundings are to be checked; None: everybody's."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is wrong, as the facts around ``scope`` show.

    ``key`` names its subject and stays the same while it is wrong; several scopes may find the
    same thing, and their ``number`` (of customers) is added up.
    """

    scope: UUID
    code: str
    key: str
    party: UUID | None = None
    category: UUID | None = None
    number: int | None = None
    owner: str = ""

    @property
    def severity(self) -> str:
        """How much it asks for."""
        return finding_type(self.code).severity.value

    @property
    def who(self) -> Owner:
        """Who must act: as found, or as the kind of finding says."""
        return Owner(self.owner) if self.owner else finding_type(self.code).owner


Check = Callable[[date, Scopes], Iterable[Found]]
"""For some scopes a check finds exactly what it finds for everybody *in those scopes*."""
Cause = tuple[UUID, str, str]
_CHECKS: list[Check] = []


def add_check(check: Check) -> Check:
    """Let ``check`` take part in every recomputation; also a decorator.

    Facts that it reads must leave a mark when they change: see ``roles.findings.marking``.
    """
    if check not in _CHECKS:
        _CHECKS.append(check)
    return check


def run_checks(on: date, scopes: Scopes = None) -> dict[Cause, Found]:
    """Return everything that is wrong on ``on`` around ``scopes``, each thing once per scope."""
    found = (each for check in _CHECKS for each in check(on, scopes))
    return {(each.scope, each.code, each.key): each for each in found}


def within(party: UUID, scopes: Scopes) -> bool:
    """Say whether the surroundings of ``party`` are to be checked."""
    return scopes is None or party in scopes


def owner_of(kind: str) -> str:
    """Return who acts on what a party of that kind does: a seller itself, the platform for all."""
    sells = kind in {PartyKind.PARTNER, PartyKind.RESELLER}
    return Owner.PARTNER.value if sells else Owner.PLATFORM.value
