"""The same step for several ends that are listed: what it asks, and for which it can be taken."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roles.agreements.end_fields import Widgets, choice_fields, uploaded, words_fields
from roles.agreements.ends import ends
from roles.agreements.models import EndState, EndStepKind
from roles.agreements.queries import agreements
from roles.agreements.services import choose_ends, may_enter, open_ends, state_ends
from roles.agreements.services.ending import fits
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer

STEPS: Final = {
    EndState.CHOICE.value: ("choose", EndStepKind.CHOSEN),
    EndState.PROOF.value: ("state", EndStepKind.STATED),
}
"""What can be said of several at once, by the state that a list is narrowed to."""
RUNS: Final[dict[str, Callable[..., int]]] = {"choose": choose_ends, "state": state_ends}


def step_for(rows: Iterable[Any], state: str, viewer: Viewer) -> tuple[str, frozenset[UUID]]:
    """Return the step for a list in that state, and for which rows ``viewer`` can take it."""
    if state not in STEPS:
        return "", frozenset()
    step, kind = STEPS[state]
    able = (
        row.pk
        for row in rows
        if fits(row=row, kind=kind) and may_enter(row=row, kind=kind, by=viewer)
    )
    return step, frozenset(able)


def together_fields(step: str, widgets: Widgets, today: date) -> dict[str, Any]:
    """Return what a step for several asks: once, for all of them."""
    if step == "choose":
        return choice_fields(widgets, today)
    done = forms.DateField(
        label=_("Returned or deleted, as chosen, on"), initial=today, widget=widgets["day"]
    )
    proof = forms.FileField(
        label=_("Proof"),
        required=False,
        help_text=_("PDF, at most 10 MB. Without it the explanation counts, under the name."),
        widget=widgets["file"],
    )
    return {"done_on": done, "proof": proof, **words_fields(widgets, today=today)}


def take_together(
    *, step: str, given: dict[str, Any], pks: Iterable[UUID], at: datetime, by: Viewer
) -> int:
    """Take a step for these ends; raises NotFound and what the step refuses."""
    if step == "state":
        given = {**given, "proof": uploaded(given.get("proof"))}
    return RUNS[step](ends=_all(ends(viewer=by), pks), **given, at=at, by=by)


def open_together(*, pks: Iterable[UUID], at: datetime, by: Viewer) -> int:
    """Open the ends under these agreements; raises NotFound and what opening refuses."""
    return open_ends(agreements=_all(agreements(viewer=by), pks), at=at, by=by)


def _all(rows: Any, pks: Iterable[UUID]) -> list[Any]:
    asked = set(pks)
    found = list(rows.filter(pk__in=asked))
    if len(found) != len(asked):
        raise NotFound
    return found


def opened_in_words(number: int) -> str:
    """Say how many were opened."""
    return ngettext(
        "One end of service is open, and passed on to those below.",
        "%(number)s ends of service are open, and passed on to those below.",
        number,
    ) % {"number": number}


def recorded_in_words(number: int) -> str:
    """Say of how many it is on record."""
    return ngettext(
        "It is on record of one end of service.",
        "It is on record of %(number)s ends of service.",
        number,
    ) % {"number": number}
