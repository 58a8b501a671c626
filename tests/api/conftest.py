"""A register with two partners, and a client of each; Eve has a token of neither."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from roles.models import Contract, ExternalId, Party, Service
from roles.services import conclude_contract, register_party
from voipgrid_privacy.accounts.clients import issue_client
from voipgrid_privacy.api.limits import limiter
from voipgrid_privacy.api.scopes import SCOPES
from voipgrid_privacy.kernel.tenancy import SYSTEM

DAY = date(2026, 3, 1)
START = date(2025, 1, 1)
API = "/api/v1"


@dataclass
class Reseller:
    """A partner, its customer, their contract, and calls with the partner's token."""

    party: Party
    customer: Party
    contract: Contract
    token: str = ""
    http: Client = field(default_factory=lambda: Client(SERVER_NAME="localhost"))
    held: ExitStack = field(default_factory=ExitStack)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.http.get(API + path, headers=self._headers(headers))

    def post(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self._send("post", path, body, headers)

    def patch(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self._send("patch", path, body, headers)

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> HttpResponse:
        text = body if isinstance(body, str) else json.dumps(body)
        call = getattr(self.http, method)
        return call(
            API + path, text, content_type="application/json", headers=self._headers(headers)
        )

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"authorization": f"Bearer {self.token}", **named}


def token_for(party: Party, scopes: Any = SCOPES) -> str:
    made = issue_client(party=party, name="developer", scopes=scopes, by=SYSTEM)
    answer = Client(SERVER_NAME="localhost").post(
        "/oauth/token",
        {
            "grant_type": "client_credentials",
            "client_id": made.client_id,
            "client_secret": made.client_secret,
        },
    )
    return str(answer.json()["access_token"])


@pytest.fixture(autouse=True)
def no_limits_left_over() -> None:
    limiter.forget()


@pytest.fixture
def register(module_register: None, db: None) -> None:
    """The register as shipped; a test undoes only its own."""


@pytest.fixture
def platform(register: None) -> Party:
    return Party.objects.get(kind="PLATFORM")


@pytest.fixture
def telephony(register: None) -> Service:
    return Service.objects.get(code="TELEPHONY")


def reseller_named(name: str, customer_name: str) -> Reseller:
    """Enter a partner with a customer, in the register as shipped."""
    party = register_party(
        kind="PARTNER",
        name=name,
        external_ids=[("VOIPGRID_PARTNER_ID", name.upper())],
        by=SYSTEM,
    )
    customer = register_party(
        kind="CUSTOMER",
        name=customer_name,
        external_ids=[("RELATIECODE", f"K-{customer_name}")],
        registered_by=party,
        by=SYSTEM,
    )
    telephony = Service.objects.get(code="TELEPHONY")
    resale = {"service": telephony, "on": START, "by": SYSTEM}
    platform = Party.objects.get(kind="PLATFORM")
    conclude_contract(provider=platform, acquirer=party, kind="RESALE", **resale)  # type: ignore[arg-type]
    contract = conclude_contract(
        provider=party,
        acquirer=customer,
        kind="SUBSCRIPTION",
        reference=f"R-{name}",
        **resale,  # type: ignore[arg-type]
    )
    return Reseller(party, customer, contract, token_for(party))


@pytest.fixture
def reseller(register: None) -> Callable[[str, str], Reseller]:
    return reseller_named


@pytest.fixture
def belfabriek(reseller: Callable[[str, str], Reseller]) -> Reseller:
    return reseller("Belfabriek", "Bakker")


@pytest.fixture
def spraakwerk(reseller: Callable[[str, str], Reseller]) -> Reseller:
    return reseller("Spraakwerk", "Slager")


@pytest.fixture
def nobody() -> str:
    """An identifier that nothing has."""
    return str(uuid4())


@pytest.fixture
def example_world(reseller: Callable[[str, str], Reseller], platform: Party) -> Iterator[Reseller]:
    """Who tells the story of the examples: a partner with the number 1001."""
    made = reseller("Belfabriek", "Bakker")
    ExternalId.objects.filter(party=made.party).update(value="1001")
    with made.held:
        yield made
