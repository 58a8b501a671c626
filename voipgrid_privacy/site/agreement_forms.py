"""What partners record of agreements and registrations; fields are the services' parameters."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.agreements.models import MandateKind
from roles.agreements.queries import Between
from roles.models import Party
from voipgrid_privacy.site.forms import DateInput, RefusableForm


def day(label: Any, *, required: bool = False, **more: Any) -> forms.DateField:
    """Return a field for a legal date."""
    return forms.DateField(
        label=label, required=required, widget=DateInput(format="%Y-%m-%d"), **more
    )


class PairForm(RefusableForm):
    """Something between two parties, who are named where it says who signed."""

    def __init__(self, data: Any = None, *, pair: Between, name: str) -> None:
        super().__init__(data, auto_id=f"{name}-%s", label_suffix="")
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


class RecordForm(SignForm):
    """What was agreed, from when, and what it authorises to."""

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
    field_order = ("reference", "on", "until", "processor_signed_on", "controller_signed_on")

    def clean(self) -> dict[str, Any]:
        """Refuse days of notice without the authorisation that they belong to."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("notice_days") is not None and not given.get("authorisation"):
            self.add_error(
                "notice_days", _("Days of notice belong to an authorisation to engage others.")
            )
        return given


class EndForm(PairForm):
    """From which day it no longer holds."""

    on = day(
        gettext_lazy("First day on which it no longer holds"),
        required=True,
        initial=timezone.localdate,
    )


class MandateForm(PairForm):
    """Since when others may be engaged, and how long before a change it is told."""

    on = day(gettext_lazy("First day"), required=True, initial=timezone.localdate)
    notice_days = forms.IntegerField(
        label=gettext_lazy("Days of notice"), required=False, min_value=0, max_value=365
    )


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
