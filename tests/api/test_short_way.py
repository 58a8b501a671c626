"""What is below /api/ is answered by its view alone: no session, no cookie, nothing to run."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.api.conftest import DAY, Reseller
from voipgrid_privacy.accounts.models import User

STRICT = "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize(
    ("language", "title"),
    [("nl", "Hier is niets met dat kenmerk."), ("en", "There is nothing here")],
)
def test_an_address_that_is_none_is_a_problem_in_the_readers_language(
    db: None, language: str, title: str
) -> None:
    answer = Client(SERVER_NAME="localhost").get(
        "/api/v1/nothing-here", headers={"accept-language": language}
    )
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Content-Language"] == language
    assert answer.json()["code"] == "not_found"
    assert answer.json()["instance"] == "/api/v1/nothing-here"
    assert title in answer.json()["detail"]


def test_a_session_opens_nothing_and_none_is_made(belfabriek: Reseller) -> None:
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(User.objects.create_user("root@voipgrid.example", name="Root"))
    cookies = len(browser.cookies)
    answer = browser.get(f"/api/v1/role-matrix?customer={belfabriek.customer.pk}&asof={DAY}")
    assert answer.status_code == 401
    assert not answer.cookies
    assert len(browser.cookies) == cookies


def test_answers_may_not_be_run_or_framed(belfabriek: Reseller) -> None:
    answer = belfabriek.get(f"/role-matrix?customer={belfabriek.customer.pk}&asof={DAY}")
    assert answer.headers["Content-Security-Policy"] == STRICT
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Length"] == str(len(answer.content))


def test_pages_keep_the_policy_of_pages(belfabriek: Reseller) -> None:
    answer = Client(SERVER_NAME="localhost").get("/")
    assert answer.headers["Content-Security-Policy"] != STRICT


def test_a_stream_has_no_length(belfabriek: Reseller) -> None:
    answer = belfabriek.get("/role-matrix/exports")
    assert answer.streaming
    assert "Content-Length" not in answer.headers


@pytest.mark.parametrize("path", ["/api/", "/api/v1/"])
def test_the_way_in_says_where_everything_is(path: str) -> None:
    browser = Client(SERVER_NAME="localhost")
    places = browser.get(path).json()
    assert browser.get(urlsplit(places["openapi_url"]).path).json()["openapi"].startswith("3.1")
    assert urlsplit(places["token_url"]).path == "/oauth/token"
    assert "roles.read" in places["scopes"]
