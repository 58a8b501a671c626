"""Finding parties and contracts by what people type: names with typing errors, numbers as they are.

Two steps. The database says which fit among what the viewer sees (``roles_search_parties`` runs as
its owner, because row-level security keeps indexes from full text and trigrams); then the rows are
read like any others, from what is visible to the viewer and under the policies of its session.
"""

from typing import TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from roles.models import Contract, ExternalId, Party
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import Viewer

M = TypeVar("M", bound=Model)
MOST = 12
LONGEST_NUMBER = 100

_PARTIES = "SELECT id FROM roles_search_parties(%(q)s, %(viewers)s::uuid[], %(most)s)"
_CONTRACTS = "SELECT id FROM roles_search_contracts(%(q)s, %(viewers)s::uuid[], %(most)s)"


def parties_like(
    *, viewer: Viewer, q: str, within: UUID | None = None, most: int = MOST
) -> list[Party]:
    """Return the parties that ``q`` names, best first: by number, or by name however it is typed.

    ``within``: only those that this party sees; an officer looks in somebody's name that way.
    """
    visible = Party.objects.visible_to(viewer)
    if within and viewer.sees_everything:
        visible = visible.filter(seen_from__viewer=within)
    numbered = _numbered(viewer, q)
    found = [*numbered, *_fitting(_PARTIES, q, viewer, within, most)]
    return _in_order(visible, found)[:most]


def contracts_like(
    *, viewer: Viewer, q: str, within: UUID | None = None, most: int = MOST
) -> list[Contract]:
    """Return the contracts whose reference begins with ``q``, whatever capitals or signs.

    A reference is not guessed at: one digit further is somebody else's contract.
    """
    rows = Contract.objects.visible_to(viewer).select_related("provider", "acquirer", "service")
    return _in_order(rows, _fitting(_CONTRACTS, q, viewer, within, most))


def _numbered(viewer: Viewer, q: str) -> list[UUID]:
    """Return who has exactly that number: with the Chamber of Commerce, or in another system."""
    number = q.strip()
    if not any(c.isdigit() for c in number) or len(number) > LONGEST_NUMBER:
        return []
    numbers = ExternalId.objects.visible_to(viewer)
    spelled = {number, number.upper(), number.lower()}
    found = list(numbers.filter(value__in=spelled).values_list("party", flat=True)[:MOST])
    if len(number) == 8 and number.isdigit():
        registered = Party.objects.visible_to(viewer).filter(kvk_number=number)
        found += registered.values_list("pk", flat=True)[:MOST]
    return found


def _fitting(statement: str, q: str, viewer: Viewer, within: UUID | None, most: int) -> list[UUID]:
    viewers = [within] if within else None if viewer.sees_everything else list(viewer.parties)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"q": q, "viewers": viewers, "most": most})
        return [row[0] for row in cursor.fetchall()]


def _in_order(rows: QuerySet[M], found: list[UUID]) -> list[M]:
    by_id = rows.in_bulk(list(dict.fromkeys(found)))
    return [by_id[pk] for pk in dict.fromkeys(found) if pk in by_id]


class PartyUnclear(DomainError):
    """What was typed names more than one party."""

    code = "party_unclear"
    title = _("Several parties fit: %(names)s. Write the whole name, or a number.")


class PartyUnknown(DomainError):
    """What was typed names nobody."""

    code = "party_unknown"
    title = _("No party with the name or number “%(typed)s”.")


def party_meant(*, viewer: Viewer, q: str) -> Party:
    """Return the party that somebody means by a whole name or a number.

    A name that is only like it is never taken for it. Raises ``party_unclear``, ``party_unknown``.
    """
    found = parties_like(viewer=viewer, q=q)
    numbered = set(_numbered(viewer, q))
    exact = [p for p in found if p.pk in numbered or p.name.casefold() == q.strip().casefold()]
    if len(exact) == 1:
        return exact[0]
    near = exact or found[:5]
    if near:
        raise PartyUnclear(names=", ".join(party.name for party in near))
    raise PartyUnknown(typed=q)
