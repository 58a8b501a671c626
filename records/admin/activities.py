"""Records of processing activities for officers: read, approved and taken along."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.activities import services
from records.activities.choices import RecordKind
from records.activities.completeness import missing_of_entry
from records.activities.differing import between, one_before
from records.activities.queries import whole, with_measures
from records.activities.telling import lacking, title_of, told
from records.activities.vocabulary import vocabulary
from records.models import ActivityVersion
from roles.measures.queries import stated_codes_beside
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
        "differs",
        "approved",
    )
    actions_detail = ("approve", "entry")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ActivityVersion]:
        """Return the versions with what their party stated on the first day of each."""
        rows: QuerySet[ActivityVersion] = super().get_queryset(request)
        codes = stated_codes_beside(viewer=SYSTEM, party="activity__party", on="valid_from")
        return rows.annotate(stated=codes)

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
        body = with_measures(whole(row), row.stated)  # type: ignore[attr-defined]
        return lacking(missing_of_entry(row.activity.kind, body)) or "–"

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

    @display(description=gettext_lazy("what changed"))
    def differs(self, row: ActivityVersion) -> SafeString | str:
        """Show what differs from the version before, or from the text it is based on."""
        before = one_before(row, viewer=SYSTEM)
        if before is None:
            return _("This is the first version.")
        words = vocabulary(viewer=SYSTEM, party=row.activity.party_id, on=row.valid_from)
        changes = {"changes": between(before, row, words), "gone": _("before"), "added": _("now")}
        return render_to_string("admin/record_changes.html", changes)

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

    def has_approve_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer may approve."""
        return self.may_write(request)

    @action(description=gettext_lazy("The entry as it is now"), url_path="entry", icon="list_alt")
    def entry(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Go to the entry in its record, where its sections are changed."""
        activity = self.row(request, object_id).activity
        return redirect(
            "admin:record_entry", activity.party_id, activity.based_on_id or activity.pk
        )
