"""Changes, notices and objections, as far as a viewer may see them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from roles.models import Party
from roles.sub_processors.choices import ChangeState, Visibility
from roles.sub_processors.models import Objection, SubProcessorChange, SubProcessorNotice
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer


def changes(*, viewer: Viewer) -> QuerySet[SubProcessorChange]:
    """Return the changes that ``viewer`` may see, latest first."""
    rows = SubProcessorChange.objects.visible_to(viewer)
    return rows.select_related("proposer", "replaces", "service")


def announced(*, viewer: Viewer) -> QuerySet[SubProcessorChange]:
    """Return what everyone is told will change, next first."""
    rows = changes(viewer=viewer).filter(state=ChangeState.NOTIFIED, visibility=Visibility.PUBLIC)
    return rows.order_by("planned_on", "pk")


def public_changes(*, viewer: Viewer) -> QuerySet[SubProcessorChange]:
    """Return the last changes that everyone was told of, latest first, decided or not."""
    rows = changes(viewer=viewer).filter(visibility=Visibility.PUBLIC, notified_on__isnull=False)
    return rows.order_by("-notified_on", "pk")[:100]


def notices(*, viewer: Viewer) -> QuerySet[SubProcessorNotice]:
    """Return the notices to the viewer's parties and those that came down through them."""
    rows = SubProcessorNotice.objects.visible_to(viewer)
    # Nothing is joined that the viewer may not see: the row itself would be gone.
    return rows.select_related(
        "change__proposer", "change__replaces", "sender", "recipient", "mandate"
    )


def incoming(*, viewer: Viewer, party: Party) -> QuerySet[SubProcessorNotice]:
    """Return what ``party`` was told, latest first, with what it passed on and what came back."""
    below = Q(passed_on__isnull=False)
    rows = notices(viewer=viewer).filter(recipient=party)
    return rows.annotate(
        passed=Count("passed_on", filter=below, distinct=True),
        objected=Count("passed_on__objections", distinct=True),
    ).order_by("-notified_on", "pk")


def open_notices(*, viewer: Viewer, party: Party) -> QuerySet[SubProcessorNotice]:
    """Return what ``party`` was told and is not decided yet, the first last day first."""
    rows = notices(viewer=viewer).filter(recipient=party, change__state=ChangeState.NOTIFIED)
    return rows.order_by("last_day", "pk")


def objections(*, viewer: Viewer) -> QuerySet[Objection]:
    """Return the objections of the viewer's parties and of those told through them."""
    rows = Objection.objects.visible_to(viewer)
    return rows.select_related("notice", "notice__change", "notice__sender", "notice__recipient")


def the_change(*, viewer: Viewer, pk: UUID) -> SubProcessorChange:
    """Return one change; raises NotFound."""
    found = changes(viewer=viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def the_notice(*, viewer: Viewer, pk: UUID) -> SubProcessorNotice:
    """Return one notice; raises NotFound."""
    found = notices(viewer=viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Tally:
    """How the windows below a notice stand: how many were told, how many may still object."""

    told: int
    open: int
    last_day: date | None


def tally(*, viewer: Viewer, parent: SubProcessorNotice, on: date) -> Tally:
    """Return how the windows of those stand whom the recipient of ``parent`` told."""
    rows = SubProcessorNotice.objects.visible_to(viewer).filter(parent=parent)
    counted = rows.aggregate(
        told=Count("pk"), open=Count("pk", filter=Q(last_day__gte=on)), last=Max("last_day")
    )
    return Tally(counted["told"], counted["open"], counted["last"])
