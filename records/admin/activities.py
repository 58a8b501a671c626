"""Records of processing activities for officers: read, approved and taken along."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.activities import services
from records.activities.choices import RecordKind
from records.activities.completeness import missing_of_entry
from records.activities.exporting import handed_out
from records.activities.forms import RecipientsForm, SectionForm, TransfersForm
from records.activities.queries import whole
from records.activities.telling import lacking, title_of, told
from records.activities.vocabulary import vocabulary
from records.models import ActivityVersion
from roles.models import Measure
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, ask
from voipgrid_privacy.kernel.tenancy import SYSTEM, viewer_of


@admin.register(ActivityVersion)
class ActivityVersionAdmin(RegisterAdmin):
    """What entries said and say; a version never changes, so that it can be approved."""

    list_display = ("name", "party", "kind", "number", "valid_from", "missing", "approved")
    list_filter = ("activity__kind", ("activity__party", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("activity__party", "approval")
    search_fields = ("activity__code", "activity__party__name")
    ordering = ("activity__party__name", "activity__kind", "activity__code", "-number")
    fields = readonly_fields = (
        "party",
        "kind",
        "number",
        "valid_from",
        "missing",
        "told",
        "approved",
    )
    actions_detail = ("approve", "transfers", "recipients", "as_csv", "as_xlsx", "as_json")

    @display(description=gettext_lazy("activity"), ordering="activity__code")
    def name(self, row: ActivityVersion) -> str:
        """Show the name of the entry."""
        return title_of(whole(row))

    @display(description=gettext_lazy("whose record"), ordering="activity__party__name")
    def party(self, row: ActivityVersion) -> str:
        """Show whose record it is."""
        return row.activity.party.name

    @display(description=gettext_lazy("record"), ordering="activity__kind")
    def kind(self, row: ActivityVersion) -> str:
        """Show which record."""
        return str(RecordKind(row.activity.kind).label)

    @display(description=gettext_lazy("missing"))
    def missing(self, row: ActivityVersion) -> str:
        """Show which letters the version lacks, and what would answer them."""
        return lacking(missing_of_entry(row.activity.kind, whole(row))) or "–"

    @display(description=gettext_lazy("approved"), boolean=True)
    def approved(self, row: ActivityVersion) -> bool:
        """Show whether it is approved."""
        return hasattr(row, "approval")

    @display(description=gettext_lazy("what it says"))
    def told(self, row: ActivityVersion) -> SafeString:
        """Show the sections in words."""
        activity = row.activity
        words = vocabulary(viewer=SYSTEM, party=activity.party_id, on=row.valid_from)
        rows = (
            (f"({each.letter}) {each.title}" if each.letter else each.title, "; ".join(each.lines))
            for each in told(activity.kind, whole(row), words)
            if each.lines
        )
        lines = format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows)
        return format_html('<dl class="reg-facts reg-told">{}</dl>', lines)

    @action(
        description=gettext_lazy("Approve"),
        url_path="approve",
        icon="verified",
        permissions=["approve"],
    )
    def approve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Approve the version."""
        row = self.row(request, object_id)

        def run(_given: dict[str, object]) -> str:
            services.approve_version(version=row, at=timezone.now(), by=viewer_of(request))
            return _("The version is approved.")

        return ask(
            request,
            title=_("Approve %(name)s, version %(number)s")
            % {"name": title_of(whole(row)), "number": row.number},
            text=_("The version stays as it is; whoever reads it sees that it is approved."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(row),
        )

    @action(
        description=gettext_lazy("Record transfers"),
        url_path="transfers",
        icon="public",
        permissions=["approve"],
    )
    def transfers(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record to which countries data goes, in a new version."""
        return self._say(request, object_id, TransfersForm(request.POST or None))

    @action(
        description=gettext_lazy("Record recipients"),
        url_path="recipients",
        icon="groups",
        permissions=["approve"],
    )
    def recipients(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record who gets the data, in a new version."""
        return self._say(request, object_id, RecipientsForm(request.POST or None))

    def _say(self, request: HttpRequest, object_id: str, form: SectionForm) -> HttpResponse:
        row = self.row(request, object_id)

        def run(_given: dict[str, Any]) -> str:
            services.change_activity(
                party=row.activity.party,
                pk=row.activity_id,
                sections={form.section: form.value},
                on=timezone.localdate(),
                at=timezone.now(),
                by=viewer_of(request),
            )
            return _("Recorded as a new version.")

        return ask(
            request,
            title=title_of(whole(row)),
            text=_("Of a ready-made entry this reaches every partner that says nothing itself."),
            form=form,
            run=run,
            back=reverse("admin:records_activityversion_changelist"),
        )

    def has_approve_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer may approve."""
        return self.may_write(request)

    @action(description=gettext_lazy("The whole record (CSV)"), url_path="csv", icon="download")
    def as_csv(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Hand out the record of which this is a part."""
        return self._record(request, object_id, "csv")

    @action(description=gettext_lazy("The whole record (XLSX)"), url_path="xlsx", icon="download")
    def as_xlsx(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Hand out the record of which this is a part."""
        return self._record(request, object_id, "xlsx")

    @action(description=gettext_lazy("The whole record (JSON)"), url_path="json", icon="download")
    def as_json(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Hand out the record of which this is a part."""
        return self._record(request, object_id, "json")

    def _record(self, request: HttpRequest, object_id: str, form: str) -> HttpResponseBase:
        activity = self.row(request, object_id).activity
        return handed_out(
            viewer=viewer_of(request),
            party=activity.party,
            kind=activity.kind,
            on=timezone.localdate(),
            form=form,
        )


@admin.register(Measure)
class MeasureAdmin(RegisterAdmin):
    """The catalogue of security measures to which records refer."""

    list_display = ("code", "kind", "name", "source")
    list_filter = ("kind",)
    list_select_related = ("source",)
    search_fields = ("code",)
    ordering = ("kind", "code")
    fields = readonly_fields = ("code", "kind", "name", "description", "source")
