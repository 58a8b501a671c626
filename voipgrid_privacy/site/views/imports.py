"""Importing in the portal: a file, what it comes to, and the way back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roles import services
from roles.column_forms import ColumnsForm
from roles.models import Import, Party
from roles.queries.imports import imports
from roles.services.importing import columns_of, import_named, refusal_of, result_of
from roles.services.importing.tables import TEMPLATES, error_rows, template_of
from roles.tasks import set_to_work
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.paging import paged
from voipgrid_privacy.kernel.tables import exported
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.forms import ImportForm
from voipgrid_privacy.site.shell import portal_page, shell

PER_PAGE = 20
SHOWN = 200


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """Take a file, and list what was imported before."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = services.upload_import(
                files=form.files_by_name(),
                assigned_by=party,
                at=timezone.now(),
                by=viewer_of(request),
            )
            set_to_work(batch)
            return redirect("site:import", batch.pk)
        except DomainError as refusal:
            form.refuse(refusal)
    rows = imports(viewer=viewer_of(request), party=party)
    page = paged(rows, request, per_page=PER_PAGE)
    context = {**shell(request, party), "form": form, "page": page}
    return render_page(request, "portal/imports.html", context)


@portal_page
def one(request: HttpRequest, party: Party, batch: UUID) -> HttpResponse:
    """Show how far an import is and what it comes to."""
    return _shown(request, party, _own(request, party, batch))


@require_POST
@portal_page
def columns(request: HttpRequest, party: Party, batch: UUID) -> HttpResponse:
    """Say what the columns are."""
    found, viewer = _own(request, party, batch), viewer_of(request)
    form = ColumnsForm(request.POST, sheets=columns_of(found, by=viewer))
    if not form.is_valid():
        messages.error(request, _("Choose what each column is from the list."))
        return redirect("site:import", found.pk)
    return _done(
        request,
        found,
        lambda: services.map_columns(batch=found, mapping=form.mapping, by=viewer),
    )


@require_POST
@portal_page
def confirm(request: HttpRequest, party: Party, batch: UUID) -> HttpResponse:
    """Write what was shown."""
    found = _own(request, party, batch)
    without = "without_errors" in request.POST
    return _done(
        request,
        found,
        lambda: services.confirm_import(batch=found, without_errors=without, by=viewer_of(request)),
    )


@require_POST
@portal_page
def undo(request: HttpRequest, party: Party, batch: UUID) -> HttpResponse:
    """Take back what was written."""
    found = _own(request, party, batch)
    return _done(
        request,
        found,
        lambda: services.undo_import(batch=found, at=timezone.now(), by=viewer_of(request)),
    )


@portal_page
def errors(request: HttpRequest, party: Party, batch: UUID, form: str) -> HttpResponseBase:
    """Hand out the rows with errors, to be mended and imported again."""
    table = error_rows(_own(request, party, batch), by=viewer_of(request))
    answer = exported(table, form)
    if answer is None:
        raise Http404
    return answer


@portal_page
def template(request: HttpRequest, party: Party, what: str) -> HttpResponseBase:  # noqa: ARG001
    """Hand out an example of the columns."""
    answer = exported(template_of(what), "csv") if what in TEMPLATES else None
    if answer is None:
        raise Http404
    return answer


def _own(request: HttpRequest, party: Party, batch: UUID) -> Import:
    """Return the party's own import; raises NotFound."""
    found = import_named(viewer=viewer_of(request), pk=batch)
    if found.party_id != party.pk:
        raise NotFound
    return found


def _done(request: HttpRequest, batch: Import, act: Any) -> HttpResponse:
    """Let a service act, have it worked on, and show how that went."""
    try:
        set_to_work(act())
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    return redirect("site:import", batch.pk)


def _shown(request: HttpRequest, party: Party, batch: Import) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        **shell(request, party),
        "batch": batch,
        "progress": getattr(batch, "progress", None),
        "result": result_of(batch, by=viewer, most=SHOWN),
        "columns": ColumnsForm(None, sheets=columns_of(batch, by=viewer)),
        "refusal": refusal_of(batch),
        "sound": batch.new + batch.changed,
        "title": _("Import of %(when)s")
        % {"when": timezone.localtime(batch.uploaded_at).strftime("%d-%m-%Y %H:%M")},
    }
    return render_page(request, "portal/import.html", context, fragment="state")
