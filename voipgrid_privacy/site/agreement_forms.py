"""What partners record of agreements and registrations; fields are the services' parameters."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.agreements.coverage_fields import coverage_fields
from roles.agreements.evidence import evidence_fields
from roles.agreements.models import (
    DEFAULT_DAYS,
    Agreement,
    Channel,
    Choice,
    Instruction,
    InstructionKind,
    Language,
    MandateKind,
)
from roles.agreements.queries import Between
from roles.models import Party
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.site.forms import DateInput, RefusableForm


def day(label: Any, *, required: bool = False, **more: Any) -> forms.DateField:
    """Return a field for a legal date."""
    return forms.DateField(
        label=label, required=required, widget=DateInput(format="%Y-%m-%d"), **more
    )


class PairForm(RefusableForm):
    """Something between two parties, who are named where it says who signed."""

    def __init__(self, data: Any = None, files: Any = None, *, pair: Between, name: str) -> None:
        super().__init__(data, files, auto_id=f"{name}-%s", label_suffix="")
        signed = {
            "processor_signed_on": pair.processor.name,
            "controller_signed_on": pair.controller.name,
        }
        for field in signed.keys() & self.fields.keys():
            self.fields[field].label = _("Signed by %(party)s on") % {"party": signed[field]}


class SignForm(PairForm):
    """When who signed."""

    processor_signed_on = day("")
    controller_signed_on = day("")


class TermsForm(PairForm):
    """What is agreed, from when, and what it authorises to."""

    reference = forms.CharField(label=gettext_lazy("Reference"), required=False, max_length=60)
    on = day(gettext_lazy("First day"), required=True, initial=timezone.localdate)
    until = day(
        gettext_lazy("First day on which it no longer holds"),
        help_text=gettext_lazy("Empty: until further notice."),
    )
    authorisation = forms.ChoiceField(
        label=gettext_lazy("Authorises to engage others"),
        choices=[("", gettext_lazy("No")), (MandateKind.GENERAL, MandateKind.GENERAL.label)],
        required=False,
    )
    notice_days = forms.IntegerField(
        label=gettext_lazy("Days of notice"), required=False, min_value=0, max_value=365
    )

    def clean(self) -> dict[str, Any]:
        """Refuse days of notice without the authorisation that they belong to."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("notice_days") is not None and not given.get("authorisation"):
            self.add_error(
                "notice_days", _("Days of notice belong to an authorisation to engage others.")
            )
        return given


class RecordForm(TermsForm, SignForm):
    """What was agreed and signed on paper."""

    field_order = ("reference", "on", "until", "processor_signed_on", "controller_signed_on")


def language() -> forms.ChoiceField:
    """Return a field for the language of a paper."""
    return forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices)


class DraftForm(TermsForm):
    """What the paper is to say that the register does not know."""

    language = language()
    field_order = ("reference", "on", "until", "authorisation", "notice_days", "language")


class GenerateForm(PairForm):
    """In which language the paper is made."""

    language = language()


class ConfirmForm(PairForm):
    """Nothing but yes."""


class SignHereForm(PairForm):
    """Who signs, in which function, and what."""

    document_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120)
    function = forms.CharField(label=gettext_lazy("Function"), max_length=120, required=False)
    read = forms.BooleanField(
        label=gettext_lazy("I have read the agreement and may sign it for my organisation")
    )


class UploadForm(SignForm):
    """A paper that was signed elsewhere, and when."""

    file = forms.FileField(
        label=gettext_lazy("Signed paper"),
        help_text=gettext_lazy("PDF, at most 10 MB. Only the two parties can read it."),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )
    language = language()
    field_order = ("file", "language", "processor_signed_on", "controller_signed_on")


