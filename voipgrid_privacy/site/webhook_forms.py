"""What partners enter of webhooks; fields are the services' parameters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from roles.webhooks.choices import ASKED
from roles.webhooks.models import WebhookEndpoint
from roles.webhooks.secrets import LONGEST_OVERLAP, USUAL_OVERLAP
from voipgrid_privacy.site.forms import RefusableForm


class EndpointForm(RefusableForm):
    """Where, about what, and what the own developers call it."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=500,
        help_text=gettext_lazy("Begins with https://, and is reached from the public internet."),
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For yourselves: which system listens. No names of people."),
    )
    event_types = forms.MultipleChoiceField(
        label=gettext_lazy("Events"),
        choices=[(event.value, event.label) for event in ASKED],
        initial=[event.value for event in ASKED],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, of: WebhookEndpoint | None = None) -> None:
        names = ("url", "description", "event_types")
        initial = {name: getattr(of, name) for name in names} if of else None
        super().__init__(data, initial=initial, label_suffix="")


class RenewForm(RefusableForm):
    """For how long the former secret signs too."""

    hours = forms.IntegerField(
        label=gettext_lazy("Hours that the former secret stays valid"),
        min_value=0,
        max_value=LONGEST_OVERLAP,
        initial=USUAL_OVERLAP,
        help_text=gettext_lazy("0 when it has leaked: it is worthless at once."),
    )
