"""The client of docs/examples: whole, made from the document, and used against a real server."""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from roles.models import Contract, Party
from tests.site.world import build
from voipgrid_privacy.accounts.clients import issue_client
from voipgrid_privacy.api.client_code import client_code
from voipgrid_privacy.api.publication import document
from voipgrid_privacy.kernel.tenancy import SYSTEM

HERE = Path(__file__).parents[2] / "docs/examples/client"


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, Any]]:
    monkeypatch.syspath_prepend(str(HERE))
    yield importlib.import_module("client"), importlib.import_module("calling")
    for name in ("client", "calling"):
        sys.modules.pop(name)


def test_it_has_every_operation_and_is_what_the_document_makes_of_it(modules: Any) -> None:
    named = {
        operation["operationId"].lower()
        for methods in document()["paths"].values()
        for operation in methods.values()
    }
    found = {name.replace("_", "") for name in vars(modules[0].Client) if name[0] != "_"}
    assert found == named
    assert (HERE / "client.py").read_text(encoding="utf-8") == client_code(document())


def test_what_may_be_left_out_and_what_may_be_nothing_is_typed_so() -> None:
    schema = {
        "required": ["a"],
        "properties": {
            "a": {"type": ["string", "null"]},
            "b": {"type": "array", "items": {"$ref": "#/components/schemas/Other"}},
            "c": {"oneOf": [{"$ref": "#/components/schemas/Other"}, {"type": "null"}]},
        },
    }
    text = client_code({"components": {"schemas": {"One": schema}}, "paths": {}})
    assert "    a: str | None\n" in text
    assert '    b: NotRequired["list[Other]"]\n' in text
    assert '    c: NotRequired["Other | None"]\n' in text


@pytest.mark.django_db(transaction=True)
def test_it_asks_a_real_server(live_server: Any, modules: Any) -> None:
    module, calling = modules
    build()
    partner = Party.objects.get(name="Belfabriek")
    made = issue_client(party=partner, name="example", by=SYSTEM)
    api = module.Client(live_server.url, made.client_id, made.client_secret)

    rows = api.list_roles(partner=str(partner.pk))["results"]
    assert {row["role"] for row in rows} >= {"PROCESSOR", "SUB_PROCESSOR"}

    body: Any = {"kind": "CUSTOMER", "name": "Molen", "external_ids": []}
    first = api.create_party(body=body, idempotency_key="once")
    assert api.create_party(body=body, idempotency_key="once") == first
    assert Party.objects.filter(name="Molen").count() == 1

    for number in range(3):
        sold = [{"service": "TELEPHONY", "valid_from_date": "2026-01-01"}]
        given: Any = {"kind": "CUSTOMER", "name": f"Klant {number}", "services": sold}
        api.put_customer(f"K {number}", body=given)
    assert Contract.objects.filter(acquirer__name="Klant 1", provider=partner).count() == 1
    names = [each["name"] for each in calling.every(api.list_customers, limit=1)]
    assert len(names) == api.list_customers()["total_count"]
    assert {"Klant 0", "Klant 1", "Klant 2", "Molen"} <= set(names)

    api.get_customer("K 1")
    with pytest.raises(calling.Refused) as refusal:
        api.put_customer("K 1", body={**given, "name": "Anders"}, if_match='"0"')
    assert (refusal.value.status, refusal.value.code) == (412, "stale_version")
    api.put_customer("K 1", body={"kind": "CUSTOMER", "name": "Anders"}, if_match=api.etag or "*")
    with pytest.raises(calling.Refused) as refusal:
        api.get_party("nobody")
    assert refusal.value.code == "not_found"
    lines = api.export_roles(form="ndjson").decode().splitlines()
    assert json.loads(lines[0])
