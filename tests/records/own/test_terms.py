"""What names people goes once its term is over, and not a day before; what roles rest on stays."""

import re
from datetime import date, datetime, time
from unittest import mock

import pytest
from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from records.activities.models import RecordKeeper
from records.holds.services import place_hold, release_hold
from records.models import LegalHold
from records.own.erasing import services as own
from records.own.terms import term_of, terms
from records.tasks import keep_to_own_terms
from roles.acm.models import AcmRegistration
from roles.agreements.models import AgreementDocument, AgreementSignature
from roles.agreements.paper import as_file
from roles.models import Contact, ExternalId, Finding, Party
from roles.queries.matrix import role_matrix
from roles.services import end_contract
from tests.clock import today
from tests.records.incidents.world import manager
from tests.records.own.later import LATER, due, last_day, looks, run
from tests.roles.conftest import _module_cast, shared_cast  # noqa: F401
from tests.roles.papers.making import sent, signed
from tests.roles.sub_processors.chain import today_is
from voipgrid_privacy.kernel.erasing import JOBS
from voipgrid_privacy.kernel.errors import Forgotten, NotAllowed
from voipgrid_privacy.kernel.history import as_recorded
from voipgrid_privacy.kernel.legal_days import AMSTERDAM
from voipgrid_privacy.kernel.models import ErasingJob
from voipgrid_privacy.kernel.privacy import privacy_of
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer

pytestmark = pytest.mark.django_db
ENDED = date(2026, 11, 1)


@pytest.fixture
def chain(shared_cast):  # noqa: F811
    cast = shared_cast
    cast.contract = cast.delivers(cast.belfabriek, cast.bakker)
    return cast


@pytest.fixture
def person(chain):
    """Let Bakker be a person, registered when its contract began, whose contract is over."""
    Party.objects.filter(pk=chain.bakker.pk).update(legal_form="SOLE_TRADER", kvk_number="12345678")
    chain.bakker.refresh_from_db()
    Contact.objects.create(party=chain.bakker, kind="PRIVACY", name="B. Bakker", phone="1")
    given = {"party": chain.bakker, "assigned_by": chain.belfabriek}
    ExternalId.objects.create(**given, system="RELATIECODE", value="B-1")
    RecordKeeper.objects.create(party=chain.bakker, address="Kade 1")
    end_contract(contract=chain.contract, on=ENDED, by=SYSTEM)
    return chain.bakker


def roles_on(party: Party, day: date) -> set[tuple]:
    found = role_matrix(viewer=SYSTEM, party=party.pk, on=day)
    return {(each.party.id, each.category, str(each.role), each.depth) for each in found.cells}


def test_a_person_is_a_mark_on_the_day_and_a_contact_is_gone(person) -> None:
    assert run(last_day()) == 2  # the contact and the address, earlier
    assert run(due()) == 2
    person.refresh_from_db()
    assert re.fullmatch(r"P-[0-9A-F]{12}", person.name)
    assert person.name[2:10] != person.pk.hex[:8].upper()
    assert person.kvk_number == ""
    assert not Contact.objects.filter(party=person).exists()
    assert not ExternalId.objects.filter(party=person).exists()
    assert RecordKeeper.objects.get(party=person).address == ""
    assert run(due()) == run(LATER) == 0


def test_roles_as_they_were_stay_whoever_it_was(person, chain) -> None:
    day = date(2026, 3, 1)
    before, recorded = roles_on(person, day), len(as_recorded(Party, timezone.now()))
    assert run(LATER)
    assert roles_on(person, day) == before != set()
    assert len(as_recorded(Party, timezone.now())) == recorded


def test_what_a_legal_person_is_called_stays_and_its_contact_goes(chain) -> None:
    Contact.objects.create(party=chain.bakker, kind="PRIVACY", name="B. Bakker", phone="1")
    end_contract(contract=chain.contract, on=ENDED, by=SYSTEM)
    assert run(LATER) == 1
    chain.bakker.refresh_from_db()
    assert chain.bakker.name == "Bakker"


def test_what_runs_and_who_acts_keep_a_party(chain) -> None:
    for party in (chain.platform, chain.belfabriek, chain.bakker):
        Contact.objects.create(party=party, kind="PRIVACY", name="X", phone="1")
    assert run(LATER) == 0


def test_a_registration_of_a_person_has_its_mark_for_a_number(person) -> None:
    row = AcmRegistration.objects.create(
        party=person,
        registered_name="B. Bakker",
        number="940123",
        checked_on=ENDED,
        valid_during=(date(2026, 1, 1), None),
    )
    run(LATER)
    row.refresh_from_db()
    assert row.registered_name == ""
    assert re.fullmatch(r"P-[0-9A-F]{12}", row.number)
    assert run(LATER) == 0


def test_a_hold_on_a_party_keeps_what_is_of_it_until_it_is_released(person) -> None:
    given = {"case": "2026-17", "reason": "Een claim.", "by": SYSTEM}
    hold = place_hold(party=person.pk, **given)
    other = place_hold(number="+31851234567", **given)
    assert run(LATER) == 0
    release_hold(hold=hold.pk, reason="Verjaard.", at=timezone.now(), by=SYSTEM)
    assert run(LATER) == 4
    hold.refresh_from_db()
    assert hold.reason  # the case goes on
    release_hold(hold=other.pk, reason="Verjaard.", at=timezone.now(), by=SYSTEM)
    assert run(LATER) == 2
    hold.refresh_from_db()
    assert (hold.reason, hold.release_reason, hold.case) == ("", "", "2026-17")


