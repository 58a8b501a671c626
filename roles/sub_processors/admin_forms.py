"""What officers say about sub-processors; fields are the services' parameters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from roles.models import DataCategory
from roles.sub_processors.choices import RequestState, Settlement, Visibility
from roles.sub_processors.models import Engagement, SubProcessorChange
from roles.sub_processors.recipients import DEFAULT_DAYS
from roles.transfers.choices import Mechanism
from voipgrid_privacy.kernel.admin_questions import LegalDateField
from voipgrid_privacy.kernel.text import Localised


def line(label: Any, most: int, **more: Any) -> forms.CharField:
    """Return a field for one line of text."""
    return forms.CharField(label=label, max_length=most, widget=UnfoldAdminTextInputWidget, **more)


def lines(label: Any, most: int, **more: Any) -> forms.CharField:
    """Return a field for a few lines of text."""
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=most, widget=widget, **more)


def country(label: Any) -> forms.RegexField:
    """Return a field for a country."""
    return forms.RegexField(
        r"^[A-Z]{2}$",
        label=label,
        help_text=_("Two capital letters (ISO 3166)."),
        widget=UnfoldAdminTextInputWidget,
    )


def chosen(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    """Return a field for one of some choices."""
    return forms.ChoiceField(
        label=label, choices=choices.choices, widget=UnfoldAdminSelectWidget, **more
    )


class DescribedForm(forms.Form):
    """What it does, where, on what ground, and who reads that."""

    purpose_nl = line(_("What it does, in Dutch"), 300)
    purpose_en = line(_("What it does, in English"), 300)
    location = country(_("Country where the data is"))
    mechanism = chosen(_("Transfer rests on"), Mechanism)
    safeguards = line(
        _("Document or decision"),
        300,
        required=False,
        help_text=_("Such as the clauses and their date, or the decision on adequacy."),
    )
    visibility = chosen(_("Who reads this"), Visibility)

    def described(self) -> dict[str, Any]:
        """Return what services take."""
        given = dict(self.cleaned_data)
        purpose = Localised(nl=given.pop("purpose_nl"), en=given.pop("purpose_en"))
        return {**given, "purpose": purpose}


class ProposeForm(DescribedForm, forms.ModelForm[SubProcessorChange]):
    """A change that is going to be."""

    data_categories = forms.ModelMultipleChoiceField(
        label=_("Data categories"),
        queryset=DataCategory.objects.all(),
        widget=forms.CheckboxSelectMultiple,
    )
    reason_nl = line(_("Why, in Dutch"), 300)
    reason_en = line(_("Why, in English"), 300)
    planned_on = LegalDateField(label=_("Planned first day"))

    class Meta:
        model = SubProcessorChange
        fields = ("proposer", "sub_processor", "replaces", "service")

    def asked(self) -> dict[str, Any]:
        """Return what the service takes."""
        given = self.described()
        reason = Localised(nl=given.pop("reason_nl"), en=given.pop("reason_en"))
        categories = given.pop("data_categories")
        return {**given, "reason": reason, "categories": categories}


class EngagementForm(DescribedForm, forms.ModelForm[Engagement]):
    """What is told of a supplier that works already."""

    baseline = line(
        _("Known to those it works for by"),
        300,
        required=False,
        help_text=_(
            "Such as the list with the agreement and its date. Empty for a supplier of which"
            " nobody was told: that is a finding (GDPR Art. 28(2))."
        ),
    )

    class Meta:
        model = Engagement
        fields = ("contract",)


class NotifyForm(forms.Form):
    """How long where no agreement says so, and who is told otherwise than by mail."""

    default_days = forms.IntegerField(
        label=_("Days of notice where no agreement names them"),
        min_value=1,
        max_value=365,
        initial=DEFAULT_DAYS,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    otherwise = forms.BooleanField(
        label=_("Those without an e-mail address are told otherwise, such as by letter"),
        required=False,
    )


class BeginForm(forms.Form):
    """Under which reference the supply is known."""

    reference = line(_("Reference of the contract with the sub-processor"), 60, required=False)


class BecauseForm(forms.Form):
    """Why it is called off; those who were told read it."""

    because = lines(_("Why"), 500, help_text=_("Everyone who was told reads this."))


class ReasonForm(forms.Form):
    """Why a party objects."""

    reason = lines(_("Why"), 2_000, required=False, help_text=_("Name no persons."))


class EvidenceForm(forms.Form):
    """By what evidence a party is said to agree."""

    evidence = line(
        _("Evidence of the agreement"),
        500,
        help_text=_("Such as the date and reference of its letter or mail; name no persons."),
    )


class ProofForm(forms.Form):
    """How one knows that a party was told."""

    proof = line(
        _("Proof of telling otherwise"),
        500,
        help_text=_("Such as the number of the registered letter; name no persons."),
    )


class AddressForm(forms.Form):
    """Where a notice is sent instead."""

    address = forms.EmailField(label=_("E-mail address"), widget=UnfoldAdminEmailInputWidget)


class SettleForm(forms.Form):
    """How an objection came to an end."""

    settlement = chosen(_("How it was settled"), Settlement)
    agreed = lines(_("What was agreed"), 2_000, required=False, help_text=_("Name no persons."))


class AnswerDetailsForm(forms.Form):
    """Whether a party reads the details, and why."""

    approved = forms.TypedChoiceField(
        label=_("Answer"),
        choices=[
            (RequestState.APPROVED.value, RequestState.APPROVED.label),
            (RequestState.REFUSED.value, RequestState.REFUSED.label),
        ],
        coerce=lambda value: value == RequestState.APPROVED,
        widget=UnfoldAdminSelectWidget,
    )
    answer = lines(_("Why"), 500, required=False)
