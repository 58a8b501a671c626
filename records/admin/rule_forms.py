"""What is asked when a controller's decision about keeping data is entered or changed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from records.choices import Bound, StartEvent, Technique
from records.models import RetentionRule
from records.retention.rules import Term
from roles.choices import Role
from voipgrid_privacy.kernel.admin_questions import LegalDateField
from voipgrid_privacy.kernel.law import Citation, parse


class TermForm(forms.Form):
    """Another term, from a day on."""

    months = forms.IntegerField(
        label=gettext_lazy("Calendar months"),
        min_value=0,
        max_value=1200,
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        min_value=0,
        max_value=3660,
        initial=0,
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    on = LegalDateField(label=gettext_lazy("First day"), initial=timezone.localdate)

    def answer(self) -> dict[str, Any]:
        """Return what the service asks for."""
        given = self.cleaned_data
        return {"term": Term(months=given["months"], days=given["days"]), "on": given["on"]}


class RuleForm(forms.ModelForm[Any]):
    """A decision: which data, where, how long, from when, why, and what then."""

    law = forms.CharField(
        label=gettext_lazy("Legal grounds"),
        widget=UnfoldAdminTextInputWidget(),
        help_text=gettext_lazy("Separated by semicolons, such as: Tw Art. 11.5(2); GDPR Art. 6(1)"),
    )
    on = LegalDateField(label=gettext_lazy("First day"), initial=timezone.localdate)

    class Meta:
        model = RetentionRule
        fields = (
            "code",
            "category",
            "element",
            "store",
            "bound",
            "decided_by",
            "role",
            "start_event",
            "term_months",
            "term_days",
            "source",
            "technique",
        )

    def clean_law(self) -> tuple[Citation, ...]:
        """Return the citations; raises ValidationError for one that cannot be read."""
        return tuple(map(_cited, filter(None, map(str.strip, self.cleaned_data["law"].split(";")))))

    def answer(self) -> dict[str, Any]:
        """Return what the service asks for."""
        given = self.cleaned_data
        element = given["element"]
        return {
            "code": given["code"],
            "category": given["category"].pk,
            "element": element.pk if element else None,
            "store": given["store"].pk,
            "bound": Bound(given["bound"]),
            "decided_by": given["decided_by"].pk,
            "role": Role(given["role"]),
            "start_event": StartEvent(given["start_event"]),
            "term": Term(months=given["term_months"], days=given["term_days"]),
            "grounds": given["law"],
            "source": given["source"].pk,
            "technique": Technique(given["technique"]),
            "on": given["on"],
        }


def _cited(text: str) -> Citation:
    try:
        return parse(text)
    except ValueError as error:
        raise ValidationError(
            _("%(citation)s is not a place in a law we know."), "citation", {"citation": text}
        ) from error
