"""What partners record of their own transfers; fields are the services' parameters."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from roles.models import Contract, DataCategory, Measure, Party
from roles.transfers.choices import (
    GROUND_CHOICES,
    ClauseNine,
    Covers,
    Derogation,
    Instrument,
    Outcome,
)
from roles.transfers.countries import country_choices
from roles.transfers.ground_fields import MODULES, as_ground
from roles.transfers.models.transfers import ROLE_CHOICES
from voipgrid_privacy.site.forms import DateInput, RefusableForm


def day(label: Any, **more: Any) -> forms.DateField:
    """Return a field for a legal date."""
    return forms.DateField(label=label, widget=DateInput(format="%Y-%m-%d"), **more)


def chosen(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    """Return a field for one of some choices, or none."""
    offered = [("", "–"), *choices]
    return forms.ChoiceField(label=label, choices=offered, required=False, **more)


def ticked(label: Any, queryset: QuerySet[Any], **more: Any) -> Any:
    """Return a field for some rows of the register, by their codes."""
    return forms.ModelMultipleChoiceField(
        label=label,
        queryset=queryset,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="code",
        **more,
    )


RARER = (
    "staff",
    "clause_nine",
    "clause_nine_days",
    "derogation",
    "exporter_role",
    "importer_role",
)
"""What most transfers leave open: the page folds it away."""


class MeasuredForm(RefusableForm):
    """A form that offers supplementary measures."""

    def offer(self, measures: QuerySet[Measure]) -> None:
        """Offer the measures that the exporter can take, where the form asks for any."""
        if "supplementary" in self.fields:
            self.fields["supplementary"].queryset = measures  # type: ignore[attr-defined]


class GroundForm(MeasuredForm):
    """What a transfer rests on, and for which data."""

    mechanism = forms.ChoiceField(
        label=_("Transfer rests on"), choices=[("", "–"), *GROUND_CHOICES]
    )
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
        label=_("Clause 9: days of notice"), required=False, min_value=0, max_value=365
    )
    derogation = chosen(_("Derogation"), Derogation.choices, help_text=_("With Art. 49 only."))
    signed_on = day(_("Signed or approved on"), required=False)
    reference = forms.CharField(label=_("Document"), max_length=200, required=False)
    data_categories = ticked(
        _("Data categories"),
        DataCategory.objects.order_by("position", "code"),
        help_text=_("None ticked: all that go there."),
    )
    staff = forms.BooleanField(label=_("It is data about the exporter's own staff"), required=False)
    supplementary = ticked(_("Supplementary measures"), Measure.objects.none())
    exporter_role = chosen(
        _("Role of the exporter"),
        ROLE_CHOICES,
        help_text=_("Only without a contract: with one the roles follow from it."),
    )
    importer_role = chosen(_("Role of the importer"), ROLE_CHOICES)

    def given(self) -> dict[str, Any]:
        """Return what services take."""
        return as_ground(self.cleaned_data)

    @property
    def usual(self) -> list[forms.BoundField]:
        """The fields that the page shows at once."""
        return [field for field in self.visible_fields() if field.name not in RARER]

    @property
    def rarer(self) -> list[forms.BoundField]:
        """The fields that the page folds away."""
        return [self[name] for name in RARER]

    @property
    def unfolded(self) -> bool:
        """Whether something of what is folded away is filled in, or wrong."""
        return any(field.errors or field.value() for field in self.rarer)


class RecordForm(GroundForm):
    """To whom which data goes, where, and on what ground."""

    importer = forms.ModelChoiceField(
        label=_("Importer"), queryset=Party.objects.none(), empty_label="–"
    )
    contract = forms.ModelChoiceField(
        label=_("Under contract"),
        queryset=Contract.objects.none(),
        required=False,
        empty_label="–",
        help_text=_("The supply by which the data goes there; its roles and modules follow."),
    )
    country = forms.ChoiceField(label=_("Country"))
    on = day(_("First day"), initial=timezone.localdate)
    until = day(
        _("First day on which it no longer holds"),
        required=False,
        help_text=_("Empty: until further notice."),
    )
    field_order = ("importer", "contract", "country", "data_categories", "staff")

    def __init__(
        self, *args: Any, importers: QuerySet[Party], contracts: QuerySet[Contract], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        language = "en" if (get_language() or "nl").startswith("en") else "nl"
        self.fields["importer"].queryset = importers  # type: ignore[attr-defined]
        self.fields["contract"].queryset = contracts  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", "–"), *country_choices(language)]  # type: ignore[attr-defined]


class DeedForm(MeasuredForm):
    """Something to do with a transfer that is there."""

    def given(self) -> dict[str, Any]:
        """Return what services take."""
        return self.cleaned_data


class ChangeForm(GroundForm):
    """From which day it rests on something else."""

    on = day(_("From"), initial=timezone.localdate)
    field_order = ("on",)


class AssessForm(DeedForm):
    """What a transfer impact assessment came to."""

    done_on = day(_("Done on"), initial=timezone.localdate)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    review_on = day(_("Review by"))
    assessor = forms.CharField(
        label=_("By whom"),
        max_length=200,
        help_text=_(
            "A function or a firm rather than a name: others who use this supplier see it."
        ),
    )
    reference = forms.CharField(label=_("Document"), max_length=200, required=False)


class MeasuresForm(DeedForm):
    """Which supplementary measures are taken, from which day."""

    supplementary = ticked(_("Supplementary measures"), Measure.objects.none())
    on = day(_("From"), initial=timezone.localdate)

    def given(self) -> dict[str, Any]:
        """Return what services take."""
        return {"measures": self.cleaned_data["supplementary"], "on": self.cleaned_data["on"]}


class DocumentForm(DeedForm):
    """A signed document."""

    file = forms.FileField(
        label=_("PDF"),
        help_text=_("At most 10 MB, such as the signed clauses. Only the two parties can read it."),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )


class CoverForm(DeedForm):
    """That the importer falls under a decision, and where that was seen."""

    decision = forms.ChoiceField(label=_("Decision"))
    covers = forms.ChoiceField(label=_("Covers"), choices=Covers.choices)
    on = day(_("Covered since"))
    until = day(
        _("First day on which it no longer holds"),
        required=False,
        help_text=_("Such as the day after that on which a certificate is due for renewal."),
    )
    checked_on = day(_("Looked up on"), initial=timezone.localdate)
    evidence = forms.URLField(label=_("Address of the page"), required=False, assume_scheme="https")

    def choose(self, decisions: list[tuple[str, str]]) -> None:
        """Offer the decisions that cover some importers in that country only."""
        self.fields["decision"].choices = decisions  # type: ignore[attr-defined]


class EndForm(DeedForm):
    """From which day nothing goes there any more."""

    on = day(_("First day on which it no longer holds"), initial=timezone.localdate)
