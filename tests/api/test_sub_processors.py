"""Sub-processors, notices and objections through the API."""

from uuid import uuid4

import pytest
from django.utils import timezone

from roles.models import Contact, DataCategory, Party, Service
from roles.services import conclude_contract, register_party
from roles.sub_processors import services
from roles.sub_processors.models import SubProcessorChange
from tests.api.conftest import START, Reseller, token_for
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

pytestmark = pytest.mark.django_db


@pytest.fixture
def change(
    platform: Party, telephony: Service, belfabriek: Reseller, spraakwerk: Reseller
) -> SubProcessorChange:
    return announced(platform, telephony, belfabriek, spraakwerk)


def announced(
    platform: Party, telephony: Service, belfabriek: Reseller, spraakwerk: Reseller
) -> SubProcessorChange:
    for one in (belfabriek, spraakwerk):
        for party in (one.party, one.customer):
            Contact.objects.create(party=party, kind="PRIVACY", email="x@example.nl")
    made = services.propose_change(
        proposer=platform,
        sub_processor=register_party(kind="SUPPLIER", name="Carrier", is_public=True, by=SYSTEM),
        service=telephony,
        categories=DataCategory.objects.filter(code="TRANSMITTED"),
        purpose=Localised("Gesprekken doorgeven.", "Carrying calls."),
        reason=Localised("Meer routes.", "More routes."),
        location="DE",
        mechanism="NONE_NEEDED",
        planned_on=timezone.localdate(),
        at=timezone.now(),
        by=SYSTEM,
    )
    services.notify(change=made, at=timezone.now(), by=SYSTEM)
    return made


def first(belfabriek: Reseller) -> str:
    (one,) = belfabriek.get("/sub-processor-notices").json()["results"]
    return f"/sub-processor-notices/{one['id']}"


def test_the_chain_is_listed_with_role_and_depth(
    belfabriek: Reseller, platform: Party, telephony: Service
) -> None:
    host = register_party(kind="SUPPLIER", name="Host", is_public=True, by=SYSTEM)
    supply = {"service": telephony, "kind": "SUPPLY", "on": START, "by": SYSTEM}
    conclude_contract(provider=host, acquirer=platform, **supply)
    answer = belfabriek.get("/sub-processors?asof=2026-03-01").json()
    found = {row["party"]["name"]: row for row in answer["results"]}
    assert set(found) == {"VoIPGRID B.V.", "Host"}
    assert found["Host"]["since_date"] == START.isoformat()
    assert found["Host"]["engaged_by"]["name"] == "VoIPGRID B.V."
    parts = {part["data_category"]: part for part in found["Host"]["parts"]}
    assert parts["TRANSMITTED"]["depth"] == 3
    assert parts["TRAFFIC_BILLING"]["role"] == "SUB_PROCESSOR"
    assert not found["Host"]["described"]
    customer = belfabriek.get(f"/sub-processors?party={belfabriek.customer.pk}").json()
    assert "Belfabriek" in {row["party"]["name"] for row in customer["results"]}


def test_a_notice_is_read_previewed_passed_on_objected_to_and_settled(
    change: SubProcessorChange, belfabriek: Reseller
) -> None:
    path = first(belfabriek)
    one = belfabriek.get(path)
    assert one.json()["change"]["sub_processor_name"] == "Carrier"
    assert one.json()["last_date"] > one.json()["notified_date"]
    preview = belfabriek.get(f"{path}/recipients").json()["results"]
    assert [(row["party"]["name"], row["email"], row["agreed"]) for row in preview] == [
        ("Bakker", True, False)
    ]
    assert belfabriek.get(f"{path}/recipients?limit=1").json()["next_cursor"] is None
    key = {"Idempotency_Key": "once"}
    told = belfabriek.post(f"{path}/onward-notices", {"default_days": 14}, **key)
    assert told.status_code == 201
    (customers,) = told.json()["results"]
    assert customers["notice_days"] == 14
    again = belfabriek.post(f"{path}/onward-notices", {"default_days": 14}, **key)
    assert again.json() == told.json()
    nobody = belfabriek.post(f"{path}/onward-notices", {})
    assert (nobody.status_code, nobody.json()["code"]) == (409, "nobody_to_tell")

    objecting = f"/sub-processor-notices/{customers['id']}/objections"
    empty = belfabriek.post(objecting, {"reason": ""})
    assert empty.json()["code"] == "objection_reason_missing"
    assert "GDPR Art. 28(2)" in empty.json()["cites"]
    made = belfabriek.post(objecting, {"reason": "Nee."})
    assert made.status_code == 201
    assert made.json()["objector"]["name"] == "Bakker"
    place = made["Location"].removeprefix("/api/v1")
    assert belfabriek.get(place).json() == made.json()
    assert len(belfabriek.get("/objections").json()["results"]) == 1
    stale = belfabriek.post(f"{place}/settlements", {"settlement": "TAKEN_BACK"}, If_Match='"x"')
    assert stale.status_code == 412
    settled = belfabriek.post(
        f"{place}/settlements", {"settlement": "MITIGATED", "agreed": "Sleutels."}
    )
    assert settled.json()["settlement"] == "MITIGATED"
    twice = belfabriek.post(f"{place}/settlements", {"settlement": "TAKEN_BACK"})
    assert twice.json()["code"] == "already_settled"


