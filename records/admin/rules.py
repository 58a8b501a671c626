"""Retention rules and data stores."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from records.admin.dry_runs import TypedForm, dry_run_in_words
from records.admin.jobs import ring
from records.admin.rule_forms import RuleForm, TermForm
from records.choices import JobState
from records.engine.previewing import dry_run, falls_due
from records.engine.services import request_run
from records.models import AnonymisationJob, RetentionRule
from records.retention.queries import Conflict, conflicts
from records.retention.services import decide_retention, end_retention, replace_retention
from roles.admin.filters import InForceFilter
from voipgrid_privacy.kernel.admin import RegisterAdmin, in_full
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import OnForm, ask
from voipgrid_privacy.kernel.citing import citation_in_words
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.logbook import period_in_words
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, viewer_of


@admin.register(RetentionRule)
class RetentionRuleAdmin(RegisterAdmin):
    """How long, from when, on what ground, by whose decision."""

    writes = Ability.RUN_RETENTION
    adds = True
    form = RuleForm
    list_display = (
        "code",
        "category",
        "element",
        "store",
        "bound",
        "term_in_words",
        "start_event",
        "decided_by",
        "period",
    )
    list_filter = ("category", "store", "bound", "start_event", InForceFilter)
    list_select_related = ("category", "element", "store", "decided_by")
    search_fields = ("code", "decided_by__name")
    ordering = ("code",)
    autocomplete_fields = ("decided_by",)
    known = (
        "code",
        "category",
        "element",
        "store",
        "bound",
        "term_in_words",
        "start_event",
        "law",
        "technique",
        "decided_by",
        "role",
        "period",
        "source",
        "contradicted",
    )
    actions_detail = ("run_now", "calendar", "replace", "end")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked of a new decision, or what is known of this one."""
        return self.known if obj else (*RuleForm.Meta.fields, "law", "on")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return everything for a decision that is there."""
        return self.known if obj else ()

    def write(self, request: HttpRequest, form: Any, *, change: bool) -> RetentionRule:
        """Record the decision."""
        return decide_retention(**form.answer(), by=viewer_of(request))

    @display(description=gettext_lazy("law that keeps it longer"))
    def contradicted(self, rule: RetentionRule) -> str:
        """Show which minimum outlasts the rule, and what stays for it."""
        found = [c for c in conflicts(SYSTEM, on=timezone.localdate()) if c.maximum == rule]
        return "; ".join(map(_staying, found)) or "–"

    @display(description=gettext_lazy("term"), ordering="term_months")
    def term_in_words(self, rule: RetentionRule) -> str:
        """Show the term in words."""
        months, days = rule.term_months, rule.term_days
        parts = [
            ngettext("%(n)s month", "%(n)s months", months) % {"n": months} if months else "",
            ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else "",
        ]
        return " ".join(filter(None, parts)) or _("at once")

    @display(description=gettext_lazy("valid"), ordering="valid_during")
    def period(self, rule: RetentionRule) -> str:
        """Show the period in words."""
        return period_in_words(rule.valid_from, rule.valid_until)

    @display(description=gettext_lazy("legal grounds"))
    def law(self, rule: RetentionRule) -> str:
        """Cite the law, linked."""
        links = ((c.url, citation_in_words(c)) for c in rule.cites)
        return format_html_join("; ", '<a class="reg-link" href="{}" rel="noopener">{}</a>', links)

    def has_run_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer starts runs."""
        return self.may_write(request)

    @action(
        description=gettext_lazy("Run what is due now"),
        url_path="run",
        icon="play_arrow",
        permissions=["run"],
    )
    def run_now(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what a run would do; on the typed name plan it for today and ring."""
        rule = self.row(request, object_id)
        viewer, today = viewer_of(request), timezone.localdate()
        made: list[AnonymisationJob] = []

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            job = request_run(rule=rule.pk, on=today, by=viewer)
            made.append(job)
            if job.state == JobState.WAITING:
                return _("The run waits until somebody else approves it.")
            ring(job)
            words = {"rows": job.rows_previewed, "rule": rule}
            return _("The run of %(rule)s is planned: %(rows)s rows were due.") % words

        try:
            details = dry_run_in_words(dry_run(viewer=viewer, rule=rule.pk, on=today))
        except DomainError as refusal:
            messages.error(request, in_full(refusal))
            return redirect(page_of(rule))
        return ask(
            request,
            title=_("Run %(rule)s for today") % {"rule": rule},
            text=_(
                "This is what the run will do. What is erased cannot be brought back. A run can be"
                " paused and cancelled between batches."
            ),
            form=TypedForm(rule.code, request.POST or None),
            run=run,
            back=page_of(rule),
            then=lambda: page_of(made[0]),
            button=_("Run now"),
            details=(
                (_("Data category"), str(rule.category)),
                (_("Term"), self.term_in_words(rule)),
                (_("Starts at"), rule.get_start_event_display()),
                *details,
            ),
        )

    @action(
        description=gettext_lazy("What falls due"),
        url_path="calendar",
        icon="calendar_month",
        permissions=["run"],
    )
    def calendar(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show how many rows fall due in which month."""
        rule = self.row(request, object_id)
        try:
            months = falls_due(viewer=viewer_of(request), rule=rule.pk, on=timezone.localdate())
        except DomainError as refusal:
            messages.error(request, in_full(refusal))
            return redirect(page_of(rule))
        context = {
            **admin.site.each_context(request),
            "title": _("What falls due by %(rule)s") % {"rule": rule},
            "months": months,
            "most": max((month.rows for month in months), default=1),
            "back": page_of(rule),
        }
        return TemplateResponse(request, "admin/falls_due.html", context)

    @action(
        description=gettext_lazy("Change the term"),
        url_path="replace",
        icon="edit_calendar",
        permissions=["run"],
    )
    def replace(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let the rule hold with another term from a day on."""
        rule = self.row(request, object_id)
        form = TermForm(request.POST or None)

        def run(given: dict[str, Any]) -> str:  # noqa: ARG001
            replace_retention(rule=rule.pk, **form.answer(), by=viewer_of(request))
            return _("The new term holds from that day; earlier days keep the old one.")

        return ask(
            request,
            title=_("Change the term of %(rule)s") % {"rule": rule},
            text=_("A run that is under way ends under the term it started with."),
            form=form,
            run=run,
            back=page_of(rule),
        )

    @action(description=gettext_lazy("End"), url_path="end", icon="event_busy", permissions=["run"])
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End the rule from a day."""
        rule = self.row(request, object_id)

        def run(given: dict[str, Any]) -> str:
            end_retention(rule=rule.pk, **given, by=viewer_of(request))
            return _("It ends. What it decided until then stays answerable.")

        return ask(
            request,
            title=_("End %(row)s") % {"row": rule},
            text=_("The fact is kept for every day until then."),
            form=OnForm(request.POST or None),
            run=run,
            back=page_of(rule),
        )


def _staying(conflict: Conflict) -> str:
    words = {"rule": conflict.minimum, "element": conflict.minimum.element}
    text = _("%(rule)s: only %(element)s stays") if conflict.splits else _("%(rule)s: all stays")
    return text % words
