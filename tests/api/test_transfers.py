"""Transfers through the API: the day's register, and a partner's own."""

from datetime import date
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roles.models import Contract, Party, Service
from roles.services import conclude_contract, register_party
from roles.sub_processors.services import describe_engagement
from roles.transfers.services import record_transfer
from tests.api.conftest import START, Reseller
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

pytestmark = pytest.mark.django_db
SCC = {"mechanism": "SAFEGUARDS", "instrument": "SCC_2021"}


@pytest.fixture
def supply(platform: Party, telephony: Service) -> Contract:
    us = register_party(kind="SUPPLIER", name="Ridgeline", country="US", is_public=True, by=SYSTEM)
    made = conclude_contract(
        provider=us, acquirer=platform, service=telephony, kind="SUPPLY", on=START, by=SYSTEM
    )
    describe_engagement(
        contract=made,
        purpose=Localised("x", "x"),
        location="US",
        mechanism="SAFEGUARDS",
        at=timezone.now(),
        by=SYSTEM,
    )
    return made


@pytest.fixture
def own(belfabriek: Reseller, telephony: Service) -> Contract:
    abroad = register_party(
        kind="SUPPLIER", name="Billing", country="IN", registered_by=belfabriek.party, by=SYSTEM
    )
    return conclude_contract(
        provider=abroad,
        acquirer=belfabriek.party,
        service=telephony,
        kind="SUPPLY",
        on=START,
        by=SYSTEM,
    )


def body(belfabriek: Reseller, own: Contract, **more: object) -> dict[str, object]:
    return {
        "exporter": str(belfabriek.party.pk),
        "importer": str(own.provider_id),
        "country": "IN",
        "contract": str(own.pk),
        "signed_date": "2024-12-01",
        "valid_from_date": START.isoformat(),
        **SCC,
        **more,
    }


def test_the_transfers_of_a_day_are_those_of_the_own_chain(
    belfabriek: Reseller, supply: Contract
) -> None:
    (row,) = belfabriek.get("/transfers?asof=2026-03-01").json()["results"]
    assert (row["importer"]["name"], row["country"], row["verdict"]) == (
        "Ridgeline",
        "US",
        "UNLAWFUL",
    )
    assert row["reasons"][0]["code"] == "no_mechanism"
    assert row["reasons"][0]["cites"] == ["GDPR Art. 44"]
    record_transfer(
        exporter=supply.acquirer,
        importer=supply.provider,
        country="US",
        contract=supply,
        signed_on=date(2024, 12, 1),
        on=START,
        **SCC,
        by=SYSTEM,
    )
    (row,) = belfabriek.get("/transfers?asof=2026-03-01&country=US&verdict=INCOMPLETE").json()[
        "results"
    ]
    assert row["grounds"][0]["modules"] == [3]
    assert belfabriek.get("/transfers?asof=2024-12-31").json()["results"] == []
    assert belfabriek.get("/transfers?country=IN").json()["total_count"] == 0
    assert belfabriek.get("/transfers?verdict=MAYBE").status_code == 400
    one = belfabriek.get(f"/transfers/{row['grounds'][0]['id']}")
    assert one.json()["standing"]["verdict"] == "INCOMPLETE"


def test_a_day_of_the_past_is_answered_with_the_same_bytes(
    belfabriek: Reseller, supply: Contract
) -> None:
    path = "/transfers?asof=2026-03-01"
    assert belfabriek.get(path).content == belfabriek.get(path).content


def test_a_partner_records_assesses_and_ends_its_own(
    belfabriek: Reseller, spraakwerk: Reseller, own: Contract
) -> None:
    made = belfabriek.post("/transfers", body(belfabriek, own), Idempotency_Key="a")
    assert made.status_code == 201, made.json()
    assert made.json()["ground"]["modules"]
    assert made.json()["standing"]["verdict"] == "INCOMPLETE"
    again = belfabriek.post("/transfers", body(belfabriek, own), Idempotency_Key="a")
    assert again.json() == made.json()
    place = made["Location"].removeprefix("/api/v1")
    assert belfabriek.get(place).json() == made.json()
    given = {
        "done_date": "2025-01-01",
        "outcome": "EQUIVALENT",
        "review_date": "2099-01-01",
        "assessor": "FG",
    }
    done = belfabriek.post(f"{place}/assessments", given)
    assert (done.status_code, done.json()["standing"]["verdict"]) == (201, "LAWFUL")
    twice = belfabriek.post(f"{place}/assessments", given)
    assert (twice.status_code, twice.json()["code"]) == (409, "assessed_already")
    stale = belfabriek.post(
        f"{place}/terminations", {"effective_date": "2026-01-01"}, If_Match='"x"'
    )
    assert stale.status_code == 412
    ended = belfabriek.post(f"{place}/terminations", {"effective_date": "2026-01-01"})
    assert ended.json()["valid_until_date"] == "2026-01-01"
    for path in (place, f"{place}/assessments", f"{place}/terminations"):
        hidden = (
            spraakwerk.get(path)
            if path == place
            else spraakwerk.post(path, {"effective_date": "2026-01-01"})
        )
        assert hidden.status_code == 404


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"country": "NO"}, 400, "inside_eea"),
        ({"instrument": ""}, 400, "safeguard_missing"),
        ({"modules": [1], "clause_nine": "GENERAL"}, 400, "clause_nine_without_module"),
    ],
)
def test_what_a_record_cannot_say_is_a_problem_with_its_law(
    belfabriek: Reseller, own: Contract, given: dict[str, object], status: int, code: str
) -> None:
    answer = belfabriek.post("/transfers", body(belfabriek, own, **given))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["cites"]


