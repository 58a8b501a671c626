"""How long data is kept, what is erased and what stays, through the API: the own part alone."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from records.certificates.services import certify_run
from records.choices import Technique
from records.engine import run, services
from records.holds.services import place_hold, release_hold
from records.models import AnonymisationJob, RetentionRule
from records.register import load_retention_register
from records.retention.rules import Term
from records.retention.services import decide_retention
from roles.models import Source
from tests.api.conftest import Reseller, token_for
from tests.api.test_contracts import instant
from tests.api.test_role_matrix import backdate
from tests.records.conftest import INSERT
from voipgrid_privacy.kernel.law import tw
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
LONG_AGO = date(2024, 1, 31)
RUNS, HOLDS, RULES = "/anonymisation-runs", "/legal-holds", "/retention-rules"


@pytest.fixture
def kept(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    load_retention_register(by=SYSTEM)


def calls(of: Reseller, rows: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, (of.party.pk, of.customer.pk, LONG_AGO, LONG_AGO, rows))


@pytest.fixture
def erased(kept: None, belfabriek: Reseller, spraakwerk: Reseller) -> AnonymisationJob:
    """One run of the standard rule, over calls of both."""
    calls(belfabriek, 12)
    calls(spraakwerk, 30)
    (job,) = services.ring_due(on=timezone.localdate(), by=SYSTEM)
    run.anonymise(job)
    certify_run(job=job, at=timezone.now(), by=SYSTEM)
    return AnonymisationJob.objects.get(pk=job)


def own_rule(of: Reseller) -> RetentionRule:
    standard = RetentionRule.objects.get(code="traffic-billing-6-months")
    return decide_retention(
        code=f"own-{of.party.name.lower()}",
        category=standard.category_id,
        store=standard.store_id,
        start_event=standard.start_event,
        term=Term(months=3),
        grounds=(tw("11.5", 2),),
        source=Source.objects.first().pk,  # type: ignore[union-attr]
        decided_by=of.party.pk,
        technique=Technique.DELETE,
        on=date(2026, 1, 1),
        by=SYSTEM,
    )


def test_a_run_is_told_in_figures_of_the_own_rows(
    erased: AnonymisationJob, belfabriek: Reseller, spraakwerk: Reseller
) -> None:
    for reseller, rows in ((belfabriek, 12), (spraakwerk, 30)):
        (told,) = reseller.get(RUNS).json()["results"]
        assert (told["rows_due"], told["rows_done"], told["state"]) == (rows, rows, "DONE")
        assert told["rule"] == "traffic-billing-6-months"
        assert reseller.get(f"{RUNS}/{told['id']}").json() == told
        (certificate,) = told["certificate_ids"]
        signed = reseller.get(f"/deletion-certificates/{certificate}").json()["body"]
        assert (signed["run"]["id"], signed["rows_done"]) == (told["id"], rows)


def test_a_run_without_own_rows_is_nothing(
    kept: None, belfabriek: Reseller, spraakwerk: Reseller, nobody: str
) -> None:
    calls(spraakwerk, 3)
    (job,) = services.ring_due(on=timezone.localdate(), by=SYSTEM)
    assert belfabriek.get(RUNS).json()["results"] == []
    one, other = belfabriek.get(f"{RUNS}/{job}"), belfabriek.get(f"{RUNS}/{nobody}")
    assert one.status_code == other.status_code == 404
    assert one.content.replace(str(job).encode(), b"") == other.content.replace(
        nobody.encode(), b""
    )


def test_runs_are_filtered_and_a_certificate_tells_its_run(
    erased: AnonymisationJob, belfabriek: Reseller
) -> None:
    assert belfabriek.get(f"{RUNS}?state=RUNNING").json()["total_count"] == 0
    assert belfabriek.get(f"{RUNS}?state=DONE&sort=-planned_at").json()["total_count"] == 1
    (told,) = belfabriek.get("/deletion-certificates?expand=run&state=DONE").json()["results"]
    assert told["expanded"]["run"]["id"] == told["run_id"] == str(erased.pk)
    assert told["expanded"]["run"]["rows_done"] == 12


def test_a_hold_is_told_without_why_and_without_numbers(
    kept: None, belfabriek: Reseller, spraakwerk: Reseller
) -> None:
    hold = place_hold(
        case="2026-014",
        reason="Dispute with A. Jansen",
        party=belfabriek.party.pk,
        number="0612345678",
        since=date(2026, 1, 1),
        until=date(2026, 2, 1),
        by=SYSTEM,
    )
    answer = belfabriek.get(HOLDS)
    (told,) = answer.json()["results"]
    assert (told["case"], told["state"], told["about_one_number"]) == ("2026-014", "ACTIVE", True)
    assert (told["calls_from_date"], told["calls_until_date"]) == ("2026-01-01", "2026-02-01")
    assert b"Jansen" not in answer.content
    assert b"612345678" not in answer.content
    assert belfabriek.get(f"{HOLDS}/{hold.pk}").json() == told
    assert spraakwerk.get(HOLDS).json()["results"] == []
    assert spraakwerk.get(f"{HOLDS}/{hold.pk}").status_code == 404
    release_hold(hold=hold.pk, reason="Settled", at=timezone.now(), by=SYSTEM)
    assert belfabriek.get(f"{HOLDS}?state=ACTIVE").json()["total_count"] == 0
    (released,) = belfabriek.get(f"{HOLDS}?state=RELEASED").json()["results"]
    assert released["released_at"] is not None


def test_a_hold_on_everyones_store_is_for_officers(kept: None, belfabriek: Reseller) -> None:
    place_hold(case="2026-015", reason="x", since=date(2026, 1, 1), by=SYSTEM)
    assert belfabriek.get(HOLDS).json()["results"] == []


def test_rules_are_the_standard_ones_and_the_own(
    kept: None, belfabriek: Reseller, spraakwerk: Reseller
) -> None:
    rule = own_rule(belfabriek)
    mine = belfabriek.get(f"{RULES}?limit=200").json()["results"]
    theirs = spraakwerk.get(f"{RULES}?limit=200").json()["results"]
    own = [each for each in mine if not each["standard"]]
    assert [each["id"] for each in own] == [str(rule.pk)]
    assert (own[0]["term_months"], own[0]["decided_by"]["name"]) == (3, "Belfabriek")
    assert "Tw" in own[0]["cites"][0]
    assert [each for each in mine if each["standard"]] == theirs
    assert belfabriek.get(f"{RULES}/{rule.pk}").json() == own[0]
    assert spraakwerk.get(f"{RULES}/{rule.pk}").status_code == 404


def test_rules_have_two_clocks(kept: None, belfabriek: Reseller) -> None:
    backdate("records_retentionruleevent", timedelta(days=2))
    rule = own_rule(belfabriek)
    before, after = instant(-1), instant(1)
    listed = f"{RULES}?limit=200&asof=2026-03-01"

    def known(query: str) -> set[str]:
        return {each["id"] for each in belfabriek.get(listed + query).json()["results"]}

    assert known("") - known(f"&knownat={before}") == {str(rule.pk)}
    assert known(f"&knownat={after}") == known("")
    early = belfabriek.get(f"{RULES}?limit=200&asof=2025-12-31").json()["results"]
    assert str(rule.pk) not in {each["id"] for each in early}
    assert belfabriek.get(f"{RULES}/{rule.pk}?knownat={before}").status_code == 404
    one = belfabriek.get(f"{RULES}/{rule.pk}?knownat={after}").json()
    assert one == belfabriek.get(f"{RULES}/{rule.pk}").json()


def test_rules_come_in_pages_and_tell_their_store(kept: None, belfabriek: Reseller) -> None:
    own_rule(belfabriek)
    whole = belfabriek.get(f"{RULES}?limit=200").json()
    assert whole["total_count"] == len(whole["results"]) > 1
    first = belfabriek.get(f"{RULES}?limit=1&expand=store,data_category").json()
    assert first["next_cursor"]
    (told,) = first["results"]
    assert told["expanded"]["store"]["code"] == told["store"]
    assert told["expanded"]["data_category"]["code"] == told["data_category"]
    rest = belfabriek.get(f"{RULES}?limit=200&cursor={first['next_cursor']}").json()["results"]
    assert [told["id"], *(each["id"] for each in rest)] == [each["id"] for each in whole["results"]]


def test_stores_and_elements_are_told_by_code(kept: None, belfabriek: Reseller) -> None:
    (store,) = belfabriek.get("/data-stores").json()["results"]
    assert belfabriek.get(f"/data-stores/{store['code']}").json() == store
    assert store["log_kept_days"] >= 0
    found = belfabriek.get("/data-elements?category=TRAFFIC_BILLING&limit=200").json()["results"]
    assert {each["data_category"] for each in found} == {"TRAFFIC_BILLING"}
    some = belfabriek.get("/data-elements?q=calling").json()["results"]
    assert "calling_number" in {each["code"] for each in some} <= {e["code"] for e in found}
    (one,) = [each for each in some if each["code"] == "calling_number"]
    assert belfabriek.get("/data-elements/calling_number").json() == one
    for path in ("/data-elements/none", "/data-stores/none", "/data-elements/a%00b"):
        assert belfabriek.get(path).status_code == 404


@pytest.mark.parametrize("path", [RUNS, HOLDS, RULES, "/data-stores"])
def test_each_takes_its_own_scope(kept: None, belfabriek: Reseller, path: str) -> None:
    belfabriek.token = token_for(belfabriek.party, ["deletion-certificates.read"])
    assert belfabriek.get(path).status_code == 403
