"""The first page: what is wrong, what is due, what ends soon. Every number is a link."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.choices import OPEN_STATES, JobState
from records.engine.queries import jobs
from records.incidents.queries.dossiers import dossiers, of_accounts, running_for
from roles.agreements.ends import ends, in_state, unopened
from roles.agreements.queries import Relation, without_agreement
from roles.choices import PartyKind, Severity
from roles.models import Contract, Finding, Party
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Tile:
    """One number, what it counts, and where to see the rows."""

    label: str
    number: int
    note: str
    link: str


def overview(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the numbers of the first page to its context (called by the admin's index)."""
    viewer = viewer_of(request)
    return {
        **context,
        "tiles": [
            *_findings(viewer),
            _unsigned(viewer),
            *_parties(viewer),
            _ending(viewer),
            _after_services(viewer),
            _incidents(viewer),
            _due(viewer),
        ],
        "worst": _worst(viewer),
        "ending": _ending_rows(viewer)[:10],
        "jobs": jobs(viewer).order_by("-planned_at")[:8],
    }


def _findings(viewer: Viewer) -> list[Tile]:
    rows = Finding.objects.visible_to(viewer).open()
    counts = dict(rows.order_by().values_list("severity").annotate(n=Count("pk")))
    page = reverse("admin:roles_finding_changelist")
    return [
        Tile(
            _("Open findings: %(severity)s") % {"severity": severity.label},
            counts.get(severity, 0),
            "",
            f"{page}?state=unsettled&severity__exact={severity.value}",
        )
        for severity in Severity
    ]


def _unsigned(viewer: Viewer) -> Tile:
    number = without_agreement(viewer=viewer, on=timezone.localdate(), between=Relation.PARTNERS)
    page = reverse("admin:agreement_overview")
    return Tile(
        _("Partners without a signed agreement"),
        number,
        "",
        f"{page}?between={Relation.PARTNERS.value}&standing=missing",
    )


def _parties(viewer: Viewer) -> list[Tile]:
    rows = Party.objects.visible_to(viewer).filter(is_model=False)
    counts = dict(rows.order_by().values_list("kind").annotate(n=Count("pk", distinct=True)))
    page = reverse("admin:roles_party_changelist")
    kinds = {
        PartyKind.PARTNER: _("Partners"),
        PartyKind.RESELLER: _("Sub-resellers"),
        PartyKind.CUSTOMER: _("Customers"),
    }
    return [
        Tile(label, counts.get(kind, 0), "", f"{page}?kind__exact={kind.value}&is_model__exact=0")
        for kind, label in kinds.items()
    ]


def _ending(viewer: Viewer) -> Tile:
    number = _ending_rows(viewer).count()
    page = reverse("admin:roles_contract_changelist")
    return Tile(_("Contracts that end within 30 days"), number, "", f"{page}?ends=soon")


def _after_services(viewer: Viewer) -> Tile:
    rows = in_state(ends(viewer=viewer), "open").filter(due_on__lt=timezone.localdate())
    number, missing = rows.count(), unopened(viewer=viewer, on=timezone.localdate()).count()
    note = _("%(number)s ended and not opened") % {"number": missing} if missing else ""
    page = reverse("admin:ends_of_service")
    return Tile(_("Data after a service, not returned or deleted in time"), number, note, page)


def _incidents(viewer: Viewer) -> Tile:
    rows = of_accounts(dossiers(viewer=viewer)).filter(party__kind=PartyKind.PLATFORM)
    clocks = running_for(viewer).count()
    running = ngettext("one clock runs", "%(number)s clocks run", clocks) % {"number": clocks}
    note = running if clocks else ""
    page = f"{reverse('admin:incidents')}?state=open"
    return Tile(_("Open incidents"), rows.filter(is_closed=False).count(), note, page)


def _ending_rows(viewer: Viewer) -> Any:
    today = timezone.localdate()
    rows = Contract.objects.visible_to(viewer).select_related("provider", "acquirer")
    soon = {"valid_during__endswith__gt": today, "valid_during__endswith__lte": today + SOON}
    return rows.filter(**soon).order_by("valid_during__endswith")


def _due(viewer: Viewer) -> Tile:
    open_jobs = jobs(viewer).filter(state__in=OPEN_STATES)
    sums = open_jobs.order_by().aggregate(due=Sum("rows_previewed"), done=Sum("rows_done"))
    left = max((sums["due"] or 0) - (sums["done"] or 0), 0)
    failed = jobs(viewer).filter(state=JobState.FAILED).count()
    note = _("%(failed)s failed runs") % {"failed": failed} if failed else ""
    page = reverse("admin:records_anonymisationjob_changelist")
    return Tile(_("Rows past their term, waiting in runs"), left, note, page)


def _worst(viewer: Viewer) -> list[dict[str, Any]]:
    """Return the open findings by kind, most serious first."""
    order = {severity.value: number for number, severity in enumerate(Severity)}
    rows = Finding.objects.visible_to(viewer).open().order_by()
    counted = rows.values("code", "severity").annotate(n=Count("pk"))
    labels = dict(Severity.choices)
    found = sorted(counted, key=lambda row: (order.get(row["severity"], 9), -row["n"]))
    return [{**row, "label": labels.get(row["severity"], row["severity"])} for row in found]
