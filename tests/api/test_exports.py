"""The export through the API: the caller's own customers, streamed after the request's scope."""

import json

DAY = "2026-03-01"


def test_the_own_customers_are_streamed_and_nobody_elses(belfabriek, spraakwerk):
    answer = belfabriek.get(f"/role-matrix/exports?asof={DAY}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/x-ndjson"
    rows = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert {row["customer"] for row in rows} == {"Bakker"}
    shown = belfabriek.get(f"/role-matrix?customer={belfabriek.customer.pk}&asof={DAY}").json()
    assert [(r["party_id"], r["data_category"], r["role"], r["path"]) for r in rows] == [
        (r["party"]["id"], r["data_category"], r["role"], r["path"]) for r in shown["results"]
    ]


def test_csv_and_workbook_are_there_and_other_forms_are_not(belfabriek):
    text = b"".join(belfabriek.get("/role-matrix/exports?form=csv").streaming_content)
    assert text.startswith(b"\xef\xbb\xbfcustomer_id;")
    book = belfabriek.get(f"/role-matrix/exports?form=xlsx&asof={DAY}")
    assert b"".join(book.streaming_content).startswith(b"PK")
    refused = belfabriek.get("/role-matrix/exports?form=pdf")
    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_form")
    assert belfabriek.get("/parties").json()["total_count"] > 0
