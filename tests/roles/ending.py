"""A service that ended, and those who say what became of the data: for the tests of ends."""

from datetime import date
from typing import Any

from roles.agreements.ends import data_of, state_of, the_end
from roles.agreements.models import Agreement, EndOfService, EndStep, Outcome
from roles.agreements.services import (
    Part,
    choose_end,
    confirm_end,
    dispute_end,
    open_end,
    record_agreement,
    state_end,
)
from roles.models import Contract, Party
from roles.services import end_contract
from tests.roles.sub_processors.chain import noon
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer

START, END = date(2026, 1, 1), date(2026, 9, 1)
NOW = noon("2026-09-02")
SAID = {"name": "B. Bakker", "on": date(2026, 9, 2)}


def viewer(party: Party) -> Viewer:
    """The manager of a party, without row-level security."""
    return Viewer(None, party.name, frozenset({party.pk}), abilities=frozenset({Ability.WRITE_OWN}))


def signed(processor: Party, controller: Party, **more: Any) -> Agreement:
    days = {"processor_signed_on": START, "controller_signed_on": START}
    pair = {"processor": processor, "controller": controller}
    return record_agreement(**{**pair, "on": START, **days, **more}, by=SYSTEM)


def stop(provider: Party, acquirer: Party, on: date = END) -> None:
    contract = Contract.objects.get(provider=provider, acquirer=acquirer)
    end_contract(contract=contract, on=on, by=SYSTEM)


def opened(agreement: Agreement, by: Viewer = SYSTEM) -> EndOfService:
    return open_end(agreement=agreement, at=NOW, by=by)


def state(end: EndOfService) -> str:
    return str(state_of(the_end(viewer=SYSTEM, pk=end.pk)))


def chosen(end: EndOfService, by: Viewer, choice: str = "DELETE", **more: Any) -> EndStep:
    return choose_end(end=end, choice=choice, **{**SAID, **more}, at=NOW, by=by)


def parts(end: EndOfService, outcome: str = Outcome.DELETED, **more: Any) -> list[Part]:
    more = more or {"done_on": END}
    return [Part(category, outcome, **more) for category in data_of(end, SYSTEM)]


def stated(end: EndOfService, by: Viewer, **more: Any) -> EndStep:
    given = {"parts": parts(end), "text": "Alles gewist, ook de back-ups.", **SAID, **more}
    return state_end(end=end, **given, at=NOW, by=by)


def confirmed(end: EndOfService, statement: EndStep, by: Viewer, **more: Any) -> EndStep:
    return confirm_end(end=end, statement=statement, **{**SAID, **more}, at=NOW, by=by)


def disputed(end: EndOfService, statement: EndStep, by: Viewer, **more: Any) -> EndStep:
    given = {"text": "De voicemail staat er nog.", **SAID, **more}
    return dispute_end(end=end, statement=statement, **given, at=NOW, by=by)


def settled(end: EndOfService, above: Viewer, below: Viewer) -> EndStep:
    """Go through it without a hitch; return the statement."""
    chosen(end, above)
    step = stated(end, below)
    confirmed(end, step, above)
    return step
