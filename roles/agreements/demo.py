"""What the demo shows of ends of service: one that is complete down the chain, one that waits."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from roles.agreements.ends import ACCOUNTS, data_of
from roles.agreements.models import Agreement, EndOfService, EndTerm, Outcome
from roles.agreements.services import (
    Part,
    agree_end_term,
    choose_end,
    confirm_end,
    open_end,
    state_end,
)
from roles.choices import PartyKind
from roles.models import Party
from roles.register.reading import Entry, read
from roles.services.entering import Entering
from roles.services.register import DEMO
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def seed_ends(*, at: datetime, by: Viewer) -> int:
    """Enter them; return how many rows are new. Running again changes nothing."""
    said = read("demo_ends")
    return sum(_agree(dict(entry), at, by) for entry in said["terms"]) + sum(
        _end(entry, at, by) for entry in said["ends"]
    )


def _agree(given: Entry, at: datetime, by: Viewer) -> bool:
    agreement = _agreement(given.pop("agreement"))
    if EndTerm.objects.filter(agreement=agreement).exists():
        return False
    on = given.pop("agreed_on")
    agree_end_term(agreement=agreement, **given, on=on, at=at, by=by)
    return True


def _end(entry: Entry, at: datetime, by: Viewer) -> int:
    agreement = _agreement(entry["agreement"])
    if EndOfService.objects.filter(agreement=agreement).exists():
        return 0
    opened = list(_all(open_end(agreement=agreement, at=at, by=by)))
    for end in opened if "chosen" in entry else ():
        _settle(end, entry, at, by)
    return len(opened)


def _settle(end: EndOfService, entry: Entry, at: datetime, by: Viewer) -> None:
    """Go through all steps: those below in the names of the privacy desks of their parties."""
    above, below = end.agreement.controller, end.agreement.processor
    own = end.above is None
    rest: dict[str, Any] = {"end": end, "at": at}
    desk = {} if own else {"name": f"Privacy, {above.name}"}
    choose_end(**{**_said(entry, "chosen"), **desk}, **rest, by=_viewer(above, by))
    stated = _said(entry, "stated")
    done = stated.pop("done_on")
    parts = [Part(each, Outcome.DELETED, done_on=done) for each in data_of(end, by)]
    stated |= {"name": f"Privacy, {below.name}", "parts": parts}
    step = state_end(**stated, **rest, by=_viewer(below, by))
    confirmed = {**_said(entry, "confirmed"), **desk}
    confirm_end(**confirmed, statement=step, **rest, by=_viewer(above, by))


def _said(entry: Entry, step: str) -> dict[str, Any]:
    said = dict(entry[step])
    said["on"] = said.pop("day")  # YAML reads the word `on` as yes
    return said


def _viewer(party: Party, by: Viewer) -> Viewer:
    """Return who speaks for a party: itself where it has an account, else an officer."""
    if party.kind == PartyKind.PLATFORM or party.kind not in ACCOUNTS:
        return by
    return Viewer(None, "demo", frozenset({party.pk}), abilities=frozenset({Ability.WRITE_OWN}))


def _all(end: EndOfService) -> Iterator[EndOfService]:
    yield end
    for each in EndOfService.objects.filter(above=end).order_by("pk"):
        yield from _all(each)


def _agreement(reference: str) -> Agreement:
    return Agreement.objects.get(pk=Entering(prefix=DEMO).identifier("agreement", reference))
