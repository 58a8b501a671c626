"""The list of ends of service for officers: what is due, and the same step for several."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from roles.agreements.ends import ends, in_state, listed, unopened
from roles.agreements.ends_at_once import RUNS as TOGETHER
from roles.agreements.ends_at_once import (
    open_together,
    opened_in_words,
    recorded_in_words,
    step_for,
    take_together,
    together_fields,
)
from roles.agreements.exporting import ends_table
from roles.agreements.models import (
    DEFAULT_DAYS,
    EndState,
)
from roles.models import Party
from voipgrid_privacy.api.parameters import as_uuid
from voipgrid_privacy.kernel.admin_questions import ISODateWidget
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.paging import PER_PAGE, paged
from voipgrid_privacy.kernel.tables import FORMS, exported
from voipgrid_privacy.kernel.tenancy import viewer_of

WIDGETS = {
    "select": UnfoldAdminSelectWidget,
    "text": UnfoldAdminTextInputWidget,
    "area": UnfoldAdminTextareaWidget,
    "file": UnfoldAdminFileFieldWidget,
    "day": ISODateWidget,
}
STATES = [("open", gettext_lazy("Not complete")), ("", gettext_lazy("All")), *EndState.choices]
"""What the list of ends can be narrowed to."""


class StepForm(forms.Form):
    """What a step asks."""

    def __init__(self, *args: Any, fields: dict[str, forms.Field]) -> None:
        super().__init__(*args)
        self.fields.update(fields)


class EndsForm(forms.Form):
    """Which ends, of whom."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=STATES,
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    party = forms.UUIDField(required=False, widget=forms.HiddenInput)


@register_page("einde-van-dienst/", "ends_of_service")
def ends_of_service(request: HttpRequest) -> HttpResponse:
    """Show which ends of service are due, the first first, and what nobody opened."""
    viewer, today = viewer_of(request), timezone.localdate()
    refused, done = _taken_together(request) if request.method == "POST" else (None, False)
    if done:
        return redirect(request.get_full_path())
    form = EndsForm({"state": "open", **request.GET.dict()})
    asked = form.cleaned_data if form.is_valid() else {}
    rows, missing = in_state(ends(viewer=viewer), asked.get("state", "")), unopened(viewer=viewer)
    whose = asked.get("party")
    party = Party.objects.visible_to(viewer).filter(pk=whose).first() if whose else None
    if party:
        rows = rows.filter(agreement__processor=party) | rows.filter(agreement__controller=party)
        missing = missing.filter(processor=party) | missing.filter(controller=party)
    if (file := request.GET.get("format", "")) in FORMS:
        table = ends_table(rows, on=today, viewer=viewer, state=asked.get("state", ""))
        return cast("HttpResponse", exported(table, file))
    page = paged(rows, request)
    step, tickable = step_for(page, asked.get("state", ""), viewer)
    context = {
        **admin.site.each_context(request),
        "title": _("Ends of service"),
        "form": form,
        "page": page,
        "found": listed(page, viewer),
        "step": step if tickable else "",
        "tickable": tickable,
        "ticked": set(request.POST.getlist("end")),
        "together": refused or (_form_together(step) if tickable else None),
        "missing": missing[:PER_PAGE],
        "about": party,
        "today": today,
        "default_days": DEFAULT_DAYS,
    }
    return TemplateResponse(request, "admin/ends_of_service.html", context)


def _taken_together(request: HttpRequest) -> tuple["StepForm | None", bool]:
    """Open or take a step for what was ticked; return the form that refuses, and whether done."""
    step, at, by = request.POST.get("do", ""), timezone.now(), viewer_of(request)
    form = None if step == "open-all" else _form_together(step, request.POST, request.FILES)
    if form is not None and not form.is_valid():
        return form, False
    try:
        if form is None:
            pks = _pks(request, "agreement")
            said_of = opened_in_words(open_together(pks=pks, at=at, by=by))
        else:
            given = {"step": step, "given": form.cleaned_data, "pks": _pks(request, "end")}
            said_of = recorded_in_words(take_together(**given, at=at, by=by))  # type: ignore[arg-type]  # each its own
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
        return form, False
    messages.success(request, said_of)
    return None, True


def _pks(request: HttpRequest, name: str) -> list[UUID]:
    found = [as_uuid(text) for text in request.POST.getlist(name)]
    if None in found:
        raise NotFound
    return cast("list[UUID]", found)


def _form_together(step: str, *data: Any) -> "StepForm":
    if step not in TOGETHER:
        raise NotFound
    return StepForm(*data, fields=together_fields(step, WIDGETS, timezone.localdate()))
