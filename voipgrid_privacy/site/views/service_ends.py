"""Ends of service of a partner, on either side: what waits, opening one, and its steps."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.agreements import services
from roles.agreements.end_fields import said, step_fields
from roles.agreements.ends import (
    acts,
    ends,
    in_state,
    listed,
    shown,
    state_of,
    the_end,
    unopened,
)
from roles.agreements.ends_at_once import (
    RUNS,
    open_together,
    opened_in_words,
    recorded_in_words,
    step_for,
    take_together,
    together_fields,
)
from roles.agreements.exporting import ends_table
from roles.agreements.models import DEFAULT_DAYS, EndState, EndStep, EndStepKind, Side
from roles.agreements.queries import the_agreement
from roles.models import Party
from voipgrid_privacy.api.parameters import as_uuid
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.paging import PER_PAGE, paged
from voipgrid_privacy.kernel.tables import FORMS, exported
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of
from voipgrid_privacy.site.forms import DateInput, RefusableForm
from voipgrid_privacy.site.shell import portal_page, shell

STATES = (
    ("open", gettext_lazy("Not complete")),
    ("", gettext_lazy("All")),
    *EndState.choices,
)
WIDGETS: dict[str, Any] = {
    "select": forms.Select,
    "text": forms.TextInput,
    "area": forms.Textarea({"rows": 3}),
    "file": forms.FileInput(attrs={"accept": "application/pdf"}),
    "day": DateInput(format="%Y-%m-%d"),
}
STEPS: dict[str, tuple[EndStepKind, Promise, Callable[..., EndStep]]] = {
    "choose": (EndStepKind.CHOSEN, gettext_lazy("Choose"), services.choose_end),
    "state": (EndStepKind.STATED, gettext_lazy("State what was done"), services.state_end),
    "confirm": (EndStepKind.CONFIRMED, gettext_lazy("Confirm"), services.confirm_end),
    "dispute": (EndStepKind.DISPUTED, gettext_lazy("Dispute"), services.dispute_end),
}

MAIN = {
    EndState.CHOICE: "choose",
    EndState.PROOF: "state",
    EndState.CONFIRMATION: "confirm",
    EndState.DISPUTED: "state",
}
"""Which step it waits for."""


class StepForm(RefusableForm):
    """What a step asks."""

    def __init__(
        self, data: Any = None, files: Any = None, *, name: str, fields: dict[str, Any]
    ) -> None:
        super().__init__(data, files, auto_id=f"{name}-%s", label_suffix="")
        self.fields.update(fields)


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List the ends of the party on either side, and open one that nobody opened."""
    viewer, refused = viewer_of(request), None
    asked = request.POST.get("do", "open")
    if request.method == "POST" and asked in OPENS:
        return OPENS[asked](request)
    if request.method == "POST":
        refused = _taken_together(request, asked)
        if refused is None:
            return redirect(request.get_full_path())
    state = request.GET.get("state", "open")
    rows = ends(viewer=viewer)
    rows = rows.filter(agreement__processor=party) | rows.filter(agreement__controller=party)
    missing = unopened(viewer=viewer)
    missing = missing.filter(processor=party) | missing.filter(controller=party)
    rows, today = in_state(rows, state), timezone.localdate()
    if (file := request.GET.get("format", "")) in FORMS:
        table = ends_table(rows, on=today, viewer=viewer, state=state)
        return cast("HttpResponse", exported(table, file))
    page = paged(rows, request)
    step, tickable = step_for(page, state, viewer)
    context = {
        **shell(request, party),
        "states": STATES,
        "state": state,
        "page": page,
        "found": listed(page, viewer),
        "step": step if tickable else "",
        "tickable": tickable,
        "ticked": set(request.POST.getlist("end")),
        "form": refused or (_form_together(step) if tickable else None),
        "missing": missing[:PER_PAGE],
        "today": today,
    }
    return render_page(request, "portal/ends_of_service.html", context)


