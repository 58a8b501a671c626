"""Incidents of a partner: what it was told, its clocks, what it passes on, and its own."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from records.incidents import calendar, services
from records.incidents.acting import (
    STEPS,
    duties_open,
    facts_given,
    next_step,
    register_fields,
    step_fields,
    steps_open,
    take,
)
from records.incidents.exporting import register_table
from records.incidents.paper import PAPERS, paper, register_paper
from records.incidents.queries.dossiers import dossiers, of_accounts, running_for, the_dossier
from records.incidents.queries.evidence import handed_out, the_evidence
from records.incidents.showing import shown
from roles.models import Party
from voipgrid_privacy.kernel.documents import as_pdf
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.paging import paged
from voipgrid_privacy.kernel.tables import FORMS, exported
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, viewer_of
from voipgrid_privacy.site.forms import MINUTE, MomentInput, RefusableForm
from voipgrid_privacy.site.shell import portal_page, shell

WIDGETS: dict[str, Any] = {
    "select": forms.Select,
    "text": forms.TextInput,
    "area": forms.Textarea({"rows": 4}),
    "file": forms.FileInput,
    "number": forms.NumberInput,
    "check": forms.CheckboxInput,
    "moment": MomentInput(format=MINUTE),
}


class IncidentForm(RefusableForm):
    """What is asked."""

    def __init__(
        self, data: Any = None, files: Any = None, *, name: str, fields: dict[str, Any]
    ) -> None:
        super().__init__(data, files, auto_id=f"{name}-%s", label_suffix="")
        self.fields.update(fields)


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List the party's files; the register of Art. 33(5) can be taken along."""
    viewer, at = viewer_of(request), timezone.now()
    rows = of_accounts(dossiers(viewer=viewer)).filter(party=party)
    form = request.GET.get("format", "")
    if form in FORMS:
        return cast("HttpResponse", exported(register_table(rows, viewer=viewer, at=at), form))
    if form == "ics":
        return calendar.handed_out(running_for(viewer).filter(dossier__party=party), at=at)
    if form == "pdf":
        return as_pdf(register_paper(register_table(rows, viewer=viewer, at=at), at))
    context = {
        **shell(request, party),
        "page": paged(rows, request),
        "may_register": _may_register(party, viewer),
    }
    return render_page(request, "portal/incidents.html", context)


@portal_page
def new(request: HttpRequest, party: Party) -> HttpResponse:
    """Register an incident of the party itself."""
    viewer = viewer_of(request)
    data = request.POST if request.method == "POST" else None
    form = IncidentForm(data, name="new", fields=register_fields(viewer, WIDGETS))
    if data is not None and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.register_incident(
                party=party,
                aware_at=given["aware_at"],
                name=given["name"],
                facts=facts_given(given),
                at=timezone.now(),
                by=viewer,
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The incident is registered. Say next whom it touches."))
            return redirect("site:incident", made.pk)
    return render_page(request, "portal/incident_new.html", {**shell(request, party), "form": form})


@portal_page
def one(request: HttpRequest, party: Party, dossier: UUID) -> HttpResponse:
    """Show one file, and take a step in it."""
    viewer = viewer_of(request)
    row = the_dossier(viewer=viewer, pk=dossier)
    asked = request.POST.get("do", "")
    refused: IncidentForm | None = None
    if request.method == "POST":
        refused = _taken(request, row, asked)
        if refused is None:
            return redirect("site:incident", dossier)
    found = shown(row=row, viewer=viewer, at=timezone.now())
    steps = steps_open(shown=found, viewer=viewer)
    made = [
        (name, STEPS[name], refused if refused and name == asked else _form(row, name, viewer))
        for name in steps
    ]
    if refused is not None and asked not in steps:
        for problems in refused.errors.values():
            messages.error(request, str(problems[0]))
    context = {
        **shell(request, party),
        "shown": found,
        "forms": made,
        "first": next_step(shown=found, steps=steps),
        "duties": [
            (label, f"#{step}" if step else "")
            for label, step in duties_open(shown=found, steps=steps)
        ],
    }
    return render_page(request, "portal/incident.html", context)


@portal_page
def document(
    request: HttpRequest,
    party: Party,  # noqa: ARG001  every page of the portal is looked at in a party's name
    dossier: UUID,
    kind: str,
    language: str,
) -> HttpResponse:
    """Hand out a draft on paper: a notification, or the letter to persons."""
    viewer = viewer_of(request)
    row = the_dossier(viewer=viewer, pk=dossier)
    if kind not in PAPERS or language not in {"nl", "en"}:
        raise Http404
    at = timezone.now()
    return as_pdf(paper(dossier=row, kind=kind, language=language, at=at, viewer=viewer))


@portal_page
def evidence_file(request: HttpRequest, party: Party, evidence: UUID) -> HttpResponse:  # noqa: ARG001
    """Hand out what was kept as proof."""
    return handed_out(the_evidence(viewer=viewer_of(request), pk=evidence))


def _form(row: Any, name: str, viewer: Viewer, data: Any = None, files: Any = None) -> IncidentForm:
    fields = step_fields(name, row, viewer, WIDGETS, timezone.now())
    return IncidentForm(data, files, name=name, fields=fields)


def _taken(request: HttpRequest, row: Any, name: str) -> IncidentForm | None:
    """Take the step that was asked for; return the form with what is wrong, None when done."""
    viewer = viewer_of(request)
    form = _form(row, name, viewer, request.POST, request.FILES)
    if not form.is_valid():
        return form
    try:
        take(name, row, form.cleaned_data, at=timezone.now(), by=viewer)
    except NotFound:
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return form
    messages.success(request, _("It is on record."))
    return None


def _may_register(party: Party, viewer: Viewer) -> bool:
    return party.pk in viewer.parties and viewer.may(Ability.WRITE_OWN)