@pytest.fixture
def paper(chain) -> AgreementDocument:
    document = sent(chain)
    for party in (chain.belfabriek, chain.bakker):
        signed(document, party, manager(party))
    document.refresh_from_db()
    return document


def ended_long_ago(paper: AgreementDocument) -> date:
    """End it on its second day, which is past."""
    ended = date(2026, 1, 2)
    type(paper.agreement).objects.filter(pk=paper.agreement_id).update(
        valid_during=(date(2026, 1, 1), ended)
    )
    return ended


def test_what_was_signed_stays_proven_by_its_hash(paper) -> None:
    ended_long_ago(paper)
    assert run(last_day()) == 0
    assert run(due()) == 3
    kept = AgreementDocument.objects.get(pk=paper.pk)
    assert (bytes(kept.content), kept.data, kept.sha256) == (b"", {}, paper.sha256)
    rows = AgreementSignature.objects.filter(document=paper)
    assert {(r.name, r.function, r.document_hash) for r in rows} == {("", "", paper.sha256)}
    assert all(row.signed_on for row in rows)
    with pytest.raises(Forgotten):
        as_file(kept)
    assert run(due()) == 0


def test_the_database_lets_nobody_empty_a_paper_of_an_agreement_that_holds(paper) -> None:
    rows = AgreementDocument.objects.filter(pk=paper.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(content=b"", data={}, name="")
    ended_long_ago(paper)
    with pytest.raises(IntegrityError), transaction.atomic():  # it was told so today
        rows.update(content=b"", data={}, name="")
    today_is((today() + relativedelta(days=364)).isoformat())
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(content=b"", data={}, name="")
    today_is((today() + relativedelta(years=1, days=1)).isoformat())
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(content=b"%PDF-other")
    assert rows.update(content=b"", data={}, name="") == 1


def test_an_agreement_without_an_end_is_over_with_its_contract(chain) -> None:
    document = sent(chain, contract=chain.contract)
    end_contract(contract=chain.contract, on=ENDED, by=SYSTEM)
    assert run(last_day()) == 0
    assert run(due()) == 1
    document.refresh_from_db()
    assert bytes(document.content) == b""


def test_a_hold_on_either_side_keeps_the_paper(paper, chain) -> None:
    ended_long_ago(paper)
    place_hold(party=chain.bakker.pk, case="1", reason="Een claim.", by=SYSTEM)
    assert looks(own.empty_ended_agreements, LATER) == 0


def test_why_a_finding_was_accepted_goes_five_years_after_it_was_resolved(chain) -> None:
    given = {"severity": "LOW", "party": chain.bakker, "found_on": date(2026, 1, 1)}
    rows = [
        Finding.objects.create(code="x", key=key, reason="Van Piet.", **given, **more)
        for key, more in (
            ("settled", {"state": "RESOLVED", "settled_on": ENDED}),
            ("stands", {"state": "ACCEPTED"}),
        )
    ]
    assert looks(own.empty_findings, last_day()) == 0
    assert looks(own.empty_findings, due()) == 1
    assert looks(own.empty_findings, LATER) == 0
    for row in rows:
        row.refresh_from_db()
    assert [row.reason for row in rows] == ["", "Van Piet."]


def test_a_hold_is_emptied_after_its_release_though_it_was_of_a_number_only(db: None) -> None:
    hold = place_hold(case="1", reason="X", number="+31851234567", by=SYSTEM)
    at = timezone.now()
    release_hold(hold=hold.pk, reason="Klaar.", at=at, by=SYSTEM)
    assert looks(own.empty_released_holds, last_day()) == 0
    assert looks(own.empty_released_holds, due()) == 1
    hold.refresh_from_db()
    assert (hold.number, hold.reason, hold.released_at) == ("", "", at)
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalHold.objects.create(case="2", revision=9)


def test_beat_keeps_to_the_terms_and_each_job_notes_that_it_looked(person) -> None:
    at_night = datetime.combine(today(), time(2), tzinfo=AMSTERDAM)
    with mock.patch.object(timezone, "now", return_value=at_night.replace(hour=12)):
        keep_to_own_terms()
    assert not ErasingJob.objects.filter(job="empty-findings").exists()
    with mock.patch.object(timezone, "now", return_value=at_night):
        keep_to_own_terms()
    noted = ErasingJob.objects.filter(job__in=[each.code for each in terms()])
    assert {each.job for each in noted} == {each.code for each in terms()} <= JOBS
    assert not any(each.erased for each in noted)
    assert Contact.objects.filter(party=person).exists()


def test_nobody_else_has_anything_erased(person) -> None:
    partner = Viewer(None, "Bella", parties=frozenset({person.pk}))
    for job in own.EVERY.values():
        with pytest.raises(NotAllowed):
            job(on=LATER, by=partner)


@pytest.mark.parametrize("term", terms(), ids=lambda term: term.code)
def test_a_term_has_a_ground_a_reason_and_tables_without_one_of_their_own(term) -> None:
    for each in term.decided:
        assert each.cites
        assert each.months > 0
        assert each.reason.nl != each.reason.en
    for label in term.tables:
        declared = privacy_of(apps.get_model(label))
        assert declared is not None
        assert declared.personal
        assert not declared.kept
        assert term_of(label) is term
    years = "1" if term.code == "erase-gone-contacts" else "5"
    assert f"{years} jaar" in term.kept.nl
    assert f"{years} year" in term.kept.en
