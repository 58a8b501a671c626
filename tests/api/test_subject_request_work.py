"""What the portal can do about a request the API can too: steps, notes, tasks, and an answer."""

import pytest

from records.answers.services import fetch_package
from records.requests.models import RequestStep, RequestTask, SubjectRequest
from tests.api.conftest import Reseller
from tests.api.test_subject_requests import ANNA, PLACE, SAID, part, received  # noqa: F401
from tests.records.answers.filling import ANNAS, our_own
from voipgrid_privacy.api.models import AnsweredWrite
from voipgrid_privacy.kernel.tenancy import PUBLIC

pytestmark = pytest.mark.django_db


def test_what_is_done_about_the_whole_is_a_step(belfabriek: Reseller, received: dict) -> None:  # noqa: F811
    place = f"{PLACE}/{received['id']}"
    for sub, more in (
        ("identity-checks", {"result": "ASKED"}),
        ("identity-checks", {"result": "NOT_CONFIRMED"}),
        ("identity-checks", {"result": "ASKED"}),
        ("identity-checks", {"result": "CONFIRMED", "text": "Teruggebeld"}),
        ("clarifications", {"result": "ASKED", "text": "Welke maand?"}),
        ("clarifications", {"result": "GIVEN", "text": "Maart"}),
        ("withdrawals", {}),
        ("reopenings", {}),
        ("closures", {}),
    ):
        answer = belfabriek.post(f"{place}/{sub}", {**SAID, **more})
        assert answer.status_code == 201, answer.json()
    assert [step["kind"] for step in answer.json()["steps"]] == [
        "PLACED",
        "IDENTITY_ASKED",
        "IDENTITY_FAILED",
        "IDENTITY_ASKED",
        "IDENTITY_CONFIRMED",
        "CLARIFICATION_ASKED",
        "CLARIFICATION_GIVEN",
        "WITHDRAWN",
        "REOPENED",
        "CLOSED",
    ]
    assert answer.json()["state"] == "CLOSED"
    assert belfabriek.post(f"{place}/closures", SAID).json()["code"] == "request_over"
    unknown = belfabriek.post(f"{place}/identity-checks", {**SAID, "result": "MAYBE"})
    assert unknown.json()["errors"][0]["pointer"] == "/result"


def test_the_platform_is_asked_to_assist(belfabriek: Reseller, received: dict) -> None:  # noqa: F811
    place = f"{PLACE}/{received['id']}"
    body = {**SAID, "part_id": part(received, "TRAFFIC_BILLING")["id"]}
    row = belfabriek.post(f"{place}/assistance-requests", body).json()
    assert row["steps"][-1]["other"]["kind"] == "PLATFORM"
    given = belfabriek.post(f"{place}/assistances", body)
    assert given.json()["code"] == "request_not_its_duty"


def test_notes_and_tasks_stay_inside(
    belfabriek: Reseller,
    spraakwerk: Reseller,
    received: dict,  # noqa: F811
) -> None:
    place = f"{PLACE}/{received['id']}"
    note = belfabriek.post(f"{place}/notes", {"name": "B. Bel", "text": "Belt morgen terug"})
    assert note.status_code == 201, note.json()
    task = {"assignee": "C. Bel", "text": "Zoek de facturen", "due_date": "2026-03-20"}
    made = belfabriek.post(f"{place}/tasks", task).json()
    done = belfabriek.post(f"{place}/tasks/{made['id']}/completions", {})
    assert (made["kind"], made["done_at"], done.status_code) == ("TASK", None, 201)
    again = belfabriek.post(f"{place}/tasks/{made['id']}/completions", {})
    assert again.json()["code"] == "request_fixed"
    assert belfabriek.get(f"{place}/notes").json()["results"] == [note.json()]
    assert belfabriek.get(f"{place}/tasks").json()["total_count"] == 1
    for sub in ("notes", "tasks", f"tasks/{made['id']}/completions", "closures"):
        assert spraakwerk.post(f"{place}/{sub}", SAID).status_code == 404
    assert spraakwerk.get(f"{place}/notes").status_code == 404


@pytest.fixture
def found(belfabriek: Reseller, spraakwerk: Reseller) -> str:
    """The address of Anna's part of the traffic, with her calls, and identity confirmed."""
    our_own(
        (belfabriek.party.pk, belfabriek.customer.pk), (spraakwerk.party.pk, spraakwerk.customer.pk)
    )
    body = {
        "rights": ["ACCESS", "ERASURE"],
        "received_at": "2026-03-05T09:00:00Z",
        "subject": {**ANNA, "phones": [ANNAS]},
        "about": "RELATIECODE:K-Bakker",
    }
    row = belfabriek.post(PLACE, body).json()
    place = f"{PLACE}/{row['id']}"
    belfabriek.post(f"{place}/identity-checks", {**SAID, "result": "CONFIRMED", "text": "Gebeld"})
    return f"{place}/parts/{part(row, 'TRAFFIC_BILLING')['id']}"


