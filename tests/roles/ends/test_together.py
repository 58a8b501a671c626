"""The same step for several ends at once: all of them, or none."""

import pytest

from roles.agreements.end_refusals import EndsNone, EndsTogether, EndsTooMany
from roles.agreements.models import AgreementDocument, EndOfService, EndState, Outcome
from roles.agreements.services import Upload, choose_ends, ends_together, open_ends, state_ends
from tests.roles.ending import END, NOW, SAID, chosen, signed, state, stop
from tests.roles.ends.given import PDF
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

PROOF = Upload(PDF, "application/pdf")


@pytest.fixture
def two(chain):
    """Bakker and Garage leave Belfabriek on one day; VoIPGRID and its host are below both."""
    chain.upper = signed(chain.platform, chain.belfabriek)
    chain.lower = signed(chain.host, chain.platform)
    chain.garage = chain.party("Garage", kind="CUSTOMER")
    chain.delivers(chain.belfabriek, chain.garage)
    both = [chain.top, signed(chain.belfabriek, chain.garage)]
    for customer in (chain.bakker, chain.garage):
        stop(chain.belfabriek, customer)
    return both


def under(*agreements):
    rows = EndOfService.objects.filter(agreement__in=agreements)
    return list(rows.order_by("opened_at", "pk"))


def chosen_for(rows, by=SYSTEM, choice="DELETE", **more):
    return choose_ends(ends=rows, choice=choice, **{**SAID, **more}, at=NOW, by=by)


def stated_of(rows, by=SYSTEM, **more):
    given = {"done_on": END, "text": "Gewist.", **SAID, **more}
    return state_ends(ends=rows, **given, at=NOW, by=by)


def test_all_who_left_are_opened_and_passed_on(chain, two, bella):
    assert open_ends(agreements=two, at=NOW, by=bella) == 2
    assert len(under(*two)) == 2
    assert len(under(chain.upper)) == 2
    assert len(under(chain.lower)) == 2


def test_one_that_cannot_be_opened_leaves_all_closed(chain, two, bella):
    with pytest.raises(EndsTogether, match="niets vastgelegd") as refusal:
        open_ends(agreements=[*two, chain.upper], at=NOW, by=bella)
    assert refusal.value.params["what"] == str(chain.upper)
    assert not EndOfService.objects.exists()


def test_the_office_chooses_and_the_host_states_for_both_at_once(chain, two):
    open_ends(agreements=two, at=NOW, by=SYSTEM)
    rows = under(chain.lower)
    assert chosen_for(rows) == 2
    assert [state(row) for row in rows] == [EndState.PROOF] * 2
    assert stated_of(rows, proof=PROOF) == 2
    assert [state(row) for row in rows] == [EndState.CONFIRMATION] * 2
    steps = [row.steps.get(kind="STATED") for row in rows]
    assert {step.document_id for step in steps} == {AgreementDocument.objects.get(kind="PROOF").pk}
    for row, step in zip(rows, steps, strict=True):
        assert {part.category.code for part in step.outcomes.all()} == set(row.data)
        assert {part.outcome for part in step.outcomes.all()} == {Outcome.DELETED}
        assert {part.done_on for part in step.outcomes.all()} == {END}


def test_each_is_stated_as_was_chosen_of_it(chain, two):
    open_ends(agreements=two, at=NOW, by=SYSTEM)
    first, second = rows = under(chain.lower)
    chosen(first, SYSTEM, "RETURN")
    chosen(second, SYSTEM, "DELETE")
    stated_of(rows)
    kinds = [
        set(row.steps.get(kind="STATED").outcomes.values_list("outcome", flat=True)) for row in rows
    ]
    assert kinds == [{Outcome.RETURNED}, {Outcome.DELETED}]


def test_one_without_a_choice_keeps_back_the_rest_and_is_named(chain, two):
    open_ends(agreements=two, at=NOW, by=SYSTEM)
    first, second = rows = under(chain.lower)
    chosen(first, SYSTEM)
    with pytest.raises(EndsTogether) as refusal:
        stated_of(rows, proof=PROOF)
    assert second.whose.name in refusal.value.params["what"]
    assert state(first) == EndState.PROOF
    assert not AgreementDocument.objects.filter(kind="PROOF").exists()


def test_some_of_each_is_stated_one_by_one(chain, two):
    open_ends(agreements=two, at=NOW, by=SYSTEM)
    rows = under(chain.lower)
    chosen_for(rows, choice="BOTH")
    with pytest.raises(EndsTogether, match="geef apart op") as refusal:
        stated_of(rows)
    assert refusal.value.__cause__.code == "ends_one_by_one"


def test_nothing_ticked_and_too_many_are_refused(chain, two, bella, monkeypatch):
    with pytest.raises(EndsNone):
        chosen_for([])
    monkeypatch.setattr(ends_together, "MOST", 1)
    with pytest.raises(EndsTooMany):
        open_ends(agreements=two, at=NOW, by=bella)
    assert not EndOfService.objects.exists()


def test_what_is_anothers_is_like_nothing(chain, two, manager_of):
    open_ends(agreements=two, at=NOW, by=SYSTEM)
    spraak = manager_of(chain.spraakwerk)
    with partner_scope(spraak), pytest.raises(NotFound):
        chosen_for(under(*two) or two, by=spraak)
    rows = under(*two)
    with partner_scope(spraak), pytest.raises(NotFound):
        chosen_for(rows, by=spraak)
    assert [state(row) for row in rows] == [EndState.CHOICE] * 2
