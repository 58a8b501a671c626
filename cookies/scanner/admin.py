"""Scans for officers: it shows, and calls services."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cookies.models import FoundItem, Scan, ScanEvidence, ScanPlan, ScanProblem, ScanStep
from cookies.scanner.queries import file_of
from cookies.scanner.services import accept_found, cancel_scan
from cookies.scanner.telling import state_name, subject_of
from cookies.tasks import judge_scan
from roles.findings import sentence_for
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, ask
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import viewer_of


class StepInline(RegisterInline):
    """The states that were visited."""

    model = ScanStep
    fields = readonly_fields = ("state", "seconds", "requests", "problem", "steps")

    @display(description=gettext_lazy("state of consent"))
    def state(self, step: ScanStep) -> str:
        """Name the state."""
        return state_name(step.key)


class ProblemInline(RegisterInline):
    """What is wrong."""

    model = ScanProblem
    fields = readonly_fields = ("sentence", "about")

    @display(description=gettext_lazy("finding"))
    def sentence(self, problem: ScanProblem) -> str:
        """Say what is wrong."""
        return sentence_for(problem.code)

    @display(description=gettext_lazy("subject"))
    def about(self, problem: ScanProblem) -> str:
        """Say what it is about, and what was seen."""
        subject = subject_of(problem)
        return f"{subject.name} {subject.seen}".strip()


class EvidenceInline(RegisterInline):
    """Files, by their hashes."""

    model = ScanEvidence
    fields = readonly_fields = ("file", "size", "digest")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave the content where it is."""
        return super().get_queryset(request).defer("content")

    @display(description=gettext_lazy("file"))
    def file(self, row: ScanEvidence) -> SafeString:
        """Link to the file."""
        url = reverse("admin:cookies_scan_file", args=(row.scan_id, row.name))
        return format_html('<a class="reg-link" href="{}">{}</a>', url, row.name)


@admin.register(Scan)
class ScanAdmin(RegisterAdmin):
    """Scans with their progress, what they show to be wrong, and their evidence."""

    list_display = ("site", "requested_at", "status", "started_at", "finished_at", "wrong")
    list_filter = ("status", "site")
    list_select_related = ("site",)
    ordering = ("-requested_at",)
    fields = readonly_fields = (
        "site",
        "status",
        "problem",
        "detail",
        "url",
        "requested_at",
        "started_at",
        "finished_at",
        "attempts",
        "browser",
        "states",
        "bytes_received",
        "refused",
        "hash_of_all",
        "found_items",
    )
    inlines = (StepInline, ProblemInline, EvidenceInline)
    actions_detail = ("cancel",)

    @display(description=gettext_lazy("problems"))
    def wrong(self, scan: Scan) -> str:
        """Count what is wrong; a dash before the scan is done."""
        return str(scan.problems.count()) if scan.manifest else "–"

    @display(description=gettext_lazy("SHA-256 of the evidence"))
    def hash_of_all(self, scan: Scan) -> SafeString:
        """Show the hash over all files, broken where the page is narrow."""
        return format_html('<code class="reg-wrap">{}</code>', scan.manifest or "–")

    @display(description=gettext_lazy("what it saw"))
    def found_items(self, scan: Scan) -> SafeString:
        """Link to what it saw."""
        url = reverse("admin:cookies_founditem_changelist") + f"?scan__id__exact={scan.pk}"
        return format_html('<a class="reg-link" href="{}">{}</a>', url, scan.found.count())

    def has_cancel_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer stops scans."""
        return self.may_write(request)

    @action(description=gettext_lazy("Stop the scan"), url_path="cancel", permissions=["cancel"])
    def cancel(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Stop a scan that waits or is being made."""
        scan = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            cancel_scan(scan=scan, at=timezone.now(), by=viewer_of(request))
            return _("The scan is stopped; nothing of it is kept.")

        return ask(
            request,
            title=_("Stop the scan of %(site)s") % {"site": scan.site},
            text=_("Its browser ends within seconds and nothing of it is kept."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(scan),
        )

    def get_urls(self) -> list[URLPattern]:
        """Add the address of evidence."""
        view = self.admin_site.admin_view(self.file)
        own = path("<uuid:object_id>/file/<str:name>/", view, name="cookies_scan_file")
        return [own, *super().get_urls()]

    def file(self, request: HttpRequest, object_id: Any, name: str) -> HttpResponse:
        """Hand out a file of evidence, exactly as it was hashed."""
        scan = self.row(request, str(object_id))
        try:
            content = file_of(viewer=viewer_of(request), scan=scan, name=name)
        except NotFound:
            return redirect(page_of(scan))
        answer = HttpResponse(content, content_type="application/octet-stream")
        answer["Content-Disposition"] = content_disposition_header(
            as_attachment=True, filename=name
        )
        return answer


@admin.register(FoundItem)
class FoundItemAdmin(RegisterAdmin):
    """What scans saw, to take over into the registry with one click."""

    list_display = ("name", "host", "technique", "lifetime", "third_party", "scan")
    list_filter = ("technique", "third_party", "scan__site")
    list_select_related = ("scan__site",)
    search_fields = ("name", "host")
    ordering = ("-scan__requested_at", "host", "name")
    fields = readonly_fields = (
        "scan",
        "technique",
        "name",
        "host",
        "path",
        "partitioned",
        "third_party",
        "lifetime",
        "where",
    )
    actions_detail = ("accept",)

    @display(description=gettext_lazy("states it was seen in"))
    def where(self, found: FoundItem) -> SafeString:
        """Name the states."""
        return format_html_join(", ", "{}", ((state_name(key),) for key in found.states))

    def has_accept_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer takes items over."""
        return self.may_write(request)

    @action(description=gettext_lazy("Take over"), url_path="accept", permissions=["accept"])
    def accept(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Enter it in the registry of its site."""
        found = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            accept_found(found=found, by=viewer_of(request))
            judge_scan.delay_on_commit(str(found.scan_id))  # type: ignore[attr-defined]  # DjangoTask
            words = {"name": found.name}
            return _("%(name)s is in the registry. Complete it, and publish it.") % words

        return ask(
            request,
            title=_("Take over: %(name)s") % {"name": found},
            text=_("It is entered as seen by this scan; visitors see it once it is published."),
            form=ConfirmForm(request.POST or None),
            run=run,
            back=page_of(found),
        )


@admin.register(ScanPlan)
class ScanPlanAdmin(RegisterAdmin):
    """Which sites have proven whose they are, and how often they are scanned."""

    writes = None
    list_display = ("site", "way", "proven_at", "every_days")
    list_select_related = ("site",)
    ordering = ("site__code",)
    fields = readonly_fields = ("site", "way", "proven_at", "every_days")
