"""Every route there is, as somebody walks it who has no business with what it is about.

Nothing here names a route: whatever is added to the product is walked as well. A part of the
product is a test, in which each route stands by itself: what one writes is undone before the next.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.utils import ProgrammingError
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
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
GATES = ("/admin/login/",)
"""Where somebody goes who may not use a part at all, whatever is asked of it."""
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
CONVERTERS = dict(ROUTES)


def part_of(text: str) -> str:
    """Return the part of the product that a route is of: the first two steps of its address."""
    return "/".join(text.split("/")[:2])


def by_part(*, places: bool | None = None) -> list[object]:
    """Return the routes of each part; those with or without places for identifiers, if asked."""
    parts: dict[str, list[str]] = {}
    for text, converters in ROUTES:
        if places in (None, bool(converters)):
            parts.setdefault(part_of(text), []).append(text)
    return [pytest.param(found, id=part or "/") for part, found in parts.items()]


@contextmanager
def alone(subtests: pytest.Subtests, text: str) -> Iterator[None]:
    """Let a route fail by its name, and leave nothing to the next one."""
    with subtests.test(text), transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


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
    r"|(?<=X-Request-ID', ')[0-9a-f]{32}"
)


def told(response: HttpResponse, *identifiers: str) -> tuple[int, str]:
    """Return what an answer gives away, apart from what was asked."""
    body = response.getvalue().decode(errors="replace") + str(sorted(response.headers.items()))
    for identifier in identifiers:
        body = body.replace(identifier, "…")
    return response.status_code, PASSING.sub("", body)


def looked_up(identifier: str, asked: CaptureQueriesContext) -> bool:
    """Whether a question to the database names the identifier, written in either way."""
    said = " ".join(query["sql"] for query in asked.captured_queries)
    return identifier in said or UUID(identifier).hex in said


@pytest.mark.parametrize("texts", by_part(places=True))
def test_what_is_anothers_is_answered_like_what_is_nothing(texts, asks, foreign, subtests):
    for text in texts:
        with alone(subtests, text):
            for method, identifiers in (("get", foreign), ("post", foreign[:3])):
                answered_alike(text, method, identifiers, asks)


def answered_alike(text, method, identifiers, asks):
    """Ask for nothing, and for what is another's: all of it, unless nobody looks for it at all."""
    nobody = str(uuid4())
    with CaptureQueriesContext(connection) as asked:
        nothing = told(asks(filled(text, CONVERTERS[text], nobody), method), nobody)
    assert nothing[0] in REFUSED, (method, nothing)
    for identifier in identifiers if looked_up(nobody, asked) else identifiers[:1]:
        answer = told(asks(filled(text, CONVERTERS[text], identifier), method), identifier)
        assert answer == nothing, (method, identifier)


def test_the_walk_reaches_what_is_ones_own(asks, world):
    """Otherwise the test above would hold of a product that answers nothing at all."""
    mine = [str(world.parties["Bakker"].pk), str(Contract.objects.get(acquirer__name="Bakker").pk)]
    reached = {
        text
        for text, converters in ROUTES
        if converters
        for identifier in mine
        if asks(filled(text, converters, identifier)).status_code == 200
    }
    assert {"api/v1/parties/<str:reference>", "api/v1/contracts/<str:reference>"} <= reached
    assert any(text.startswith("portal/") or "/portal/" in text for text in reached)


@pytest.mark.parametrize("texts", by_part(places=False))
def test_no_page_tells_of_another_partner_whatever_is_asked_of_it(texts, asks, foreign, subtests):
    for text in texts:
        with alone(subtests, text):
            with read_of_queries() as read:
                unasked = asks(f"/{text}")
                unasked.getvalue()  # what is streamed is read as well
            for query in questions(unasked, foreign[0], read):
                response = asks(f"/{text}", **query)
                assert response.status_code < 500
                body = response.getvalue().decode(errors="replace")
                assert not [name for name in NAMES if name in body], query


def questions(unasked: HttpResponse, identifier: str, read: set[str]) -> list[dict[str, str]]:
    """Return what to ask of a page: everything at once, and each by itself that it looks at.

    What a page does not look for when nothing is asked, it does not find when that alone is asked.
    Behind a gate that is closed nothing is asked by itself.
    """
    every = dict.fromkeys(ASKED, identifier)
    if unasked.status_code == 302 and unasked.url.startswith(GATES):
        return [{}, every]
    looked_for = [name for name in ASKED if ALL in read or name in read]
    return [{}, every, *({name: identifier} for name in looked_for)]


ALL = "*"
"""Stands for every name, where a query is read as a whole."""
BY_NAME = ("__getitem__", "__contains__", "get", "getlist", "pop")
AS_A_WHOLE = (
    "__iter__",
    "__len__",
    "items",
    "lists",
    "values",
    "keys",
    "dict",
    "urlencode",
    "copy",
)


@contextmanager
def read_of_queries() -> Iterator[set[str]]:
    """Note the names under which queries are read, and whether one is read as a whole."""
    read: set[str] = set()

    def noting(method: str) -> Callable[..., object]:
        original = getattr(QueryDict, method)

        def noted(self: QueryDict, *args: object, **kwargs: object) -> object:
            read.add(str(args[0]) if method in BY_NAME else ALL)
            return original(self, *args, **kwargs)

        return noted

    with pytest.MonkeyPatch.context() as patch:
        for method in (*BY_NAME, *AS_A_WHOLE):
            patch.setattr(QueryDict, method, noting(method), raising=False)
        yield read


def test_what_is_read_of_a_query_is_noted():
    with read_of_queries() as read:
        asked = QueryDict("party=1&on=2")
        assert (asked.get("party"), asked["on"], "q" in asked) == ("1", "2", False)
    assert read == {"party", "on", "q"}
    for whole in (list, dict, bool, lambda asked: asked.urlencode(), lambda asked: asked.dict()):
        with read_of_queries() as read:
            whole(QueryDict("party=1"))
        assert ALL in read


@pytest.mark.parametrize("texts", by_part())
def test_nobody_who_is_not_let_in_meets_an_error(texts, world, subtests):
    for text in texts:
        address, stranger = filled(text, CONVERTERS[text], str(uuid4())), Client()
        with alone(subtests, text):
            for method in ("get", "post", "put", "patch", "delete"):
                response = getattr(stranger, method)(address)
                assert response.status_code < 500, method
                body = response.getvalue().decode(errors="replace")
                # A word of its own: the examples of the document tell of a "Bakkerij".
                assert not [n for n in (*NAMES, "Bakker") if re.search(rf"\b{n}\b", body)]
