"""Transfers for a partner: which data of its chain goes outside the EEA, and recording its own."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from roles.models import DataCategory, Measure, Party
from roles.queries.visibility import upstream_of
from roles.transfers import services
from roles.transfers.exporting import FORMS, as_file, transfers_file
from roles.transfers.ground_fields import ground_of
from roles.transfers.law import Destination
from roles.transfers.models import Transfer
from roles.transfers.picture import world_map
from roles.transfers.queries import (
    assessments,
    coverages,
    decision_titles,
    documents,
    flows,
    going_on,
    importers,
    law_now,
    listed_decisions,
    supplementary,
    supplies,
    the_document,
    the_transfer,
    transfer_standing,
)
from roles.transfers.words import covered_in_words
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of
from voipgrid_privacy.site.shell import portal_page, shell
from voipgrid_privacy.site.transfer_actions import ACTIONS, CHANGES, Form
from voipgrid_privacy.site.transfer_forms import CoverForm, RecordForm

PER_PAGE = 50


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """Show the transfers of a day in the own chain, as a map and a table; or hand them out."""
    on, viewer = _day(request), viewer_of(request)
    whose = {party.pk, *upstream_of(frozenset({party.pk}))}
    rows = flows(viewer=viewer, on=on, exporters=whose)
    if (wanted := request.GET.get("format", "")) in FORMS:
        return cast("HttpResponse", transfers_file(rows, on=on, known_at=None, form=wanted))
    context = {
        **shell(request, party),
        "on": on,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "map": world_map(rows, on, law_now(viewer=viewer)),
        "forms": FORMS,
        "records_for": party if services.may_record(exporter=party, by=viewer) else None,
    }
    return render_page(request, "portal/transfers.html", context)


@portal_page
def record(request: HttpRequest, party: Party) -> HttpResponse:
    """Record a transfer that the party makes, filled in with what the address names."""
    viewer = viewer_of(request)
    if not services.may_record(exporter=party, by=viewer):
        raise NotAllowed
    whom = importers(viewer=viewer, party=party)
    form = RecordForm(
        request.POST or None,
        initial=request.GET.dict(),
        label_suffix="",
        importers=whom,
        contracts=supplies(viewer=viewer, party=party),
    )
    form.offer(supplementary(viewer=viewer, exporter=party))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.record_transfer(exporter=party, **form.given(), by=viewer)
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The transfer is recorded."))
            return redirect("site:portal-transfer", made.pk)
    context = {**shell(request, party), "form": form, "importers": whom}
    return render_page(request, "portal/transfer_new.html", context)


@portal_page
def one(request: HttpRequest, party: Party, transfer: UUID) -> HttpResponse:
    """Show a recorded transfer with its evidence, and record what is new."""
    viewer = viewer_of(request)
    row = the_transfer(viewer=viewer, pk=transfer)
    refused: Form | None = None
    if request.method == "POST":
        done = _done(request, row, viewer)
        if isinstance(done, Transfer):
            return redirect("site:portal-transfer", done.pk)
        refused = done
    context = {
        **shell(request, party),
        **_told(row, viewer),
        "deeds": [_deed(name, row, refused, request) for name in _names(row, viewer)],
    }
    return render_page(request, "portal/transfer.html", context)


@portal_page
def document(request: HttpRequest, party: Party, pk: UUID) -> HttpResponse:  # noqa: ARG001
    """Hand out a document to one of the two parties, as the bytes that were kept."""
    return as_file(the_document(viewer=viewer_of(request), pk=pk))


def _told(row: Transfer, viewer: Viewer) -> dict[str, Any]:
    """Return what the page says of a transfer: its answer of today, and its evidence."""
    line = going_on(viewer=viewer, transfer=row)
    categories = DataCategory.objects.visible_to(viewer).filter(code__in=row.categories)
    return {
        "transfer": row,
        "flow": transfer_standing(viewer=viewer, transfer=row, on=timezone.localdate()),
        "categories": categories.order_by("position", "code"),
        "measures": Measure.objects.visible_to(viewer).filter(code__in=row.measures),
        "assessments": assessments(viewer=viewer).filter(transfer__in=line).order_by("-done_on"),
        "coverages": coverages(viewer=viewer).filter(importer=row.importer),
        "titles": decision_titles(viewer=viewer),
        "documents": documents(viewer=viewer).filter(transfer__in=line).order_by("-added_at"),
        "line": line,
    }


def _names(row: Transfer, viewer: Viewer) -> list[str]:
    """Return what the viewer can do with a transfer."""
    if not services.may_record(exporter=row.exporter, by=viewer):
        return []
    covers = services.may_cover(importer=row.importer, by=viewer) and _listed(row, viewer)
    return [name for name in ACTIONS if name != "cover" or covers]


def _listed(row: Transfer, viewer: Viewer) -> list[tuple[str, str]]:
    to = Destination(row.country, row.organisation)
    found = listed_decisions(viewer=viewer, to=to)
    return [(each.code, f"{each.title}: {covered_in_words(each)}") for each in found]


def _offering(form: Form, row: Transfer, viewer: Viewer) -> Form:
    """Return the form with what can be chosen for that transfer."""
    form.offer(supplementary(viewer=viewer, exporter=row.exporter))
    if isinstance(form, CoverForm):
        form.choose(_listed(row, viewer))
    return form


def _deed(name: str, row: Transfer, refused: Form | None, request: HttpRequest) -> dict[str, Any]:
    """Return one thing that can be done: its words and its form, or the form that was refused."""
    action = ACTIONS[name]
    if refused is not None and request.POST.get("do") == name:
        return {"name": name, "action": action, "form": refused}
    known = ground_of(row) if name in CHANGES else None
    form = action.form(initial=known, auto_id=f"{name}-%s", label_suffix="")
    form = _offering(form, row, viewer_of(request))
    return {"name": name, "action": action, "form": form}


def _done(request: HttpRequest, row: Transfer, viewer: Viewer) -> Form | Transfer:
    """Do what was asked; return the transfer as it goes on, or the form with what is wrong."""
    name = request.POST.get("do", "")
    if name not in ACTIONS:
        raise NotFound
    action = ACTIONS[name]
    form = action.form(request.POST, request.FILES, auto_id=f"{name}-%s", label_suffix="")
    form = _offering(form, row, viewer)
    if not form.is_valid():
        return form
    try:
        done = action.call(row, form.given(), viewer)
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return form
    messages.success(request, str(action.said))
    return done


def _day(request: HttpRequest) -> date:
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        asked = None
    return asked or timezone.localdate()
