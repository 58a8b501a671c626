"""Features, sources and findings through the API."""

import pytest

from roles.models import ContractFeature, Finding
from roles.services import recompute_findings
from tests.api.conftest import DAY, Reseller
from voipgrid_privacy.kernel.tenancy import SYSTEM


@pytest.fixture
def judged(belfabriek: Reseller, spraakwerk: Reseller):
    recompute_findings(on=DAY, by=SYSTEM)


def everything(reseller: Reseller, path: str) -> list[dict]:
    answer = reseller.get(f"{path}{'&' if '?' in path else '?'}limit=200")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_a_feature_says_who_has_it_and_what_is_kept(belfabriek):
    found = {each["code"]: each for each in everything(belfabriek, "/service-features")
             if each["service"] == "TELEPHONY"}  # fmt: skip
    assert found["CALL_ANALYTICS"]["had_by"] == "SELLER"
    assert found["VOICEMAIL"]["keeping"][0]["kept"] == "AS_INSTRUCTED"
    secret = {code for code, each in found.items() if each["secret"]}
    assert secret == {"LAWFUL_INTERCEPTION", "STATUTORY_DISCLOSURE"}
    assert {each["kept"] for code in secret for each in found[code]["keeping"]} == {"NOTHING"}


def test_a_feature_is_switched_on_and_off_for_a_period(belfabriek, nobody):
    path = f"/contracts/{belfabriek.contract.pk}"
    body = {"feature": "TRANSCRIPTION", "valid_from_date": "2026-03-01"}
    made = belfabriek.post(f"{path}/features", body)
    assert made.status_code == 201, made.content
    assert made.json() == {
        "feature": "TRANSCRIPTION", "valid_from_date": "2026-03-01", "valid_until_date": None,
    }  # fmt: skip
    again = belfabriek.post(f"{path}/features", body)
    assert (again.status_code, again.json()["code"]) == (409, "overlapping_feature")
    off = {"feature": "TRANSCRIPTION", "effective_date": "2026-06-01"}
    ended = belfabriek.post(f"{path}/feature-terminations", off)
    assert (ended.status_code, ended.json()["valid_until_date"]) == (201, "2026-06-01")
    (row,) = belfabriek.get(f"{path}/features").json()["results"]
    assert row["valid_until_date"] == "2026-06-01"
    unknown = belfabriek.post(f"{path}/features", {**body, "feature": "TELEPATHY"})
    assert unknown.status_code == 404
    assert belfabriek.post(f"/contracts/{nobody}/features", body).status_code == 404


def test_another_partners_contract_has_no_features_to_see_or_switch(belfabriek, spraakwerk):
    path = f"/contracts/{belfabriek.contract.pk}/features"
    body = {"feature": "TRANSCRIPTION", "valid_from_date": "2026-03-01"}
    assert spraakwerk.get(path).status_code == 404
    assert spraakwerk.post(path, body).status_code == 404
    assert not ContractFeature.objects.exists()


@pytest.mark.parametrize("feature", ["LAWFUL_INTERCEPTION", "STATUTORY_DISCLOSURE"])
def test_what_the_law_asks_is_never_switched_on(belfabriek, feature):
    path = f"/contracts/{belfabriek.contract.pk}/features"
    answer = belfabriek.post(path, {"feature": feature, "valid_from_date": "2026-03-01"})
    assert answer.json()["code"] == "feature_always_on"
    assert not ContractFeature.objects.exists()


def test_sources_with_what_rests_on_them_and_what_replaced_them(belfabriek):
    found = {each["code"]: each for each in everything(belfabriek, "/sources")}
    assert found["wp169"]["superseded_by"] == "edpb-07-2020"
    assert not found["wp169"]["holds"]
    assert "communicates" in found["wp169"]["rules"]
    assert found["gdpr"]["holds"]
    then = belfabriek.get("/sources/wp169?asof=2021-07-06").json()
    assert then["holds"]
    kinds = {each["kind"] for each in everything(belfabriek, "/sources?kind=DECISION")}
    assert kinds == {"DECISION"}
    assert belfabriek.get("/sources/nothing").status_code == 404


def test_findings_are_those_of_the_own_parties_with_a_next_step(belfabriek, spraakwerk, judged):
    mine, theirs = everything(belfabriek, "/findings"), everything(spraakwerk, "/findings")
    about = {each["party"]["name"] for each in mine if each["party"]["kind"] == "PARTNER"}
    assert about == {"Belfabriek"}
    assert "Belfabriek" not in {each["party"]["name"] for each in theirs}
    (one,) = [each for each in mine if each["code"] == "acm_registration_missing"]
    assert one["next_step"]
    assert one["cites"] == ["Tw Art. 2.1(1)"]
    assert belfabriek.get(f"/findings/{one['id']}").json() == one
    assert spraakwerk.get(f"/findings/{one['id']}").status_code == 404


def test_findings_are_filtered_and_a_wrong_filter_is_refused(belfabriek, judged):
    path = f"/findings?party={belfabriek.party.pk}"
    assert {e["severity"] for e in everything(belfabriek, f"{path}&severity=MEDIUM")} == {"MEDIUM"}
    assert everything(belfabriek, f"{path}&state=RESOLVED") == []
    assert {e["code"] for e in everything(belfabriek, f"{path}&code=not_assigned")} <= {
        "not_assigned"
    }
    for wrong in ("state=OPENED", "severity=SEVERE", "code=nothing"):
        assert belfabriek.get(f"{path}&{wrong}").status_code == 400


def test_the_reason_for_which_a_finding_was_accepted_stays_inside(belfabriek, judged):
    row = Finding.objects.get(code="acm_registration_missing", party=belfabriek.party)
    Finding.objects.filter(pk=row.pk).update(state="ACCEPTED", reason="ask Olga")
    answer = belfabriek.get(f"/findings/{row.pk}")
    assert answer.json()["state"] == "ACCEPTED"
    assert b"Olga" not in answer.content


def test_findings_speak_the_readers_language(belfabriek, judged):
    dutch = belfabriek.get("/findings?code=acm_registration_missing", accept_language="nl")
    assert "ACM" in dutch.json()["results"][0]["sentence"]
    english = belfabriek.get("/findings?code=acm_registration_missing", accept_language="en")
    assert dutch.json()["results"][0]["sentence"] != english.json()["results"][0]["sentence"]
