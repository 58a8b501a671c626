"""The page on which is looked in whose rows a data subject is, and the request placed there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from records.answers import services
from records.answers.looking import SubjectLook
from records.answers.services.locating import Located
from records.requests.models import SubjectRequest
from records.requests.queries import the_request
from records.requests.services import place_request
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer


@dataclass(frozen=True, slots=True)
class Looked:
    """What the page shows: who looked before, and what came of it now; ``done``: load it anew."""

    request: SubjectRequest
    looks: tuple[SubjectLook, ...] = ()
    located: Located | None = None
    form: forms.Form | None = None
    refusal: str = ""
    done: bool = False


class PlaceForm(forms.Form):
    """In which of the chains that were found the request is placed, and by whom."""

    def __init__(
        self, data: Any = None, *, parties: Mapping[UUID, str], widgets: Mapping[str, Any]
    ) -> None:
        super().__init__(data, auto_id="place-%s", label_suffix="")
        self.fields["about"] = forms.TypedMultipleChoiceField(
            label=_("Place the request in the chain of"),
            choices=list(parties.items()),
            coerce=UUID,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["name"] = forms.CharField(
            label=_("Your name"), max_length=120, widget=widgets["text"]
        )


def whereabouts_page(
    request: HttpRequest, pk: UUID, widgets: Mapping[str, Any], by: Viewer
) -> Looked:
    """Look, or place the request where its subject was found; raises NotFound."""
    row, now = the_request(viewer=by, pk=pk), timezone.now()
    if request.method != "POST":
        return Looked(row, _looks(row, by))
    try:
        if request.POST.get("do") == "place":
            return _placed(row, request.POST, widgets, now, by)
        located = services.locate_subject(request=row, at=now, by=by)
    except NotFound:
        raise
    except DomainError as refusal:
        return Looked(row, _looks(row, by), refusal=refusal.sentence)
    offered = (s for s in located.spots if s.through and not s.in_request)
    free = {spot.whose.pk: str(spot.whose) for spot in offered if spot.whose}
    form = PlaceForm(parties=free, widgets=widgets) if free else None
    return Looked(row, _looks(row, by), located, form)


def _placed(
    row: SubjectRequest, data: Any, widgets: Mapping[str, Any], at: datetime, by: Viewer
) -> Looked:
    """Place it in the chains that were chosen; raises DomainError."""
    kinds = (PartyKind.CUSTOMER, PartyKind.PARTNER, PartyKind.RESELLER)
    rows = Party.objects.visible_to(by).filter(kind__in=kinds, is_model=False)
    chosen = {party.pk: party for party in rows.filter(pk__in=_keys(data.getlist("about")))}
    form = PlaceForm(data, parties={pk: str(p) for pk, p in chosen.items()}, widgets=widgets)
    if not form.is_valid():
        return Looked(row, _looks(row, by), form=form)
    said = {"name": form.cleaned_data["name"], "on": legal_day(at), "at": at, "by": by}
    for about in form.cleaned_data["about"]:
        place_request(request=row, about=chosen[about], text=_("Found in its rows."), **said)
    return Looked(row, done=True)


def _keys(given: list[str]) -> list[UUID]:
    keys = []
    for each in given:
        try:
            keys.append(UUID(each))
        except ValueError as error:
            raise NotFound from error
    return keys


def _looks(row: SubjectRequest, by: Viewer) -> tuple[SubjectLook, ...]:
    rows = SubjectLook.objects.visible_to(by).filter(request=row).select_related("party")
    return tuple(rows.order_by("-looked_at")[:20])
