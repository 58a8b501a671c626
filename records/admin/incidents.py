"""Incidents for officers: registering, whom it touches, who is told, and every duty after."""

from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

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
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.admin_questions import ask
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.documents import as_pdf
from voipgrid_privacy.kernel.paging import paged
from voipgrid_privacy.kernel.tables import FORMS, exported
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of


class MomentWidget(UnfoldAdminTextInputWidget):  # type: ignore[misc]
    """The browser's own picker of a date and a time, in Amsterdam time."""

    input_type = "datetime-local"

    def format_value(self, value: Any) -> Any:
        """Return a moment as browsers write it; a field has made it local already."""
        if not value or isinstance(value, str):
            return value
        local = value if timezone.is_naive(value) else timezone.localtime(value)
        return local.strftime("%Y-%m-%dT%H:%M")


WIDGETS: dict[str, Any] = {
    "select": UnfoldAdminSelectWidget,
    "text": UnfoldAdminTextInputWidget,
    "area": UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    "file": UnfoldAdminFileFieldWidget,
    "number": UnfoldAdminIntegerFieldWidget,
    "check": UnfoldBooleanWidget,
    "moment": MomentWidget,
}
TEXTS = {
    "touch": gettext_lazy(
        "Who is named decides who is told: the roles on the days of the incident, from beginning"
        " to end, say who tells whom."
    ),
    "send": gettext_lazy(
        "Each partner gets one notice, with only its own numbers. From that moment it knows, and"
        " its clocks run."
    ),
    "assess": gettext_lazy(
        "ENISA's method, 2013: severity = DPC x EI + CB. Below 2 low, from 2 medium, from 3 high,"
        " from 4 very high. It advises; you conclude."
    ),
    "close": gettext_lazy("A file is closed once every duty is met, or it is on record why not."),
}


class IncidentForm(forms.Form):
    """What is asked."""

    def __init__(self, *args: Any, fields: dict[str, forms.Field]) -> None:
        super().__init__(*args)
        self.fields.update(fields)


@register_page("incidenten/", "incidents")
def incidents(request: HttpRequest) -> HttpResponse:
    """List files of incidents: the platform's own, or those of all who keep one."""
    viewer, at = viewer_of(request), timezone.now()
    rows = of_accounts(dossiers(viewer=viewer))
    everyone = request.GET.get("of") == "all"
    if not everyone:
        rows = rows.filter(party__kind=PartyKind.PLATFORM)
    state = request.GET.get("state", "")
    if state in {"open", "closed"}:
        rows = rows.filter(is_closed=state == "closed")
    form = request.GET.get("format", "")
    if form in FORMS:
        return cast("HttpResponse", exported(register_table(rows, viewer=viewer, at=at), form))
    if form == "ics":
        return calendar.handed_out(running_for(viewer), at=at)
    if form == "pdf":
        return as_pdf(register_paper(register_table(rows, viewer=viewer, at=at), at))
    context = {
        **admin.site.each_context(request),
        "title": _("Incidents"),
        "page": paged(rows, request),
        "filters": _filters(everyone=everyone, state=state),
        "may_register": viewer.may(Ability.WRITE_REGISTER),
    }
    return TemplateResponse(request, "admin/incidents.html", context)


def _filters(*, everyone: bool, state: str) -> list[tuple[Any, str, bool]]:
    """Return what the list can be narrowed to: label, address, and whether it is so now."""
    of, which = "all" if everyone else "", state if state in {"open", "closed"} else ""

    def narrowed(label: Any, of_: str, state_: str) -> tuple[Any, str, bool]:
        given = {key: value for key, value in (("of", of_), ("state", state_)) if value}
        return label, f"?{urlencode(given)}", (of_, state_) == (of, which)

    return [
        narrowed(_("Of VoIPGRID"), "", which),
        narrowed(_("Of all parties"), "all", which),
        narrowed(_("Open or closed"), of, ""),
        narrowed(_("Open"), of, "open"),
        narrowed(_("Closed"), of, "closed"),
    ]


