"""The officers' pages as people meet them: pages of ours, and one of each kind of the library's.

Every table has its list, form and history, made by the same templates: one of each is looked at, in
both languages, as `look_every_page` does. What an officer's page weighs is no budget.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from roles.models import Party
from tests.browser.looking import Answer, Looker
from tests.html import filled, nu
from tests.html.everything import for_officers
from tests.html.walk import Page, page_of, policy_of

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = pytest.mark.browser
NO_LIMIT = 10**9
THEIRS = (
    # Select2, of Django: a field that searches while one types has a label beside it, which the box
    # that is shown does not name.
    "select2-",
    # Unfold: what changes or adds a related row opens a list by mouse; the row has its own page.
    "more_vert",
)
"""What is wrong in the library's own pages, and stays."""
THEIR_HTML = (
    # Alpine and htmx, whose attributes HTML does not know; slashes that end elements; what Unfold
    # puts in a button, in front of a style, around a file and in the corner of a table.
    *("Attribute “x-", "Attribute “hx-", "Trailing slash on void", "The selector “:root”"),
    *("Element “div” not allowed as child of element “button”", "Bad value “100%” for attribute"),
    *("The heading “h3” (with computed level 3) follows", "A table row was", "Table column"),
    *("Any “input” descendant of a “label”", "The “label” element may contain at most one"),
    "“label” element with multiple labelable descendants",
    # Django: a list that is filled while one types, and a choice of nothing.
    *("A “select” element with a “required” attribute", "Element “option” without attribute"),
)
"""What is not valid in the library's own HTML, and stays."""
OURS = (
    *("index", "who_is_what", "explain", "what_if", "role_changes", "subject_requests"),
    *("incidents", "records", "rulebook", "logbook"),
)
LISTS = ("roles_party_changelist", "roles_finding_changelist", "records_retentionrule_changelist")


def addresses() -> list[str]:
    """Return the pages to look at, in Dutch."""
    party = Party.objects.get(name="Belfabriek B.V.").pk
    with override("nl"):
        found = [reverse(f"admin:{name}") for name in (*OURS, *LISTS, "roles_party_add")]
        return [*found, *(reverse(f"admin:roles_party_{n}", args=[party]) for n in ONE)]


ONE = ("change", "history")


def ours(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return what is wrong without what is the library's."""
    mine = {n: [p for p in ps if not any(t in p for t in THEIRS)] for n, ps in found.items()}
    return {name: problems for name, problems in mine.items() if problems}


@pytest.fixture(scope="module")
def olga(browser: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[Client]:
    """The privacy officer, who may do most, in a world that has one of everything."""
    with filled.world(django_db_blocker):
        yield filled.officer()
    connection.close()  # beside the browser's loop it is another one than the session's


def test_every_kind_of_page_is_for_everyone(
    browser: Any, olga: Client, subtests: pytest.Subtests
) -> None:
    def asked(path: str) -> Answer:
        response = olga.get(path)
        return response.status_code, response.headers.get("Content-Type", ""), response.getvalue()

    looker = Looker(browser, asked, most=NO_LIMIT)
    for dutch in addresses():
        for address in (dutch, f"/en{dutch}"):
            response = olga.get(address)
            page = Page(address, "", page_of(response), policy_of(response))
            with subtests.test(address):
                assert "<h1" in page.html
                assert ours(looker.wrong(page, walks=address == dutch)) == {}
    looker.context.close()


def test_what_we_wrote_is_valid(olga: Client, tmp_path: Path) -> None:
    """Every page of every table, in both languages, by the Nu checker."""
    java, pages = nu.needed(), list(for_officers(olga))
    for number, page in enumerate(pages):
        (tmp_path / f"{number}.html").write_text(page.html, encoding="utf-8")
    wrong = nu.complaints(java, tmp_path)
    mine = {n: [c for c in found if not c.startswith(THEIR_HTML)] for n, found in wrong.items()}
    assert {pages[int(n.split(".")[0])].address: told for n, told in mine.items() if told} == {}
    assert len(pages) > 500
