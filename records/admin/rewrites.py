"""Rewrites of tables: what waits to be written anew, and when a table may be locked for it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from records.choices import RewriteDelay
from records.engine.rewrites.services import plan_rewrite, put_off_rewrite
from records.models import RewriteCover, TableRewrite
from records.tasks import look_after_rewrites
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import link_to, page_of
from voipgrid_privacy.kernel.admin_questions import ConfirmForm, LegalDateField, ask
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of

AT_ONCE = timedelta(hours=1)
"""How long a table may be locked when it is asked for now."""


class WindowForm(forms.Form):
    """The quiet hours in which a table may be locked."""

    on = LegalDateField(label=gettext_lazy("Day"), initial=timezone.localdate)
    since = forms.TimeField(
        label=gettext_lazy("From (hour and minute)"),
        initial="03:00",
        widget=UnfoldAdminTextInputWidget(attrs={"type": "time"}),
    )
    hours = forms.IntegerField(
        label=gettext_lazy("For how many hours"),
        initial=1,
        min_value=1,
        max_value=4,
        widget=UnfoldAdminIntegerFieldWidget(),
    )

    def window(self) -> tuple[datetime, datetime]:
        """Return when it begins and ends."""
        given = self.cleaned_data
        starts = timezone.make_aware(datetime.combine(given["on"], given["since"]))
        return starts, starts + timedelta(hours=given["hours"])


class DelayForm(forms.Form):
    """Until when it waits, and why."""

    until = LegalDateField(label=gettext_lazy("Until"))
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=RewriteDelay.choices, widget=UnfoldAdminSelectWidget
    )


@admin.register(TableRewrite)
class TableRewriteAdmin(RegisterAdmin):
    """A table whose files still hold what runs erased, until it is written anew."""

    writes = Ability.RUN_RETENTION
    list_display = ("name", "shown_state", "opened_at", "runs", "window", "problem", "done_at")
    list_filter = ("store", ("done_at", admin.EmptyFieldListFilter))
    list_select_related = ("store", "table")
    ordering = ("-opened_at",)
    fields = (
        ("store", "table"),
        ("shown_state", "opened_at"),
        "window",
        ("put_off_until", "put_off_for"),
        ("problem", "tried_at"),
        ("began_at", "done_at"),
        "covered",
    )
    readonly_fields = ("shown_state", "covered")
    actions_detail = ("plan", "at_once", "put_off")

    @display(description=gettext_lazy("table"), ordering="store")
    def name(self, row: TableRewrite) -> str:
        """Show the store and the table in it."""
        return str(row)

    @display(
        description=gettext_lazy("state"),
        label={"WAITS": "warning", "PLANNED": "info", "PUT_OFF": "info", "DONE": "success"},
    )
    def shown_state(self, row: TableRewrite) -> tuple[str, str]:
        """Show the state as a label."""
        return row.state.value, str(row.state.label)

    @display(description=gettext_lazy("runs"))
    def runs(self, row: TableRewrite) -> int:
        """Show how many runs it covers."""
        return row.covers.count()

    @display(description=gettext_lazy("runs"))
    def covered(self, row: TableRewrite) -> str:
        """Link the runs that it covers."""
        rows: list[RewriteCover] = list(row.covers.select_related("job")[:100])
        return format_html_join("; ", "{}", ((link_to(each.job),) for each in rows)) or "–"

    def has_rewrite_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the viewer decides about rewrites."""
        return self.may_write(request)

    @action(
        description=gettext_lazy("Choose when"),
        url_path="plan",
        icon="schedule",
        permissions=["rewrite"],
    )
    def plan(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Choose the hours in which the table may be locked."""
        form = WindowForm(request.POST or None)

        def run(row: TableRewrite) -> str:
            starts, ends = form.window()
            _planned(row, starts, ends, request)
            return _("The table is written anew in that window.")

        return self._ask(request, object_id, _("Choose when"), form, run)

    @action(
        description=gettext_lazy("Rewrite now"),
        url_path="now",
        icon="play_arrow",
        permissions=["rewrite"],
    )
    def at_once(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Have it done within the hour."""

        def run(row: TableRewrite) -> str:
            now = timezone.now()
            _planned(row, now, now + AT_ONCE, request)
            look_after_rewrites.delay_on_commit()  # type: ignore[attr-defined]  # DjangoTask
            return _("The table is written anew within a few minutes, and within the hour.")

        form = ConfirmForm(request.POST or None)
        return self._ask(request, object_id, _("Rewrite now"), form, run)

    @action(
        description=pgettext_lazy("rewrite", "Put off"),
        url_path="put-off",
        icon="pause",
        permissions=["rewrite"],
    )
    def put_off(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let it wait for a reason."""
        form = DelayForm(request.POST or None)

        def run(row: TableRewrite) -> str:
            given = form.cleaned_data
            put_off_rewrite(
                rewrite=row.pk,
                until=given["until"],
                reason=RewriteDelay(given["reason"]),
                on=timezone.localdate(),
                by=viewer_of(request),
            )
            return _("It waits until that day.")

        return self._ask(request, object_id, _("Put off"), form, run)

    def _ask(
        self,
        request: HttpRequest,
        object_id: str,
        button: str,
        form: forms.Form,
        run: Callable[[TableRewrite], str],
    ) -> HttpResponse:
        row = self.row(request, object_id)
        return ask(
            request,
            title=_("Rewrite of %(table)s") % {"table": row},
            text=_(
                "While its files are written anew, nobody else can read or change the table. What"
                " is not finished when the window ends is undone. It needs free space for a copy."
            ),
            form=form,
            run=lambda given: run(row),  # noqa: ARG005
            back=page_of(row),
            button=button,
        )


def _planned(row: TableRewrite, starts: datetime, ends: datetime, request: HttpRequest) -> None:
    plan_rewrite(rewrite=row.pk, starts=starts, ends=ends, at=timezone.now(), by=viewer_of(request))
