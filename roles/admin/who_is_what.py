"""*Who is what?*: the role of every party of a chain for every category, with reasons."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from roles.admin.parties import search_parties
from roles.exports import matrix_response
from roles.models import DataCategory, Party, Service, ServiceFeature
from roles.pictures.chain import draw
from roles.pictures.heat import heat
from roles.queries.matrix import MatrixCell, RoleMatrix, role_matrix
from roles.queries.refs import PartyRef
from voipgrid_privacy.kernel.admin_questions import LegalDateField
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of

SUGGESTIONS = 12


class QuestionForm(forms.Form):
    """Which party, what data, on which day, as known when."""

    q = forms.CharField(
        label=gettext_lazy("Party"),
        required=False,
        help_text=gettext_lazy("Name, Chamber of Commerce number or external number"),
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "autofocus": True}),
    )
    on = LegalDateField(label=gettext_lazy("On"), required=False)
    category = forms.ChoiceField(
        label=gettext_lazy("Data category"), required=False, widget=UnfoldAdminSelectWidget
    )
    service = forms.ChoiceField(
        label=gettext_lazy("Service"), required=False, widget=UnfoldAdminSelectWidget
    )
    feature = forms.ChoiceField(
        label=gettext_lazy("Feature"), required=False, widget=UnfoldAdminSelectWidget
    )
    known_at = forms.DateTimeField(
        label=gettext_lazy("As the register knew it at"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"}),
    )
    party = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: dict[str, str], *, viewer: Viewer) -> None:
        super().__init__(data)
        categories = DataCategory.objects.visible_to(viewer).of_services()
        services = Service.objects.visible_to(viewer)
        features = ServiceFeature.objects.visible_to(viewer).filter(service__code=data["service"])
        self.fields["category"].choices = [("", _("All categories")), *_options(categories)]  # type: ignore[attr-defined]
        self.fields["service"].choices = _options(services)  # type: ignore[attr-defined]
        self.fields["feature"].choices = _options(features.order_by("position", "code"))  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Row:
    """One category with the answer of every party, in the order of the columns."""

    code: str
    name: str
    cells: tuple[tuple[PartyRef, MatrixCell | None, tuple[MatrixCell, ...]], ...]


@register_page("wie-is-wat/alle/<slug:form>/", "export_roles")
def export_roles(request: HttpRequest, form: Any) -> HttpResponseBase:
    """Hand out the roles in the chains of all customers of the register."""
    try:
        on = LegalDateField().clean(request.GET.get("on") or timezone.localdate())
        return matrix_response(viewer=viewer_of(request), on=on, form=form)
    except (DomainError, ValidationError) as refusal:
        raise Http404(str(refusal)) from refusal


@register_page("wie-is-wat/", "who_is_what")
def who_is_what(request: HttpRequest) -> HttpResponse:
    """Answer for one party; look it up by name or number first."""
    viewer = viewer_of(request)
    form = QuestionForm(_asked(request), viewer=viewer)
    given = form.cleaned_data if form.is_valid() else {}
    party, options = _party(viewer, given)
    if "suggest" in request.GET:
        return _suggestions(request, options)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Who is what?"),
        "form": form,
        "party": party,
        "options": options,
        "asked": bool(given.get("q") or given.get("party")),
    }
    if party:
        context |= _answer(viewer, party, given)
    if request.GET.get("format") == "txt":
        return _as_text(context)
    return TemplateResponse(request, "admin/who_is_what.html", context)


def _asked(request: HttpRequest) -> dict[str, str]:
    """Return the question with what it leaves open filled in."""
    usual = {
        "on": timezone.localdate().isoformat(),
        "service": "TELEPHONY",
        "feature": "CONVEYANCE",
    }
    return usual | {key: value for key, value in request.GET.dict().items() if value}


def _party(viewer: Viewer, given: dict[str, Any]) -> tuple[Party | None, list[Party]]:
    """Return the party that is meant, or those among which to choose."""
    parties = Party.objects.visible_to(viewer)
    words: str = given.get("q") or ""
    party = given.get("party")
    chosen = parties.filter(pk=party).first() if party else None
    if chosen and words in {"", chosen.name}:
        return chosen, []
    if not words:
        return None, []
    found = list(search_parties(parties, words).order_by("name")[: SUGGESTIONS + 1])
    exact = [party for party in found if party.name.casefold() == words.casefold()]
    meant = exact if len(exact) == 1 else found
    return (meant[0], []) if len(meant) == 1 else (None, found)


def _answer(viewer: Viewer, party: Party, given: dict[str, Any]) -> dict[str, Any]:
    """Return the matrix and its reasons, or why there is none."""
    on: date = given["on"]
    known_at: datetime | None = given.get("known_at")
    try:
        matrix = role_matrix(
            viewer=viewer,
            party=party.pk,
            on=on,
            service=given["service"],
            feature=given["feature"],
            known_at=known_at,
        )
    except DomainError as refusal:
        return {"refusal": refusal, "on": on}
    category = given.get("category")
    cells = [cell for cell in matrix.cells if category in {"", None, cell.category}]
    return {
        "matrix": matrix,
        "diagram": draw(matrix, _name),
        "heat": heat(matrix, _name),
        "rows": _rows(matrix, category),
        "cells": cells,
        "on": on,
        "known_at": known_at,
        "text": answer_as_text(replace(matrix, cells=tuple(cells))),
    }


def _name(party: PartyRef) -> str:
    return party.name


def _rows(matrix: RoleMatrix, category: str | None) -> list[Row]:
    return [
        Row(
            code,
            str(name),
            tuple(
                (p, matrix.cell(p.id, code), matrix.own_uses(p.id, code)) for p in matrix.parties
            ),
        )
        for code, name in matrix.categories
        if category in {"", None, code}
    ]


def answer_as_text(matrix: RoleMatrix) -> str:
    """Return the answer as plain text, to be copied into a mail or a file."""
    text = render_to_string("admin/who_is_what.txt", {"matrix": matrix})
    lines = [line.rstrip() for line in text.splitlines()]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip() + "\n"


def _as_text(context: dict[str, Any]) -> HttpResponse:
    text = context.get("text") or str(context.get("refusal") or _("No such party."))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _suggestions(request: HttpRequest, options: list[Party]) -> HttpResponse:
    context = {"options": options, "asked": True}
    return TemplateResponse(request, "admin/who_is_what_options.html", context)


def _options(rows: Any) -> list[tuple[str, str]]:
    """Return code and name; a code that several services share once."""
    return list({row.code: (row.code, str(row.name)) for row in rows}.values())
