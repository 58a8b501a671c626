"""Transfers for officers: the register of a day with its map, and what is recorded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from roles.admin.filters import InForceFilter
from roles.transfers import services
from roles.transfers.admin_forms import (
    AssessForm,
    ChangeForm,
    DocumentForm,
    TransferForm,
)
from roles.transfers.exporting import FORMS, transfers_file
from roles.transfers.ground_fields import ground_of
from roles.transfers.law import Decision, Destination, Law, shipped
from roles.transfers.models import Transfer, TransferAssessment, TransferDocument
from roles.transfers.picture import world_map
from roles.transfers.queries import (
    Flow,
    documents,
    flow_page,
    flows,
    law_now,
    supplementary,
    transfer_standing,
    transfer_standings,
)
from roles.transfers.words import ground_in_words, reasons_in_words
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import LegalDateField, OnForm, ask
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.logbook import period_in_words
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, viewer_of

PER_PAGE = 50
VERDICTS = {
    "LAWFUL": "success",
    "NO_TRANSFER": "info",
    "INCOMPLETE": "warning",
    "UNLAWFUL": "danger",
}


class DayForm(forms.Form):
    """On which day, as recorded when."""

    on = LegalDateField(label=gettext_lazy("On"), required=False)
    known_at = forms.DateTimeField(
        label=gettext_lazy("As the register knew it at"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"}),
    )


@dataclass(frozen=True, slots=True)
class LawRow:
    """An adequacy decision as it stands on a day."""

    decision: Decision
    to: Destination
    applies: bool
    end: date | None
    entered: bool


@register_page("doorgiften/", "transfer_overview")
def transfer_overview(request: HttpRequest) -> HttpResponse:
    """Show which data goes outside the EEA on a day, whether it may, and the law of that day."""
    viewer = viewer_of(request)
    given = {name: value for name, value in request.GET.dict().items() if value}
    form = DayForm({"on": timezone.localdate().isoformat(), **given})
    asked = form.cleaned_data if form.is_valid() else {}
    on: date = asked.get("on") or timezone.localdate()
    known_at: datetime | None = asked.get("known_at")
    if (wanted := request.GET.get("format", "")) in FORMS:
        rows = flows(viewer=viewer, on=on, known_at=known_at)
        return cast("HttpResponse", transfers_file(rows, on=on, known_at=known_at, form=wanted))
    law, number = law_now(viewer=viewer, known_at=known_at), request.GET.get("page", "")
    page = flow_page(
        viewer=viewer,
        on=on,
        known_at=known_at,
        number=int(number) if number.isdecimal() else 1,
        most=PER_PAGE,
    )
    context = {
        **admin.site.each_context(request),
        "title": _("Transfers to third countries"),
        "form": form,
        "forms": FORMS,
        "on": on,
        "page": page,
        "map": world_map(page.every or (), on, law, page.countries),
        "decisions": list(_law_of(law, on)),
        "may_add": viewer.may(Ability.WRITE_REGISTER),
    }
    return TemplateResponse(request, "admin/transfers.html", context)


def _law_of(law: Law, on: date) -> Iterator[LawRow]:
    ours = {each.code for each in shipped().decisions}
    for decision in law.decisions:
        if decision.adopted <= on:
            applies = decision.applies(on)
            end = decision.end(on if applies else None)
            to = Destination(decision.country or "DE", decision.organisation)
            yield LawRow(decision, to, applies, end, decision.code not in ours)


class AssessmentInline(RegisterInline):
    """What was assessed of it."""

    model = TransferAssessment
    fields = readonly_fields = ("done_on", "outcome", "review_on", "assessor", "reference")


class DocumentInline(RegisterInline):
    """The documents that go with it."""

    model = TransferDocument
    fields = readonly_fields = ("name", "sha256", "added_at")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the documents without what is in them."""
        return documents(viewer=viewer_of(request)).order_by("-added_at", "pk")