class InstructForm(PairForm):
    """What was said, by whom, when and how; about which instruction, if it is an answer."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=InstructionKind.choices)
    about = forms.ModelChoiceField(
        label=gettext_lazy("About the instruction"),
        queryset=Instruction.objects.none(),
        required=False,
        help_text=gettext_lazy("Only for an answer."),
    )
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=2_000, widget=forms.Textarea({"rows": 4})
    )
    given_by = forms.CharField(label=gettext_lazy("Said by"), max_length=120)
    on = day(gettext_lazy("Given on"), required=True, initial=timezone.localdate)
    channel = forms.ChoiceField(label=gettext_lazy("How"), choices=Channel.choices)

    def of(self, row: Agreement) -> "InstructForm":
        """Offer the instructions of that agreement."""
        given = row.instructions.filter(kind=InstructionKind.GIVEN)
        self.fields["about"].queryset = given  # type: ignore[attr-defined]
        return self


class CoverForm(PairForm):
    """Where in the document what is settled."""

    def of(self, row: Agreement, viewer: Viewer) -> "CoverForm":
        """Ask for each item of the law and each kind of data, as it was stated."""
        self.fields.update(coverage_fields(row, viewer))
        return self


class EvidenceForm(PairForm):
    """What shows that which item is kept."""

    def of(self, row: Agreement, viewer: Viewer) -> "EvidenceForm":
        """Offer the measures, and the instructions and papers of that agreement."""
        widgets = {
            "select": forms.Select,
            "text": forms.TextInput,
            "area": forms.Textarea({"rows": 3}),
        }
        self.fields.update(evidence_fields(row, viewer, timezone.localdate(), widgets))
        return self


class EndForm(PairForm):
    """From which day it no longer holds."""

    on = day(
        gettext_lazy("First day on which it no longer holds"),
        required=True,
        initial=timezone.localdate,
    )


class EndTermForm(PairForm):
    """What was agreed about the end of service."""

    days = forms.IntegerField(
        label=gettext_lazy("Days after the last day of the service"),
        min_value=0,
        max_value=730,
        initial=DEFAULT_DAYS,
        help_text=gettext_lazy("The law names no term: 30 days is our own measure."),
    )
    otherwise = forms.ChoiceField(
        label=gettext_lazy("Unless chosen otherwise"),
        choices=[("", gettext_lazy("Nothing is agreed: it must be chosen")), *Choice.choices],
        required=False,
    )
    on = day(gettext_lazy("Agreed on"), required=True, initial=timezone.localdate)


class MandateForm(PairForm):
    """Since when others may be engaged, and how long before a change it is told."""

    on = day(gettext_lazy("First day"), required=True, initial=timezone.localdate)
    notice_days = forms.IntegerField(
        label=gettext_lazy("Days of notice"), required=False, min_value=0, max_value=365
    )


class NameForm(PairForm):
    """Whom the processor may engage: one, by name."""

    engages = forms.ModelChoiceField(
        label=gettext_lazy("Who may be engaged"), queryset=Party.objects.none()
    )
    on = day(gettext_lazy("First day"), required=True, initial=timezone.localdate)

    def among(self, rows: QuerySet[Party]) -> None:
        """Offer these parties."""
        self.fields["engages"].queryset = rows  # type: ignore[attr-defined]


class RowForm(forms.Form):
    """Of which registration the turnover was reported."""

    reported = forms.UUIDField()


class RegistrationForm(RefusableForm):
    """Who is registered under which number, since when."""

    party = forms.ModelChoiceField(
        label=gettext_lazy("Who is registered"), queryset=Party.objects.none(), empty_label=None
    )
    number = forms.CharField(
        label=gettext_lazy("Number of the registration"), max_length=30, required=False
    )
    on = day(gettext_lazy("Registered since"), required=True, initial=timezone.localdate)

    def __init__(self, data: Any, *, own: Party, among: QuerySet[Party]) -> None:
        super().__init__(data, initial={"party": own.pk}, label_suffix="")
        self.fields["party"].queryset = among  # type: ignore[attr-defined]
