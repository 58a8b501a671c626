"""Explanations through the API: why, why not, and the same again by reference."""

import pytest

from roles.explaining.models import RecordedQuestion
from tests.api.conftest import Reseller

pytestmark = pytest.mark.django_db
DAY = "2026-03-01"


def asked(reseller: Reseller, **more: str) -> str:
    query = {
        "customer": "RELATIECODE:K-Bakker",
        "party": str(reseller.party.pk),
        "category": "TRANSMITTED",
        "asof": DAY,
        **more,
    }
    return "/role-explanations?" + "&".join(f"{key}={value}" for key, value in query.items())


def test_an_answer_with_facts_entries_and_why_not(belfabriek: Reseller) -> None:
    got = belfabriek.get(asked(belfabriek, role="SUB_PROCESSOR"), accept_language="en")
    assert got.status_code == 200, got.content
    (found,) = got.json()["results"]
    assert found["answer"]["role"] == "PROCESSOR"
    assert "INSTRUCTED_BY" not in found
    assert {f["fact"] for f in found["facts"]} >= {"instructed_by", "natural_person"}
    assert {e["kind"] for e in found["entries"]} == {"PARTY", "CONTRACT"}
    assert found["keeping"]["kept"] == "NOTHING"
    assert found["keeping"]["cites"][0] == "Tw Art. 11.2a"
    (way,) = found["why_not"]["ways"]
    assert way["changes"] == [
        {
            "fact": "instructed_by",
            "value": "PROCESSOR",
            "sentence": "It acts on the instructions of a processor.",
        }
    ]
    assert way["grounds"][0]["cites"] == ["GDPR Art. 28(2)", "GDPR Art. 28(4)"]
    assert not RecordedQuestion.objects.exists()


@pytest.mark.parametrize(
    ("more", "status"),
    [({"role": "KING"}, 400), ({"category": ""}, 400), ({"category": "X"}, 404), ({"x": "1"}, 400)],
)
def test_what_is_no_question_is_refused(
    belfabriek: Reseller, more: dict[str, str], status: int
) -> None:
    assert belfabriek.get(asked(belfabriek, **more)).status_code == status


def test_a_question_on_record_is_looked_up_with_the_same_answer(
    belfabriek: Reseller, spraakwerk: Reseller
) -> None:
    body = {
        "customer": "RELATIECODE:K-Bakker",
        "party": str(belfabriek.party.pk),
        "data_category": "TRANSMITTED",
        "asof_date": DAY,
        "expected_role": "CONTROLLER",
    }
    made = belfabriek.post("/role-explanations", body, idempotency_key="q1")
    again = belfabriek.post("/role-explanations", body, idempotency_key="q1")
    assert made.status_code == again.status_code == 201, made.content
    assert made.content == again.content
    told = made.json()
    found = belfabriek.get(f"/role-explanations/{told['reference']}")
    assert found.json() == told
    assert found.json()["unchanged"] is True
    assert made["Location"].endswith(told["reference"])
    sheet = belfabriek.get(f"/role-explanations/{told['reference']}/document")
    assert sheet["Content-Type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF-")
    for path in ("", "/document"):
        hidden = spraakwerk.get(f"/role-explanations/{told['reference']}{path}")
        nothing = spraakwerk.get(f"/role-explanations/0000-0000-0000{path}")
        assert hidden.status_code == nothing.status_code == 404
    strange = spraakwerk.post("/role-explanations", {**body, "customer": None})
    assert strange.status_code == 400


def test_hash_and_answer_do_not_depend_on_the_language(belfabriek: Reseller) -> None:
    dutch, english = (
        belfabriek.get(asked(belfabriek, knownat="2099-01-01T00:00:00Z"), accept_language=code)
        for code in ("nl", "en")
    )
    one, two = dutch.json()["results"][0], english.json()["results"][0]
    assert one["answer_hash"] == two["answer_hash"]
    assert one["sentence"] != two["sentence"]
