"""Which measures a party takes: who states it, who reads it, and what annexes make of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.formats import date_format

from roles.agreements.evidence import evidence_of
from roles.agreements.services import (
    draft_agreement,
    generate_document,
    record_agreement,
    send_document,
)
from roles.findings.checking import run_checks
from roles.measures.models import Measure, TakenMeasure
from roles.measures.queries import catalogue, stated_codes, statements, taken_measures
from roles.measures.refusals import MeasureNameless, MeasureOfOthers, MeasureStatedAlready
from roles.measures.services import add_own_measure, end_measure, state_measure
from roles.models import Party
from roles.services.conduct import AlreadyEnded
from roles.services.refusals import EmptyPeriod
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.history import trail_of
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope
from voipgrid_privacy.kernel.text import Localised

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
DAY, LATER = date(2026, 1, 1), date(2026, 6, 1)
WORDS = {"name": Localised("Sloten", "Locks"), "description": Localised("Dicht.", "Shut.")}


@pytest.fixture
def chain(shared_cast):
    """Bakker buys of Belfabriek, which engages VoIPGRID, which engages a host."""
    shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker)
    shared_cast.host = shared_cast.party("Host", kind="SUPPLIER")
    shared_cast.sells(shared_cast.host, shared_cast.platform, kind="SUPPLY")
    return shared_cast


def measure(code="passwords") -> Measure:
    return Measure.objects.get(code=code)


def states(party, code="backups", by=SYSTEM, **more) -> TakenMeasure:
    given = {"measure": measure(code), "on": DAY, **more}
    return state_measure(party=party, **given, at=NOW, by=by)


def taken(party, on=DAY, viewer=SYSTEM, **more) -> list[str]:
    rows = taken_measures(viewer=viewer, party=party, on=on, **more)
    return [row.measure.code for row in rows]


def annex(document) -> dict:
    return document.data["annexes"][1]


def drafted(chain, **more):
    given = {"processor": chain.belfabriek, "controller": chain.bakker, "language": "en"}
    return draft_agreement(**given, on=date(2025, 1, 1), at=NOW, by=SYSTEM, **more)


def test_what_the_privacy_statement_names_is_what_voipgrid_states(chain):
    assert set(taken(chain.platform)) == {
        "physical-access", "passwords", "firewalls", "secrecy-of-staff", "security-officers",
    }  # fmt: skip
    row = TakenMeasure.objects.filter(party=chain.platform).first()
    assert (row.entered_by, "Privacyverklaring" in row.evidence) == ("OFFICE", True)


def test_a_partner_states_its_own_and_ends_it(chain, manager_of):
    bella = manager_of(chain.belfabriek)
    with partner_scope(bella):
        row = states(chain.belfabriek, by=bella, evidence=" ISO 27001 ", name="Bella  Bel")
        assert (row.entered_by, row.evidence, row.name) == ("PARTY", "ISO 27001", "Bella Bel")
        assert taken(chain.belfabriek, viewer=bella) == ["backups"]
        end_measure(taken=row, on=LATER, by=bella)
        with pytest.raises(AlreadyEnded):
            end_measure(taken=row, on=LATER, by=bella)
        assert taken(chain.belfabriek, LATER, bella) == []
        assert taken(chain.belfabriek, LATER - timedelta(days=1), bella) == ["backups"]
    events = trail_of(row)
    assert [event["pgh_label"] for event in events] == ["insert", "update"]
    assert "name" not in events[0]


def test_nobody_states_for_another(chain, manager_of):
    bella, eve = manager_of(chain.belfabriek), manager_of(chain.party("Eve", kind="PARTNER"))
    for by, party in ((bella, chain.platform), (bella, chain.bakker)):
        with partner_scope(by), pytest.raises(NotAllowed):
            states(party, by=by)
    with partner_scope(eve), pytest.raises(NotFound):
        states(chain.belfabriek, by=eve)
    row = states(chain.belfabriek)
    with partner_scope(eve), pytest.raises(NotFound):
        end_measure(taken=row, on=LATER, by=eve)
    above = statements(viewer=SYSTEM, party=chain.platform).first()
    with partner_scope(bella), pytest.raises(NotAllowed):
        end_measure(taken=above, on=LATER, by=bella)


def test_a_measure_is_stated_once_at_a_time(chain):
    row = states(chain.belfabriek, until=LATER)
    with pytest.raises(MeasureStatedAlready):
        states(chain.belfabriek)
    with pytest.raises(EmptyPeriod):
        states(chain.belfabriek, "firewalls", until=DAY)
    assert states(chain.belfabriek, on=LATER).pk != row.pk


def test_what_was_stated_is_ended_and_never_rewritten(chain):
    row = states(chain.belfabriek, until=LATER, name="Bella Bel")
    rows = TakenMeasure.objects.filter(pk=row.pk)
    longer = (DAY, LATER + timedelta(days=1))
    other = measure("firewalls")
    for touch in (
        lambda: rows.update(valid_during=longer),
        lambda: rows.update(measure=other),
        lambda: rows.update(name="Eve"),
        rows.delete,
    ):
        with pytest.raises(IntegrityError, match="taken_measure_fixed"), transaction.atomic():
            touch()
    rows.update(name="", evidence="")  # erased (GDPR Art. 17)
    row.refresh_from_db()
    assert row.name == ""
    assert row.stated_at > NOW  # the database dates it


def test_an_own_measure_is_for_the_party_and_those_it_delivers_to(chain, manager_of):
    bella, eve = manager_of(chain.belfabriek), manager_of(chain.party("Eve", kind="PARTNER"))
    baker = manager_of(chain.bakker)
    with partner_scope(bella):
        own = add_own_measure(party=chain.belfabriek, kind="PEOPLE", **WORDS, by=bella)
        states(chain.belfabriek, own.code, by=bella)
    for viewer, seen in ((bella, True), (baker, True), (eve, False)):
        with partner_scope(viewer):
            assert catalogue(viewer=viewer).filter(pk=own.pk).exists() is seen
            assert Measure.objects.filter(pk=own.pk).exists() is seen  # by the database too
            assert TakenMeasure.objects.filter(measure=own).exists() is seen
    with pytest.raises(MeasureOfOthers):
        states(chain.platform, own.code)
    given = {"party": chain.platform, "measure": own, "valid_during": (DAY, None)}
    with pytest.raises(IntegrityError, match="of_others"), transaction.atomic():  # the database
        TakenMeasure.objects.create(**given, stated_at=NOW, entered_by="OFFICE")
    with pytest.raises(IntegrityError, match="measure_fixed"), transaction.atomic():
        Measure.objects.filter(pk=own.pk).update(kind="TESTING")
    empty = WORDS | {"name": Localised("Sloten", " ")}
    with pytest.raises(MeasureNameless):
        add_own_measure(party=chain.belfabriek, kind="PEOPLE", **empty, by=SYSTEM)


def test_what_a_supplier_states_is_for_whom_it_delivers_to_directly(chain, manager_of):
    row, bella = states(chain.host), manager_of(chain.belfabriek)
    assert chain.host.pk in bella.upstream
    with partner_scope(bella):
        assert not statements(viewer=bella, party=chain.host).exists()
        assert not TakenMeasure.objects.filter(pk=row.pk).exists()
    chain.sells(chain.host, chain.belfabriek, kind="SUPPLY")
    with partner_scope(bella):
        assert statements(viewer=bella, party=chain.host).exists()
        assert TakenMeasure.objects.filter(pk=row.pk).exists()


def test_annex_2_lists_what_the_processor_states_on_the_day_of_the_paper(chain):
    states(chain.belfabriek, until=LATER)
    states(chain.belfabriek, "firewalls", on=LATER)
    found = annex(drafted(chain))
    assert [row[0] for row in found["rows"]] == [measure("backups").name.en]
    with translation.override("en"):
        today = date_format(legal_day(timezone.now()), "j F Y")
    assert found["columns"][2:] == ["Since", "Stated on"]
    assert found["rows"][0][2:] == ["1 January 2026", today]  # said now of a day before
    assert "states in the register that it takes" in found["lines"][0]
    assert Measure.objects.count() > 5


def test_annex_2_says_plainly_that_nothing_is_stated(chain):
    found = annex(drafted(chain))
    assert (found["rows"], found["columns"]) == ([], [])
    (line,) = found["lines"]
    assert line == (
        "Belfabriek states no measures in the register on 1 February 2026. It takes those that GDPR"
        " Art. 32 requires (Art. 28(3)(c)); which ones is still to be stated."
    )


def test_a_paper_that_was_made_stays_as_it_was(chain):
    paper = send_document(document=drafted(chain), at=NOW, by=SYSTEM)
    before = (bytes(paper.content), paper.data_hash)
    states(chain.belfabriek)
    paper.refresh_from_db()
    assert (bytes(paper.content), paper.data_hash) == before
    again = generate_document(agreement=paper.agreement, at=NOW, by=SYSTEM, language="en")
    assert len(annex(again)["rows"]) == 1


def test_a_measure_under_one_agreement_is_in_that_one_only(chain):
    paper = drafted(chain)
    other = record_agreement(
        processor=chain.platform, controller=chain.belfabriek, on=DAY, by=SYSTEM
    )
    with pytest.raises(MeasureOfOthers):
        states(chain.belfabriek, agreement=other)
    states(chain.belfabriek, agreement=paper.agreement)
    assert taken(chain.belfabriek) == []
    assert taken(chain.belfabriek, agreement=paper.agreement) == ["backups"]
    assert stated_codes(viewer=SYSTEM, party=chain.belfabriek.pk, on=DAY) == []
    again = generate_document(agreement=paper.agreement, at=NOW, by=SYSTEM)
    assert len(annex(again)["rows"]) == 1


def test_what_is_stated_shows_that_item_c_is_kept(chain):
    agreement = drafted(chain).agreement
    shown = {e.item.code: e for e in evidence_of(agreement=agreement, viewer=SYSTEM, on=DAY)}
    assert shown["c"].absent
    states(chain.belfabriek)
    shown = {e.item.code: e for e in evidence_of(agreement=agreement, viewer=SYSTEM, on=DAY)}
    assert [row.measure.code for row in shown["c"].taken] == ["backups"]
    assert not shown["c"].absent
    assert shown["d"].absent


def test_the_register_tells_what_was_stated_as_it_was_known(chain):
    before = datetime(2020, 1, 1, tzinfo=UTC)
    found = {"viewer": SYSTEM, "party": chain.platform.pk, "on": DAY}
    assert stated_codes(**found, known_at=before) == []
    assert len(stated_codes(**found, known_at=datetime(2100, 1, 1, tzinfo=UTC))) == 5


def test_model_parties_state_nothing_and_raise_nothing(chain):
    model = Party.objects.filter(is_model=True).first()
    found = [each for each in run_checks(DAY).values() if each.code == "measures_unstated"]
    assert model.pk not in {each.party for each in found}
