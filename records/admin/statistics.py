"""Statistics of calls: what partners decided, and what was made."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.models import StatisticsDecision, StatisticsRelease
from records.statistics.drawing import Bars
from records.statistics.queries import Month, months, releases, year_of
from records.statistics.services import (
    USUAL_BUDGET,
    USUAL_CALLS,
    USUAL_EPSILON,
    decide_statistics,
    end_statistics,
)
from records.statistics.telling import by_month, divisions, facts, month_in_words, taken_along
from roles.admin.filters import InForceFilter
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import LegalDateField, OnForm, ask
from voipgrid_privacy.kernel.logbook import period_in_words
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, viewer_of


class DecisionForm(forms.ModelForm[Any]):
    """What a partner decided: of which calls, how exact, from when."""

    on = LegalDateField(label=gettext_lazy("From the month of"), initial=timezone.localdate)

    class Meta:
        model = StatisticsDecision
        fields = ("party", "store", "epsilon", "budget", "most_calls")


@admin.register(StatisticsDecision)
class StatisticsDecisionAdmin(RegisterAdmin):
    """Whose calls are counted before they go; decided by each partner for itself, and ended."""

    writes = Ability.WRITE_REGISTER
    adds = True
    form = DecisionForm
    list_display = ("party", "store", "epsilon", "budget", "most_calls", "period")
    list_filter = ("store", InForceFilter)
    list_select_related = ("party", "store")
    search_fields = ("party__name",)
    ordering = ("party__name",)
    autocomplete_fields = ("party",)
    actions_detail = ("end",)
    known = ("party", "store", "epsilon", "budget", "most_calls", "period", "spent", "made")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked of a new decision, or what is known of this one."""
        return self.known if obj else (*DecisionForm.Meta.fields, "on")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for a decision that is there."""
        return self.known if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Offer what is usual."""
        usual = {"epsilon": USUAL_EPSILON, "budget": USUAL_BUDGET, "most_calls": USUAL_CALLS}
        return {**usual, **super().get_changeform_initial_data(request)}

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> StatisticsDecision:
        """Record the decision."""
        given = dict(form.cleaned_data)
        party, store = given.pop("party").pk, given.pop("store").pk
        return decide_statistics(party=party, store=store, **given, by=viewer_of(request))

    @display(description=gettext_lazy("valid"), ordering="valid_during")
    def period(self, row: StatisticsDecision) -> str:
        """Show the period in words."""
        return period_in_words(row.valid_from, row.valid_until)

    @display(description=gettext_lazy("spent"))
    def spent(self, row: StatisticsDecision) -> str:
        """Show what each year cost, of what was declared."""
        made = releases(viewer=SYSTEM, party=row.party_id).filter(store=row.store_id)
        years = {month.year for month in made.values_list("month", flat=True)}
        known = sorted({*years, timezone.localdate().year})
        found = [year_of(row, year, viewer=SYSTEM) for year in known]
        words = _("%(year)s: ε = %(spent)s of %(budget)s")
        return "; ".join(
            words
            % {
                "year": year.year,
                "spent": number_format(year.spent.normalize()),
                "budget": number_format(year.budget.normalize()),
            }
            for year in found
        )

    @display(description=gettext_lazy("months"))
    def made(self, row: StatisticsDecision) -> SafeString | str:
        """Show each month that is over: what was made, or why nothing was; and a drawing."""
        found = months(row, on=timezone.localdate(), viewer=SYSTEM)
        if not found:
            return _("None is over yet.")
        made = [month.release for month in found if month.release]
        lines = format_html_join("", "<dt>{}</dt><dd>{}</dd>", map(_month, reversed(found)))
        picture = render_to_string("components/bars.html", {"bars": by_month(made[-24:])})
        table = format_html('<dl class="reg-facts reg-told">{}</dl>', lines)
        return format_html(
            '<div class="reg">{}{}</div>', SafeString(picture) if made else "", table
        )

    def has_end_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer ends decisions."""
        return self.may_write(request)

    @action(description=gettext_lazy("End"), url_path="end", icon="event_busy", permissions=["end"])
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End the decision from a day."""
        row = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            end_statistics(decision=row.pk, **given, by=viewer_of(request))
            return _("No more statistics are made from that day. What was made stays.")

        return ask(
            request,
            title=_("End the statistics of %(party)s") % {"party": row.party},
            text=_("What was made stays; it cannot be taken back, and says nothing of anyone."),
            form=OnForm(request.POST or None),
            run=run,
            back=page_of(row),
        )


@admin.register(StatisticsRelease)
class StatisticsReleaseAdmin(RegisterAdmin):
    """What was made: once, and never changed."""

    writes = None
    list_display = ("month_name", "party", "calls", "error", "subscribers", "epsilon")
    list_filter = ("store", ("party", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("party", "store")
    search_fields = ("party__name",)
    date_hierarchy = "month"
    ordering = ("-month", "party__name")
    fields = ("party", "store", "month_name", "known", "pictures")
    readonly_fields = fields
    actions_detail = ("as_csv",)

    @display(description=gettext_lazy("month"), ordering="month")
    def month_name(self, row: StatisticsRelease) -> str:
        """Show the month."""
        return month_in_words(row.month)

    @display(description=gettext_lazy("error at 95 %"))
    def error(self, row: StatisticsRelease) -> str:
        """Show how far off the calls may be."""
        return f"± {number_format(row.errors['calls'])}"

    @display(description=gettext_lazy("in short"))
    def known(self, row: StatisticsRelease) -> SafeString:
        """Show the figures that stand alone, with what they cost."""
        lines = format_html_join("", "<dt>{}</dt><dd>{}</dd>", facts(row))
        return format_html('<dl class="reg-facts reg-told">{}</dl>', lines)

    @display(description=gettext_lazy("calls"))
    def pictures(self, row: StatisticsRelease) -> SafeString:
        """Show the calls by each side, drawn and as a table."""
        return format_html_join("", '<div class="reg">{}{}</div>', map(_drawn, divisions(row)))

    @action(description=gettext_lazy("Table (CSV)"), url_path="csv", icon="download")
    def as_csv(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Hand out the figures."""
        return taken_along([self.row(request, object_id)], "csv")


def _month(month: Month) -> tuple[str, str]:
    name = month_in_words(month.first_day)
    if month.release is None:
        return name, str(month.state.label)
    figure, error = month.release.calls, month.release.errors["calls"]
    told = f"{number_format(figure)} ± {number_format(error)}"
    return name, format_html('<a class="reg-link" href="{}">{}</a>', page_of(month.release), told)


def _drawn(bars: Bars) -> tuple[SafeString, SafeString]:
    picture = render_to_string("components/bars.html", {"bars": bars})
    table = render_to_string("components/bars_table.html", {"bars": bars, "style": "reg-table"})
    return SafeString(picture), SafeString(table)