def test_nobody_records_in_anothers_name_or_under_anothers_contract(
    belfabriek: Reseller, spraakwerk: Reseller, own: Contract, supply: Contract, nobody: str
) -> None:
    platforms = {"exporter": str(supply.acquirer_id), "importer": str(supply.provider_id)}
    refused = belfabriek.post(
        "/transfers", body(belfabriek, own, **platforms, country="US", contract=str(supply.pk))
    )
    assert refused.status_code == 403
    for contract in (str(spraakwerk.contract.pk), nobody):
        hidden = belfabriek.post("/transfers", body(belfabriek, own, contract=contract))
        assert (hidden.status_code, hidden.json()["errors"][0]["code"]) == (400, "not_found")


def test_a_filter_is_judged_also_when_nothing_goes_abroad(belfabriek: Reseller) -> None:
    assert belfabriek.get("/transfers").json()["total_count"] == 0
    assert belfabriek.get("/transfers?verdict=MAYBE").status_code == 400
    assert belfabriek.get(f"/transfers?party={uuid4()}").status_code == 404


def recorded(belfabriek: Reseller, own: Contract) -> str:
    made = belfabriek.post("/transfers", body(belfabriek, own))
    assert made.status_code == 201, made.json()
    return str(made["Location"].removeprefix("/api/v1"))


def sent(reseller: Reseller, path: str, content: bytes, kind: str = "application/pdf", **more: str):
    headers = {"authorization": f"Bearer {reseller.token}", **more}
    return reseller.http.post(f"/api/v1{path}", content, content_type=kind, headers=headers)


def test_documents_are_uploaded_listed_and_taken_back_as_they_were(
    belfabriek: Reseller, spraakwerk: Reseller, own: Contract
) -> None:
    path = f"{recorded(belfabriek, own)}/documents"
    named = {"content-disposition": 'attachment; filename="scc.pdf"', "idempotency-key": "d"}
    made = sent(belfabriek, path, b"%PDF-1.7 signed", **named)
    assert made.status_code == 201, made.content
    kept = made.json()
    assert (kept["name"], kept["sha256"]) == ("scc.pdf", sha256(b"%PDF-1.7 signed").hexdigest())
    assert sent(belfabriek, path, b"%PDF-1.7 signed", **named).json() == kept
    again = sent(belfabriek, path, b"%PDF-1.7 signed")
    assert (again.status_code, again.json()["code"]) == (409, "document_already_there")
    assert belfabriek.get(path).json()["results"] == [kept]
    file = belfabriek.get(f"{path}/{kept['id']}")
    assert (file.content, file["Content-Type"]) == (b"%PDF-1.7 signed", "application/pdf")
    for content, kind, status, code in (
        (b"MZ", "application/pdf", 400, "document_unfit"),
        (b"%PDF-" + b"x" * (10 * 1024 * 1024), "application/pdf", 400, "document_unfit"),
        (b"{}", "application/json", 415, "unsupported_media_type"),
    ):
        refused = sent(belfabriek, path, content, kind)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert spraakwerk.get(path).status_code == 404
    assert spraakwerk.get(f"{path}/{kept['id']}").status_code == 404
    assert sent(spraakwerk, path, b"%PDF-1.7").status_code == 404


NAMES = [
    ("attachment; filename*=UTF-8''a%00b.pdf", "ab.pdf"),
    ("attachment; filename*=UTF-8''a%0Ab%0D.pdf", "a b .pdf"),
    ("attachment; filename*=UTF-8''%E2%80%AEb%C3%A9.pdf", "bé.pdf"),
    ("attachment; filename*=UTF-8''%00%01", None),
    ("attachment; filename*=bogus''a.pdf", None),
    ("attachment; filename*=rot13''a%41.pdf", ...),
    ("attachment; filename*=utf-16''%D8%00.pdf", ...),
    ("attachment; filename*=utf-8''%ED%A0%80.pdf", ...),
    ("attachment; filename*=x", ...),
    (f"attachment; filename={'é' * 300}.pdf".encode().decode("latin-1"), ...),
    (f"attachment; filename={'a' * 300}.pdf", ...),
]


