"""Webhooks for officers: what partners entered, what was sent, and helping them with it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.webhooks import services
from roles.webhooks.choices import ASKED, EndpointState
from roles.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from roles.webhooks.secrets import LONGEST_OVERLAP, USUAL_OVERLAP
from roles.webhooks.tasks import send_webhooks
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, ask
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of


class EndpointForm(forms.ModelForm[WebhookEndpoint]):
    """For which party, where, about what."""

    event_types = forms.MultipleChoiceField(
        label=gettext_lazy("Events"),
        choices=[(event.value, event.label) for event in ASKED],
        initial=[event.value for event in ASKED],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("party", "url", "description", "event_types")


class HoursForm(forms.Form):
    """For how long the former secret signs too."""

    hours = forms.IntegerField(
        label=gettext_lazy("Hours that the former secret stays valid"),
        min_value=0,
        max_value=LONGEST_OVERLAP,
        initial=USUAL_OVERLAP,
        help_text=gettext_lazy("0 when it has leaked: it is worthless at once."),
    )


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(RegisterAdmin):
    """Where parties are told what happens. A secret is theirs to read, in portal or API."""

    writes = Ability.MANAGE_ACCESS
    adds = True
    changes = True
    form = EndpointForm
    list_display = ("url", "party", "description", "state", "off_because", "failing_since")
    list_filter = ("state", "off_because", ("failing_since", admin.EmptyFieldListFilter))
    list_select_related = ("party",)
    search_fields = ("url", "description", "party__name")
    autocomplete_fields = ("party",)
    ordering = ("party__name", "url", "pk")
    actions_detail = ("test", "renew", "switch")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked, and of one that is there also how it stands."""
        asked = ("party", "url", "description", "event_types")
        return (*asked, *self._known()) if obj else asked

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what nobody types: its party stays its party."""
        return ("party", *self._known()) if obj else ()

    def _known(self) -> tuple[str, ...]:
        return ("state", "off_because", "failing_since", "made_at")

    def has_writing_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Say whether the viewer tries, renews and switches."""
        return self.may_write(request)

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> WebhookEndpoint:
        """Enter or change it."""
        by, given = viewer_of(request), form.cleaned_data
        if change:
            row = WebhookEndpoint.objects.visible_to(by).get(pk=form.instance.pk)
            return services.change_endpoint(endpoint=row, **given, by=by)
        return services.enter_endpoint(**given, at=timezone.now(), by=by)

    @action(
        description=gettext_lazy("Send a test"),
        url_path="test",
        icon="send",
        permissions=["writing"],
    )
    def test(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send a ``ping``."""
        row = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            services.send_test(endpoint=row, at=timezone.now(), by=viewer_of(request))
            send_webhooks.delay_on_commit()  # type: ignore[attr-defined]  # DjangoTask
            return _("A test is on its way: look under deliveries.")

        return ask(
            request,
            title=_("Send a test to %(endpoint)s") % {"endpoint": row},
            text=_("It says only that it is a test, and is tried once."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(row),
        )

    @action(
        description=gettext_lazy("New secret"),
        url_path="renew",
        icon="autorenew",
        permissions=["writing"],
    )
    def renew(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Renew the secret; the party reads it in the portal or through the API."""
        row = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.renew_secret(endpoint=row, **given, at=timezone.now(), by=viewer_of(request))
            return _("The secret is renewed; its party reads it in the portal or the API.")

        return ask(
            request,
            title=_("New secret for %(endpoint)s") % {"endpoint": row},
            text=_("Both secrets sign until the former has ended."),
            form=HoursForm(request.POST or None),
            run=run,
            back=page_of(row),
        )

    @action(
        description=gettext_lazy("Switch on or off"),
        url_path="switch",
        icon="toggle_on",
        permissions=["writing"],
    )
    def switch(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Switch it on when it is off, and off when it is on."""
        row = self.row(request, object_id)
        on = row.state == EndpointState.OFF

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            services.switch_endpoint(endpoint=row, on=on, by=viewer_of(request))
            return _("The webhook is on.") if on else _("The webhook is off.")

        title = _("Switch %(endpoint)s on") if on else _("Switch %(endpoint)s off")
        return ask(
            request,
            title=title % {"endpoint": row},
            text=_("What waits for a webhook that is off is given up, and can be sent again."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(row),
        )


class AttemptInline(RegisterInline):
    """The tries of a delivery."""

    model = WebhookAttempt
    fields = readonly_fields = ("number", "at", "status", "problem", "milliseconds")


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(RegisterAdmin):
    """What was sent, what came back, and sending it again."""

    writes = Ability.MANAGE_ACCESS
    list_display = ("made_at", "endpoint", "message_type", "state", "tries", "status", "problem")
    list_filter = ("state", "problem", "message__type", "replay")
    list_select_related = ("endpoint", "message")
    search_fields = ("endpoint__url", "endpoint__party__name")
    ordering = ("-made_at", "pk")
    fields = readonly_fields = (
        "endpoint",
        "message",
        "message_type",
        "replay",
        "state",
        "made_at",
        "next_try_at",
        "tries",
        "status",
        "problem",
        "ended_at",
    )
    inlines = (AttemptInline,)
    actions_detail = ("again",)

    @admin.display(description=gettext_lazy("event"))
    def message_type(self, row: WebhookDelivery) -> str:
        """Show what happened."""
        return row.message.get_type_display()

    def has_writing_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Say whether the viewer sends again."""
        return self.may_write(request)

    @action(
        description=gettext_lazy("Send again"),
        url_path="again",
        icon="replay",
        permissions=["writing"],
    )
    def again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send it again."""
        row = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            services.send_again(delivery=row, at=timezone.now(), by=viewer_of(request))
            send_webhooks.delay_on_commit()  # type: ignore[attr-defined]  # DjangoTask
            return _("It is sent again, under the same identifier.")

        return ask(
            request,
            title=_("Send %(delivery)s again") % {"delivery": row},
            text=_("The receiver recognises by the identifier what it has had already."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(row),
        )
