"""What officers say in records: sections, entries, and who keeps them; VoIPGRID's or a party's."""

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
from django.utils.translation import gettext_lazy

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
from records.admin.registers import refusing, the_party
from roles.models import Party
from voipgrid_privacy.kernel.admin import add_refusal
from voipgrid_privacy.kernel.admin_questions import ask
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of


class EntryForm(OwnEntryForm):
    """An entry of either record; of a processor it says with which data."""

    kind = forms.ChoiceField(label=gettext_lazy("Which record"), choices=RecordKind.choices)
    field_order = ("kind", "name_nl", "name_en", "code")


@register_page("registers/<uuid:party>/nieuw/", "record_entry_add")
@refusing
def add(request: HttpRequest, party: UUID) -> HttpResponse:
    """Add an entry to a party's record, to be filled in on its page."""
    viewer = viewer_of(request)
    whose = the_party(viewer, party)
    services.must_keep(viewer, whose)
    form = EntryForm(request.POST or None)

    def run(given: dict[str, Any]) -> str:
        services.add_activity(
            party=whose,
            kind=given["kind"],
            code=given["code"],
            body=form.body,
            on=timezone.localdate(),
            at=timezone.now(),
            by=viewer,
        )
        return _("The entry is added. Fill in its sections on its page.")

    return ask(
        request,
        title=_("An entry in the record of %(party)s") % {"party": whose},
        text=_("An entry of the model partner is in the record of every partner at once."),
        form=form,
        run=run,
        back=_record_of(whose, request.POST.get("kind", "")),
    )


@register_page("registers/<uuid:party>/wie/", "record_keeper")
@refusing
def keeper(request: HttpRequest, party: UUID) -> HttpResponse:
    """Record who keeps the records of a party, and how it and its DPO are reached."""
    viewer = viewer_of(request)
    whose = the_party(viewer, party)
    services.must_keep(viewer, whose)
    row, contacts = keeper_of(viewer=viewer, party=whose)
    form = KeeperForm(request.POST or None, keeper=row, contacts=contacts)

    def run(_given: dict[str, Any]) -> str:
        describe_keeper(party=whose, **form.values, by=viewer)
        return _("Recorded.")

    return ask(
        request,
        title=_("Who keeps the record of %(party)s") % {"party": whose},
        text=_("Letter (a) of both records. Contact details are not kept in versions."),
        form=form,
        run=run,
        back=_record_of(whose),
    )


@register_page("registers/<uuid:party>/werkmap/", "record_workbook")
@refusing
def workbook(request: HttpRequest, party: UUID) -> HttpResponse:
    """Read an edited record back: show what would change, and change it when confirmed."""
    viewer = viewer_of(request)
    whose = the_party(viewer, party)
    services.must_keep(viewer, whose)
    posted = request.method == "POST"
    form = WorkbookForm(request.POST if posted else None, request.FILES if posted else None)
    shown = None
    if form.is_valid():
        try:
            shown = _handed_in(form, whose, viewer)
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            if shown is None:
                messages.success(request, _("The changes are recorded as new versions."))
                return redirect(_record_of(whose))
    context = {
        **admin.site.each_context(request),
        "title": _("Edit in a spreadsheet"),
        "party": whose,
        "form": form,
        "preview": shown,
    }
    return TemplateResponse(request, "admin/record_workbook.html", context)


@register_page("registers/<uuid:party>/<uuid:pk>/<slug:code>/", "record_section")
@refusing
def section(request: HttpRequest, party: UUID, pk: UUID, code: str) -> HttpResponse:
    """Say a section of an entry: a new version, from today."""
    viewer, today = viewer_of(request), timezone.localdate()
    whose = the_party(viewer, party)
    services.must_keep(viewer, whose)
    found = entry(viewer=viewer, party=whose, pk=pk, on=today)
    if code not in {each.code for each in sections_of(found.kind)}:
        raise NotFound
    words = vocabulary(viewer=viewer, party=whose.pk, on=today)
    said = found.body.get(code)
    if said is None and code == "transfers":
        said = suggested_transfers(viewer=viewer, party=whose, body=found.body, on=today)
    form = SectionForm(request.POST or None, section=code, said=said, words=words)

    def run(_given: dict[str, Any]) -> str:
        services.change_activity(
            party=whose,
            pk=pk,
            sections={code: form.value},
            on=today,
            at=timezone.now(),
            by=viewer,
        )
        return _("Recorded as a new version.")

    return ask(
        request,
        title=f"{title_of(found.body)}: {form.title}",
        text=_("Of a ready-made entry this reaches every partner that says nothing itself."),
        form=form,
        run=run,
        back=reverse("admin:record_entry", args=(whose.pk, found.pk)),
    )


def _handed_in(form: WorkbookForm, party: Party, by: Viewer) -> Preview | None:
    """Return what a workbook would change; None when what was shown is recorded."""
    today = timezone.localdate()
    if token := form.cleaned_data["token"]:
        changes, seen = confirmed(token)
        services.change_activities(
            party=party, changes=changes, seen=seen, on=today, at=timezone.now(), by=by
        )
        return None
    file = form.cleaned_data["file"]
    return preview(viewer=by, party=party, on=today, name=file.name, pieces=file.chunks())


def _record_of(party: Party, kind: str = "") -> str:
    more = f"&kind={kind}" if kind in RecordKind.values else ""
    return f"{reverse('admin:records')}?party={party.pk}{more}"
