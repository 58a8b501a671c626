"""Clients of the API, in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.webhooks.admin import HoursForm
from voipgrid_privacy.accounts.clients import issue_client, renew_secret, revoke_client
from voipgrid_privacy.accounts.models import ApiClient
from voipgrid_privacy.api.scopes import SCOPES
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, ask
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of


class ClientForm(forms.ModelForm[ApiClient]):
    """For which party, under which name, for what."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Scopes"),
        choices=lambda: [(scope, f"{scope}: {text}") for scope, text in SCOPES.items()],
        initial=lambda: list(SCOPES),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ApiClient
        fields = ("party", "name")


@admin.register(ApiClient)
class ApiClientAdmin(RegisterAdmin):
    """Clients of the API; a secret is shown once and kept as a hash."""

    writes = Ability.MANAGE_ACCESS
    adds = True
    form = ClientForm
    list_display = ("name", "party", "client_id", "last_used_at", "former_valid_until", "created")
    list_select_related = ("party",)
    search_fields = ("name", "party__name", "client_id")
    autocomplete_fields = ("party",)
    ordering = ("party__name", "name")
    actions_detail = ("renew", "revoke")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return all clients: only who sees everything comes here."""
        clients = ApiClient.objects.select_related("party").order_by("party__name", "name")
        return clients if viewer_of(request).sees_everything else clients.none()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new client, or what is known."""
        known = (
            "party",
            "name",
            "client_id",
            "allowed_scopes",
            "created",
            "last_used_at",
            "former_valid_until",
        )
        return known if obj else ("party", "name", "scopes")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return everything for a client that is there."""
        return self.get_fields(request, obj) if obj else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> ApiClient:
        """Issue the client, and say its secret this once."""
        issued = issue_client(**form.cleaned_data, by=viewer_of(request))
        self._say_once(request, issued.client_id, issued.client_secret)
        made: ApiClient = ApiClient.objects.get(client_id=issued.client_id)
        return made

    def _say_once(self, request: HttpRequest, client_id: str, secret: str) -> None:
        words = {"client": client_id, "secret": secret}
        text = _("Shown once, so copy it now. Client id: %(client)s  secret: %(secret)s")
        self.message_user(request, text % words)

    @action(
        description=gettext_lazy("New secret"),
        url_path="renew",
        icon="autorenew",
        permissions=["add"],
    )
    def renew(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Replace the secret."""
        client = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            issued = renew_secret(client=client, **given, at=timezone.now(), by=viewer_of(request))
            self._say_once(request, issued.client_id, issued.client_secret)
            return _("The client has a new secret.")

        return ask(
            request,
            title=_("New secret for %(client)s") % {"client": client},
            text=_(
                "Without hours the former secret and every token given out stop working at once."
            ),
            form=HoursForm(request.POST or None),
            run=run,
            back=page_of(client),
        )

    @action(
        description=gettext_lazy("Revoke"), url_path="revoke", icon="key_off", permissions=["add"]
    )
    def revoke(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take the client away."""
        client = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            revoke_client(client=client, by=viewer_of(request))
            return _("The client and its tokens no longer work.")

        return ask(
            request,
            title=_("Revoke %(client)s") % {"client": client},
            text=_("It and every token given out to it stop working at once."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=reverse("admin:accounts_apiclient_changelist"),
        )
