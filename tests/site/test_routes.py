"""Every route there is, as somebody walks it who has no business with what it is about.

Nothing here names a route: whatever is added to the product is walked as well.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import models, transaction
from django.db.utils import ProgrammingError
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from roles.models import Contract
from roles.queries.visibility import upstream_of
from tests.api.conftest import token_for
from tests.site.world import World
from voipgrid_privacy.api.contract import QUERY
from voipgrid_privacy.api.limits import limiter
from voipgrid_privacy.kernel.tenancy import Viewer, partner_scope

pytestmark = pytest.mark.django_db
# Libraries' own pages: what they show is the visitor's own account, or nothing at all.
NOT_OURS = re.compile(r"^(accounts/|oauth/|static/)")
NAMES = ("Slager", "Spraakwerk")
"""What Belfabriek may never read: its competitor and that one's customer."""
ASKED = sorted({*QUERY, "party", "customer", "q", "why"})
REFUSED = {301, 302, 400, 401, 403, 404, 405, 406, 409, 412, 415}


def routes() -> list[tuple[str, dict[str, object]]]:
    """Return every address pattern of ours with its parameters' converters."""
    return sorted(_walk(get_resolver().url_patterns, "", {}), key=lambda found: found[0])


def _walk(
    patterns: list[URLPattern | URLResolver], before: str, known: dict[str, object]
) -> Iterator[tuple[str, dict[str, object]]]:
    for pattern in patterns:
        text = before + re.sub(r"[\^$\\]", "", str(pattern.pattern))
        found = {**known, **pattern.pattern.converters}
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, text, found)
        elif not NOT_OURS.match(text.removeprefix("en/")) and "(?P" not in text:
            yield text, found


ROUTES = routes()
WITH_PLACES = [(text, converters) for text, converters in ROUTES if converters]
WITHOUT = [text for text, converters in ROUTES if not converters]


def filled(text: str, converters: dict[str, object], identifier: str) -> str:
    """Return the address with ``identifier`` in every place that can hold one."""

    def value(match: re.Match[str]) -> str:
        converter = converters[match["name"]]
        if isinstance(converter, IntConverter):
            return "1"
        # A converter of ours reads an identifier as well as the standard ones do.
        assert isinstance(converter, UUIDConverter | SlugConverter | StringConverter)
        return identifier

    return "/" + re.sub(r"<(?:\w+:)?(?P<name>\w+)>", value, text)


@cache
def identified() -> tuple[type[models.Model], ...]:
    """Return our models whose rows are known by a UUID."""
    ours = [m for m in apps.get_models() if m.__module__.split(".")[0] in OURS]
    return tuple(m for m in ours if isinstance(m._meta.pk, models.UUIDField))


OURS = ("roles", "records", "cookies", "voipgrid_privacy")


@pytest.fixture(scope="module")
def foreign(world: World) -> list[str]:
    """One identifier of every kind that exists and is hidden from Belfabriek."""
    mine = frozenset({world.parties["Belfabriek"].pk})
    bella = Viewer(user_id=None, name="partner", parties=mine, upstream=upstream_of(mine))
    found = [str(world.parties["Slager"].pk), str(world.parties["Spraakwerk"].pk)]
    for model in identified():
        every = set(model._default_manager.values_list("pk", flat=True))
        found += [str(pk) for pk in sorted(every - _seen(model, bella), key=str)[:1]]
    return found


def _seen(model: type[models.Model], viewer: Viewer) -> set[UUID]:
    try:
        with transaction.atomic(), partner_scope(viewer):
            return set(model._default_manager.values_list("pk", flat=True))
    except ProgrammingError:  # not granted at all: nothing of it is seen
        return set()


@pytest.fixture(scope="module")
def asks(world: World) -> Callable[..., HttpResponse]:
    """A call as Belfabriek: with its token below the API, with Bella's session elsewhere."""
    limiter.forget()
    token, http, pages = token_for(world.parties["Belfabriek"]), Client(), Client()
    pages.force_login(world.users["Bella"])

    def call(address: str, method: str = "get", **query: str) -> HttpResponse:
        limiter.forget()
        if address.startswith("/api/"):
            headers = {"authorization": f"Bearer {token}"}
            return getattr(http, method)(address, query, headers=headers)
        return getattr(pages, method)(address, query)

    return call


# What differs between answers that tell the same: a form's secret, the hour, a limit's rest.
PASSING = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|nonce[=-]"?[^"\s;\']+'
    r"|[0-9a-f]{64}|\b\d{1,2}:\d{2}(:\d{2})?\b|[tr]=\d+"
)


def told(response: HttpResponse, *identifiers: str) -> tuple[int, str]:
    """Return what an answer gives away, apart from what was asked."""
    body = response.getvalue().decode(errors="replace") + str(sorted(response.headers.items()))
    for identifier in identifiers:
        body = body.replace(identifier, "…")
    return response.status_code, PASSING.sub("", body)


@pytest.mark.parametrize(("text", "converters"), WITH_PLACES, ids=[r[0] for r in WITH_PLACES])
def test_what_is_anothers_is_answered_like_what_is_nothing(text, converters, asks, foreign):
    nobody = str(uuid4())
    for method, identifiers in (("get", foreign), ("post", foreign[:3])):
        nothing = told(asks(filled(text, converters, nobody), method), nobody)
        assert nothing[0] in REFUSED, (method, nothing)
        for identifier in identifiers:
            answer = told(asks(filled(text, converters, identifier), method), identifier)
            assert answer == nothing, (method, identifier)


def test_the_walk_reaches_what_is_ones_own(asks, world):
    """Otherwise the test above would hold of a product that answers nothing at all."""
    mine = [str(world.parties["Bakker"].pk), str(Contract.objects.get(acquirer__name="Bakker").pk)]
    reached = {
        text
        for text, converters in WITH_PLACES
        for identifier in mine
        if asks(filled(text, converters, identifier)).status_code == 200
    }
    assert {"api/v1/parties/<str:reference>", "api/v1/contracts/<str:reference>"} <= reached
    assert any(text.startswith("portal/") or "/portal/" in text for text in reached)


@pytest.mark.parametrize("text", WITHOUT)
def test_no_page_tells_of_another_partner_whatever_is_asked_of_it(text, asks, foreign):
    address = f"/{text}"
    every = dict.fromkeys(ASKED, foreign[0])
    for query in ({}, every, *({name: foreign[0]} for name in ASKED)):
        response = asks(address, **query)
        assert response.status_code < 500
        body = response.getvalue().decode(errors="replace")
        assert not [name for name in NAMES if name in body], query


@pytest.mark.parametrize("text", [r[0] for r in ROUTES])
def test_nobody_who_is_not_let_in_meets_an_error(text, world):
    converters = dict(ROUTES)[text]
    address, stranger = filled(text, converters, str(uuid4())), Client()
    for method in ("get", "post", "put", "patch", "delete"):
        response = getattr(stranger, method)(address)
        assert response.status_code < 500, method
        body = response.getvalue().decode(errors="replace")
        assert not [name for name in (*NAMES, "Bakker") if name in body]
