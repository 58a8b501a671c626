"""What the register found about a partner and its customers, and where each is put right."""

from datetime import date
from typing import cast
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roles.findings.exporting import findings_table
from roles.findings.reading import UNSETTLED, findings, kinds_found
from roles.models import DataCategory, Finding, Party
from roles.models.findings import FindingState
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tables import FORMS, exported
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.attention import Shown, shown
from voipgrid_privacy.site.shell import portal_page, shell

PER_PAGE = 50
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
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
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
    row = findings(viewer=viewer_of(request), about=party.pk).filter(pk=finding).first()
    if row is None:
        raise NotFound
    said: Shown = shown(row, party)
    return render_page(request, "portal/finding.html", {**shell(request, party), "finding": said})


def _file(rows: QuerySet[Finding], on: date, asked: dict[str, str], form: str) -> HttpResponse:
    table = findings_table(rows, on=on, filters=asked)
    return cast("HttpResponse", exported(table, form))
