"""Parties, contracts and vocabulary as other systems look for them."""

from collections.abc import Collection, Iterable
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from roles.models import Contract, DataCategory, DataElement, ExternalId, Party
from roles.models.contracts import contract_near
from roles.models.parties import ExternalSystem
from voipgrid_privacy.api.parameters import as_uuid
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.tenancy import Viewer

M = TypeVar("M", bound=Model)


class AmbiguousIdentifier(DomainError):
    """The number is known for different parties, in several systems or from several givers."""

    code = "ambiguous_identifier"
    title = _(
        "Several parties have this number: write the system before it, as KVK:12345678, or our UUID"
        " of the party."
    )


class Given(NamedTuple):
    """A number as somebody gave it to a party."""

    system: str
    giver: UUID
    party: UUID


def parties(*, viewer: Viewer) -> QuerySet[Party]:
    """Return the parties that ``viewer`` may see, with their numbers."""
    return Party.objects.visible_to(viewer).prefetch_related("external_ids")


def party_named(*, viewer: Viewer, reference: str) -> Party:
    """Return the party with that UUID or number in another system (``KVK:12345678``, ``K-1``).

    A number that the viewer's own party gave goes before the same number given by others, and
    without a system a relation code goes before the rest, as in ``PUT /customers/{reference}``.
    Raises NotFound for nothing that the viewer may know of, AmbiguousIdentifier for a number that
    two parties have all the same.
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
    mine = Q(provider=party) | Q(acquirer=party) if party else contract_near(viewer)
    rows = Contract.objects.visible_to(viewer).filter(mine)
    return rows.select_related("provider", "acquirer", "service").prefetch_related(
        "limits__category"
    )


def data_categories(*, viewer: Viewer) -> QuerySet[DataCategory]:
    """Return the data categories with their elements, in the order of the register."""
    return DataCategory.objects.visible_to(viewer).prefetch_related("elements")


def data_elements(*, viewer: Viewer) -> QuerySet[DataElement]:
    """Return the data elements, each with its category."""
    return DataElement.objects.visible_to(viewer).select_related("category")


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
    given: dict[str, list[Given]] = {}
    for system, value, *rest in rows.values_list("system", "value", "assigned_by", "party"):
        given.setdefault(value, []).append(Given(system, *rest))
    return {
        text: _meant(viewer, system, given.get(value, []))
        for text, (system, value) in parts.items()
    }


def _meant(viewer: Viewer, system: str, given: list[Given]) -> set[UUID]:
    """Return whose number it is: in the system that was written, or else the likeliest giver's."""
    if system:
        given = [each for each in given if each.system == system]
    for likely in (_given_by(viewer, given), given):
        codes = [each for each in likely if each.system == ExternalSystem.RELATIECODE]
        if likely:
            return {each.party for each in codes or likely}
    return set()


def _given_by(viewer: Viewer, given: list[Given]) -> list[Given]:
    return [each for each in given if each.giver in viewer.parties]


def _split(reference: str) -> tuple[str, str]:
    system, _colon, value = reference.partition(":")
    return (system, value) if value and system in ExternalSystem.values else ("", reference)
