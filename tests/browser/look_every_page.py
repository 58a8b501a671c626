"""Every page of the public site, the developers', the log-in and the portal, as people meet it.

Both languages, and one load a page: content policy, third parties and weight; Tab from the top to
the end; axe in light and dark; 320 px; text twice as large; no motion; forced colours; print.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.browser.looking import Answer, Looker
from tests.html import filled
from tests.html.everything import for_people, fullest, unhurried
from tests.html.walk import Page

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = pytest.mark.browser
PUBLIC, PORTAL = 60 * 1024, 100 * 1024
"""Bytes that a page and all that comes with it may weigh, packed, for who was never here."""


@pytest.fixture(scope="module")
def pages(browser: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Page]]:
    """Every page as it is answered, in a world that has one of everything."""
    unhurried()
    with filled.world(django_db_blocker):
        yield fullest(for_people())
    connection.close()  # beside the browser's loop it is another one than the session's


def asked(path: str) -> Answer:
    """Answer what a page asks for beside itself, and what is no static file."""
    response = Client().get(path)
    return response.status_code, response.headers.get("Content-Type", ""), response.getvalue()


def within(page: Page, start: str) -> bool:
    return page.address.removeprefix("/en").startswith(start)


def test_every_page_is_for_everyone(
    browser: Any, pages: list[Page], subtests: pytest.Subtests
) -> None:
    assert len(pages) > 100
    for most, some in (
        (PUBLIC, [page for page in pages if not within(page, "/portal/")]),
        (PORTAL, [page for page in pages if within(page, "/portal/")]),
    ):
        looker = Looker(browser, asked, most=most)
        for page in some:
            with subtests.test(page.address):
                assert looker.wrong(page, walks=not page.address.startswith("/en/")) == {}
        looker.context.close()
