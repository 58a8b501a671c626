"""A caller takes its own incident from whom it touches to closing; nobody else's."""

from base64 import b64encode
from hashlib import sha256
from uuid import uuid4

import pytest

from records.incidents.models import IncidentDossier, IncidentNotice
from tests.api.conftest import Reseller
from tests.api.test_breaches import NEW, file_of, incident  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
NAME = {"name": "B. Bel"}
WHOLE = {
    **{key: NEW[key] for key in ("what", "nature", "data_categories", "name")},
    "consequences": "Messages may be known to others.",
    "measures": "All passwords were replaced.",
    "lessons": "Passwords are checked monthly.",
}
SCORES = {
    "processing_context": "2",
    "identification": "0.75",
    "confidentiality": "0.5",
    "integrity": "0",
    "availability": "0",
    "malicious": True,
}
STEPS = (
    "affected-parties",
    "assessments",
    "closings",
    "communications",
    "decisions",
    "duties",
    "facts",
    "letter-corrections",
    "letters",
    "non-notifications",
    "reopenings",
    "scope-statements",
)


@pytest.fixture
def own(belfabriek: Reseller) -> str:
    made = belfabriek.post("/breaches", NEW)
    assert made.status_code == 201, made.json()
    return f"/breaches/{made.json()['id']}"


def duties(reseller: Reseller, place: str) -> list[str]:
    return [row["duty"] for row in reseller.get(f"{place}/duties").json()["results"]]


def test_a_file_goes_from_whom_it_touches_to_closed(belfabriek: Reseller, own: str) -> None:
    done = []

    def does(step: str, body: dict) -> None:
        answer = belfabriek.post(f"{own}/{step}", body)
        assert answer.status_code == 201, (step, answer.json())
        done.append(step)

    assert "TOUCHED" in duties(belfabriek, own)
    party = {"party": str(belfabriek.customer.pk), "persons": 3, "records": 40}
    does("affected-parties", {"parties": [party]})
    (row,) = belfabriek.get(f"{own}/affected-parties").json()["results"]
    assert (row["party"]["id"], row["persons"]) == (party["party"], 3)
    refused = belfabriek.post(f"{own}/closings", NAME)
    assert (refused.status_code, refused.json()["code"]) == (409, "incident_duties_open")
    does("notices", {"means": "LETTER"})
    does("facts", WHOLE)
    assert [row["version"] for row in belfabriek.get(f"{own}/facts").json()["results"]] == [2, 1]
    does("assessments", {**SCORES, "risk": "HIGH", "reasons": "Content of calls.", **NAME})
    (row,) = belfabriek.get(f"{own}/assessments").json()["results"]
    assert (row["severity"], row["level"]) == ("2.50", "MEDIUM")
    moment = IncidentDossier.objects.get(pk=own.rpartition("/")[2]).opened_at.isoformat()
    late = {"phase": "COMPLETE", "done_at": moment, "delay_reasons": "Unclear.", **NAME}
    for regime in ("GDPR", "TELECOM"):
        does("notifications", {"regime": regime, **late})
    does("decisions", {"decision": "TELL", "text": "The risk is high.", **NAME})
    assert duties(belfabriek, own) == ["TOLD"]
    does("letters", {"address_kind": "POST", "person_references": ["K-1", "K-2"]})
    assert belfabriek.get(own).json()["waiting_letters"] == 2
    told = {"means": "LETTER", "done_at": moment, "reference": "Batch 7", **NAME}
    does("communications", {**told, "letters": ["POST"]})
    again = belfabriek.post(f"{own}/communications", {**told, "letters": ["POST"]})
    assert (again.status_code, again.json()["code"]) == (409, "incident_no_letters")
    rows = belfabriek.get(f"{own}/letters").json()["results"]
    assert {(row["person_reference"], row["reference"], row["means"]) for row in rows} == {
        ("K-1", "Batch 7", "LETTER"),
        ("K-2", "Batch 7", "LETTER"),
    }
    does("closings", NAME)
    assert belfabriek.get(own).json()["state"] == "CLOSED"
    refused = belfabriek.post(f"{own}/decisions", {"decision": "TELL", "text": "x", **NAME})
    assert (refused.status_code, refused.json()["code"]) == (409, "incident_closed")
    does("reopenings", {"text": "More is known.", **NAME})
    kinds = [step["kind"] for step in belfabriek.get(own).json()["steps"]]
    assert kinds == ["NOTIFIED", "NOTIFIED", "DECIDED", "TOLD", "CLOSED", "REOPENED"]


def test_a_wrong_reference_is_corrected_and_stays_on_record(belfabriek: Reseller, own: str) -> None:
    body = {"address_kind": "POST", "person_references": ["K-1", "K-2"]}
    belfabriek.post(f"{own}/letters", body)
    pair = {"person_reference": "K-2", "right_reference": "K-20"}
    given = {"address_kind": "POST", "corrections": [pair], "text": "A typing error.", **NAME}
    answer = belfabriek.post(f"{own}/letter-corrections", given)
    assert answer.status_code == 201, answer.json()
    assert answer.json()["waiting_letters"] == 2
    listed = belfabriek.get(f"{own}/letters").json()["results"]
    rows = {row["person_reference"]: row for row in listed}
    assert rows["K-2"]["replaced_by_id"] == rows["K-20"]["id"]
    assert rows["K-2"]["taken_off_at"]
    (step,) = belfabriek.get(f"{own}/letter-corrections").json()["results"]
    assert (step["kind"], step["text"]) == ("AMENDED", "A typing error.")
    again = belfabriek.post(f"{own}/letter-corrections", given)
    assert (again.status_code, again.json()["code"]) == (409, "incident_letter_not_waiting")


