"""What anyone may read: whose data, whose role, and why."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roles.choices import PartyKind
from roles.models import Contact, DataCategory, Party, Source
from roles.queries.matrix import TELEPHONY, WEBSITE, RoleMatrix, model_matrix
from roles.queries.parties import public_findings
from roles.queries.refs import PartyRef
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of
from voipgrid_privacy.site.attention import gathered
from voipgrid_privacy.site.grid import Grid, Slot, in_general, lay_out, sale, slug, suppliers
from voipgrid_privacy.site.shell import translated


def home(request: HttpRequest) -> HttpResponse:
    """Show what VoIPGRID does with whose data."""
    viewer, on = viewer_of(request), timezone.localdate()
    telephony, website = _matrix(viewer, TELEPHONY), _matrix(viewer, WEBSITE)
    context = {
        "on": on,
        "grid": telephony and _grid(telephony, sale(telephony)),
        "visitors": website and _grid(website, website.parties),
        "own_uses": [cell for cell in telephony.cells if cell.purpose] if telephony else (),
        "categories": _categories(viewer),
        "findings": gathered(public_findings(viewer=viewer)),
        "contacts": Contact.objects.visible_to(viewer).filter(party__kind=PartyKind.PLATFORM),
        "sources": _sources(viewer),
        **_suppliers(viewer, telephony),
    }
    return render_page(request, "public/home.html", context)


@translated
def role_page(request: HttpRequest, category: str, kind: str) -> HttpResponse:
    """Show the role of one kind of party for one category of data, with its reasons."""
    viewer = viewer_of(request)
    found = _categories(viewer).get(category.upper().replace("-", "_"))
    slots = _slots(viewer, found.code, kind) if found else ()
    if found is None or not slots:
        raise Http404
    context = {"category": found, "slots": slots, "title": _title(found, slots)}
    return render_page(request, "public/role.html", context)


def start(request: HttpRequest) -> HttpResponse:
    """Send whoever logs in to where its work is."""
    viewer = viewer_of(request)
    if viewer.parties:
        return redirect("site:overview")
    return redirect("admin:index" if viewer.sees_everything else "site:home")


def _matrix(viewer: Viewer, service: str) -> RoleMatrix | None:
    try:
        return model_matrix(viewer=viewer, on=timezone.localdate(), service=service)
    except NotFound:  # the register is still empty, and the page says so
        return None


def _grid(matrix: RoleMatrix, parties: tuple[PartyRef, ...]) -> Grid:
    def link(party: PartyRef, code: str) -> str:
        return reverse("site:role", args=(slug(code), slug(party.kind)))

    title = in_general if matrix.service == TELEPHONY else _at_the_site
    return lay_out(matrix, parties, title=title, link=link)


def _at_the_site(party: PartyRef) -> str:
    return _("Visitors of the web site") if party.kind == PartyKind.END_USER else party.name


def _categories(viewer: Viewer) -> dict[str, DataCategory]:
    rows = DataCategory.objects.visible_to(viewer).prefetch_related("elements")
    return {row.code: row for row in rows}


def _slots(viewer: Viewer, code: str, kind: str) -> tuple[Slot, ...]:
    matrices = (_matrix(viewer, TELEPHONY), _matrix(viewer, WEBSITE))
    grids = [_grid(matrix, matrix.parties) for matrix in matrices if matrix]
    rows = [row for grid in grids for row in grid.rows if row.code == code]
    return tuple(slot for row in rows for slot in row.slots if slug(slot.party.kind) == kind)


def _title(category: DataCategory, slots: tuple[Slot, ...]) -> str:
    who = _("Supplier") if slots[0].party.kind == PartyKind.SUPPLIER else slots[0].title
    return _("%(who)s: role for %(data)s") % {"who": who, "data": str(category.name).lower()}


def _suppliers(viewer: Viewer, matrix: RoleMatrix | None) -> dict[str, Any]:
    if matrix is None:
        return {}
    found = suppliers(matrix)
    grid = _grid(matrix, found)
    countries = dict(
        Party.objects.visible_to(viewer)
        .filter(pk__in=[party.id for party in found])
        .values_list("pk", "country")
    )
    rows = [
        {
            "party": party,
            "country": countries.get(party.id, ""),
            "slots": [row.slots[place] for row in grid.rows],
        }
        for place, party in enumerate(found)
    ]
    return {"suppliers": rows, "supplier_grid": grid}


def _sources(viewer: Viewer) -> list[Source]:
    """Return what the shown facts rest on: the sources of our categories, not every law."""
    used = DataCategory.objects.visible_to(viewer).values("source")
    return list(Source.objects.visible_to(viewer).filter(pk__in=used))
