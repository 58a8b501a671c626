"""Answers with their reasons, and the same answer again by a reference on paper."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from roles import services
from roles.choices import Feature, Role
from roles.explaining import hashing
from roles.explaining.models import RecordedQuestion
from roles.explaining.queries import Asked, explain, recalled
from roles.explaining.references import new_reference, normal
from roles.explaining.services import record_question
from roles.explaining.telling import keeping_in_words as on_keeping
from roles.models import Party, ServiceFeature
from roles.queries.features import Kept
from tests.roles.conftest import Cast
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, partner_scope

DAY = date(2026, 3, 1)
Manager = Callable[[Party], Viewer]


def ask(cast: Cast) -> Asked:
    cast.delivers(cast.belfabriek, cast.bakker, reference="B-1")
    return Asked(cast.bakker.pk, cast.belfabriek.pk, "TRANSMITTED", DAY, timezone.now())


@pytest.fixture
def asked(shared_cast: Cast) -> Asked:
    return ask(shared_cast)


def test_an_answer_tells_its_contracts_and_who_entered_them(asked: Asked, olga: Viewer) -> None:
    found = explain(viewer=olga, asked=asked)
    assert found.cell.role == Role.PROCESSOR
    assert [entry.what for entry in found.entries if entry.kind == "CONTRACT"] == [
        "Belfabriek → Bakker (B-1)"
    ]
    assert all(entry.entered_at <= asked.known_at for entry in found.entries)
    assert [fact.name for fact in found.facts][:3] == [
        "instructed_by",
        "natural_person",
        "provides_to_subscriber",
    ]


def test_keeping_is_said_of_what_is_in_use_and_is_no_part_of_the_answer(
    asked: Asked, olga: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = explain(viewer=olga, asked=asked)
    before = found.hash
    assert found.keeping
    assert found.keeping.kept == Kept.NOTHING
    assert on_keeping(found).startswith("Van een gesprek zelf wordt niets bewaard. (")
    unused = explain(viewer=olga, asked=replace(asked, feature="TRANSCRIPTION"))
    assert unused.cell.role == Role.NOT_ASSIGNED
    assert unused.keeping is None
    assert on_keeping(unused) == ""
    monkeypatch.setattr("roles.queries.features.consequences", lambda: ())
    assert explain(viewer=olga, asked=asked).keeping is None
    assert explain(viewer=olga, asked=asked).hash == before


def test_it_says_what_would_have_to_differ(asked: Asked, olga: Viewer) -> None:
    found = explain(viewer=olga, asked=replace(asked, expected=Role.SUB_PROCESSOR))
    assert found.why_not
    assert [c.name for c in found.why_not.ways[0].changes] == ["instructed_by"]


def test_what_is_switched_on_is_a_fact_with_an_entry(
    shared_cast: Cast, asked: Asked, olga: Viewer
) -> None:
    feature = ServiceFeature.objects.get(code=Feature.CALL_RECORDING, service=shared_cast.telephony)
    contract = shared_cast.bakker.acquires.get()
    services.switch_on_feature(contract=contract, feature=feature, on=DAY, by=SYSTEM)
    later = replace(
        asked, party=shared_cast.bakker.pk, feature=Feature.CALL_RECORDING, known_at=timezone.now()
    )
    found = explain(viewer=olga, asked=later)
    assert "switches_on_feature" in {fact.name for fact in found.facts}
    assert "FEATURE" in {entry.kind for entry in found.entries}


def test_others_learn_nothing(
    asked: Asked, shared_cast: Cast, eve: Viewer, manager_of: Manager
) -> None:
    for stranger in (eve, manager_of(shared_cast.spraakwerk)):
        with pytest.raises(NotFound):
            explain(viewer=stranger, asked=asked)
        with pytest.raises(NotFound):
            record_question(asked=asked, by=stranger)
    assert not RecordedQuestion.objects.exists()


@override("en")
def test_a_partner_reads_who_entered_a_fact_but_no_strangers_name(
    asked: Asked, shared_cast: Cast, manager_of: Manager
) -> None:
    manager = manager_of(shared_cast.belfabriek)
    with partner_scope(manager):
        found = explain(viewer=manager, asked=asked)
    assert {entry.entered_by for entry in found.entries} == {"the register itself (load or import)"}


def test_the_same_answer_comes_back_under_its_reference_for_everyone_who_may_see_it(
    asked: Asked, shared_cast: Cast, olga: Viewer, manager_of: Manager
) -> None:
    manager = manager_of(shared_cast.belfabriek)
    with partner_scope(manager):
        question = record_question(asked=asked, by=manager)
        mine = recalled(viewer=manager, reference=question.reference.lower().replace("-", " "))
    theirs = recalled(viewer=olga, reference=question.reference)
    assert mine.same
    assert theirs.same
    assert mine.explanation.cell.role == theirs.explanation.cell.role == Role.PROCESSOR
    with pytest.raises(NotFound), partner_scope(manager_of(shared_cast.spraakwerk)):
        recalled(viewer=manager_of(shared_cast.spraakwerk), reference=question.reference)


def test_later_facts_do_not_change_what_is_on_record(committed_cast: Cast, olga: Viewer) -> None:
    cast, asked = committed_cast, ask(committed_cast)
    question = record_question(asked=asked, by=olga)
    services.end_contract(contract=cast.bakker.acquires.get(), on=date(2026, 2, 1), by=SYSTEM)
    assert recalled(viewer=olga, reference=question.reference).same
    with pytest.raises(NotFound):
        explain(viewer=olga, asked=replace(asked, known_at=timezone.now()))


def test_a_corrected_legal_form_does_not_change_what_was_known(
    committed_cast: Cast, olga: Viewer
) -> None:
    cast, asked = committed_cast, ask(committed_cast)
    traffic = replace(asked, party=cast.bakker.pk, category="TRAFFIC_BILLING")
    question = record_question(asked=traffic, by=olga)
    Party.objects.filter(pk=cast.bakker.pk).update(legal_form="SOLE_TRADER")
    found = recalled(viewer=olga, reference=question.reference)
    assert found.explanation.cell.role == Role.SUBSCRIBER
    assert found.same
    now = explain(viewer=olga, asked=replace(traffic, known_at=timezone.now()))
    assert now.cell.role == Role.DATA_SUBJECT
    changed = next(entry for entry in now.entries if entry.kind == "PARTY")
    assert changed.changed_by
    assert changed.changed_at


def test_names_and_languages_do_not_change_the_hash(
    shared_cast: Cast, asked: Asked, olga: Viewer
) -> None:
    question = record_question(asked=asked, by=olga)
    Party.objects.filter(pk=shared_cast.bakker.pk).update(name="Bakkerij Bakker")
    found = recalled(viewer=olga, reference=question.reference)
    assert found.same
    assert found.explanation.subject.name == "Bakkerij Bakker"


def test_an_answer_that_is_not_what_it_was_is_told_as_such(asked: Asked, olga: Viewer) -> None:
    question = record_question(asked=asked, by=olga)
    RecordedQuestion.objects.update(answer_hash="0" * 64, rulebook_hash="1" * 64)
    found = recalled(viewer=olga, reference=question.reference)
    assert not found.same
    assert found.rulebook_changed


@pytest.mark.parametrize(
    "change",
    [{"on": date(2026, 3, 2)}, {"category": "OTHER_PERSONAL"}, {"expected": Role.CONTROLLER}],
    ids=str,
)
def test_another_question_is_another_reference(
    asked: Asked, olga: Viewer, change: dict[str, Any]
) -> None:
    first = record_question(asked=asked, by=olga)
    assert record_question(asked=replace(asked, **change), by=olga).pk != first.pk


def test_the_same_question_with_the_same_answer_keeps_its_reference_for_a_day(
    asked: Asked, olga: Viewer
) -> None:
    first = record_question(asked=asked, by=olga)
    again = record_question(asked=replace(asked, known_at=timezone.now()), by=olga)
    assert again.pk == first.pk


def test_the_hash_covers_role_and_reasons(asked: Asked, olga: Viewer) -> None:
    told = hashing.canonical(explain(viewer=olga, asked=asked))
    for part in (b'"role":"PROCESSOR"', b"acts_for_controller", b"GDPR Art. 4(8)", b"B-1"):
        assert (part in told) is (part != b"B-1")


def test_a_reference_survives_being_typed_over() -> None:
    reference = new_reference()
    assert normal(reference.lower().replace("-", " ")) == reference
    assert normal("oIl0-2222-3333") == "0110-2222-3333"
    assert len({new_reference() for _ in range(100)}) == 100
