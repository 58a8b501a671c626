"""API clients of a partner: giving one out, renewing its secret, taking it away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roles.models import Party
from roles.queries.lookup import the_one
from voipgrid_privacy.accounts.clients import (
    clients_of,
    issue_client,
    may_manage_clients,
    renew_secret,
    revoke_client,
)
from voipgrid_privacy.accounts.models import ApiClient
from voipgrid_privacy.api.scopes import SCOPES
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.client_forms import NewClientForm, RenewClientForm, RevokeClientForm
from voipgrid_privacy.site.shell import portal_page, shell


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List the clients, or give one out and show its secret on the page that answers."""
    form, more = NewClientForm(request.POST or None), {}
    if request.method == "POST" and form.is_valid() and not form.is_spent(request):
        try:
            issued = issue_client(party=party, **form.values(), by=viewer_of(request))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            form, more = NewClientForm(), {"issued": issued}
    viewer = viewer_of(request)
    context = {
        **shell(request, party),
        "clients": clients_of(viewer=viewer, party=party),
        "form": form if may_manage_clients(viewer, party) else None,
        **more,
    }
    return _unkept(render_page(request, "portal/api_clients.html", context))


@portal_page
def one(request: HttpRequest, party: Party, client_id: str) -> HttpResponse:
    """Show a client: what it may do, and since when it is used."""
    return _page(request, party, _own(request, party, client_id))


@require_POST
@portal_page
def renew(request: HttpRequest, party: Party, client_id: str) -> HttpResponse:
    """Make a new secret and show it on the page that answers."""
    row, form = _own(request, party, client_id), RenewClientForm(request.POST)
    if not form.is_valid() or form.is_spent(request):
        return _page(request, party, row, renew=form)
    issued = renew_secret(client=row, **form.values(), at=timezone.now(), by=viewer_of(request))
    return _page(request, party, _own(request, party, client_id), issued=issued)


@require_POST
@portal_page
def revoke(request: HttpRequest, party: Party, client_id: str) -> HttpResponse:
    """Take the client away."""
    row, form = _own(request, party, client_id), RevokeClientForm(request.POST)
    if not form.is_valid():
        return _page(request, party, row, revoke=form)
    revoke_client(client=row, by=viewer_of(request))
    messages.success(request, _("The client and its tokens no longer work."))
    return redirect("site:api-clients")


def _own(request: HttpRequest, party: Party, client_id: str) -> ApiClient:
    rows = clients_of(viewer=viewer_of(request), party=party)
    return the_one(rows, client_id=client_id)


def _page(request: HttpRequest, party: Party, row: ApiClient, **more: Any) -> HttpResponse:
    allowed = set(row.allowed_scopes.split())
    context = {
        **shell(request, party),
        "client": row,
        "former": row.former_valid_until and row.former_valid_until > timezone.now(),
        "scopes": [(scope, text) for scope, text in SCOPES.items() if scope in allowed],
        "manages": may_manage_clients(viewer_of(request), party),
        "renew": RenewClientForm(),
        "revoke": RevokeClientForm(),
        **more,
    }
    return _unkept(render_page(request, "portal/api_client.html", context))


def _unkept(answer: HttpResponse) -> HttpResponse:
    """Return the page, which may hold a secret, so that nobody keeps it on the way."""
    answer["Cache-Control"] = "no-store"
    return answer
