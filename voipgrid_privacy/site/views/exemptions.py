"""Statistics without consent on a partner's own site: its checklist, and relying on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cookies.exemption.checklists import statistics
from cookies.exemption.queries import standing_of
from cookies.exemption.services import answer_point, claim_exemption
from cookies.registry.models import Site
from cookies.statement.services import publish_statement
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of
from voipgrid_privacy.site.forms import PointForm
from voipgrid_privacy.site.shell import portal_page, shell
from voipgrid_privacy.site.views.sites import own_site


@portal_page
def exemption(request: HttpRequest, party: Party, code: str) -> HttpResponse:
    """Show every point with what shows it; answer one, and the statement follows."""
    site = own_site(request, party, code)
    given = PointForm(request.POST) if request.method == "POST" else None
    if given is not None and given.is_valid() and _answered(request, site, given):
        messages.success(request, _("The answer is on record."))
        return redirect("site:site-exemption", code)
    context = {**shell(request, party), **_context(request, site, given)}
    status = 200 if given is None else 400
    return render_page(request, "portal/exemption.html", context, status=status)


def _answered(request: HttpRequest, site: Site, given: PointForm) -> bool:
    today, by = timezone.localdate(), viewer_of(request)
    try:
        answer_point(site=site, checklist=statistics(), **given.cleaned_data, on=today, by=by)
        publish_statement(site=site, on=today, by=by)
    except DomainError as refusal:
        given.refuse(refusal)
        return False
    return True


def _context(request: HttpRequest, site: Site, given: PointForm | None) -> dict[str, Any]:
    """Return the points with a form each; the one that was refused keeps what was filled in."""
    standing = standing_of(site, statistics(), timezone.localdate())
    asked = given.data.get("point") if given is not None else None
    known = {each.point.code for each in standing.points}
    forms = [
        (each, given if given and each.point.code == asked else PointForm.of(each))
        for each in standing.points
    ]
    return {
        "site": site,
        "standing": standing,
        "forms": forms,
        "refused": given if given is not None and asked not in known else None,
        "may_write": viewer_of(request).may(Ability.WRITE_OWN),
    }


@require_POST
@portal_page
def claim(request: HttpRequest, party: Party, code: str) -> HttpResponse:
    """Put the site's statistics in the exempt category, or ask for them again."""
    site, today, by = own_site(request, party, code), timezone.localdate(), viewer_of(request)
    wanted = "claim" in request.POST
    try:
        claim_exemption(site=site, checklist=statistics(), claim=wanted, on=today, by=by)
        publish_statement(site=site, on=today, by=by)
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Statement and banner follow within minutes."))
    return redirect("site:site-exemption", code)
