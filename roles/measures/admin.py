"""Security measures for officers: the catalogue, and which of them each party takes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from roles.admin.filters import InForceFilter
from roles.measures import services
from roles.measures.models import Measure, TakenMeasure
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display, in_words
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import LegalDateField, OnForm, ask
from voipgrid_privacy.kernel.logbook import period_in_words
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.kernel.text import Localised


def _line(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, widget=UnfoldAdminTextInputWidget)


def _lines(label: Any) -> forms.CharField:
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=1_000, widget=widget)


class OwnMeasureForm(forms.ModelForm[Measure]):
    """A measure that a party added for itself, in both languages."""

    name_nl = _line(gettext_lazy("Name in Dutch"))
    name_en = _line(gettext_lazy("Name in English"))
    description_nl = _lines(gettext_lazy("What it comes to, in Dutch"))
    description_en = _lines(gettext_lazy("What it comes to, in English"))

    class Meta:
        model = Measure
        fields = ("party", "kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "party" in self.fields:
            self.fields["party"].required = True


@admin.register(Measure)
class MeasureAdmin(RegisterAdmin):
    """The catalogue of measures, and what parties added to it for themselves."""

    adds = True
    form = OwnMeasureForm
    list_display = ("code", "kind", in_words(Measure, "name"), "source", "party")
    list_filter = ("kind", ("party", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("source", "party")
    search_fields = ("code", "name", "party__name")
    ordering = ("kind", "code")
    autocomplete_fields = ("party",)
    fields = (
        "party",
        "kind",
        ("name_nl", "name_en"),
        ("description_nl", "description_en"),
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a measure of a party, or what is known of this one."""
        return self.get_readonly_fields(request, obj) if obj else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for a measure that is there."""
        known = ("code", "kind", "called", "comes_to", "source", "party")
        return known if obj else ()

    @display(description=gettext_lazy("name"))
    def called(self, row: Measure) -> str:
        """Show what it is called, in the reader's language."""
        return str(row.name)

    @display(description=gettext_lazy("description"))
    def comes_to(self, row: Measure) -> str:
        """Show what it comes to, in the reader's language."""
        return str(row.description)

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> Measure:
        """Add a measure of a party."""
        given = form.cleaned_data
        return services.add_own_measure(
            party=given["party"],
            kind=given["kind"],
            name=Localised(given["name_nl"], given["name_en"]),
            description=Localised(given["description_nl"], given["description_en"]),
            by=viewer_of(request),
        )


class TakenForm(forms.ModelForm[TakenMeasure]):
    """Which measure a party takes, since when, and what shows it."""

    on = LegalDateField(label=gettext_lazy("Takes it since"), initial=timezone.localdate)
    until = LegalDateField(
        label=gettext_lazy("First day on which it no longer holds"), required=False
    )

    class Meta:
        model = TakenMeasure
        fields = ("party", "measure", "agreement", "evidence", "name")


@admin.register(TakenMeasure)
class TakenMeasureAdmin(RegisterAdmin):
    """What parties state that they take: stated and ended, never edited (GDPR Art. 32)."""

    adds = True
    form = TakenForm
    list_display = ("party", "measure", "period", "evidence", "name", "entered_by")
    list_filter = (
        ("party", admin.RelatedOnlyFieldListFilter),
        "measure__kind",
        "entered_by",
        InForceFilter,
    )
    list_select_related = ("party", "measure")
    search_fields = ("party__name", "measure__code", "evidence")
    ordering = ("party__name", "measure__kind", "measure__code")
    autocomplete_fields = ("party", "measure", "agreement")
    fields = ("party", "measure", ("on", "until"), "agreement", "evidence", "name")
    actions_detail = ("end",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new statement, or what is known of this one."""
        return self.get_readonly_fields(request, obj) if obj else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for a statement that is there."""
        known = ("party", "measure", "period", "agreement", "shown_by", "name")
        return (*known, "stated_at", "entered_by") if obj else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> TakenMeasure:
        """State it."""
        given, by = form.cleaned_data, viewer_of(request)
        return services.state_measure(**given, at=timezone.now(), by=by)

    @display(description=gettext_lazy("valid"), ordering="valid_during")
    def period(self, row: TakenMeasure) -> str:
        """Show the period in words."""
        return period_in_words(row.valid_from, row.valid_until)

    @display(description=gettext_lazy("evidence"))
    def shown_by(self, row: TakenMeasure) -> SafeString | str:
        """Show an address or a number that fits a narrow screen."""
        shown = format_html('<span class="reg-wrap">{}</span>', row.evidence)
        return shown if row.evidence else "–"

    @action(description=gettext_lazy("End"), url_path="end", icon="event_busy", permissions=["add"])
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let the party no longer take it from a day."""
        row = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.end_measure(taken=row, **given, by=viewer_of(request))
            return _("From that day the party no longer states it.")

        title = _("End %(measure)s") % {"measure": row}
        text = _("The statement is kept for every day until then; papers stay as they are.")
        form = OnForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(row))
