"""The fields in which an end of service is stated: the same for officers and partners."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from roles.agreements.ends import data_of
from roles.agreements.models import Choice, EndOfService, EndStep, EndStepKind, Outcome
from roles.agreements.services.ending import Part, Upload
from roles.agreements.services.signing import MOST_BYTES
from roles.models import DataCategory, Source
from roles.models.sources import SourceKind
from roles.queries.lookup import the_one
from voipgrid_privacy.kernel.tenancy import Viewer

Widgets = dict[str, Any]


def words_fields(widgets: Widgets, *, today: date, needs_text: bool = False) -> dict[str, Any]:
    """Return who says it, on what day, and in which words."""
    return {
        "name": forms.CharField(
            label=_("Who says so (name)"), max_length=120, widget=widgets["text"]
        ),
        "on": forms.DateField(label=_("Said on"), initial=today, widget=widgets["day"]),
        "text": forms.CharField(
            label=_("Explanation"), max_length=2_000, required=needs_text, widget=widgets["area"]
        ),
    }


def answer_fields(
    end: EndOfService, widgets: Widgets, *, today: date, needs_text: bool
) -> dict[str, Any]:
    """Return which statement is confirmed or disputed, namely the one that is read, and by whom."""
    read = end.steps.filter(kind=EndStepKind.STATED).order_by("-number").first()
    statement = forms.UUIDField(widget=forms.HiddenInput, initial=read.pk if read else None)
    return {"statement": statement, **words_fields(widgets, today=today, needs_text=needs_text)}


def step_fields(
    end: EndOfService, step: str, viewer: Viewer, widgets: Widgets, today: date
) -> dict[str, Any]:
    """Return what a step asks: ``choose``, ``state``, ``confirm`` or ``dispute``."""
    if step == "choose":
        return choice_fields(widgets, today)
    if step == "state":
        return statement_fields(end, viewer, widgets, today)
    return answer_fields(end, widgets, today=today, needs_text=step == "dispute")


def said(given: dict[str, Any], end: EndOfService, step: str, viewer: Viewer) -> dict[str, Any]:
    """Return what was filled in as the service of that step asks for it; raises NotFound."""
    if step == "state":
        return stated(given, end, viewer)
    if step == "choose":
        return given
    rows = EndStep.objects.visible_to(viewer).filter(end=end)
    return {**given, "statement": the_one(rows, pk=given["statement"])}


def choice_fields(widgets: Widgets, today: date) -> dict[str, Any]:
    """Return what is chosen, and who says so."""
    choice = forms.ChoiceField(
        label=_("What is to be done"), choices=Choice.choices, widget=widgets["select"]
    )
    return {"choice": choice, **words_fields(widgets, today=today)}


def statement_fields(
    end: EndOfService, viewer: Viewer, widgets: Widgets, today: date
) -> dict[str, Any]:
    """Return for each kind of data what became of it, and the proof."""
    fields: dict[str, Any] = {}
    chosen = getattr(end, "chosen", "") or getattr(end, "otherwise", "")
    first = Outcome.RETURNED if chosen == Choice.RETURN else Outcome.DELETED
    for category in data_of(end, viewer):
        fields |= _of_category(category, viewer, widgets, today)
        fields[f"outcome_{category.code}"].initial = first
    proof = forms.FileField(
        label=_("Proof"),
        required=False,
        help_text=_("PDF, at most 10 MB. Without it the explanation counts, under the name."),
        widget=widgets["file"],
    )
    return {**fields, "proof": proof, **words_fields(widgets, today=today)}


def _of_category(
    category: DataCategory, viewer: Viewer, widgets: Widgets, today: date
) -> dict[str, Any]:
    named, code = {"data": str(category.name)}, category.code
    done = [("RETURNED", Outcome.RETURNED.label), ("DELETED", Outcome.DELETED.label)]
    statutes = Source.objects.visible_to(viewer).filter(kind=SourceKind.STATUTE)
    return {
        f"outcome_{code}": forms.ChoiceField(
            label=_("%(data)s: what was done") % named,
            choices=[*done, ("", _("Nothing: a law requires all of it to be kept"))],
            required=False,
            widget=widgets["select"],
        ),
        f"done_{code}": forms.DateField(
            label=_("%(data)s: on") % named, required=False, initial=today, widget=widgets["day"]
        ),
        f"statute_{code}": forms.ModelChoiceField(
            label=_("%(data)s: kept, as this law requires") % named,
            queryset=statutes,
            required=False,
            empty_label=_("Nothing is kept"),
            widget=widgets["select"],
        ),
        f"place_{code}": forms.CharField(
            label=_("%(data)s: place in that law") % named,
            max_length=60,
            required=False,
            widget=widgets["text"],
        ),
        f"until_{code}": forms.DateField(
            label=_("%(data)s: kept until") % named, required=False, widget=widgets["day"]
        ),
    }


def stated(given: dict[str, Any], end: EndOfService, viewer: Viewer) -> dict[str, Any]:
    """Return what was filled in as the service asks for it."""
    words = {name: given[name] for name in ("name", "text", "on")}
    proof = uploaded(given.get("proof"))
    return {"parts": list(_parts(given, end, viewer)), "proof": proof, **words}


def uploaded(file: Any) -> Upload | None:
    """Return the file of a form, read no further than is kept."""
    if not file:
        return None
    return Upload(file.read(MOST_BYTES + 1), file.content_type or "", file.name or "")


def _parts(given: dict[str, Any], end: EndOfService, viewer: Viewer) -> Iterator[Part]:
    for category in data_of(end, viewer):
        code = category.code
        if outcome := given.get(f"outcome_{code}"):
            yield Part(category, outcome, done_on=given.get(f"done_{code}"))
        statute, until = given.get(f"statute_{code}"), given.get(f"until_{code}")
        if statute or until:
            place = given.get(f"place_{code}") or ""
            yield Part(category, Outcome.KEPT, statute=statute, place=place, until=until)
