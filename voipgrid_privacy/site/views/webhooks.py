"""Webhooks of a partner: entering, trying, renewing the secret, the log, sending again."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from roles.models import Party
from roles.queries.lookup import the_one
from roles.webhooks import services
from roles.webhooks.models import WebhookEndpoint
from roles.webhooks.queries import deliveries, endpoints
from roles.webhooks.tasks import send_webhooks
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.paging import paged
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of
from voipgrid_privacy.site.shell import portal_page, shell
from voipgrid_privacy.site.webhook_forms import EndpointForm, RenewForm


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List the webhooks, or enter one and go to it."""
    viewer = viewer_of(request)
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.enter_endpoint(
                party=party, **form.cleaned_data, at=timezone.now(), by=viewer
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The webhook is on. Copy its secret into your receiver."))
            return redirect("site:webhook", made.pk)
    context = {
        **shell(request, party),
        "endpoints": endpoints(viewer=viewer).filter(party=party),
        "form": form if services.may_manage(viewer, party) else None,
    }
    return render_page(request, "portal/webhooks.html", context)


@portal_page
def one(request: HttpRequest, party: Party, pk: UUID) -> HttpResponse:
    """Show a webhook with its log, or change it."""
    row, viewer = _own(request, party, pk), viewer_of(request)
    form = EndpointForm(request.POST or None, of=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_endpoint(endpoint=row, **form.cleaned_data, by=viewer)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The webhook is changed."))
            return redirect("site:webhook", pk)
    return _page(request, party, row, form=form)


@require_POST
@portal_page
def secrets(request: HttpRequest, party: Party, pk: UUID) -> HttpResponse:
    """Show the valid secrets on the page that answers, which nobody keeps."""
    row = _own(request, party, pk)
    shown = services.show_secrets(endpoint=row, at=timezone.now(), by=viewer_of(request))
    answer = _page(request, party, row, shown=shown)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@portal_page
def renew(request: HttpRequest, party: Party, pk: UUID) -> HttpResponse:
    """Make a new secret."""
    row, form = _own(request, party, pk), RenewForm(request.POST)
    if not form.is_valid():
        return _page(request, party, row, renew=form)

    def act() -> None:
        services.renew_secret(
            endpoint=row, **form.cleaned_data, at=timezone.now(), by=viewer_of(request)
        )

    return _done(request, pk, act, _("The secret is renewed. Copy the new one into your receiver."))


@require_POST
@portal_page
def act(request: HttpRequest, party: Party, pk: UUID, what: str) -> HttpResponse:
    """Try it, or switch it on or off."""
    row, viewer = _own(request, party, pk), viewer_of(request)
    acts = _ACTS.get(what)
    if acts is None:
        return redirect("site:webhook", pk)
    do, said = acts
    return _done(request, pk, lambda: do(row, viewer), str(said))


@require_POST
@portal_page
def again(request: HttpRequest, party: Party, pk: UUID, delivery: UUID) -> HttpResponse:
    """Send an event of the log again."""
    row, viewer = _own(request, party, pk), viewer_of(request)
    sent = the_one(deliveries(viewer=viewer).filter(endpoint=row), pk=delivery)

    def act() -> None:
        services.send_again(delivery=sent, at=timezone.now(), by=viewer)
        send_webhooks.delay_on_commit()  # type: ignore[attr-defined]  # DjangoTask

    return _done(request, pk, act, _("It is sent again, under the same identifier."))


def _try(row: WebhookEndpoint, by: Viewer) -> None:
    services.send_test(endpoint=row, at=timezone.now(), by=by)
    send_webhooks.delay_on_commit()  # type: ignore[attr-defined]  # DjangoTask


def _switch(*, on: bool) -> Callable[[WebhookEndpoint, Viewer], None]:
    def switch(row: WebhookEndpoint, by: Viewer) -> None:
        services.switch_endpoint(endpoint=row, on=on, by=by)

    return switch


_ACTS: Final[dict[str, tuple[Callable[[WebhookEndpoint, Viewer], None], Promise]]] = {
    "proef": (_try, gettext_lazy("A test is on its way: look in the log below.")),
    "aan": (_switch(on=True), gettext_lazy("The webhook is on.")),
    "uit": (_switch(on=False), gettext_lazy("The webhook is off.")),
}


def _own(request: HttpRequest, party: Party, pk: UUID) -> WebhookEndpoint:
    return the_one(endpoints(viewer=viewer_of(request)).filter(party=party), pk=pk)


def _done(request: HttpRequest, pk: UUID, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said)
    return redirect("site:webhook", pk)


def _page(request: HttpRequest, party: Party, row: WebhookEndpoint, **more: Any) -> HttpResponse:
    viewer = viewer_of(request)
    log = deliveries(viewer=viewer).filter(endpoint=row).prefetch_related("attempts")
    context = {
        **shell(request, party),
        "endpoint": row,
        "manages": services.may_manage(viewer, party),
        "page": paged(log, request),
        "form": EndpointForm(of=row),
        "renew": RenewForm(label_suffix=""),
        **more,
    }
    return render_page(request, "portal/webhook.html", context)
