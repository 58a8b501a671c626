"""What the register found about a partner and its customers, and where each is put right."""

from collections.abc import Callable
from datetime import date
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roles.findings.exporting import findings_table
from roles.findings.reading import UNSETTLED, findings, kinds_found
from roles.models import DataCategory, Finding, Party
from roles.models.findings import UNSETTLED as UNSETTLED_STATES
from roles.models.findings import FindingState
from roles.services.findings import accept_finding, may_judge, reopen_finding
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.paging import paged
from voipgrid_privacy.kernel.tables import FORMS, exported
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.attention import Shown, shown
from voipgrid_privacy.site.forms import ReasonForm
from voipgrid_privacy.site.shell import portal_page, shell

FILTERS = ("state", "severity", "code", "category")


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List the party's findings; filter and page are in the address, and so is a file of them."""
    viewer, on = viewer_of(request), timezone.localdate()
    asked = {name: request.GET.get(name, "")[:60] for name in FILTERS}
    asked["state"] = request.GET.get("state", UNSETTLED)[:60]
    rows = findings(viewer=viewer, about=party.pk, filters=asked)
    if (form := request.GET.get("format", "")) in FORMS:
        return _file(rows, on, asked, form)
    page = paged(rows, request)
    context = {
        **shell(request, party),
        "asked": asked,
        "page": page,
        "found": [shown(row, party) for row in page],
        "kinds": kinds_found(findings(viewer=viewer, about=party.pk)),
        "states": [(UNSETTLED, ""), *FindingState.choices],
        "categories": DataCategory.objects.visible_to(viewer),
    }
    return render_page(request, "portal/findings.html", context, fragment="list")


@portal_page
def finding(request: HttpRequest, party: Party, finding: UUID) -> HttpResponse:
    """Show one finding: what, on what ground, since when, and the next step as a link."""
    return _page(request, party, _one(request, party, finding), ReasonForm())


def _page(request: HttpRequest, party: Party, row: Finding, form: ReasonForm) -> HttpResponse:
    said: Shown = shown(row, party)
    judges = may_judge(finding=row, by=viewer_of(request))
    context = {
        **shell(request, party),
        "finding": said,
        "may_accept": judges and row.state in UNSETTLED_STATES,
        "may_reopen": judges and row.state == FindingState.ACCEPTED,
        "form": form,
    }
    return render_page(request, "portal/finding.html", context)


@require_POST
@portal_page
def accept(request: HttpRequest, party: Party, finding: UUID) -> HttpResponse:
    """Accept a finding with a reason, and go back to it; show what is wrong with the reason."""
    row, form = _one(request, party, finding), ReasonForm(request.POST)
    today, by = timezone.localdate(), viewer_of(request)
    if not may_judge(finding=row, by=by):
        raise NotAllowed
    if row.state in UNSETTLED_STATES and not form.is_valid():
        return _page(request, party, row, form)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""

    def act() -> None:
        accept_finding(finding=row, reason=reason, on=today, by=by)

    return _done(request, row, act, _("The finding is accepted, with your reason."))


@require_POST
@portal_page
def reopen(request: HttpRequest, party: Party, finding: UUID) -> HttpResponse:
    """Reopen an accepted finding, and go back to it."""
    row = _one(request, party, finding)

    def act() -> None:
        reopen_finding(finding=row, by=viewer_of(request))

    return _done(request, row, act, _("The finding is open again."))


def _one(request: HttpRequest, party: Party, finding: UUID) -> Finding:
    """Return the finding among those of ``party``; raises NotFound."""
    row = findings(viewer=viewer_of(request), about=party.pk).filter(pk=finding).first()
    if row is None:
        raise NotFound
    return row


def _done(request: HttpRequest, row: Finding, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except NotAllowed:
        raise
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said)
    return redirect("site:finding", row.pk)


def _file(rows: QuerySet[Finding], on: date, asked: dict[str, str], form: str) -> HttpResponse:
    table = findings_table(rows, on=on, filters=asked)
    return cast("HttpResponse", exported(table, form))
