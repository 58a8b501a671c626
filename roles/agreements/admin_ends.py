"""Ends of service for officers: what is due, opening one, and its steps."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
)

from roles.agreements import services
from roles.agreements.admin_ends_list import WIDGETS, StepForm
from roles.agreements.end_fields import said, step_fields
from roles.agreements.ends import shown, the_end, unopened
from roles.agreements.models import (
    DEFAULT_DAYS,
    Choice,
    EndOfService,
    EndStep,
    EndStepKind,
    EndTerm,
)
from roles.agreements.queries import the_agreement
from voipgrid_privacy.kernel.admin import RegisterInline
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_links import page_of
from voipgrid_privacy.kernel.admin_questions import LegalDateField, ask
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.tenancy import viewer_of

STEPS = {
    "choose": (EndStepKind.CHOSEN, gettext_lazy("Choose")),
    "state": (EndStepKind.STATED, gettext_lazy("State what was done")),
    "confirm": (EndStepKind.CONFIRMED, gettext_lazy("Confirm")),
    "dispute": (EndStepKind.DISPUTED, gettext_lazy("Dispute")),
}


@register_page("einde-van-dienst/<uuid:end>/", "end_of_service")
def end_of_service(request: HttpRequest, end: UUID) -> HttpResponse:
    """Show one end: where it stands, what was said and done, and those below it."""
    viewer = viewer_of(request)
    row = the_end(viewer=viewer, pk=end)
    context = {
        **admin.site.each_context(request),
        "title": _("End of service: %(agreement)s") % {"agreement": row.agreement},
        "ended": shown(row=row, viewer=viewer),
        "steps": [
            (name, label)
            for name, (kind, label) in STEPS.items()
            if services.may_enter(row=row, kind=kind, by=viewer)
            and services.fits(row=row, kind=kind)
        ],
        "default_days": DEFAULT_DAYS,
    }
    return TemplateResponse(request, "admin/end_of_service.html", context)


@register_page("einde-van-dienst/<uuid:end>/<slug:step>/", "end_of_service_step")
def end_of_service_step(request: HttpRequest, end: UUID, step: str) -> HttpResponse:
    """Choose, state, confirm or dispute, for the platform or for who has no account here."""
    viewer, today = viewer_of(request), timezone.localdate()
    row = the_end(viewer=viewer, pk=end)
    if step not in STEPS:
        return redirect("admin:end_of_service", end)
    data = (request.POST, request.FILES) if request.method == "POST" else ()

    def run(given: dict[str, Any]) -> str:
        given = said(given, row, step, viewer)
        RUNS[step](end=row, **given, at=timezone.now(), by=viewer)
        return _("It is on record.")

    return ask(
        request,
        title=f"{STEPS[step][1]}: {row.agreement}",
        text=_(
            "What is said stays as it was said. Of a party without an account here you enter what"
            " it said: name who said it."
        ),
        form=StepForm(*data, fields=step_fields(row, step, viewer, WIDGETS, today)),
        run=run,
        back=reverse("admin:end_of_service", args=[row.pk]),
    )


RUNS: dict[str, Callable[..., EndStep]] = {
    "choose": services.choose_end,
    "state": services.state_end,
    "confirm": services.confirm_end,
    "dispute": services.dispute_end,
}


class TermInline(RegisterInline):
    """What was agreed about the end, newest first."""

    model = EndTerm
    fields = readonly_fields = ("days", "otherwise", "agreed_on", "entered_at", "entered_by")


class EndInline(RegisterInline):
    """Ends of service under the agreement."""

    model = EndOfService
    fields = readonly_fields = ("page", "whose", "data", "opened_at", "opened_by")

    @display(description=gettext_lazy("first day without the service"))
    def page(self, row: EndOfService) -> SafeString:
        """Lead to what was said and done."""
        place = reverse("admin:end_of_service", args=[row.pk])
        day = date_format(row.ended_on, "j F Y")
        return format_html('<a class="reg-link" href="{}">{}</a>', place, day)


class TermForm(forms.Form):
    """What was agreed about the end."""

    days = forms.IntegerField(
        label=gettext_lazy("Days after the last day of the service"),
        min_value=0,
        max_value=730,
        initial=DEFAULT_DAYS,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    otherwise = forms.ChoiceField(
        label=gettext_lazy("Unless chosen otherwise"),
        choices=[("", gettext_lazy("Nothing is agreed: it must be chosen")), *Choice.choices],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    on = LegalDateField(label=gettext_lazy("Agreed on"), initial=timezone.localdate)


class Ends:
    """The buttons of an agreement about its end."""

    @action(
        description=gettext_lazy("Agree on the end"),
        url_path="end-term",
        icon="event_note",
        permissions=["add"],
    )
    def agree_end_term(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Enter within how many days data are returned or deleted, and which."""
        agreement, by = self.row(request, object_id), viewer_of(request)  # type: ignore[attr-defined]  # of RegisterAdmin

        def run(given: dict[str, Any]) -> str:
            services.agree_end_term(agreement=agreement, **given, at=timezone.now(), by=by)
            return _("It is on record what was agreed about the end.")

        return ask(
            request,
            title=_("Agreed about the end: %(agreement)s") % {"agreement": agreement},
            text=_(
                "GDPR Art. 28(3)(g) names no term. Where nothing is agreed the register counts 30"
                " days: our own measure, not the law's."
            ),
            form=TermForm(request.POST or None),
            run=run,
            back=page_of(agreement),
        )

    @action(
        description=gettext_lazy("Open the end of service"),
        url_path="open-end",
        icon="output",
        permissions=["add"],
    )
    def open_end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Open the end of the service under the agreement."""
        agreement, by = self.row(request, object_id), viewer_of(request)  # type: ignore[attr-defined]  # of RegisterAdmin
        known = unopened(viewer=by).filter(pk=agreement.pk).first()
        without = date_format(known.service_end, "j F Y") if known else "–"

        def run(_given: dict[str, Any]) -> str:
            row = the_agreement(viewer=by, pk=agreement.pk)
            services.open_end(agreement=row, at=timezone.now(), by=by)
            return _("The end of service is open, and passed on to those below.")

        return ask(
            request,
            title=_("Open the end of service: %(agreement)s") % {"agreement": agreement},
            text=_(
                "Data are returned or deleted, by the choice of whom the processor acted for, and"
                " it is proved (GDPR Art. 28(3)(g))."
            ),
            form=forms.Form(request.POST or None),
            run=run,
            back=page_of(agreement),
            details=((str(_("First day without the service")), without),),
        )