def test_proof_is_kept_as_it_was_sent_and_is_nobody_elses(
    belfabriek: Reseller, spraakwerk: Reseller, own: str
) -> None:
    moment = IncidentDossier.objects.get(pk=own.rpartition("/")[2]).opened_at.isoformat()
    paper = b"%PDF-1.7 2 letters posted"
    proof = {"name": "post\u202e.pdf", "content_type": "application/pdf"}
    proof["content_base64"] = b64encode(paper).decode()
    told = {"means": "LETTER", "done_at": moment, **NAME}
    step = belfabriek.post(f"{own}/communications", {**told, "proof": proof}).json()["steps"][-1]
    assert step["proof"]["sha256"] == sha256(paper).hexdigest()
    assert step["proof"]["name"] == "post.pdf"
    place = f"/proofs/{step['proof']['id']}"
    answer = belfabriek.get(own + place)
    assert answer.content == paper
    assert answer["Content-Type"] == "application/octet-stream"
    other = spraakwerk.post("/breaches", NEW).json()["id"]
    unknown = spraakwerk.get(f"/breaches/{other}/proofs/{uuid4()}")
    theirs = spraakwerk.get(f"/breaches/{other}{place}")
    assert (theirs.status_code, unknown.status_code) == (404, 404)
    late = {"regime": "GDPR", "phase": "FIRST", "done_at": moment, "delay_reasons": "x", **NAME}
    made = belfabriek.post(f"{own}/notifications", {**late, "proof": proof})
    assert made.json()["proof"]["sha256"] == step["proof"]["sha256"]
    for wrong in ({"content_type": "image/png"}, {"content_base64": ""}, {"content_base64": "?"}):
        refused = belfabriek.post(f"{own}/communications", {**told, "proof": {**proof, **wrong}})
        assert refused.status_code == 400, refused.json()
    assert belfabriek.get(f"{own}/communications").json()["total_count"] == 1


def test_all_customers_of_the_caller_and_none_of_anyone_else(
    belfabriek: Reseller, spraakwerk: Reseller, own: str
) -> None:
    place = f"{own}/affected-parties"
    answer = belfabriek.post(place, {"all_of": [str(belfabriek.party.pk)]})
    assert answer.status_code == 201, answer.json()
    (row,) = IncidentNotice.objects.all()
    assert row.recipient == belfabriek.customer
    said = set()
    for other in (str(spraakwerk.customer.pk), str(uuid4())):
        refused = belfabriek.post(place, {"parties": [{"party": other}]})
        said.add((refused.status_code, refused.json()["code"], refused.json()["title"]))
    assert len(said) == 1
    refused = belfabriek.post(place, {"all_of": [str(spraakwerk.party.pk)]})
    assert refused.status_code == 400


def test_a_caller_tells_its_customer_and_voipgrid_where_that_decides(
    belfabriek: Reseller, spraakwerk: Reseller
) -> None:
    given = {**NEW, "data_categories": ["TRANSMITTED", "OTHER_PERSONAL"]}
    place = f"/breaches/{belfabriek.post('/breaches', given).json()['id']}"
    parties = [{"party": str(belfabriek.customer.pk), "persons": 2}]
    belfabriek.post(f"{place}/affected-parties", {"parties": parties})
    rows = belfabriek.get(f"{place}/notices").json()["results"]
    assert {(row["recipient"]["kind"], *row["grounds"]) for row in rows} == {
        ("CUSTOMER", "GDPR Art. 33(2)"),
        ("PLATFORM", "GDPR Art. 28(10)"),
    }
    sent = belfabriek.post(f"{place}/notices", {"means": "LETTER"})
    assert (sent.status_code, sent.json()["waiting_notices"]) == (201, 0)
    assert spraakwerk.get("/breaches").json()["total_count"] == 0


def test_features_that_it_touches_and_what_the_service_does_not_have(belfabriek: Reseller) -> None:
    made = belfabriek.post("/breaches", {**NEW, "service_features": ["VOICEMAIL"]})
    assert made.json()["facts"]["service_features"] == ["VOICEMAIL"]
    refused = belfabriek.post("/breaches", {**NEW, "service_features": ["FAX"]})
    assert (refused.status_code, refused.json()["code"]) == (400, "incident_unknown_feature")


def test_a_file_that_changed_meanwhile_takes_no_step(belfabriek: Reseller, own: str) -> None:
    said = {"text": "Test data only.", **NAME}
    stale = belfabriek.post(f"{own}/scope-statements", said, if_match='"old"')
    assert stale.status_code == 412
    fresh = belfabriek.get(own).headers["ETag"]
    answer = belfabriek.post(f"{own}/scope-statements", said, if_match=fresh)
    assert answer.status_code == 201, answer.json()
    assert "TOUCHED" not in duties(belfabriek, own)


def test_in_anothers_file_no_step_is_read_or_taken(
    belfabriek: Reseller,
    spraakwerk: Reseller,
    incident: IncidentDossier,  # noqa: F811
) -> None:
    for pk in (file_of(spraakwerk), str(uuid4())):
        for step in STEPS:
            assert belfabriek.get(f"/breaches/{pk}/{step}").status_code == 404
        assert belfabriek.post(f"/breaches/{pk}/closings", NAME).status_code == 404


def test_many_sellers_are_looked_up_together(
    belfabriek: Reseller, own: str, django_assert_max_num_queries
) -> None:
    for many in (2, 200):
        with django_assert_max_num_queries(40):
            answer = belfabriek.post(
                f"{own}/affected-parties", {"all_of": [f"NOBODY-{n}" for n in range(many)]}
            )
        assert answer.status_code == 400
        assert len(answer.json()["errors"]) == many
