"""What the register says is wrong with itself."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roles import findings, services
from roles.models import Finding, Purpose, Source
from roles.models.findings import UNSETTLED, FindingState, JudgedBy
from roles.services.findings import FindingNotAccepted, FindingNotOpen, may_judge
from roles.services.refusals import ReasonMissing
from roles.tasks import refresh_findings
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.history import trail_of
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

ON, LATER = date(2026, 11, 23), date(2026, 12, 1)


def recompute(on=ON):
    return services.recompute_findings(on=on, by=SYSTEM)


def found(code):
    return Finding.objects.filter(code=code, state__in=UNSETTLED)


def test_the_shipped_register_raises_what_the_statement_leaves_open(cast):
    recompute()
    codes = set(found_codes())
    assert codes >= {
        "not_assigned", "own_purpose", "legal_person_as_data_subject", "no_role_for_end_users",
        "website_visitors_not_in_statement", "superseded_source", "no_lawful_basis",
        "no_retention_term", "no_complaint_right", "no_dpo_contact", "no_transfer_country",
        "sub_processors_on_request",
    }  # fmt: skip
    assert found("own_purpose").count() == 4
    assert found("no_retention_term").count() == 3


def found_codes():
    return Finding.objects.open().values_list("code", flat=True)


@pytest.mark.parametrize("kind", findings.finding_types(), ids=lambda kind: kind.code)
def test_every_finding_has_a_ground_a_sentence_and_a_next_step(kind):
    assert kind.cites
    assert str(kind.sentence).endswith(".")
    assert str(kind.next_step).endswith(".")


def test_recomputing_again_changes_nothing_and_leaves_no_trace(cast):
    recompute()
    finding = Finding.objects.first()
    assert not any(recompute(LATER).values())
    assert len(trail_of(finding)) == 1


def test_one_cause_is_one_finding_however_many_customers(cast):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            recompute()
        return len(queries)

    cast.delivers(cast.belfabriek, cast.party("Customer 0"))
    recompute()
    with_one = asked()
    for number in range(1, 5):
        cast.delivers(cast.belfabriek, cast.party(f"Customer {number}"))
    recompute()
    assert found("not_assigned").filter(party=cast.platform).count() == 1
    assert found("not_assigned").get(party=cast.platform).number == 5
    assert asked() == with_one


def test_a_finding_is_resolved_when_its_cause_ends_and_opens_when_it_returns(cast):
    use = services.record_own_use(
        party=cast.belfabriek,
        category=cast.category("TRAFFIC_BILLING"),
        purpose=Purpose.objects.get(code="CALL_ANALYTICS"),
        on=ON,
        by=SYSTEM,
    )
    recompute()
    finding = found("own_purpose").get(party=cast.belfabriek)
    services.end_own_use(own_use=use, on=LATER, by=SYSTEM)
    assert recompute(LATER)["resolved"] == 1
    finding.refresh_from_db()
    assert (finding.state, finding.settled_on) == (FindingState.RESOLVED, LATER)
    recompute(ON)
    finding.refresh_from_db()
    assert (finding.state, finding.settled_on) == (FindingState.REOPENED, None)


def test_a_contact_for_the_dpo_resolves_its_finding(cast):
    recompute()
    services.add_contact(party=cast.platform, kind="DPO", email="fg@example.com", by=SYSTEM)
    recompute()
    assert not found("no_dpo_contact").exists()


def test_a_source_is_superseded_from_its_day(cast):
    Source.objects.filter(code="wp169").update(superseded_on=LATER)
    recompute(ON)
    assert not found("superseded_source").exists()
    recompute(LATER)
    assert found("superseded_source").exists()


def test_an_accepted_finding_stays_accepted_until_its_cause_ends(cast, olga):
    recompute()
    finding = found("statement_undated").get()
    with pytest.raises(ReasonMissing):
        services.accept_finding(finding=finding, reason="  ", by=olga)
    services.accept_finding(finding=finding, reason="A dated version is coming.", on=ON, by=olga)
    with pytest.raises(FindingNotOpen):
        services.accept_finding(finding=finding, reason="Again.", by=olga)
    recompute(LATER)
    finding.refresh_from_db()
    assert finding.state == FindingState.ACCEPTED
    services.reopen_finding(finding=finding, by=olga)
    with pytest.raises(FindingNotAccepted):
        services.reopen_finding(finding=finding, by=olga)


def test_the_task_rings_the_service(cast):
    refresh_findings()
    assert Finding.objects.exists()


def test_an_unknown_code_is_shown_as_it_is():
    assert findings.sentence_for("no_such_code") == "no_such_code"


def test_a_partner_does_not_overrule_an_officer(cast, manager_of, olga):
    cast.delivers(cast.belfabriek, cast.bakker)
    recompute()
    bram = manager_of(cast.belfabriek)
    finding = Finding.objects.get(code="customer_without_agreement", party=cast.belfabriek)
    services.accept_finding(finding=finding, reason="Seen on paper.", on=ON, by=olga)
    with partner_scope(bram), pytest.raises(NotAllowed):
        services.reopen_finding(finding=finding, by=bram)
    reopened = services.reopen_finding(finding=finding, by=olga)
    assert (reopened.state, reopened.judged_by) == (FindingState.REOPENED, JudgedBy.OFFICER)
    with partner_scope(bram), pytest.raises(NotAllowed):
        services.accept_finding(finding=finding, reason="It is fine.", by=bram)
    recompute(LATER)
    assert not may_judge(finding=Finding.objects.get(pk=finding.pk), by=bram)


def test_a_partner_reopens_what_it_accepted_and_accepts_it_again(cast, manager_of, olga):
    cast.delivers(cast.belfabriek, cast.bakker)
    recompute()
    bram = manager_of(cast.belfabriek)
    finding = Finding.objects.get(code="customer_without_agreement", party=cast.belfabriek)
    with partner_scope(bram):
        for _time in range(2):
            accepted = services.accept_finding(finding=finding, reason="Being signed.", by=bram)
            assert accepted.judged_by == JudgedBy.PARTNER
            assert services.reopen_finding(finding=finding, by=bram).judged_by == ""
        services.accept_finding(finding=finding, reason="Being signed.", by=bram)
    services.reopen_finding(finding=finding, by=olga)
    assert not may_judge(finding=Finding.objects.get(pk=finding.pk), by=bram)


@pytest.mark.parametrize(("last", "kept"), [("reopened", JudgedBy.OFFICER), ("accepted", "")])
def test_what_an_officer_reopened_stays_for_officers_when_it_returns(cast, olga, last, kept):
    use = services.record_own_use(
        party=cast.belfabriek,
        category=cast.category("TRAFFIC_BILLING"),
        purpose=Purpose.objects.get(code="CALL_ANALYTICS"),
        on=ON,
        by=SYSTEM,
    )
    recompute()
    finding = found("own_purpose").get(party=cast.belfabriek)
    services.accept_finding(finding=finding, reason="For now.", on=ON, by=olga)
    if last == "reopened":
        services.reopen_finding(finding=finding, by=olga)
    services.end_own_use(own_use=use, on=LATER, by=SYSTEM)
    recompute(LATER)
    recompute(ON)
    finding.refresh_from_db()
    assert (finding.state, finding.reason) == (FindingState.REOPENED, "")
    assert (finding.judged_by, finding.settled_on) == (kept, None)


def test_a_partner_judges_what_it_must_act_on_and_nothing_else(cast, manager_of):
    cast.delivers(cast.belfabriek, cast.bakker)
    recompute()
    bram, eve = manager_of(cast.belfabriek), manager_of(cast.spraakwerk)
    mine = Finding.objects.get(code="customer_without_agreement", party=cast.belfabriek)
    ours = Finding.objects.get(code="partner_without_agreement", party=cast.belfabriek)
    with pytest.raises(NotFound):
        services.accept_finding(finding=mine, reason="Not mine.", by=eve)
    with pytest.raises(NotAllowed):
        services.accept_finding(finding=ours, reason="The platform's.", by=bram)
    reader = replace(bram, abilities=frozenset())
    with pytest.raises(NotAllowed):
        services.accept_finding(finding=mine, reason="Only reads.", by=reader)
    services.accept_finding(finding=mine, reason="Being signed.", on=ON, by=bram)
    recompute(LATER)
    mine.refresh_from_db()
    assert (mine.state, mine.reason) == (FindingState.ACCEPTED, "Being signed.")
    services.reopen_finding(finding=mine, by=bram)
    assert may_judge(finding=mine, by=bram)
    assert not may_judge(finding=ours, by=bram)
    assert not may_judge(finding=mine, by=eve)
