"""What is restricted, as services and pages ask it."""

from collections.abc import Iterable
from uuid import UUID

from records.requests.models import RequestPart
from records.restrictions.models import Restriction
from records.restrictions.refusals import DataRestricted
from voipgrid_privacy.kernel.tenancy import Viewer


def restrictions_of(part: RequestPart, *, viewer: Viewer) -> list[Restriction]:
    """Return the restrictions of a part that the viewer may see, latest first."""
    rows = Restriction.objects.visible_to(viewer).filter(part=part)
    return list(rows.select_related("party", "part__request"))


def restricted_parts(parts: Iterable[UUID]) -> set[UUID]:
    """Return which of some parts are restricted now; those who ask were judged before."""
    rows = Restriction.objects.in_force().filter(part__in=list(parts))
    return set(rows.values_list("part", flat=True))


def must_not_be_restricted(part: RequestPart) -> None:
    """Raise ``request_restricted`` while the data of a part are restricted (GDPR Art. 18(2))."""
    if restricted_parts([part.pk]):
        raise DataRestricted