@admin.register(Transfer)
class TransferAdmin(RegisterAdmin):
    """Recorded once, changed from a day, and ended; the answer of a day is derived."""

    adds = True
    form = TransferForm
    list_display = ("row_name", "country", "mechanism", "period", "verdict")
    list_filter = ("mechanism", InForceFilter)
    list_select_related = ("exporter", "importer")
    search_fields = ("exporter__name", "importer__name", "country", "reference")
    ordering = ("exporter__name", "importer__name", "-valid_during")
    autocomplete_fields = ("exporter", "importer", "contract")
    fields = (
        ("exporter", "importer"),
        ("country", "organisation"),
        "contract",
        "data_categories",
        "staff",
        ("mechanism", "instrument"),
        "module_numbers",
        ("clause_nine", "clause_nine_days"),
        "derogation",
        ("signed_on", "reference"),
        "supplementary",
        ("exporter_role", "importer_role"),
        ("on", "until"),
    )
    inlines = (AssessmentInline, DocumentInline)
    actions_detail = ("alter", "assess", "attach", "end")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new transfer, or what is known of this one."""
        return self.get_readonly_fields(request, obj) if obj else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for a transfer that is there."""
        known = ("exporter", "importer", "country", "organisation", "contract", "categories")
        rests = ("ground", "clause_nine", "clause_nine_days", "reference", "measures", "staff")
        roles = ("exporter_role", "importer_role")
        return (*known, *rests, *roles, "period", "verdict", "why") if obj else ()

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the rows of the page, with the answers of today read for all together."""
        shown = super().get_changelist_instance(request)
        rows, on = list(shown.result_list), timezone.localdate()
        found = transfer_standings(viewer=SYSTEM, transfers=rows, on=on)
        for row in rows:
            row.today = found.get(row.pk)
        shown.result_list = rows
        return shown

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Return what belongs to a transfer that is there."""
        return super().get_inlines(request, obj) if obj else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> Transfer:
        """Record the transfer."""
        return services.record_transfer(**form.ground(), by=viewer_of(request))

    @display(description=gettext_lazy("transfer"), ordering="exporter__name")
    def row_name(self, row: Transfer) -> str:
        """Show from whom to whom."""
        return str(row)

    @display(description=gettext_lazy("rests on"))
    def ground(self, row: Transfer) -> str:
        """Show what it rests on."""
        return ground_in_words(row)

    @display(description=gettext_lazy("valid"), ordering="valid_during")
    def period(self, row: Transfer) -> str:
        """Show the period in words."""
        return period_in_words(row.valid_from, row.valid_until)

    @display(description=gettext_lazy("today"), label=VERDICTS)
    def verdict(self, row: Transfer) -> tuple[str, str]:
        """Show whether data may go there today."""
        flow = _today(row)
        return (flow.verdict.value, str(flow.verdict.label)) if flow else ("NO_TRANSFER", "–")

    @display(description=gettext_lazy("why"))
    def why(self, row: Transfer) -> str:
        """Show why."""
        flow = _today(row)
        return " ".join(reasons_in_words(flow.stand)) if flow else "–"

    @action(description=gettext_lazy("Change"), url_path="alter", icon="edit", permissions=["add"])
    def alter(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let it rest on something else from a day."""
        row = self.row(request, object_id)
        form = ChangeForm(request.POST or None, initial=ground_of(row))
        usable = supplementary(viewer=viewer_of(request), exporter=row.exporter)
        form.fields["supplementary"].queryset = usable  # type: ignore[attr-defined]

        def run(_given: dict[str, Any]) -> str:
            services.change_transfer(transfer=row, **form.ground(), by=viewer_of(request))
            return _("The transfer is changed from that day.")

        title = _("Change %(transfer)s") % {"transfer": row}
        text = _("Days before keep their answer. On its first day the record itself is corrected.")
        back = page_of(row)
        return ask(request, title=title, text=text, form=form, run=run, back=back)

    @action(
        description=gettext_lazy("Assessed"), url_path="assess", icon="balance", permissions=["add"]
    )
    def assess(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record a transfer impact assessment."""
        row = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            on = timezone.localdate()
            services.assess_transfer(transfer=row, **given, on=on, by=viewer_of(request))
            return _("The assessment is recorded.")

        title = _("Assessment of %(transfer)s") % {"transfer": row}
        text = _("Whether the law of the country allows the importer to keep to the safeguards.")
        form = AssessForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(row))

    @action(
        description=gettext_lazy("Add a document"),
        url_path="attach",
        icon="attach_file",
        permissions=["add"],
    )
    def attach(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Keep a signed document with it."""
        row = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            file = given["file"]
            made = services.add_document(
                transfer=row,
                name=file.name[:200],
                content=file.read(services.LARGEST + 1),
                at=timezone.now(),
                by=viewer_of(request),
            )
            return _("The document is kept; its SHA-256 is %(hash)s.") % {"hash": made.sha256}

        title = _("Add a document to %(transfer)s") % {"transfer": row}
        text = _("A PDF of at most 10 MB, such as the signed clauses.")
        form = DocumentForm(request.POST or None, request.FILES or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(row))

    @action(description=gettext_lazy("End"), url_path="end", icon="event_busy", permissions=["add"])
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End it from a day."""
        row = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.end_transfer(transfer=row, **given, by=viewer_of(request))
            return _("The transfer ends.")

        title = _("End %(transfer)s") % {"transfer": row}
        text = _("The fact is kept for every day until then.")
        form = OnForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(row))


def _today(row: Any) -> Flow | None:
    """Return what the register says of a transfer today, asked once for each row that is shown."""
    if not hasattr(row, "today"):
        row.today = transfer_standing(viewer=SYSTEM, transfer=row, on=timezone.localdate())
    today: Flow | None = row.today
    return today
