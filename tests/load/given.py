"""What is asked: look-ups, reads and writes of many partners' systems, and people at the portal."""

import json
import random
from collections.abc import Iterator
from datetime import date
from typing import Final

from django.conf import settings
from django.test import Client

from roles.choices import ContractKind
from roles.models import Contract, Party
from tests.load.pacing import Ask
from voipgrid_privacy.accounts.clients import issue_client, revoke_client
from voipgrid_privacy.accounts.models import ApiClient, Membership, User
from voipgrid_privacy.kernel.tenancy import SYSTEM

NAME: Final = "load"
MIX: Final = {"look-up": 0.90, "read": 0.08, "write": 0.02}
"""Shares of the API's use."""
READS: Final = ("/customers?limit=50", "/contracts?limit=50", "/findings", "/parties", "/sources")
PAGES: Final = ("overview", "roles", "customers", "agreements", "sub-processors", "findings")
PORTAL: Final = {
    "overview": "/portal/",
    "roles": "/portal/rollen/",
    "customers": "/portal/klanten/",
    "agreements": "/portal/verwerkersovereenkomsten/",
    "sub-processors": "/portal/subverwerkers/",
    "findings": "/portal/bevindingen/",
}
WRITES: Final = 25
"""How many customers each partner's system enters and keeps up to date."""
MANY: Final = 8_000
"""How many different requests of a kind are kept ready."""


def api(clients: int, today: date) -> dict[str, list[Ask]]:
    """Return requests of each kind, as the systems of so many partners send them."""
    chance, found = random.Random(1), {kind: list[Ask]() for kind in MIX}
    partners = _partners(clients, chance)
    for partner, customers in partners.items():
        token = _token(partner)
        for customer in customers:
            path = f"/role-matrix?customer={customer}&asof={today.isoformat()}"
            found["look-up"].append(Ask("look-up", _wire("GET", path, token)))
        found["read"] += [Ask("read", _wire("GET", path, token)) for path in READS]
        found["write"] += [Ask("write", wire) for wire in _writes(token)]
    for asks in found.values():
        chance.shuffle(asks)
        del asks[MANY:]
    return found


def _partners(count: int, chance: random.Random) -> dict[Party, list[str]]:
    bought = Contract.objects.filter(kind=ContractKind.SUBSCRIPTION, acquirer__is_model=False)
    some = list(bought.order_by("provider").values_list("provider", flat=True).distinct())
    parties = Party.objects.in_bulk(chance.sample(some, min(count, len(some))))
    return {
        party: [str(pk) for pk in bought.filter(provider=party).values_list("acquirer", flat=True)]
        for party in parties.values()
    }


def _token(party: Party) -> str:
    scopes = ["roles.read", "customers.read", "customers.write", "contracts.read", "findings.read"]
    scopes += ["parties.read", "sources.read"]
    made = issue_client(party=party, name=NAME, scopes=scopes, by=SYSTEM)
    asked = {
        "grant_type": "client_credentials",
        "client_id": made.client_id,
        "client_secret": made.client_secret,
    }
    answer = Client(SERVER_NAME="localhost").post("/oauth/token", asked)
    return str(answer.json()["access_token"])


def _writes(token: str) -> Iterator[bytes]:
    for number in range(WRITES):
        sold = {"service": "TELEPHONY", "valid_from_date": "2026-01-01"}
        for name in ("Klant", "Afnemer"):  # drawn at random: every other one changes something
            body = {"kind": "CUSTOMER", "name": f"{name} {number}", "services": [sold]}
            yield _wire("PUT", f"/customers/LOAD{number}", token, json.dumps(body).encode())


def _wire(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    more = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
    head = (
        f"{method} /api/v1{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Accept: application/json\r\n{more}\r\n"
    )
    return head.encode() + body


def portal(sessions: int) -> list[Ask]:
    """Return the pages that people of so many partners open, each in a session of its own."""
    chance, found = random.Random(2), list[Ask]()
    partners = Party.objects.filter(kind="PARTNER", is_model=False).order_by("pk")[:sessions]
    for number, party in enumerate(partners):
        user = User.objects.create_user(f"{NAME}-{number}@example.nl", name=NAME)
        Membership.objects.create(user=user, party=party, role="MANAGER")
        client = Client()
        client.force_login(user)
        cookie = f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"
        for page in chance.sample(PAGES, 3):
            head = f"GET {PORTAL[page]} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n"
            found.append(Ask(f"page: {page}", head.encode()))
    return found


def forget() -> None:
    """Revoke the clients and remove the log-ins; what was written stays, in a database for this."""
    for client in ApiClient.objects.filter(name=NAME):
        revoke_client(client=client, by=SYSTEM)
    User.objects.filter(email__startswith=f"{NAME}-", name=NAME).delete()
