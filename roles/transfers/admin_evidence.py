"""Importers covered by a decision, and documents of transfers, for officers."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.admin.filters import InForceFilter
from roles.transfers import services
from roles.transfers.admin_forms import CoverageForm
from roles.transfers.exporting import as_file
from roles.transfers.models import AdequacyCoverage, TransferDocument
from roles.transfers.queries import decision_titles, documents, the_document
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import OnForm, ask
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.logbook import period_in_words
from voipgrid_privacy.kernel.tenancy import SYSTEM, viewer_of


@admin.register(AdequacyCoverage)
class AdequacyCoverageAdmin(RegisterAdmin):
    """Looked up, recorded with its days, and ended."""

    adds = True
    form = CoverageForm
    list_display = ("importer", "shown_decision", "covers", "period", "checked_on")
    list_filter = ("decision", InForceFilter)
    list_select_related = ("importer",)
    search_fields = ("importer__name", "decision")
    ordering = ("importer__name", "-valid_during")
    autocomplete_fields = ("importer",)
    fields = ("importer", ("decision", "covers"), ("on", "until"), ("checked_on", "evidence"))
    actions_detail = ("end",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked, or what is known."""
        return self.get_readonly_fields(request, obj) if obj else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for one that is there."""
        known = ("importer", "shown_decision", "covers", "period", "checked_on", "evidence")
        return known if obj else ()

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the rows of the page, with what their decisions are called read once."""
        shown = super().get_changelist_instance(request)
        rows, titles = list(shown.result_list), decision_titles(viewer=viewer_of(request))
        for row in rows:
            row.decision_title = titles[row.decision]
        shown.result_list = rows
        return shown

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> AdequacyCoverage:
        """Record it."""
        return services.record_coverage(**form.cleaned_data, by=viewer_of(request))

    @display(description=gettext_lazy("decision"), ordering="decision")
    def shown_decision(self, row: Any) -> str:
        """Show the decision by number and name."""
        if not hasattr(row, "decision_title"):
            row.decision_title = decision_titles(viewer=SYSTEM)[row.decision]
        return str(row.decision_title)

    @display(description=gettext_lazy("valid"), ordering="valid_during")
    def period(self, row: AdequacyCoverage) -> str:
        """Show the period in words."""
        return period_in_words(row.valid_from, row.valid_until)

    @action(description=gettext_lazy("End"), url_path="end", icon="event_busy", permissions=["add"])
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say from which day it no longer holds."""
        row = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            services.end_coverage(coverage=row, **given, by=viewer_of(request))
            return _("The importer is no longer covered from that day.")

        title = _("End %(coverage)s") % {"coverage": row}
        text = _("The fact is kept for every day until then.")
        form = OnForm(request.POST or None)
        return ask(request, title=title, text=text, form=form, run=run, back=page_of(row))


@admin.register(TransferDocument)
class TransferDocumentAdmin(RegisterAdmin):
    """Files with their hash; added on the page of a transfer."""

    list_display = ("name", "transfer", "sha256", "added_at")
    list_select_related = ("transfer", "transfer__exporter", "transfer__importer")
    search_fields = ("name", "sha256", "transfer__importer__name")
    ordering = ("-added_at", "pk")
    fields = readonly_fields = ("name", "transfer", "sha256", "added_at")
    actions_detail = ("download",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return documents without what is in them."""
        return documents(viewer=viewer_of(request)).order_by("-added_at", "pk")

    @action(description=gettext_lazy("Download"), url_path="download", icon="download")
    def download(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Hand out the file."""
        row = self.row(request, object_id)
        try:
            return as_file(the_document(viewer=viewer_of(request), pk=row.pk))
        except NotFound as refusal:
            raise Http404 from refusal