def test_a_part_is_searched_decided_and_put_together(belfabriek: Reseller, found: str) -> None:
    assert belfabriek.get(f"{found}/data-searches").json() == {"searched_at": None, "groups": []}
    searched = belfabriek.post(f"{found}/data-searches", {})
    assert searched.status_code == 201, searched.json()
    early = belfabriek.post(f"{found}/packages", {"kind": "ACCESS"})
    assert early.json()["code"] == "answer_not_decided"
    for group in searched.json()["groups"]:
        if group["outcome"] in {"FOUND", "NOT_SEARCHABLE"}:
            here = group["outcome"] == "FOUND"
            why = {} if here else {"reason": "BY_HAND", "text": "Nagekeken"}
            body = {"group_id": group["id"], "included": here, "name": "B. Bel", **why}
            decided = belfabriek.post(f"{found}/decisions", body)
            assert decided.status_code == 201, decided.json()
    assert ANNAS not in decided.content.decode()  # everybody is masked here
    assert all(g["decision"] for g in decided.json()["groups"] if g["outcome"] == "FOUND")
    asked = {"kind": "ACCESS"}
    made = belfabriek.post(f"{found}/packages", asked, Idempotency_Key="k1").json()
    again = belfabriek.post(f"{found}/packages", asked, Idempotency_Key="k1").json()
    assert made["code"]
    assert again == {**made, "code": None}  # a retry is told no secret
    assert made["code"] not in str([bytes(row.body) for row in AnsweredWrite.objects.all()])
    _row, content = fetch_package(
        code=made["code"], at=RequestStep.objects.last().entered_at, by=PUBLIC
    )
    assert content.startswith(b"PK")
    (listed,) = belfabriek.get(f"{found}/packages").json()["results"]
    assert (listed["id"], listed["fetch_count"]) == (made["id"], 1)
    ended = belfabriek.post(f"{found}/packages/{made['id']}/withdrawals", {}).json()
    assert ended["end_reason"] == "WITHDRAWN"


def test_what_erasing_would_do_is_previewed_and_the_platform_is_instructed(
    belfabriek: Reseller, found: str
) -> None:
    assert belfabriek.get(f"{found}/erasures").json() == {"preview": [], "runs": []}
    searched = belfabriek.post(f"{found}/data-searches", {}).json()
    (group,) = [each for each in searched["groups"] if each["outcome"] == "FOUND"]
    body = {"group_id": group["id"], "included": True, "name": "B. Bel"}
    belfabriek.post(f"{found}/decisions", body)
    (place,) = belfabriek.get(f"{found}/erasures").json()["preview"]
    assert (place["found_count"], place["erasable_count"], place["refusal"]) == (1, 1, None)
    assert place["technique"] == "GENERALISE"
    wrong = belfabriek.post(f"{found}/erasures", {"typed": "AVG-1", "name": "B. Bel"})
    assert wrong.json()["code"] == "answer_not_typed"
    reference = SubjectRequest.objects.get().reference
    answer = belfabriek.post(f"{found}/erasures", {"typed": reference, "name": "B. Bel"})
    assert (answer.status_code, answer.json()["runs"]) == (201, [])
    assert RequestStep.objects.get(kind="ASSIST_ASKED").name == "B. Bel"
    assert RequestTask.objects.get().party.kind == "PLATFORM"
    again = belfabriek.post(f"{found}/erasures", {"typed": reference, "name": "B. Bel"})
    assert again.status_code == 201
    assert RequestStep.objects.filter(kind="ASSIST_ASKED").count() == 1


def test_where_a_value_can_be_rectified_is_listed(
    belfabriek: Reseller, spraakwerk: Reseller, found: str
) -> None:
    assert belfabriek.get(f"{found}/rectifiable-places").json() == {"places": []}
    assert spraakwerk.get(f"{found}/rectifiable-places").status_code == 404


def test_what_was_found_is_nobody_elses(
    belfabriek: Reseller, spraakwerk: Reseller, found: str, nobody: str
) -> None:
    request, _parts, own = found.removeprefix(f"{PLACE}/").split("/")
    for place in (found, f"{PLACE}/{request}/parts/{nobody}", f"{PLACE}/{nobody}/parts/{own}"):
        who = spraakwerk if place == found else belfabriek
        for sub in ("data-searches", "packages", "erasures"):
            assert who.get(f"{place}/{sub}").status_code == 404
            assert who.post(f"{place}/{sub}", {"kind": "ACCESS"}).status_code == 404