@register_page("incidenten/nieuw/", "incident_new")
def new(request: HttpRequest) -> HttpResponse:
    """Register an incident that the platform became aware of."""
    viewer = viewer_of(request)
    viewer.must(Ability.WRITE_REGISTER)
    data = (request.POST,) if request.method == "POST" else ()
    form = IncidentForm(*data, fields=register_fields(viewer, WIDGETS))
    made: list[UUID] = []

    def run(given: dict[str, Any]) -> str:
        platform = Party.objects.get(kind=PartyKind.PLATFORM)
        dossier = services.register_incident(
            party=platform,
            aware_at=given["aware_at"],
            name=given["name"],
            facts=facts_given(given),
            at=timezone.now(),
            by=viewer,
        )
        made.append(dossier.pk)
        return _("The incident is registered. Say next whom it touches.")

    answer = ask(
        request,
        title=_("Register an incident"),
        text=_(
            "Every breach is recorded, also one that is not notified (GDPR Art. 33(5)). Name no"
            " affected persons."
        ),
        form=form,
        run=run,
        back=reverse("admin:incidents"),
    )
    return redirect("admin:incident", made[0]) if made else answer


@register_page("incidenten/<uuid:dossier>/", "incident")
def incident(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Show one file: facts, clocks, who is told, drafts, and what is still to do."""
    viewer = viewer_of(request)
    found = shown(row=the_dossier(viewer=viewer, pk=dossier), viewer=viewer, at=timezone.now())
    steps = steps_open(shown=found, viewer=viewer)
    first = next_step(shown=found, steps=steps)
    links = {name: reverse("admin:incident_step", args=[dossier, name]) for name in steps}
    duties = duties_open(shown=found, steps=steps)
    context = {
        **admin.site.each_context(request),
        "title": str(found.row),
        "shown": found,
        "steps": [
            (STEPS[name], links[name], name == first)
            for name in sorted(steps, key=lambda name: name != first)
        ],
        "duties": [(label, links.get(step, "")) for label, step in duties],
    }
    return TemplateResponse(request, "admin/incident.html", context)


@register_page("incidenten/<uuid:dossier>/stuk/<slug:kind>/<slug:language>/", "incident_paper")
def incident_paper(request: HttpRequest, dossier: UUID, kind: str, language: str) -> HttpResponse:
    """Hand out a draft on paper: a notification, or the letter to persons."""
    viewer = viewer_of(request)
    row = the_dossier(viewer=viewer, pk=dossier)
    if kind not in PAPERS or language not in {"nl", "en"}:
        raise Http404
    at = timezone.now()
    return as_pdf(paper(dossier=row, kind=kind, language=language, at=at, viewer=viewer))


@register_page("incidenten/bewijs/<uuid:evidence>/", "incident_evidence")
def incident_evidence(request: HttpRequest, evidence: UUID) -> HttpResponse:
    """Hand out what was kept as proof."""
    return handed_out(the_evidence(viewer=viewer_of(request), pk=evidence))


@register_page("incidenten/<uuid:dossier>/<slug:step>/", "incident_step")
def incident_step(request: HttpRequest, dossier: UUID, step: str) -> HttpResponse:
    """Take a step in the platform's file."""
    viewer, at = viewer_of(request), timezone.now()
    row = the_dossier(viewer=viewer, pk=dossier)
    found = shown(row=row, viewer=viewer, at=at)
    asks = request.method != "POST" and viewer.may(Ability.WRITE_REGISTER)
    if step not in STEPS or (asks and step not in steps_open(shown=found, viewer=viewer)):
        return redirect("admin:incident", dossier)
    data = (request.POST, request.FILES) if request.method == "POST" else ()

    def run(given: dict[str, Any]) -> str:
        take(step, row, given, at=at, by=viewer)
        return _("It is on record.")

    return ask(
        request,
        title=f"{STEPS[step]}: {row}",
        text=TEXTS.get(step, _("What is on record stays; add what is new.")),
        form=IncidentForm(*data, fields=step_fields(step, row, viewer, WIDGETS, at)),
        run=run,
        back=reverse("admin:incident", args=[row.pk]),
        details=_preview(found) if step == "send" else (),
    )


def _preview(found: Any) -> tuple[tuple[str, str], ...]:
    """Say who would be told what: each with its own numbers."""
    waiting = [each for each in found.sending if not each.told_at]
    return tuple(
        (
            str(each.recipient),
            _("%(parties)s parties, %(persons)s persons, %(records)s records")
            % {
                "parties": each.customers,
                "persons": "?" if each.persons is None else each.persons,
                "records": "?" if each.records is None else each.records,
            },
        )
        for each in waiting
    )
