"""Requests of data subjects of a partner: its own parts, their clocks, and what to do."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from records.requests import services
from records.requests.acts import PARTS, WHOLE, act_fields, carry_out
from records.requests.calendar import as_calendar
from records.requests.choices import Channel
from records.requests.fields import MINUTE, as_received, request_fields
from records.requests.listing import deadlines, listed
from records.requests.queries import the_request
from records.requests.showing import shown
from records.requests.workings import kept_inside
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, viewer_of
from voipgrid_privacy.site.forms import DateInput, MomentInput, RefusableForm
from voipgrid_privacy.site.in_name_of import as_party
from voipgrid_privacy.site.shell import portal_page, shell

WIDGETS: dict[str, Any] = {
    "select": forms.Select,
    "text": forms.TextInput,
    "area": forms.Textarea({"rows": 4}),
    "day": DateInput(format="%Y-%m-%d"),
    "moment": MomentInput(format=MINUTE),
}


class Asked(RefusableForm):
    """What a step, a note or a new request asks."""

    def __init__(self, data: Any = None, *, fields: dict[str, Any]) -> None:
        super().__init__(data, label_suffix="")
        self.fields.update(fields)


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List the requests of which a part is the party's, the one that is due first first."""
    viewer, on = as_party(viewer_of(request), party), timezone.localdate()
    asked = request.GET.get("state", "open")
    found = listed(
        viewer=viewer, parties={party.pk}, on=on, asked=asked, number=request.GET.get("page")
    )
    context = {
        **shell(request, party),
        "filters": found.filters,
        "state": asked,
        "page": found.page,
        "may_write": viewer.may(Ability.WRITE_OWN),
    }
    return render_page(request, "portal/requests.html", context)


@portal_page
def calendar(request: HttpRequest, party: Party) -> HttpResponse:
    """Hand out the days that are running as a calendar, without anything about a person."""
    viewer, on = as_party(viewer_of(request), party), timezone.localdate()
    found = deadlines(viewer=viewer, parties={party.pk}, on=on)
    body = as_calendar(found, name=_("Data subject requests"), at=timezone.now())
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="avg-verzoeken.ics"'},
    )


@portal_page
def new(request: HttpRequest, party: Party) -> HttpResponse:
    """Record a request that the party received."""
    viewer, now = as_party(viewer_of(request), party), timezone.now()
    data = request.POST if request.method == "POST" else None
    asked: dict[str, Any] = {"receiver": party.pk, "data": data, "by": viewer}
    form = Asked(data, fields=request_fields(WIDGETS, now=timezone.localtime(now), **asked))
    if data is not None and form.is_valid():
        try:
            made = services.receive_request(
                **as_received(form.cleaned_data, viewer),
                received_by=party,
                channel=Channel.PORTAL,
                at=now,
                by=viewer,
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            words = _("The request is on record as %(reference)s.")
            messages.success(request, words % {"reference": made.reference})
            return redirect("site:request", made.pk)
    context = {**shell(request, party), "form": form}
    return render_page(request, "portal/request_new.html", context)


@portal_page
def one(request: HttpRequest, party: Party, pk: UUID) -> HttpResponse:
    """Show a request: its own parts with their clocks and grounds, and what was done."""
    viewer, now = as_party(viewer_of(request), party), timezone.now()
    row = the_request(viewer=viewer, pk=pk)
    if request.method == "POST":
        _inside(request, row, party, viewer)
        return redirect("site:request", pk)
    on = timezone.localdate()
    context = {
        **shell(request, party),
        "request_": row,
        "shown": shown(row, viewer=viewer, parties={party.pk}, on=on, at=now),
        "persons": row.persons.all(),
        "identifiers": row.identifiers.all(),
        "content": getattr(row, "content", None),
        "may_write": viewer.may(Ability.WRITE_OWN),
        "step_page": "site:request-step",
        "part_page": "site:request-part-step",
        "answer_page": "site:request-answer",
    }
    return render_page(request, "portal/request.html", context)


def _inside(request: HttpRequest, row: Any, party: Party, viewer: Viewer) -> None:
    try:
        kept_inside(request.POST, row=row, party=party, at=timezone.now(), by=viewer)
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("It is on record."))


@portal_page
def step(request: HttpRequest, party: Party, pk: UUID, act: str) -> HttpResponse:
    """Do something about a request as a whole."""
    return _asked(request, party, pk, act, None)


@portal_page
def part_step(request: HttpRequest, party: Party, pk: UUID, part: UUID, act: str) -> HttpResponse:
    """Do something about one part."""
    return _asked(request, party, pk, act, part)


def _asked(
    request: HttpRequest, party: Party, pk: UUID, name: str, part_pk: UUID | None
) -> HttpResponse:
    viewer, on = as_party(viewer_of(request), party), timezone.localdate()
    row = the_request(viewer=viewer, pk=pk)
    whole: Any = row
    part = next((each for each in whole.seen_parts if each.pk == part_pk), None)
    act = WHOLE.get(name) if part_pk is None else PARTS.get(name)
    if act is None or (part_pk is not None and part is None):
        raise NotFound
    data = request.POST if request.method == "POST" else None
    asked: dict[str, Any] = {"row": row, "data": data, "today": on, "by": viewer}
    form = Asked(data, fields=act_fields(act, WIDGETS, **asked))
    if data is not None and form.is_valid():
        now = timezone.now()
        try:
            carry_out(act, form.cleaned_data, row=row, part=part, at=now, by=viewer)
        except NotFound:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is on record."))
            return redirect("site:request", pk)
    context = {**shell(request, party), "request_": row, "act": act, "form": form}
    return render_page(request, "portal/request_step.html", context)
