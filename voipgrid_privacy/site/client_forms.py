"""What partners enter of API clients; fields are the services' parameters."""

from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.webhooks.secrets import LONGEST_OVERLAP, USUAL_OVERLAP
from voipgrid_privacy.api.scopes import SCOPES
from voipgrid_privacy.kernel.once import is_spent, spend
from voipgrid_privacy.site.forms import RefusableForm

# A secret is for who asks for it: whoever reads it can sign in our name.
USUAL = [scope for scope in SCOPES if scope.endswith(".read") and "secret" not in scope]


class OnceForm(RefusableForm):
    """A form whose answer shows a secret: sent again by reloading, it does nothing."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    def values(self) -> dict[str, Any]:
        """Return the service's parameters."""
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}

    def is_spent(self, request: HttpRequest) -> bool:
        """Say whether it was sent before in this session; from now on it was."""
        if is_spent(request, str(self.cleaned_data["once"])):
            self.add_error(None, _("This was done already; the secret was shown then."))
            return True
        spend(request, str(self.cleaned_data["once"]))
        return False


class NewClientForm(OnceForm):
    """Which of the own systems, and what it may ask."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy(
            "Which of your systems uses it, as Billing or CRM. No names of people."
        ),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=lambda: [(scope, text) for scope, text in SCOPES.items()],
        initial=USUAL,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("No more than the system needs: reading is chosen already."),
    )


class RenewClientForm(OnceForm):
    """For how long the former secret opens the door too."""

    hours = forms.IntegerField(
        label=gettext_lazy("Hours that the former secret stays valid"),
        min_value=0,
        max_value=LONGEST_OVERLAP,
        initial=USUAL_OVERLAP,
        help_text=gettext_lazy("0 when it has leaked: it and its tokens are worthless at once."),
    )


class RevokeClientForm(RefusableForm):
    """Yes, and knowing what it means."""

    sure = forms.BooleanField(
        label=gettext_lazy("The system that uses this client gets no more answers, at once.")
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