@portal_page
def one(request: HttpRequest, party: Party, end: UUID) -> HttpResponse:
    """Show an end and its steps, and take the next one."""
    viewer = viewer_of(request)
    row = the_end(viewer=viewer, pk=end)
    refused: StepForm | None = None
    asked = request.POST.get("do", "")
    if request.method == "POST":
        refused = _taken(request, row, asked)
        if refused is None:
            return redirect("site:end-of-service", end)
    agreement = row.agreement
    found = [
        (name, STEPS[name][1], refused if refused and name == asked else _form(row, name, viewer))
        for name in _open_to(row, viewer)
    ]
    if refused is not None and asked not in {name for name, *_rest in found}:
        for problems in refused.errors.values():
            messages.error(request, str(problems[0]))
    context = {
        **shell(request, party),
        "ended": shown(row=row, viewer=viewer),
        "other": agreement.controller if agreement.processor == party else agreement.processor,
        "forms": found,
        "waits": _waits_for(row, party),
        "main": MAIN.get(state_of(row), ""),
        "default_days": DEFAULT_DAYS,
    }
    return render_page(request, "portal/end_of_service.html", context)


def _opened(request: HttpRequest) -> HttpResponse:
    viewer, pk = viewer_of(request), as_uuid(request.POST.get("agreement", ""))
    if pk is None:
        raise NotFound
    try:
        row = the_agreement(viewer=viewer, pk=pk)
        made = services.open_end(agreement=row, at=timezone.now(), by=viewer)
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
        return redirect("site:ends-of-service")
    messages.success(request, _("The end of service is open, and passed on to those below."))
    return redirect("site:end-of-service", made.pk)


def _opened_all(request: HttpRequest) -> HttpResponse:
    pks = [as_uuid(text) for text in request.POST.getlist("agreement")]
    if None in pks:
        raise NotFound
    try:
        number = open_together(
            pks=cast("list[UUID]", pks), at=timezone.now(), by=viewer_of(request)
        )
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, opened_in_words(number))
    return redirect("site:ends-of-service")


OPENS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "open": _opened,
    "open-all": _opened_all,
}


def _form_together(step: str, data: Any = None, files: Any = None) -> StepForm:
    fields = together_fields(step, WIDGETS, timezone.localdate())
    return StepForm(data, files, name=step, fields=fields)


def _taken_together(request: HttpRequest, step: str) -> StepForm | None:
    """Take a step for the ends that were ticked; return the form with what is wrong."""
    pks = [as_uuid(text) for text in request.POST.getlist("end")]
    if step not in RUNS or None in pks:
        raise NotFound
    form = _form_together(step, request.POST, request.FILES)
    if not form.is_valid():
        return form
    given = {"step": step, "given": form.cleaned_data, "pks": cast("list[UUID]", pks)}
    try:
        number = take_together(**given, at=timezone.now(), by=viewer_of(request))  # type: ignore[arg-type]  # each its own
    except NotFound:
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return form
    messages.success(request, recorded_in_words(number))
    return None


def _open_to(row: Any, viewer: Viewer) -> list[str]:
    """Return which steps the viewer can take now."""
    return [
        name
        for name, (kind, *_rest) in STEPS.items()
        if services.fits(row=row, kind=kind) and services.may_enter(row=row, kind=kind, by=viewer)
    ]


def _form(row: Any, name: str, viewer: Viewer, data: Any = None, files: Any = None) -> StepForm:
    fields = step_fields(row, name, viewer, WIDGETS, timezone.localdate())
    return StepForm(data, files, name=name, fields=fields)


def _taken(request: HttpRequest, row: Any, name: str) -> StepForm | None:
    """Take the step that was asked for; return the form with what is wrong, None when done."""
    viewer = viewer_of(request)
    if name not in STEPS:
        raise NotFound
    form = _form(row, name, viewer, request.POST, request.FILES)
    if not form.is_valid():
        return form
    try:
        given = said(form.cleaned_data, row, name, viewer)
        STEPS[name][2](end=row, **given, at=timezone.now(), by=viewer)
    except NotFound:
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return form
    messages.success(request, _("It is on record."))
    return None


def _waits_for(row: Any, party: Party) -> str:
    """Say whose turn it is."""
    side = acts(row)
    if state_of(row) == EndState.BELOW:
        return _("It is confirmed, and complete once those further down have done the same.")
    if state_of(row) == EndState.LAPSED:
        return _(
            "It has lapsed, since the service goes on or ended earlier: nobody need do anything."
        )
    if side is None:
        return ""
    agreement = row.agreement
    turn = agreement.processor if side == Side.PROCESSOR else agreement.controller
    if turn == party:
        return _("It is your turn.")
    return _("It is the turn of %(party)s.") % {"party": turn.name}
