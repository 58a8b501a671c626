"""Findings through the API: read, accepted and reopened by whoever must act on them."""

import json

import pytest

from roles.choices import Owner
from roles.models import Finding, Party
from roles.models.findings import FindingState
from roles.services import recompute_findings
from tests.api.conftest import DAY, Reseller, token_for
from voipgrid_privacy.kernel.history import trail_of
from voipgrid_privacy.kernel.tenancy import SYSTEM

WHY = {"reason": "The registration is in the parent's name."}


@pytest.fixture
def found(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    recompute_findings(on=DAY, by=SYSTEM)


def own(party: Party, owner: str = Owner.PARTNER) -> Finding:
    return Finding.objects.filter(party=party, owner=owner).order_by("code")[0]


def path(finding: Finding, what: str = "") -> str:
    return f"/findings/{finding.pk}{what}"


def code_of(response) -> tuple[int, str]:
    assert response["content-type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def test_a_partner_accepts_what_it_must_act_on_and_reopens_it(found, belfabriek):
    finding = own(belfabriek.party)
    made = belfabriek.post(path(finding, "/acceptances"), WHY)
    assert made.status_code == 201, made.content
    assert made.json()["state"] == "ACCEPTED"
    assert made["ETag"] == belfabriek.get(path(finding))["ETag"]
    assert "reason" not in made.json()
    finding.refresh_from_db()
    assert (finding.state, finding.reason) == (FindingState.ACCEPTED, WHY["reason"])
    stamp = json.loads(json.dumps(trail_of(finding)[-1]["pgh_context"]))
    assert stamp["action"] == "accept_finding"
    again = belfabriek.post(path(finding, "/reopenings"), {})
    assert again.status_code == 201, again.content
    assert again.json()["state"] == "REOPENED"
    finding.refresh_from_db()
    assert finding.reason == ""


def test_what_the_platform_must_act_on_is_not_for_a_partner_to_accept(found, belfabriek):
    finding = own(belfabriek.party, Owner.PLATFORM)
    for what, body in (("/acceptances", WHY), ("/reopenings", {})):
        assert code_of(belfabriek.post(path(finding, what), body)) == (403, "not_allowed")
    assert Finding.objects.get(pk=finding.pk).state == FindingState.OPEN


def test_a_finding_of_another_is_like_nothing(found, belfabriek, spraakwerk, nobody):
    theirs = own(spraakwerk.party)
    for what, body in (("/acceptances", WHY), ("/reopenings", {})):
        answers = [
            belfabriek.post(f"/findings/{pk}{what}", body) for pk in (theirs.pk, nobody, "x")
        ]
        assert [code_of(answer) for answer in answers] == [(404, "not_found")] * 3
    assert Finding.objects.get(pk=theirs.pk).state == FindingState.OPEN


def test_refusals_have_stable_codes(found, belfabriek):
    finding = own(belfabriek.party)
    blank = belfabriek.post(path(finding, "/acceptances"), {"reason": "  "})
    assert code_of(blank) == (400, "reason_missing")
    assert blank.json()["errors"][0]["pointer"] == "/reason"
    assert belfabriek.post(path(finding, "/acceptances"), {}).status_code == 400
    assert belfabriek.post(path(finding, "/acceptances"), {**WHY, "x": 1}).status_code == 400
    assert belfabriek.post(path(finding, "/reopenings"), {"x": 1}).status_code == 400
    assert code_of(belfabriek.post(path(finding, "/reopenings"), {})) == (
        409,
        "finding_not_accepted",
    )
    belfabriek.post(path(finding, "/acceptances"), WHY)
    assert code_of(belfabriek.post(path(finding, "/acceptances"), WHY)) == (
        409,
        "finding_not_open",
    )


def test_a_stale_version_is_refused_and_a_retry_is_harmless(found, belfabriek):
    finding = own(belfabriek.party)
    stale = belfabriek.post(path(finding, "/acceptances"), WHY, if_match='"old"')
    assert code_of(stale) == (412, "stale_version")
    tag = belfabriek.get(path(finding))["ETag"]
    one = belfabriek.post(path(finding, "/acceptances"), WHY, if_match=tag, idempotency_key="k")
    two = belfabriek.post(path(finding, "/acceptances"), WHY, if_match=tag, idempotency_key="k")
    assert (one.status_code, two.status_code) == (201, 201)
    assert one.json() == two.json()
    other = {"reason": "Something else."}
    reused = belfabriek.post(path(finding, "/acceptances"), other, idempotency_key="k")
    assert code_of(reused) == (409, "idempotency_key_reused")


def test_a_token_that_only_reads_judges_nothing(found, belfabriek):
    belfabriek.token = token_for(belfabriek.party, ["findings.read"])
    refused = belfabriek.post(path(own(belfabriek.party), "/acceptances"), WHY)
    assert code_of(refused) == (403, "insufficient_scope")
