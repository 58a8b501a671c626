"""Certificates: what a run did, said once, in words that promise no more than was done."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import translation

from records.certificates.guarantees import GUARANTEES
from records.certificates.telling import sections, title
from records.certificates.verify_certificates import verify
from records.choices import Technique
from records.engine import leases, run, services
from records.engine.models import AnonymisationJob, AnonymisationLane
from records.holds.services import place_hold
from records.models import RetentionRule
from records.retention.rules import Term
from roles.models import Party
from tests.records.certified import (
    Calls,
    Planned,
    body,
    certify,
    leaves,
    part,
    partway,
    spraakwerk,
    text,
    whole,
)
from tests.records.conftest import LONG_AGO, TODAY
from voipgrid_privacy.kernel.signing import public_key
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("spraakwerk",)

pytestmark = pytest.mark.django_db


Decide = Callable[..., RetentionRule]


UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


# What it says


def test_a_run_that_is_done_is_certified_in_all_and_for_each_party(
    calls: Calls, planned: Planned, belfabriek: Party, spraakwerk: Party
) -> None:
    calls(700)
    calls(300, partner=spraakwerk.pk)
    job = planned()
    AnonymisationLane.objects.update(batch_size=400)
    run.anonymise(job.pk)
    assert len(certify(job)) == 3
    of_all, ours, theirs = whole(job), part(job, belfabriek), part(job, spraakwerk)
    assert [each["rows_done"] for each in (of_all, ours, theirs)] == [1_000, 700, 300]
    assert sum(batch["rows"] for batch in of_all["batches"]) == 1_000
    assert len(of_all["batches"]) == job.batches.count() > 1
    assert sum(batch["rows"] for batch in ours["batches"]) == 700
    assert sorted(p["rows"] for p in of_all["parts"]) == [300, 700]
    assert of_all["verification"] == {
        "recounted_at": "2026-09-01T08:00:00Z",
        "not_possible": None,
        "rows_still_due": 0,
        "rows_on_hold": 0,
    }
    assert of_all["progress_equals_evidence"] is True


def test_the_rule_its_ground_and_whose_decision_it_was_are_in_it(
    calls: Calls, decide: Decide, belfabriek: Party
) -> None:
    rule = decide(belfabriek, code="own-36", term=Term(months=36, days=3))
    calls(5, LONG_AGO - timedelta(days=900))
    (job_id,) = services.ring_due(on=TODAY, by=SYSTEM)
    run.anonymise(job_id)
    _all, mine = certify(job_id)
    said = body(mine)
    assert said["rule"]["code"] == "own-36"
    assert said["rule"]["term"] == {"months": 36, "days": 3}
    assert said["rule"]["start_event"] == "invoice_date"
    assert said["rule"]["decided_by"] == str(belfabriek.pk)
    assert (said["rule"]["decided_by_standard"], said["rule"]["decided_as"]) == (
        False,
        "CONTROLLER",
    )
    assert said["rule"]["grounds"][0]["citation"] == "Tw Art. 11.5(2)"
    assert said["rule"]["grounds"][0]["url"].startswith("https://wetten.overheid.nl/")
    assert said["rule"]["source"]["code"] == rule.source.code
    assert said["run"]["cut_off_date"] == TODAY.isoformat()
    assert said["store"]["code"] == "telephony"
    assert said["operator"] == {"requested": "schedule", "approved_by_another": False}
    assert whole(mine.job)["operator"] == {
        "requested_by": "system", "approved_by": None, "approved_at": None,
    }  # fmt: skip


@pytest.mark.parametrize("technique", [Technique.DELETE, Technique.GENERALISE])
def test_it_promises_no_more_than_the_technique_does(
    calls: Calls, decide: Decide, model_partner: Party, technique: Technique
) -> None:
    decide(model_partner, technique=technique)
    calls(5)
    (job_id,) = services.ring_due(on=TODAY, by=SYSTEM)
    run.anonymise(job_id)
    said = body(certify(job_id)[0])
    assert said["technique"]["code"] == technique
    assert set(said["technique"]["guarantee"]) == {"nl", "en"}
    assert said["states"]["physically_erased"] is False
    assert said["states"]["logically_erased"] == "WHOLE"
    with translation.override("en"):
        gone = dict(dict(sections(said))["How far gone"])
        deleted = technique == Technique.DELETE
        assert ("Logically erased" in gone, "Values replaced" in gone) == (deleted, not deleted)
        name = "Certificate of deletion" if deleted else "Certificate of a retention run"
        assert title(said) == name
        assert said["states"]["caveat"]["en"].startswith(next(iter(gone)))
    if technique == Technique.GENERALISE:
        assert "not anonymous" in said["technique"]["guarantee"]["en"]
        assert said["technique"]["smallest_class_of_rows"] == 5


def test_it_says_the_technique_of_the_run_and_not_of_the_rule_as_it_is_now(
    calls: Calls, planned: Planned, rule: RetentionRule
) -> None:
    calls(5)
    run.anonymise((job := planned()).pk)
    RetentionRule.objects.filter(pk=rule.pk).update(technique=Technique.DELETE)
    said = body(certify(job)[0])
    assert said["technique"]["code"] == Technique.GENERALISE
    assert said["rule"]["end_action"] == said["technique"]["name"]


def test_every_technique_says_what_it_leaves_behind() -> None:
    assert set(GUARANTEES) == set(Technique)
    with translation.override("en"):
        assert all("until these are rewritten" in str(words) for words in GUARANTEES.values())


def test_copies_expire_by_the_terms_that_the_store_declares(calls: Calls, planned: Planned) -> None:
    calls(2)
    job = planned()
    run.anonymise(job.pk)
    AnonymisationJob.objects.update(finished_at="2026-02-20T23:30:00Z")  # the 21st in Amsterdam
    certify(job)
    states = whole(job)["states"]
    assert states["logically_erased_date"] == "2026-02-21"
    assert states["log_expires_date"] == "2026-02-28"
    assert states["backups_expire_date"] == "2026-03-23"


def test_no_personal_data_is_in_it(calls: Calls, planned: Planned, belfabriek: Party) -> None:
    RetentionRule.objects.update(code="six-months")
    belfabriek.contacts.create(kind="PRIVACY", name="Bella de Boer", email="bella@example.nl")
    calls(1_200)
    lane = partway(job := planned())
    place_hold(case="Zaak Jansen", reason="Om Jan", number="+31 10 0000900", by=SYSTEM)
    leases.release(lane)
    run.anonymise(job.pk)
    for row in certify(job):
        said = text(row)
        for word in ("Belfabriek", "Bakker", "Bella", "example.nl", "Jansen", "Om Jan", "+31"):
            assert word.lower() not in said.lower(), word
        assert "0000900" not in said
        places = list(leaves(body(row)))
        assert not [path for path in places if "name" in path[0] or "mail" in str(path)]
        if row.party_id:
            known = {row.pk, job.pk, row.party_id, job.rule.decided_by_id}
            assert set(map(UUID, UUIDS.findall(row.body))) <= known


def test_of_many_parties_each_gets_its_own(
    calls: Calls, planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.certificates.services.AT_A_TIME", 3)
    parties = [Party.objects.create(kind="PARTNER", name=f"P{n}") for n in range(8)]
    for number, each in enumerate(parties, start=1):
        calls(number, partner=each.pk)
    run.anonymise((job := planned()).pk)
    issued = certify(job)
    assert [part(job, each)["rows_done"] for each in parties] == list(range(1, 9))
    found = verify(map(text, issued), public_key(), complete=True)
    assert (found["certificates"], found["parts"]) == (9, 8)
