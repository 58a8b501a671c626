"""What who handles requests writes, and takes in from a mailbox."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.intake.mailbox import MOST_TEXT
from records.requests.choices import Language, Right
from records.requests.persons import Person
from voipgrid_privacy.site.forms import MINUTE, FilesField, MomentInput, RefusableForm
from voipgrid_privacy.site.request_forms import ACCEPTED, Lines


class WriteForm(RefusableForm):
    """A message to whoever asks."""

    text = forms.CharField(
        label=_("Message to whoever asks"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Read on a page behind a link; the mail only says that there is a message."),
    )
    name = forms.CharField(label=_("Your name"), max_length=120)
    attachments = FilesField(label=_("Files"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["attachments"].widget.attrs["accept"] = ACCEPTED


class MailForm(RefusableForm):
    """A mail: pasted whole, with its headers, or as a file."""

    pasted = forms.CharField(
        label=_("The mail with its headers"),
        required=False,
        max_length=500_000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("In your mail program: show the source, or the original. Paste all of it."),
    )
    file = forms.FileField(
        label=_("Or the mail as a file (.eml)"),
        required=False,
        widget=forms.FileInput({"accept": ".eml,message/rfc822"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two; raises ValidationError."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("pasted") and not given.get("file"):
            raise ValidationError(_("Paste a mail, or choose a file."), "required")
        return given


class ReceiveForm(RefusableForm):
    """What a mail asks, as somebody read it."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    received_at = forms.DateTimeField(
        label=_("Received at"),
        widget=MomentInput(format=MINUTE),
        input_formats=[MINUTE, "%Y-%m-%d %H:%M"],
        help_text=_("When the mailbox got it, not when it was read: the month begins then."),
    )
    rights = forms.MultipleChoiceField(
        label=_("What is asked"),
        choices=Right.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what is asked.")},
    )
    name = forms.CharField(label=_("Name of whoever asks"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    subject_name = forms.CharField(
        label=_("About somebody else? The name of that person"), required=False, max_length=200
    )
    mandate = forms.CharField(
        label=_("What the mandate rests on"), required=False, max_length=2_000
    )
    phones = Lines(
        label=_("Telephone numbers"),
        required=False,
        help_text=_("Of the person whom it is about; one on each line."),
    )
    customer_numbers = Lines(label=_("Customer numbers"), required=False)
    words = forms.CharField(
        label=_("What is asked, in words"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 8}),
    )
    language = forms.ChoiceField(label=_("Answer in"), choices=Language)
    keep = forms.TypedMultipleChoiceField(
        label=_("Files to keep"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, files: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        keep = self.fields["keep"]
        if isinstance(keep, forms.TypedMultipleChoiceField):
            keep.choices = files
        if not files:
            del self.fields["keep"]

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        given = self.cleaned_data
        reached = (given["email"],) if given["email"] else ()
        known = {
            "phones": tuple(given["phones"]),
            "customer_numbers": tuple(given["customer_numbers"]),
        }
        other = bool(given["subject_name"])
        asks = Person(given["name"], reached)
        subject = (
            Person(given["subject_name"], **known)
            if other
            else Person(given["name"], reached, **known)
        )
        names = ("token", "received_at", "rights", "mandate", "words", "language")
        return {
            **{name: given[name] for name in names},
            "keep": given.get("keep", []),
            "subject": subject,
            "requester": asks if other else None,
        }


def begun(said: dict[str, Any], token: str, files: list[int]) -> dict[str, Any]:
    """Return with what the form begins: what the mail itself says."""
    at = said["received_at"]
    words = "\n\n".join(filter(None, (said["subject"], said["text"])))
    return {
        "token": token,
        "received_at": timezone.localtime(datetime.fromisoformat(at)) if at else None,
        "name": said["name"] or said["address"],
        "email": said["address"],
        "words": words[:10_000],
        "language": "nl",
        "keep": files,
    }
