"""The partner's own part of the register."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from roles.exports import matrix_response
from roles.models import Party
from roles.queries.features import service_features
from roles.queries.parties import (
    acquirer,
    contracts_of,
    deliveries_of,
    delivery_counts,
    own_parties,
)
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.paging import paged
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of
from voipgrid_privacy.site.attention import gathered
from voipgrid_privacy.site.forms import AskRoles
from voipgrid_privacy.site.in_name_of import as_party
from voipgrid_privacy.site.roles_page import answer, own_roles
from voipgrid_privacy.site.shell import SESSION_KEY, looks_as, portal_page, shell, translated
from voipgrid_privacy.site.todo import SHOWN, todo_of


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """Show what asks for attention, and the own role per category."""
    viewer, on = viewer_of(request), timezone.localdate()
    own = as_party(viewer, party)
    todo = todo_of(viewer=own, party=party, at=timezone.now(), clocks=False)
    context = {
        **shell(request, party),
        "greeting": greeting(timezone.localtime().hour),
        "on": on,
        "counts": delivery_counts(viewer=viewer, party=party.pk, on=on),
        "todo": todo,
        "attention": gathered(todo.findings)[:SHOWN],
        "own": own_roles(viewer, party, on),
    }
    return render_page(request, "portal/overview.html", context)


def greeting(hour: int) -> str:
    """Return the greeting of that hour of the day."""
    words = {6: _("Welcome"), 12: _("Good morning"), 18: _("Good afternoon")}
    return next((text for end, text in words.items() if hour < end), _("Good evening"))


@portal_page
def roles(request: HttpRequest, party: Party) -> HttpResponse:
    """Answer who has which role; without a customer: the own relation."""
    form = AskRoles.asked(request.GET)
    context = {
        **shell(request, party),
        "form": form,
        "on": form.day,
        "known_at": form.instant,
        "opened": request.GET.get("why", ""),
        **answer(request, party, form),
    }
    return render_page(request, "portal/roles.html", context, fragment="answer")


@portal_page
def all_roles(request: HttpRequest, party: Party, form: str) -> HttpResponseBase:
    """Hand out the roles in the chains of all customers, on the day in the address."""
    viewer = viewer_of(request)
    if viewer.parties != {party.pk}:  # an officer, or someone with several parties: this one's
        viewer = as_party(viewer, party)
    try:
        return matrix_response(viewer=viewer, on=AskRoles.asked(request.GET).day, form=form)
    except DomainError as refusal:
        raise Http404(refusal.sentence) from refusal


@portal_page
def customers(request: HttpRequest, party: Party) -> HttpResponse:
    """List whom the party delivers to; search and page are in the address."""
    q, on = request.GET.get("q", "").strip()[:200], timezone.localdate()
    found = deliveries_of(viewer=viewer_of(request), party=party.pk, on=on, q=q)
    page = paged(found, request)
    context = {**shell(request, party), "q": q, "on": on, "page": page}
    return render_page(request, "portal/customers.html", context, fragment="list")


@portal_page
def customer(request: HttpRequest, party: Party, customer: UUID) -> HttpResponse:
    """Show one customer with its contracts."""
    viewer = viewer_of(request)
    found = acquirer(viewer=viewer, party=customer, of=party.pk)
    context = {
        **shell(request, party),
        "customer": found,
        "contracts": contracts_of(viewer=viewer, party=found.pk),
        "features": service_features(viewer=viewer).filter(always_on=False),
        "may_switch_features": viewer.may(Ability.WRITE_OWN) or viewer.may(Ability.WRITE_REGISTER),
        "today": timezone.localdate(),
    }
    return render_page(request, "portal/customer.html", context)


@login_required
@translated
def choose(request: HttpRequest) -> HttpResponse:
    """Let someone who may look in several names choose one."""
    viewer = viewer_of(request)
    current = looks_as(request)
    if request.method == "POST":
        return _chosen(request)
    q = request.GET.get("q", "").strip()[:200]
    page = paged(own_parties(viewer=viewer, q=q), request)
    context = {"page": page, "q": q, "looks_as": current}
    return render_page(request, "portal/choose.html", context)


def _chosen(request: HttpRequest) -> HttpResponse:
    try:
        wanted = UUID(request.POST.get("party", ""))
    except ValueError as error:
        raise NotFound from error
    if not own_parties(viewer=viewer_of(request)).filter(pk=wanted).exists():
        raise NotFound
    request.session[SESSION_KEY] = str(wanted)
    return redirect("site:overview")
