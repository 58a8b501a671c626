"""What officers say about transfers; fields are the services' parameters."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
)

from roles.models import DataCategory, Measure
from roles.transfers.choices import (
    GROUND_CHOICES,
    ClauseNine,
    Covers,
    Derogation,
    Instrument,
    Outcome,
)
from roles.transfers.ground_fields import MODULES, as_ground
from roles.transfers.law import organisations
from roles.transfers.models import AdequacyCoverage, Transfer
from roles.transfers.models.transfers import ROLE_CHOICES
from roles.transfers.queries import law_now
from roles.transfers.words import covered_in_words
from voipgrid_privacy.kernel.admin_questions import LegalDateField
from voipgrid_privacy.kernel.tenancy import SYSTEM


def chosen(label: Any, choices: Any, *, required: bool = False, **more: Any) -> forms.ChoiceField:
    """Return a field for one of some choices, or none."""
    offered = list(choices) if required else [("", "–"), *choices]
    return forms.ChoiceField(
        label=label, choices=offered, required=required, widget=UnfoldAdminSelectWidget, **more
    )


def ticked(label: Any, queryset: Any, **more: Any) -> forms.ModelMultipleChoiceField[Any]:
    """Return a field for some rows of the register."""
    return forms.ModelMultipleChoiceField(
        label=label,
        queryset=queryset,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="code",
        **more,
    )


class GroundForm(forms.Form):
    """What a transfer rests on, and for which data."""

    mechanism = chosen(_("Transfer rests on"), GROUND_CHOICES, required=True)
    instrument = chosen(_("Safeguard"), Instrument.choices, help_text=_("With Art. 46 only."))
    module_numbers = forms.MultipleChoiceField(
        label=_("Modules that were signed"),
        choices=MODULES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Clauses of 2021 only; empty: those that the roles ask for."),
    )
    clause_nine = chosen(_("Clause 9: engaging others"), ClauseNine.choices)
    clause_nine_days = forms.IntegerField(
        label=_("Clause 9: days of notice"),
        required=False,
        min_value=0,
        max_value=365,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    derogation = chosen(_("Derogation"), Derogation.choices, help_text=_("With Art. 49 only."))
    signed_on = LegalDateField(label=_("Signed or approved on"), required=False)
    reference = forms.CharField(
        label=_("Document"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget
    )
    data_categories = ticked(
        _("Data categories"),
        DataCategory.objects.order_by("position", "code"),
        help_text=_("None ticked: all that go there."),
    )
    staff = forms.BooleanField(label=_("It is data about the exporter's own staff"), required=False)
    supplementary = ticked(_("Supplementary measures"), Measure.objects.order_by("kind", "code"))
    exporter_role = chosen(
        _("Role of the exporter"),
        ROLE_CHOICES,
        help_text=_("Only without a contract: with one the roles follow from it."),
    )
    importer_role = chosen(_("Role of the importer"), ROLE_CHOICES)

    def ground(self) -> dict[str, Any]:
        """Return what services take."""
        return as_ground(self.cleaned_data)


class TransferForm(GroundForm, forms.ModelForm[Transfer]):
    """Who sends what to whom, and on what ground."""

    organisation = chosen(
        _("International organisation"),
        [],
        help_text=_("Only where the importer is one that a decision names."),
    )
    on = LegalDateField(label=_("First day"), initial=timezone.localdate)
    until = LegalDateField(
        label=_("First day on which it no longer holds"),
        required=False,
        help_text=_("Empty: until further notice."),
    )

    class Meta:
        model = Transfer
        fields = ("exporter", "importer", "country", "contract")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "organisation" in self.fields:  # a page that only shows has none
            self.fields["organisation"].choices = [("", "–"), *organisations().items()]  # type: ignore[attr-defined]


class ChangeForm(GroundForm):
    """From which day it rests on something else."""

    on = LegalDateField(label=_("From"), initial=timezone.localdate)


class AssessForm(forms.Form):
    """What a transfer impact assessment came to."""

    done_on = LegalDateField(label=_("Done on"), initial=timezone.localdate)
    outcome = chosen(_("Outcome"), Outcome.choices, required=True)
    review_on = LegalDateField(label=_("Review by"))
    assessor = forms.CharField(
        label=_("By whom"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=_(
            "A function or a firm rather than a name: others who use this supplier see it."
        ),
    )
    reference = forms.CharField(
        label=_("Document"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget
    )


class DocumentForm(forms.Form):
    """A signed document."""

    file = forms.FileField(label=_("PDF"), widget=UnfoldAdminFileFieldWidget)


class CoverageForm(forms.ModelForm[AdequacyCoverage]):
    """That an importer falls under a decision, and where that was seen."""

    decision = chosen(_("Decision"), [], required=True)
    covers = chosen(_("Covers"), Covers.choices, required=True)
    on = LegalDateField(label=_("Covered since"), initial=timezone.localdate)
    until = LegalDateField(
        label=_("First day on which it no longer holds"),
        required=False,
        help_text=_("Such as the day after that on which a certificate is due for renewal."),
    )
    checked_on = LegalDateField(label=_("Looked up on"), initial=timezone.localdate)
    evidence = forms.URLField(
        label=_("Address of the page"),
        required=False,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget,
    )

    class Meta:
        model = AdequacyCoverage
        fields = ("importer",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "decision" in self.fields:
            self.fields["decision"].choices = [  # type: ignore[attr-defined]
                (each.code, f"{each.title}: {covered_in_words(each)}")
                for each in reversed(law_now(viewer=SYSTEM).decisions)
                if each.listed
            ]