@pytest.mark.parametrize(("header", "name"), NAMES)
def test_a_file_is_called_what_can_be_read_of_its_name(
    belfabriek: Reseller, own: Contract, header: str, name: Any
) -> None:
    """None: what it is called without a name; an ellipsis: whatever can be kept of it."""
    path = f"{recorded(belfabriek, own)}/documents"
    made = sent(belfabriek, path, b"%PDF-1.7 x", **{"content-disposition": header})
    assert made.status_code == 201, made.content
    kept = made.json()["name"]
    assert 0 < len(kept) <= 200
    assert kept.isprintable()
    assert name is ... or kept == (name or "document.pdf")


def test_what_a_transfer_rests_on_is_changed_from_a_day(
    belfabriek: Reseller, spraakwerk: Reseller, own: Contract
) -> None:
    place = recorded(belfabriek, own)
    given = {"effective_date": START.isoformat(), "reference": "v2", "modules": [2, 3]}
    same = belfabriek.post(f"{place}/changes", given)
    assert same.status_code == 201, same.json()
    assert same["Location"] == f"/api/v1{place}"
    assert (same.json()["ground"]["reference"], same.json()["ground"]["modules"]) == ("v2", [2, 3])
    later = {"effective_date": "2026-01-01", "mechanism": "DEROGATION", "derogation": "e"}
    refused = belfabriek.post(f"{place}/changes", later)
    assert (refused.status_code, refused.json()["code"]) == (400, "safeguard_missing")
    after = belfabriek.post(f"{place}/changes", {**later, "instrument": "", "modules": []})
    assert after.status_code == 201, after.json()
    assert after["Location"] != f"/api/v1{place}"
    assert belfabriek.get(place).json()["valid_until_date"] == "2026-01-01"
    assert spraakwerk.post(f"{place}/changes", given).status_code == 404


def test_that_an_own_importer_is_covered_is_recorded_and_ended(
    belfabriek: Reseller, spraakwerk: Reseller, supply: Contract, telephony: Service
) -> None:
    us = register_party(
        kind="SUPPLIER", name="Hosting", country="US", registered_by=belfabriek.party, by=SYSTEM
    )
    given = {
        "importer": str(us.pk),
        "decision": "US_DPF",
        "checked_date": "2026-01-01",
        "evidence": "https://www.dataprivacyframework.gov/list",
        "valid_from_date": "2025-06-01",
    }
    made = belfabriek.post("/covered-importers", given)
    assert made.status_code == 201, made.json()
    assert made.json()["decision_title"].startswith("(EU) 2023/1795")
    assert belfabriek.get("/covered-importers").json()["results"] == [made.json()]
    platforms = {**given, "importer": str(supply.provider_id)}
    assert belfabriek.post("/covered-importers", platforms).status_code == 403
    path = f"/covered-importers/{made.json()['id']}/terminations"
    end = {"effective_date": "2026-01-01"}
    assert spraakwerk.post(path, end).status_code == 404
    ended = belfabriek.post(path, end)
    assert (ended.status_code, ended.json()["valid_until_date"]) == (201, "2026-01-01")


def test_the_list_is_paged_by_place_with_as_many_queries_as_for_one(
    belfabriek: Reseller, telephony: Service
) -> None:
    def abroad(number: int) -> None:
        party = register_party(
            kind="SUPPLIER",
            name=f"Abroad {number:02}",
            country="IN",
            registered_by=belfabriek.party,
            by=SYSTEM,
        )
        pair = {"provider": party, "acquirer": belfabriek.party, "service": telephony}
        conclude_contract(**pair, kind="SUPPLY", on=START, by=SYSTEM)

    def asked(query: str) -> tuple[dict[str, object], int]:
        with CaptureQueriesContext(connection) as queries:
            answer = belfabriek.get(f"/transfers?{query}")
        assert answer.status_code == 200, answer.content
        return answer.json(), len(queries)

    abroad(0)
    asked("limit=3")
    _body, few = asked("limit=3")
    for number in range(1, 8):
        abroad(number)
    seen, cursor, counts = [], "", set()
    while cursor is not None:
        page, queries = asked(f"limit=3&cursor={cursor}" if cursor else "limit=3")
        seen += [row["importer"]["name"] for row in page["results"]]
        counts.add(queries)
        cursor = page["next_cursor"]
        assert page["total_count"] == 8
    assert seen == [f"Abroad {number:02}" for number in range(8)]
    assert counts == {few}
    for wrong in ("cursor=x", "cursor=WzFd", "sort=verdict", "limit=0"):
        assert belfabriek.get(f"/transfers?{wrong}").status_code == 400
