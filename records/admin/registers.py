"""Records of Art. 30 for officers: VoIPGRID's own, or those of any partner, page by page."""

import functools
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from records.activities.choices import RecordKind
from records.activities.differing import from_base, since_override
from records.activities.exporting import OF_KIND, handed_out
from records.activities.processing import page_of_groups
from records.activities.queries import entry, record, versions
from records.activities.telling import lacking, title_of, told
from records.activities.vocabulary import vocabulary
from records.errors import NobodyToWriteTo, RecordTooLong
from roles.choices import PartyKind
from roles.models import Party
from roles.queries.search import parties_like
from voipgrid_privacy.kernel.admin_questions import LegalDateField
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tables import TooManyRows
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, viewer_of

PER_PAGE = 25
View = Callable[..., HttpResponseBase]


class RegisterForm(forms.Form):
    """Whose record, which one, on which day, and which controller is looked for."""

    name = forms.CharField(label=gettext_lazy("Party"), required=False, max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Which record"), choices=RecordKind.choices)
    on = LegalDateField(label=gettext_lazy("On"))
    q = forms.CharField(label=gettext_lazy("Controller"), required=False, max_length=200)
    party = forms.UUIDField(required=False, widget=forms.HiddenInput)
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)


def refusing(view: View) -> View:
    """Answer what is not there, or not the viewer's to write, as the web does."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotFound as refusal:
            raise Http404(str(refusal)) from refusal
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal

    return wrapper


@register_page("registers/", "records")
@refusing
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show a record of a party, VoIPGRID's own to begin with, or hand it out."""
    viewer = viewer_of(request)
    usual = {"kind": RecordKind.CONTROLLER.value, "on": timezone.localdate().isoformat()}
    form = RegisterForm(usual | {key: v for key, v in request.GET.items() if v})
    asked = form.cleaned_data if form.is_valid() else {}
    party, options = _party(viewer, asked)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": gettext_lazy("Records of Art. 30"),
        "form": form,
        "party": party,
        "options": options,
        "may_write": viewer.may(Ability.WRITE_REGISTER),
    }
    if party is None or not asked:
        return TemplateResponse(request, "admin/records.html", context)
    kind, on = asked["kind"], asked["on"]
    if (wanted := request.GET.get("format", "")) in OF_KIND[RecordKind(kind)]:
        try:
            return handed_out(viewer=viewer, party=party, kind=kind, on=on, form=wanted)
        except (RecordTooLong, TooManyRows, NobodyToWriteTo) as refusal:
            messages.error(request, refusal.sentence)
    return TemplateResponse(
        request, "admin/records.html", context | _shown(viewer, party, kind, on, asked)
    )


def _party(viewer: Viewer, asked: dict[str, Any]) -> tuple[Party | None, list[Party]]:
    """Return the party that is meant, or those among which to choose; VoIPGRID unless named."""
    parties = Party.objects.visible_to(viewer)
    chosen = parties.filter(pk=asked["party"]).first() if asked.get("party") else None
    name = asked.get("name") or ""
    if chosen and name in {"", chosen.name}:
        return chosen, []
    if not name:
        return parties.filter(kind=PartyKind.PLATFORM).first(), []
    found = [one for one in parties_like(viewer=viewer, q=name) if not one.is_model]
    return (found[0], []) if len(found) == 1 else (None, found)


def _shown(
    viewer: Viewer, party: Party, kind: str, on: date, asked: dict[str, Any]
) -> dict[str, Any]:
    found = record(viewer=viewer, party=party, kind=kind, on=on)
    shown: dict[str, Any] = {
        "found": found,
        "lacking": lacking(found.missing),
        "rows": [(each, title_of(each.body), lacking(each.missing)) for each in found.entries],
        "forms": OF_KIND[RecordKind(kind)],
    }
    if kind == RecordKind.PROCESSOR:
        shown["page"] = page_of_groups(
            viewer=viewer,
            party=party,
            on=on,
            entries=found.entries,
            q=asked["q"],
            after=asked["after"],
            most=PER_PAGE,
        )
    return shown


@register_page("registers/<uuid:party>/<uuid:pk>/", "record_entry")
@refusing
def one(request: HttpRequest, party: UUID, pk: UUID) -> HttpResponse:
    """Show one entry of a party's record: its sections, its versions, and what differs."""
    viewer, on = viewer_of(request), timezone.localdate()
    whose = the_party(viewer, party)
    found = entry(viewer=viewer, party=whose, pk=pk, on=on)
    words = vocabulary(viewer=viewer, party=whose.pk, on=on)
    own = found.own.said if found.own else {}
    context = {
        **admin.site.each_context(request),
        "title": title_of(found.body),
        "party": whose,
        "entry": found,
        "lacking": lacking(found.missing),
        "sections": [(each, each.code in own) for each in told(found.kind, found.body, words)],
        "since": since_override(found, words),
        "changes": from_base(found, words),
        "versions": list(versions(viewer=viewer, party=whose, pk=pk)),
        "may_write": viewer.may(Ability.WRITE_REGISTER),
    }
    return TemplateResponse(request, "admin/record_entry.html", context)


def the_party(viewer: Viewer, pk: UUID) -> Party:
    """Return the party in an address; raises NotFound."""
    found = Party.objects.visible_to(viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
