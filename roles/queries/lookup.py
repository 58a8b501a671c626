"""Parties, contracts and vocabulary as other systems look for them."""

from collections.abc import Collection, Iterable
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from roles.models import Contract, DataCategory, ExternalId, Party
from roles.models.parties import ExternalSystem
from voipgrid_privacy.api.parameters import as_uuid
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.tenancy import Viewer

M = TypeVar("M", bound=Model)


class AmbiguousIdentifier(DomainError):
    """The number is known in several systems, for different parties."""

    code = "ambiguous_identifier"
    title = _("Several parties have this number: write the system before it, as KVK:12345678.")


def parties(*, viewer: Viewer) -> QuerySet[Party]:
    """Return the parties that ``viewer`` may see, with their numbers."""
    return Party.objects.visible_to(viewer).prefetch_related("external_ids")


def party_named(*, viewer: Viewer, reference: str) -> Party:
    """Return the party with that UUID or number in another system (``KVK:12345678``, ``K-1``).

    Raises NotFound for nothing that the viewer may know of, AmbiguousIdentifier for a bare number
    that two of its parties have.
    """
    found = list(parties(viewer=viewer).filter(pk__in=_ids(viewer, reference))[:2])
    if not found:
        raise NotFound
    if len(found) > 1:
        raise AmbiguousIdentifier
    return found[0]


def parties_named(
    *, viewer: Viewer, references: Collection[str]
) -> dict[str, Party | type[DomainError]]:
    """Return the party of each reference, or the refusal that :func:`party_named` would raise.

    In three queries, however many references there are.
    """
    asked = {reference: as_uuid(reference) for reference in references}
    numbers = _numbers(viewer, [text for text, identifier in asked.items() if not identifier])
    meant = {text: {pk} if pk else numbers.get(text, set()) for text, pk in asked.items()}
    wanted = {pk for each in meant.values() for pk in each}
    seen = {party.pk: party for party in parties(viewer=viewer).filter(pk__in=wanted)}
    return {text: _only(seen[pk] for pk in pks if pk in seen) for text, pks in meant.items()}


def _only(found: Iterable[Party]) -> Party | type[DomainError]:
    some = list(found)
    if len(some) > 1:
        return AmbiguousIdentifier
    return some[0] if some else NotFound


def contracts(*, viewer: Viewer, party: UUID | None = None) -> QuerySet[Contract]:
    """Return the contracts that ``viewer`` may see, of one party if asked for."""
    mine = Q(provider=party) | Q(acquirer=party) if party else Q()
    rows = Contract.objects.visible_to(viewer).filter(mine)
    return rows.select_related("provider", "acquirer", "service").prefetch_related(
        "limits__category"
    )


def data_categories(*, viewer: Viewer) -> QuerySet[DataCategory]:
    """Return the data categories with their elements, in the order of the register."""
    return DataCategory.objects.visible_to(viewer).prefetch_related("elements")


def the_one(rows: QuerySet[M], **key: object) -> M:
    """Return the row with that key; raises NotFound."""
    row = rows.filter(**key).first()
    if row is None:
        raise NotFound
    return row


def _ids(viewer: Viewer, reference: str) -> Collection[UUID]:
    if identifier := as_uuid(reference):
        return [identifier]
    return _numbers(viewer, [reference]).get(reference, ())


def _numbers(viewer: Viewer, references: Iterable[str]) -> dict[str, set[UUID]]:
    """Return the parties that have each number; with a system before it, in that system only."""
    parts = {text: _split(text) for text in references}
    rows = ExternalId.objects.visible_to(viewer).filter(
        value__in={value for _system, value in parts.values()}
    )
    had: dict[tuple[str, str], set[UUID]] = {}
    for system, value, party in rows.values_list("system", "value", "party"):
        for key in ((system, value), ("", value)):
            had.setdefault(key, set()).add(party)
    return {text: had.get(part, set()) for text, part in parts.items()}


def _split(reference: str) -> tuple[str, str]:
    system, _colon, value = reference.partition(":")
    return (system, value) if value and system in ExternalSystem.values else ("", reference)
