"""Sending a request, and what is written about it afterwards."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from records.intake.mailbox import plain_address
from roles.models import Party
from voipgrid_privacy.site.forms import FilesField, RefusableForm
from voipgrid_privacy.site.request_forms import ACCEPTED


class SendForm(RefusableForm):
    """The last button; what only a machine fills in is left empty."""

    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_website(self) -> str:
        """Raise ValidationError for what a person does not see."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave this field empty, and send once more."), "machine")
        return ""


class ReplyForm(RefusableForm):
    """A message of whoever asks, to one of those who wrote to it."""

    to = forms.ChoiceField(label=_("To whom"))
    text = forms.CharField(
        label=_("Your message"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 5}),
    )
    attachments = FilesField(
        label=_("Files"),
        required=False,
        help_text=_("PDF, photo (JPEG, PNG), text or saved mail: five at most, of 10 MB each."),
    )

    def __init__(self, *args: Any, parties: list[Party], **more: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **more})
        self.parties = {str(party.pk): party for party in parties}
        self.fields["attachments"].widget.attrs["accept"] = ACCEPTED
        to = self.fields["to"]
        if isinstance(to, forms.ChoiceField):
            to.choices = [(key, party.name) for key, party in self.parties.items()]
        if len(parties) < 2:
            del self.fields["to"]

    @property
    def party(self) -> Party | None:
        """To whom it is written; None: whoever received the request."""
        return self.parties.get(self.cleaned_data.get("to", ""))


class ProofForm(ReplyForm):
    """The same, where proof of identity was asked."""

    field_order = ("attachments", "text", "to")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["attachments"].label = _("Proof that it is you")


class AskLinkForm(RefusableForm):
    """A reference and an address that belong together."""

    reference = forms.CharField(
        label=_("Reference"),
        max_length=40,
        help_text=_("It begins with AVG- and stands in our mail."),
        error_messages={"required": _("Fill in the reference.")},
    )
    address = forms.CharField(
        label=_("The e-mail address that you gave with the request"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": _("Fill in the e-mail address.")},
    )

    def clean_address(self) -> str:
        """Return the address; raises ValidationError."""
        given = plain_address(str(self.cleaned_data["address"]))
        if not given:
            raise ValidationError(_("An e-mail address looks like name@example.nl."), "invalid")
        return given
