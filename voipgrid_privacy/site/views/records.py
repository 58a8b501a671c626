"""A partner's records of processing activities: as controller, and as processor, generated."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from records.activities import services
from records.activities.choices import RecordKind
from records.activities.differing import between, from_base, one_before, since_override
from records.activities.exporting import OF_KIND, handed_out
from records.activities.processing import page_of_groups
from records.activities.queries import Entry, Record, entry, record, versions, whole
from records.activities.telling import lacking, title_of, told
from records.activities.vocabulary import vocabulary
from records.errors import NobodyToWriteTo, RecordTooLong
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tables import TooManyRows
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, viewer_of
from voipgrid_privacy.site.shell import portal_page, shell

PER_PAGE = 25


@portal_page
def controller(request: HttpRequest, party: Party) -> HttpResponseBase:
    """Show the party's record as controller, or hand it out."""
    return _overview(request, party, RecordKind.CONTROLLER)


@portal_page
def processor(request: HttpRequest, party: Party) -> HttpResponseBase:
    """Show the party's record as processor, a group per controller, or hand it out."""
    return _overview(request, party, RecordKind.PROCESSOR)


def _overview(request: HttpRequest, party: Party, kind: str) -> HttpResponseBase:
    viewer, on = viewer_of(request), _day(request)
    if (form := request.GET.get("format", "")) in OF_KIND[RecordKind(kind)]:
        try:
            return handed_out(viewer=viewer, party=party, kind=kind, on=on, form=form)
        except (RecordTooLong, TooManyRows, NobodyToWriteTo) as refusal:
            messages.error(request, refusal.sentence)
    found = record(viewer=viewer, party=party, kind=kind, on=on)
    context: dict[str, Any] = {
        **shell(request, party),
        "kind": kind,
        "on": on,
        "lacking": lacking(found.missing),
        "may_write": _may(viewer, party),
        "taken_as": OF_KIND[RecordKind(kind)],
        "rows": [(each, title_of(each.body), lacking(each.missing)) for each in found.entries],
    }
    if kind == RecordKind.PROCESSOR:
        context |= _served(request, found, viewer)
    return render_page(request, "portal/records.html", context)


def _served(request: HttpRequest, found: Record, viewer: Viewer) -> dict[str, Any]:
    q, after = request.GET.get("q", "").strip()[:200], _after(request)
    page = page_of_groups(
        viewer=viewer,
        party=found.party,
        on=found.on,
        entries=found.entries,
        q=q,
        after=after,
        most=PER_PAGE,
    )
    return {"page": page, "q": q, "after": after}


@portal_page
def one(request: HttpRequest, party: Party, pk: UUID) -> HttpResponse:
    """Show one entry in words, with its versions and what differs from VoIPGRID's text."""
    viewer, on = viewer_of(request), _day(request)
    found = entry(viewer=viewer, party=party, pk=pk, on=on)
    if request.method == "POST":
        _act(request, party, found)
        return redirect("site:activity", pk)
    words = vocabulary(viewer=viewer, party=party.pk, on=on)
    own = found.own.said if found.own else {}
    context = {
        **shell(request, party),
        "entry": found,
        "title": title_of(found.body),
        "lacking": lacking(found.missing),
        "sections": [(each, each.code in own) for each in told(found.kind, found.body, words)],
        "since": since_override(found, words),
        "changes": from_base(found, words),
        "versions": list(versions(viewer=viewer, party=party, pk=pk)),
        "may_write": _may(viewer, party),
    }
    return render_page(request, "portal/activity.html", context)


@portal_page
def version(request: HttpRequest, party: Party, pk: UUID, number: int) -> HttpResponse:
    """Show what a version said, for ever the same, and what differs from another one."""
    viewer = viewer_of(request)
    every = list(versions(viewer=viewer, party=party, pk=pk))
    row = next((v for v in every if (v.activity_id, v.number) == (pk, number)), None)
    if row is None:
        raise NotFound
    asked = request.GET.get("with", "")
    other = next((v for v in every if str(v.pk) == asked), None) or one_before(row, viewer=viewer)
    body = whole(row)
    words = vocabulary(viewer=viewer, party=party.pk, on=row.valid_from)
    context = {
        **shell(request, party),
        "version": row,
        "title": title_of(body),
        "hash": bytes(row.hash).hex(),
        "sections": told(row.activity.kind, body, words),
        "others": [v for v in every if v.pk != row.pk],
        "other": other,
        "changes": between(other, row, words) if other else (),
    }
    return render_page(request, "portal/activity_version.html", context)


def _act(request: HttpRequest, party: Party, found: Entry) -> None:
    """Approve the latest version, or follow VoIPGRID's text again; say what came of it."""
    by, now = viewer_of(request), timezone.now()
    asked = request.POST.get("do", "")
    try:
        if asked == "approve":
            services.approve_version(version=found.version, at=now, by=by)
            messages.success(request, _("The version is approved."))
        elif asked == "follow":
            services.follow_again(
                party=party,
                pk=found.pk,
                section=request.POST.get("section", ""),
                on=timezone.localdate(),
                at=now,
                by=by,
            )
            messages.success(request, _("This section follows VoIPGRID's again."))
        else:
            raise NotFound
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, refusal.sentence)


def _may(viewer: Viewer, party: Party) -> bool:
    own = viewer.may(Ability.WRITE_OWN) and party.pk in viewer.parties
    return own or viewer.may(Ability.WRITE_REGISTER)


def _after(request: HttpRequest) -> UUID | None:
    """Return after whom the page begins; raises NotFound for what is no identifier."""
    asked = request.GET.get("after", "")
    try:
        return UUID(asked) if asked else None
    except ValueError as error:
        raise NotFound from error


def _day(request: HttpRequest) -> date:
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        asked = None
    return asked or timezone.localdate()
