"""Parties, contracts and vocabulary as other systems look for them."""

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


def _ids(viewer: Viewer, reference: str) -> list[UUID]:
    if identifier := as_uuid(reference):
        return [identifier]
    numbers = ExternalId.objects.visible_to(viewer).filter(value=reference)
    system, _colon, value = reference.partition(":")
    if value and system in ExternalSystem.values:
        numbers = ExternalId.objects.visible_to(viewer).filter(system=system, value=value)
    return list(numbers.values_list("party", flat=True))
