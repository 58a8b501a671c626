"""Importing through the API: a preview, a confirmation, a reversal; others' things nothing."""

import pytest

from roles.models import Contract, Party
from tests.api.conftest import API, Reseller

CSV = "external_id;kind;name\nK1;CUSTOMER;Molen\nK2;CUSTOMER;Molenaar\n"
NDJSON = (
    '{"external_id": "K1", "kind": "CUSTOMER", "name": "Molen"}\n'
    '{"provider": "BELFABRIEK", "acquirer": "K1", "service": "TELEPHONY", "kind": "SUBSCRIPTION",'
    ' "from": "2026-01-01"}\n'
)


def send(reseller: Reseller, text: str, media: str = "text/csv", **headers: str):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return reseller.http.post(
        f"{API}/imports",
        text.encode(),
        content_type=media,
        headers={"authorization": f"Bearer {reseller.token}", **named},
    )


def test_an_import_is_previewed_confirmed_and_undone(belfabriek):
    made = send(belfabriek, NDJSON, "application/x-ndjson")
    assert made.status_code == 201, made.content
    body = made.json()
    assert body["state"] == "PREVIEWED"
    assert body["counts"] == {"new": 2, "changed": 0, "duplicate": 0, "error": 0}
    assert not Party.objects.filter(name="Molen").exists()
    path = f"/imports/{body['id']}"
    assert made["Location"] == f"{API}{path}"
    done = belfabriek.post(f"{path}/confirmations", {}, idempotency_key="a")
    assert done.json()["state"] == "APPLIED"
    assert belfabriek.post(f"{path}/confirmations", {}, idempotency_key="a").json() == done.json()
    assert Contract.objects.filter(acquirer__name="Molen").count() == 1
    again = belfabriek.post(f"{path}/confirmations", {})
    assert (again.status_code, again.json()["code"]) == (409, "import_not_ready")
    assert belfabriek.post(f"{path}/reversals", {}).json()["state"] == "UNDONE"
    assert belfabriek.get(path).json()["state"] == "UNDONE"
    assert belfabriek.get("/imports").json()["total_count"] == 1


def test_every_wrong_cell_is_named(belfabriek):
    body = send(belfabriek, CSV + "K3;PARTNER;\n").json()
    told = [(p["line"], p["column"], p["code"]) for p in body["problems"]]
    assert told == [(4, "kind", "not_allowed"), (4, "name", "invalid_cell")]
    path = f"/imports/{body['id']}/confirmations"
    refused = belfabriek.post(path, {})
    assert (refused.status_code, refused.json()["code"]) == (409, "import_has_errors")
    assert belfabriek.post(path, {"without_errors": True}).json()["state"] == "APPLIED"
    assert Party.objects.filter(name__startswith="Molen").count() == 2


def test_columns_are_said(belfabriek):
    body = send(belfabriek, "klantnummer;type;klantnaam\nK1;klant;Molen\n").json()
    assert (body["state"], body["refusal_code"]) == ("REFUSED", "unreadable_file")
    (sheet,) = body["sheets"]
    mapping = {"sheet": 0, "columns": sheet["suggestion"]}
    read = belfabriek.post(f"/imports/{body['id']}/column-mappings", mapping)
    assert read.json()["counts"]["new"] == 1


def test_a_retry_is_the_same_import_and_another_body_is_refused(belfabriek):
    one = send(belfabriek, CSV, idempotency_key="k")
    two = send(belfabriek, CSV, idempotency_key="k")
    assert one.json() == two.json()
    other = send(belfabriek, CSV + "\n", idempotency_key="k")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


@pytest.mark.parametrize("act", ["", "/confirmations", "/reversals", "/column-mappings"])
def test_anothers_import_is_like_nothing(belfabriek, spraakwerk, nobody, act):
    theirs = send(spraakwerk, CSV).json()["id"]
    body = {"sheet": 0, "columns": []} if act == "/column-mappings" else {}
    told = []
    for pk in (theirs, nobody):
        path = f"/imports/{pk}{act}"
        answer = belfabriek.post(path, body) if act else belfabriek.get(path)
        told.append((answer.status_code, answer.json()["code"]))
    assert told[0] == told[1] == (404, "not_found")
    assert belfabriek.get("/imports").json()["total_count"] == 0


def test_a_reference_to_anothers_customer_is_refused_like_one_to_nothing(belfabriek, spraakwerk):
    told = []
    for number in (f"K-{spraakwerk.customer.name}", "K-Niemand"):
        body = send(belfabriek, NDJSON.replace('"acquirer": "K1"', f'"acquirer": "{number}"'),
                    "application/x-ndjson").json()  # fmt: skip
        told.append([p["code"] for p in body["problems"]])
        assert number in body["problems"][0]["message"]
    assert told[0] == told[1] == ["invalid_cell"]


def test_other_media_types_are_refused(belfabriek):
    answer = send(belfabriek, "{}", "application/json")
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_a_body_that_is_too_large_is_refused_while_it_comes_in(belfabriek, monkeypatch):
    monkeypatch.setattr("roles.api.imports.MOST", 20)
    answer = send(belfabriek, CSV)
    assert (answer.status_code, answer.json()["code"]) == (400, "file_too_large")
    assert belfabriek.get("/imports").json()["total_count"] == 0
