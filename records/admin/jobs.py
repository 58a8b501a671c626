"""Runs of retention rules: what they set out to do, how far they are, what they left behind."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from records.admin.certificates import linked_certificates
from records.admin.words import duration
from records.engine.queries import job_result, ways_of
from records.engine.services import approve_job, cancel_job, pause_job, resume_job
from records.models import AnonymisationBatch, AnonymisationJob
from records.tasks import issue_certificate, run_anonymisation_job
from roles.models import Party
from voipgrid_privacy.kernel.admin import RegisterAdmin, RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, ask
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, viewer_of


class BatchInline(RegisterInline):
    """The evidence of each committed batch."""

    model = AnonymisationBatch
    fields = readonly_fields = (
        "sweep",
        "keys",
        "strategy",
        "part",
        "rows",
        "took_ms",
        "shown_digest",
        "recorded_at",
    )

    @display(description=gettext_lazy("digest"))
    def shown_digest(self, batch: AnonymisationBatch) -> str:
        """Show the digest in hexadecimal."""
        return bytes(batch.digest).hex()


@admin.register(AnonymisationJob)
class AnonymisationJobAdmin(RegisterAdmin):
    """One run of one rule for one day."""

    writes = Ability.RUN_RETENTION
    list_display = ("rule", "cut_off", "shown_state", "progress", "planned_at", "finished_at")
    list_filter = ("state", "rule", "store")
    list_select_related = ("rule", "store")
    search_fields = ("rule__code",)
    ordering = ("-planned_at",)
    fields = (
        ("rule", "cut_off"),
        ("state", "progress"),
        "formula",
        ("technique", "store", "table"),
        "blanks",
        ("rows_previewed", "oldest_start", "newest_start"),
        ("rows_done", "batches_done", "rows_left"),
        ("rows_held", "rows_undated", "hold_epoch"),
        "ways",
        "partners",
        ("smallest_class", "sweep"),
        "gone",
        "problem",
        "proofs",
        ("planned_at", "approved_at"),
        ("started_at", "finished_at"),
    )
    readonly_fields = ("progress", "gone", "partners", "proofs", "ways")
    inlines = (BatchInline,)
    actions_detail = ("approve", "pause", "cancel", "resume")

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label={
            "WAITING": "warning",
            "PLANNED": "info",
            "RUNNING": "warning",
            "PAUSED": "info",
            "DONE": "success",
            "FAILED": "danger",
            "CANCELLED": "danger",
        },
    )
    def shown_state(self, job: AnonymisationJob) -> tuple[str, str]:
        """Show the state as a label."""
        return job.state, job.get_state_display()

    @display(description=gettext_lazy("progress"))
    def progress(self, job: AnonymisationJob) -> str:
        """Show how far it is, in rows, as a bar, and how long it still takes."""
        words = {"done": job.rows_done, "due": job.rows_previewed}
        text = _("%(done)s of %(due)s rows") % words
        left = job_result(SYSTEM, job.pk).seconds_left
        if left is not None:
            text = _("%(rows)s, about %(time)s left") % {"rows": text, "time": duration(left)}
        return format_html(
            '<progress value="{}" max="{}" aria-label="{}"></progress> {}',
            min(job.rows_done, job.rows_previewed),
            max(job.rows_previewed, 1),
            text,
            text,
        )

    @display(description=gettext_lazy("how the rows go"))
    def ways(self, job: AnonymisationJob) -> str:
        """Show how many rows went which way, and which partitions go whole."""
        return format_html_join("; ", "{}: {}", ways_of(job)) or "–"

    @display(description=gettext_lazy("rows due by partner"))
    def partners(self, job: AnonymisationJob) -> str:
        """Show how many rows were due of each partner, most first."""
        rows = sorted(job.shares.items(), key=lambda item: -item[1])[:20]
        names = Party.objects.in_bulk([UUID(key) for key, _rows in rows if key])
        shown = ((names.get(UUID(k)) or k if k else _("unknown"), n) for k, n in rows)
        return format_html_join("; ", "{}: {}", shown) or "–"

    @display(description=gettext_lazy("how far gone"))
    def gone(self, job: AnonymisationJob) -> str:
        """Say no more than is true of what was erased."""
        result = job_result(SYSTEM, job.pk)
        if result.logically_erased_on is None:
            return _("Not finished: rows that were not reached are still in the table.")
        words = {"day": result.logically_erased_on, "copies": result.copies_expire_on}
        if result.files_gone_on is not None:
            return _(
                "What held the rows was dropped or written anew by %(day)s, and its old files"
                " are gone; logs and backups from before expire on %(copies)s."
            ) % {**words, "day": result.files_gone_on}
        return (
            _(
                "No query returns the values since %(day)s. Old row versions remain in the table's"
                " files until it is rewritten; logs and backups from before expire on %(copies)s."
            )
            % words
        )

    @display(description=gettext_lazy("certificates"))
    def proofs(self, job: AnonymisationJob) -> str:
        """Link the certificate of each time the run stopped, and those of its parties."""
        return linked_certificates(job)

    def has_run_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer stops and resumes runs."""
        return self.may_write(request)

    @action(
        description=gettext_lazy("Approve"),
        url_path="approve",
        icon="verified",
        permissions=["run"],
    )
    def approve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let a large run begin."""

        def run(job: AnonymisationJob) -> str:
            approve_job(job=job.pk, at=timezone.now(), by=viewer_of(request))
            ring(job)
            return _("The run is approved and begins.")

        rows = self.row(request, object_id).rows_previewed
        words = ngettext(
            "%(n)s row is erased for good. Who asked for the run cannot approve it.",
            "%(n)s rows are erased for good. Who asked for the run cannot approve it.",
            rows,
        )
        return self._ask(request, object_id, _("Approve"), words % {"n": rows}, run)

    @action(description=gettext_lazy("Pause"), url_path="pause", icon="pause", permissions=["run"])
    def pause(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let the run rest between two batches."""

        def run(job: AnonymisationJob) -> str:
            pause_job(job=job.pk, by=viewer_of(request))
            certify(job)
            return _("The run is paused; it goes on where it is when you resume it.")

        text = _("The batch under way is finished, no other is started.")
        return self._ask(request, object_id, _("Pause"), text, run)

    @action(
        description=pgettext_lazy("run", "Cancel"),
        url_path="cancel",
        icon="stop",
        permissions=["run"],
    )
    def cancel(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Stop the run between two batches."""

        def run(job: AnonymisationJob) -> str:
            cancel_job(job=job.pk, by=viewer_of(request))
            certify(job)
            return _("The run is cancelled; what was done stays done.")

        text = _("The batch under way is finished, no other is started.")
        return self._ask(request, object_id, _("Cancel the run"), text, run)

    @action(
        description=gettext_lazy("Resume"),
        url_path="resume",
        icon="restart_alt",
        permissions=["run"],
    )
    def resume(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take a stopped run up again."""

        def run(job: AnonymisationJob) -> str:
            resume_job(job=job.pk, by=viewer_of(request))
            ring(job)
            return _("The run goes on where it stopped.")

        text = _("Rows that are done are not done again.")
        return self._ask(request, object_id, _("Resume"), text, run)

    def _ask(
        self,
        request: HttpRequest,
        object_id: str,
        button: str,
        text: str,
        run: Callable[[AnonymisationJob], str],
    ) -> HttpResponse:
        job = self.row(request, object_id)
        return ask(
            request,
            title=_("Run of %(rule)s for %(day)s") % {"rule": job.rule, "day": job.cut_off},
            text=text,
            form=ConfirmForm(request.POST or None),
            run=lambda given: run(job),  # noqa: ARG005
            back=page_of(job),
            button=button,
        )


def ring(job: AnonymisationJob) -> None:
    """Ring once for each lane, so that as many workers come."""
    for _lane in job.lanes.all():
        run_anonymisation_job.delay_on_commit(str(job.pk))  # type: ignore[attr-defined]  # DjangoTask


def certify(job: AnonymisationJob) -> None:
    """Ring for the certificate of what was done until now."""
    issue_certificate.delay_on_commit(str(job.pk))  # type: ignore[attr-defined]  # DjangoTask