def test_a_specific_authorisation_is_given_and_a_refusal_is_kept(
    platform: Party, telephony: Service, belfabriek: Reseller, spraakwerk: Reseller
) -> None:
    host = register_party(kind="SUPPLIER", name="Host", is_public=True, by=SYSTEM)
    body = {
        "giver": str(belfabriek.party.pk),
        "holder": str(platform.pk),
        "kind": "SPECIFIC",
        "engages": str(host.pk),
        "valid_from_date": "2025-01-01",
    }
    nameless = belfabriek.post("/authorisations", {**body, "engages": None})
    assert (nameless.status_code, nameless.json()["code"]) == (400, "mandate_party")
    made = belfabriek.post("/authorisations", body)
    assert (made.status_code, made.json()["engages"]["name"]) == (201, "Host")
    place = f"/authorisations/{made.json()['id']}"
    assert belfabriek.get(place).json() == made.json()
    assert spraakwerk.get(place).status_code == 404
    assert spraakwerk.post("/authorisations", body).status_code in {400, 403}
    assert belfabriek.get("/authorisations?asof=2025-06-01").json()["total_count"] == 1
    announced(platform, telephony, belfabriek, spraakwerk)
    path = first(belfabriek)
    assert belfabriek.get(path).json()["authorisation"] == "SPECIFIC"
    empty = belfabriek.post(f"{path}/refusals", {"reason": ""})
    assert empty.json()["code"] == "objection_reason_missing"
    refused = belfabriek.post(f"{path}/refusals", {"reason": "Te ver weg."})
    assert (refused.status_code, refused.json()["reason"]) == (201, "Te ver weg.")
    assert belfabriek.post(f"{path}/consents", {}).json()["consent_given"] == "ITSELF"
    late = belfabriek.post(f"{path}/refusals", {"reason": "Toch niet."})
    assert (late.status_code, late.json()["code"]) == (409, "no_consent_asked")
    ended = belfabriek.post(f"{place}/terminations", {"effective_date": "2026-01-01"})
    assert (ended.status_code, ended.json()["valid_until_date"]) == (201, "2026-01-01")


def test_an_agreement_names_whom_the_processor_may_engage(
    platform: Party, belfabriek: Reseller
) -> None:
    body = {
        "controller": str(belfabriek.customer.pk),
        "valid_from_date": "2026-01-01",
        "authorisation": "SPECIFIC",
        "engages": [str(platform.pk)],
    }
    assert belfabriek.post("/agreements", body).status_code == 201
    (found,) = belfabriek.get("/authorisations").json()["results"]
    assert (found["kind"], found["engages"]["id"]) == ("SPECIFIC", str(platform.pk))
    assert found["agreement_id"] is not None


def test_nobody_waits_for_consent_under_a_general_or_unknown_authorisation(
    change: SubProcessorChange, belfabriek: Reseller
) -> None:
    answer = belfabriek.post(f"{first(belfabriek)}/consents", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_consent_asked")


def test_anothers_notice_is_answered_like_nothing(
    change: SubProcessorChange, belfabriek: Reseller, spraakwerk: Reseller
) -> None:
    hers = first(spraakwerk)
    nothing = f"/sub-processor-notices/{uuid4()}"
    for tail, body in (
        ("", None),
        ("/recipients", None),
        ("/onward-notices", {}),
        ("/consents", {}),
        ("/objections", {"reason": "x"}),
    ):
        for path in (hers, nothing):
            call = belfabriek.get if body is None else belfabriek.post
            answer = call(path + tail) if body is None else call(path + tail, body)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path + tail


def test_no_scope_of_the_api_lets_a_change_begin(
    change: SubProcessorChange, belfabriek: Reseller
) -> None:
    path = f"/sub-processor-changes/{change.pk}/activations"
    assert belfabriek.post(path, {}).status_code == 404
    change.refresh_from_db()
    assert change.state == "NOTIFIED"


def test_each_resource_has_scopes_of_its_own(
    change: SubProcessorChange, belfabriek: Reseller
) -> None:
    path = first(belfabriek)
    belfabriek.token = token_for(belfabriek.party, ["sub-processor-notices.read"])
    assert belfabriek.get(path).status_code == 200
    for answer in (
        belfabriek.get("/sub-processors"),
        belfabriek.get("/objections"),
        belfabriek.post(f"{path}/objections", {"reason": "x"}),
        belfabriek.post(f"{path}/onward-notices", {}),
    ):
        assert answer.status_code == 403
