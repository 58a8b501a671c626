"""What a partner decides on statistics of its calls."""

from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.statistics.services import USUAL_CALLS
from voipgrid_privacy.site.agreement_forms import day
from voipgrid_privacy.site.forms import RefusableForm


class DecideForm(RefusableForm):
    """From when, and how exact against how private."""

    on = day(
        _("From the month of"),
        required=True,
        initial=lambda: timezone.localdate().replace(day=1),
        help_text=_("Months before today as well, as long as none of their calls were erased."),
    )
    epsilon = forms.TypedChoiceField(
        label=_("Exact or private"),
        coerce=Decimal,
        initial="1",
        choices=(
            ("0.5", _("More private, less exact (ε = 0.5 a month, 6 a year)")),
            ("1", _("Usual (ε = 1 a month, 12 a year)")),
            ("2", _("Less private, more exact (ε = 2 a month, 24 a year)")),
        ),
    )
    most_calls = forms.IntegerField(
        label=_("Calls of one subscriber that count in a month"),
        min_value=1,
        max_value=10_000,
        initial=USUAL_CALLS,
        help_text=_(
            "Choose it by what is usual for your customers, not by looking at one of them. The more"
            " calls count, the larger the error of every figure."
        ),
    )


class EndForm(RefusableForm):
    """From when no more are made."""

    on = day(_("First day for which no more are made"), required=True, initial=timezone.localdate)
