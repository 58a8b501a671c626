"""Requests of data subjects for officers: what is due, recording one, its parts, and what to do."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from records.requests import services
from records.requests.acts import PARTS, WHOLE, act_fields, carry_out
from records.requests.calendar import as_calendar
from records.requests.choices import Channel
from records.requests.fields import MINUTE, as_received, request_fields
from records.requests.listing import deadlines, listed
from records.requests.queries import perspective, the_request
from records.requests.showing import shown
from records.requests.workings import kept_inside
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.admin_questions import ISODateWidget, ask
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, viewer_of


class MomentWidget(UnfoldAdminTextInputWidget):  # type: ignore[misc]  # the library has no types
    """The browser's own picker of a date and a time."""

    input_type = "datetime-local"

    def format_value(self, value: Any) -> Any:
        """Return the moment as browsers write it."""
        return value.strftime(MINUTE) if hasattr(value, "strftime") else value


WIDGETS = {
    "select": UnfoldAdminSelectWidget,
    "text": UnfoldAdminTextInputWidget,
    "area": UnfoldAdminTextareaWidget,
    "day": ISODateWidget,
    "moment": MomentWidget,
}


class Asked(forms.Form):
    """What a step or a new request asks."""

    def __init__(self, data: Any = None, *, fields: dict[str, Any]) -> None:
        super().__init__(data)
        self.fields.update(fields)


@register_page("verzoeken/", "subject_requests")
def subject_requests(request: HttpRequest) -> HttpResponse:
    """List the requests, the one that is due first first."""
    viewer, on = viewer_of(request), timezone.localdate()
    asked = request.GET.get("state", "open")
    found = listed(
        viewer=viewer,
        parties=perspective(viewer),
        on=on,
        asked=asked,
        number=request.GET.get("page"),
    )
    context = {
        **admin.site.each_context(request),
        "title": _("Data subject requests"),
        "filters": found.filters,
        "state": asked,
        "page": found.page,
        "may_write": viewer.may(Ability.WRITE_REGISTER),
    }
    return TemplateResponse(request, "admin/subject_requests.html", context)


@register_page("verzoeken/agenda/", "subject_requests_calendar")
def subject_requests_calendar(request: HttpRequest) -> HttpResponse:
    """Hand out the days that are running as a calendar, without anything about a person."""
    viewer, on = viewer_of(request), timezone.localdate()
    found = deadlines(viewer=viewer, parties=perspective(viewer), on=on)
    body = as_calendar(found, name=_("Data subject requests"), at=timezone.now())
    named = {"Content-Disposition": 'attachment; filename="avg-verzoeken.ics"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=named)


@register_page("verzoeken/nieuw/", "subject_request_new")
def subject_request_new(request: HttpRequest) -> HttpResponse:
    """Record a request that came in at VoIPGRID."""
    viewer, now = viewer_of(request), timezone.now()
    data = request.POST if request.method == "POST" else None

    def run(given: dict[str, Any]) -> str:
        made = services.receive_request(
            **as_received(given, viewer),
            received_by=_platform(),
            channel=Channel.ADMIN,
            at=timezone.now(),
            by=viewer,
        )
        return _("The request is on record as %(reference)s.") % {"reference": made.reference}

    return ask(
        request,
        title=_("Record a request"),
        text=_(
            "For what came in by telephone, letter or e-mail. One of name, e-mail address,"
            " telephone number and customer number is enough."
        ),
        form=Asked(data, fields=_new_fields(data, now, viewer)),
        run=run,
        back=reverse("admin:subject_requests"),
    )


@register_page("verzoeken/<uuid:pk>/", "subject_request")
def subject_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one request: its parts with clocks and grounds, and what was done."""
    viewer, now = viewer_of(request), timezone.now()
    row: Any = the_request(viewer=viewer, pk=pk)
    if request.method == "POST":
        try:
            kept_inside(request.POST, row=row, party=_platform(), at=now, by=viewer)
        except NotFound:
            raise
        except DomainError as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("It is on record."))
        return redirect("admin:subject_request", pk)
    parties, on = perspective(viewer), timezone.localdate()
    context = {
        **admin.site.each_context(request),
        "title": row.listed,
        "request_": row,
        "shown": shown(row, viewer=viewer, parties=parties, on=on, at=now),
        "persons": row.persons.all(),
        "identifiers": row.identifiers.all(),
        "content": getattr(row, "content", None),
        "may_write": viewer.may(Ability.WRITE_REGISTER),
        "step_page": "admin:subject_request_step",
        "part_page": "admin:subject_request_part_step",
        "answer_page": "admin:request_answer",
    }
    return TemplateResponse(request, "admin/subject_request.html", context)


@register_page("verzoeken/<uuid:pk>/<slug:act>/", "subject_request_step")
def subject_request_step(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    """Do something about a request as a whole."""
    return _asked(request, pk, act, None)


@register_page("verzoeken/<uuid:pk>/deel/<uuid:part>/<slug:act>/", "subject_request_part_step")
def subject_request_part_step(request: HttpRequest, pk: UUID, part: UUID, act: str) -> HttpResponse:
    """Do something about one part."""
    return _asked(request, pk, act, part)


def _asked(request: HttpRequest, pk: UUID, name: str, part_pk: UUID | None) -> HttpResponse:
    viewer, on = viewer_of(request), timezone.localdate()
    row: Any = the_request(viewer=viewer, pk=pk)
    part = next((each for each in row.seen_parts if each.pk == part_pk), None)
    act = WHOLE.get(name) if part_pk is None else PARTS.get(name)
    if act is None or (part_pk is not None and part is None):
        return redirect("admin:subject_request", pk)
    data = request.POST if request.method == "POST" else None

    def run(given: dict[str, Any]) -> str:
        carry_out(act, given, row=row, part=part, at=timezone.now(), by=viewer)
        return _("It is on record.")

    return ask(
        request,
        title=f"{act.title}: {row.listed}",
        text=act.text,
        form=Asked(data, fields=act_fields(act, WIDGETS, row=row, data=data, today=on, by=viewer)),
        run=run,
        back=reverse("admin:subject_request", args=[pk]),
    )


def _new_fields(data: Any, now: datetime, by: Viewer) -> dict[str, forms.Field]:
    local = timezone.localtime(now)
    return request_fields(WIDGETS, now=local, receiver=_platform().pk, data=data, by=by)


def _platform() -> Party:
    party = Party.objects.filter(kind=PartyKind.PLATFORM).order_by("pk").first()
    if party is None:
        raise NotFound
    return party
