"""Who may call: tokens of a party's client, for what their scopes name, for an hour."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from tests.api.conftest import DAY, Reseller, token_for
from voipgrid_privacy.accounts.clients import (
    UnknownScope,
    issue_client,
    renew_secret,
    revoke_client,
)
from voipgrid_privacy.accounts.models import ApiClient
from voipgrid_privacy.api.limits import Limiter
from voipgrid_privacy.api.problems import TooManyRequests
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM

Token = get_access_token_model()
ADDRESSES = (
    "/role-matrix",
    "/parties",
    "/contracts",
    "/data-categories",
    "/data-categories/TRANSMITTED",
)


def test_a_token_lives_an_hour_and_is_kept_as_a_hash(belfabriek: Reseller) -> None:
    kept = Token.objects.get()
    assert kept.expires - timezone.now() <= timedelta(hours=1)
    assert kept.token == ""
    assert belfabriek.token not in str(vars(kept))


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer unknown", "Basic YTpi", "Bearer é", "bearer  "]
)
def test_without_a_valid_token_nobody_is_answered(db: None, address: str, header: str) -> None:
    answer = Client(SERVER_NAME="localhost").get(
        f"/api/v1{address}", headers={"authorization": header}
    )
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "unauthenticated"


def test_an_expired_token_is_no_token(belfabriek: Reseller) -> None:
    Token.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert belfabriek.get(f"/role-matrix?customer={belfabriek.customer.pk}").status_code == 401
    assert belfabriek.get("/parties").status_code == 401


def test_a_revoked_client_is_out_at_once(belfabriek: Reseller) -> None:
    revoke_client(client=ApiClient.objects.get(party=belfabriek.party), by=SYSTEM)
    assert belfabriek.get(f"/role-matrix?customer={belfabriek.customer.pk}").status_code == 401


def test_a_renewed_secret_ends_the_tokens_of_the_old_one(belfabriek: Reseller) -> None:
    client = ApiClient.objects.get(party=belfabriek.party)
    renew_secret(client=client, at=timezone.now(), by=SYSTEM)
    assert belfabriek.get("/parties").status_code == 401


def test_a_scope_opens_its_own_resource_only(belfabriek: Reseller) -> None:
    belfabriek.token = token_for(belfabriek.party, ["parties.read"])
    assert belfabriek.get("/parties").status_code == 200
    for refused in (
        belfabriek.get("/contracts"),
        belfabriek.get(f"/role-matrix?customer={belfabriek.customer.pk}&asof={DAY}"),
        belfabriek.post("/parties", {"kind": "CUSTOMER", "name": "X"}),
    ):
        assert refused.status_code == 403
        assert refused.json()["code"] == "insufficient_scope"


def test_a_scope_taken_from_the_client_is_taken_from_its_tokens(belfabriek: Reseller) -> None:
    ApiClient.objects.update(allowed_scopes="parties.read")
    assert belfabriek.get("/contracts").status_code == 403


def test_a_client_cannot_ask_for_more_than_it_was_given(belfabriek: Reseller) -> None:
    made = issue_client(party=belfabriek.party, name="x", scopes=["roles.read"], by=SYSTEM)
    asked = {"grant_type": "client_credentials", "scope": "parties.write"}
    secrets = {"client_id": made.client_id, "client_secret": made.client_secret}
    answer = Client(SERVER_NAME="localhost").post("/oauth/token", {**asked, **secrets})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize("grant", ["password", "authorization_code", "refresh_token", ""])
def test_there_is_one_way_to_a_token(db: None, grant: str) -> None:
    answer = Client(SERVER_NAME="localhost").post("/oauth/token", {"grant_type": grant})
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


def test_a_wrong_secret_gets_no_token(belfabriek: Reseller) -> None:
    client = ApiClient.objects.get(party=belfabriek.party)
    answer = Client(SERVER_NAME="localhost").post(
        "/oauth/token",
        {
            "grant_type": "client_credentials",
            "client_id": client.client_id,
            "client_secret": "guess",
        },
    )
    assert answer.status_code == 401


def test_only_who_manages_access_issues_clients(belfabriek: Reseller) -> None:
    with pytest.raises(NotAllowed):
        issue_client(party=belfabriek.party, name="x", by=PUBLIC)
    with pytest.raises(UnknownScope):
        issue_client(party=belfabriek.party, name="x", scopes=["everything"], by=SYSTEM)


def test_the_secret_is_kept_as_a_hash(belfabriek: Reseller) -> None:
    made = issue_client(party=belfabriek.party, name="x", by=SYSTEM)
    kept = ApiClient.objects.get(client_id=made.client_id)
    assert kept.client_secret.startswith("argon2")
    assert made.client_secret not in kept.client_secret


def test_the_limit_says_what_is_left_and_when_to_come_back() -> None:
    limiter = Limiter(per_minute=2)
    assert limiter.take("bel", now=0.0)["RateLimit"] == '"client";r=1;t=60'
    limiter.take("bel", now=10.0)
    with pytest.raises(TooManyRequests) as refused:
        limiter.take("bel", now=20.0)
    assert refused.value.params == {"seconds": 40}
    assert limiter.take("spraak", now=20.0)
    assert limiter.take("bel", now=60.0)


def test_too_many_requests_are_answered_with_retry_after(
    belfabriek: Reseller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voipgrid_privacy.api.limits.limiter.per_minute", 1)
    for address in ("/parties", f"/role-matrix?customer={belfabriek.customer.pk}"):
        belfabriek.get(address)
        answer = belfabriek.get(address)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
