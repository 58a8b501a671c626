"""What a partner says itself in its records: sections, entries of its own, who keeps them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from records.activities import services
from records.activities.choices import RecordKind
from records.activities.forms import KeeperForm, OwnEntryForm, SectionForm, WorkbookForm
from records.activities.importing import Preview, confirmed, preview
from records.activities.keeping import describe_keeper, keeper_of
from records.activities.queries import entry
from records.activities.sections import sections_of
from records.activities.suggesting import suggested_transfers
from records.activities.telling import title_of
from records.activities.vocabulary import vocabulary
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.shell import portal_page, shell


@portal_page
def section(request: HttpRequest, party: Party, pk: UUID, code: str) -> HttpResponse:
    """Say one section of an entry oneself: a new version, from today."""
    viewer, today = viewer_of(request), timezone.localdate()
    services.must_keep(viewer, party)
    found = entry(viewer=viewer, party=party, pk=pk, on=today)
    if code not in {each.code for each in sections_of(found.kind)}:
        raise NotFound
    words = vocabulary(viewer=viewer, party=party.pk, on=today)
    said = found.body.get(code)
    if said is None and code == "transfers":
        said = suggested_transfers(viewer=viewer, party=party, body=found.body, on=today)
    form = SectionForm(
        _posted(request),
        section=code,
        said=said,
        words=words,
        numbered=False,
    )

    def run() -> None:
        services.change_activity(
            party=party,
            pk=pk,
            sections={code: form.value},
            on=today,
            at=timezone.now(),
            by=viewer,
        )

    if _done(request, form, run, _("Recorded as a new version.")):
        return redirect("site:activity", found.pk)
    context = {
        **shell(request, party),
        "form": form,
        "title": form.title,
        "about": title_of(found.body),
        "back": found.pk,
        "ready_made": found.base is not None,
    }
    return render_page(request, "portal/activity_section.html", context)


@portal_page
def own_entry(request: HttpRequest, party: Party) -> HttpResponse:
    """Add an entry of one's own, to be filled in on its page."""
    viewer = viewer_of(request)
    services.must_keep(viewer, party)
    form = OwnEntryForm(_posted(request), label_suffix="")
    made: list[Any] = []

    def run() -> None:
        row = services.add_activity(
            party=party,
            kind=RecordKind.CONTROLLER,
            code=form.cleaned_data["code"],
            body=form.body,
            on=timezone.localdate(),
            at=timezone.now(),
            by=viewer,
        )
        made.append(row.activity_id)

    if _done(request, form, run, _("The entry is added. Fill in its sections below.")):
        return redirect("site:activity", made[0])
    context = {**shell(request, party), "form": form}
    return render_page(request, "portal/activity_new.html", context)


@portal_page
def keeper(request: HttpRequest, party: Party) -> HttpResponse:
    """Record who keeps the records, and how it and its DPO are reached."""
    viewer = viewer_of(request)
    services.must_keep(viewer, party)
    row, contacts = keeper_of(viewer=viewer, party=party)
    form = KeeperForm(_posted(request), keeper=row, contacts=contacts)

    def run() -> None:
        describe_keeper(party=party, **form.values, by=viewer)

    if _done(request, form, run, _("Recorded.")):
        return redirect("site:records")
    context = {**shell(request, party), "form": form}
    return render_page(request, "portal/record_keeper.html", context)


@portal_page
def workbook(request: HttpRequest, party: Party) -> HttpResponse:
    """Read an edited record back: show what would change, and change it when confirmed."""
    viewer, today = viewer_of(request), timezone.localdate()
    services.must_keep(viewer, party)
    posted = _posted(request)
    files = None if posted is None else request.FILES
    form = WorkbookForm(posted, files, label_suffix="")
    shown: list[Preview] = []

    def run() -> None:
        if token := form.cleaned_data["token"]:
            changes, seen = confirmed(token)
            services.change_activities(
                party=party, changes=changes, seen=seen, on=today, at=timezone.now(), by=viewer
            )
            return
        file = form.cleaned_data["file"]
        found = preview(viewer=viewer, party=party, on=today, name=file.name, pieces=file.chunks())
        shown.append(found)

    if _done(request, form, run, "") and not shown:
        messages.success(request, _("The changes are recorded as new versions."))
        return redirect("site:records")
    context = {**shell(request, party), "form": form, "preview": shown[0] if shown else None}
    return render_page(request, "portal/record_workbook.html", context)


def _posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent; a form of which nothing is ticked sends nothing, but is sent."""
    return request.POST if request.method == "POST" else None


def _done(request: HttpRequest, form: forms.Form, run: Callable[[], None], said: str) -> bool:
    """Carry out what was asked; otherwise the form says what is wrong."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        run()
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, ValidationError(refusal.sentence, code=refusal.code))
        return False
    if said:
        messages.success(request, said)
    return True
