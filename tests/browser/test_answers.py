"""From the part of a request in the portal to the download, with the keyboard alone.

Anna's number is an employee's of Bakker (Belfabriek) and was called by Slager (Spraakwerk); calls
are in our own PostgreSQL and in a MariaDB elsewhere.
"""

import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from records.answers.models import PackageFetch
from records.models import DataStore
from records.requests.models import SubjectRequest
from tests.browser.test_pages import Open, open_page
from tests.records.answers.filling import (
    ANNAS,
    COLLEAGUES,
    EIGENHEIMS,
    FRIENDS,
    elsewhere,
    our_own,
)
from tests.records.foreign import MariaDB, mariadb, mariadb_server
from tests.site.answering import asked, pairs, traffic
from tests.site.world import World
from voipgrid_privacy.accounts.models import Membership

__all__ = ("mariadb_server", "open_page")

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_TABS = 150
NAME_OF = """() => {
    const e = document.activeElement;
    const label = e.labels && e.labels.length ? e.labels[0].innerText : '';
    return [e.closest('section')?.querySelector('h2')?.innerText || '', label || e.innerText || ''];
}"""


@pytest.fixture
def store(world: World, mariadb_server: MariaDB) -> Iterator[DataStore]:
    with mariadb(mariadb_server) as server:
        our_own(*pairs(world))
        yield elsewhere(server, *pairs(world))


@pytest.fixture
def request_of_anna(world: World, store: DataStore) -> SubjectRequest:
    return asked(world)


class Keys:
    """Somebody without a mouse."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def to(self, name: str, *, within: str = "") -> "Keys":
        """Press Tab until what is called so has the focus."""
        for _n in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            section, found = self.page.evaluate(NAME_OF)
            if found.strip() == name and within in section:
                return self
        raise AssertionError(f"The keyboard does not reach “{name}”.")

    def press(self, key: str = "Enter") -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


def answered(page: Any, groups: int) -> str:
    """Go from the search to the code."""
    keys = Keys(page)
    keys.to("Search the data stores").press()
    for n in range(groups):
        title = page.locator("section h2[id^=group]").nth(n).inner_text()
        keys.to("Your name", within=title).type("Bella")
        keys.to("Decide", within=title).press()
    keys.to("Put the answer together", within="Put together").press()
    return str(page.locator("#code").inner_text())


def fetched(page: Any, code: str, folder: Path) -> tuple[dict[str, Any], bytes]:
    """Type the code where nobody logs in, and open what comes."""
    keys = Keys(page)
    keys.to("Code").type(code.replace("-", " ").lower())
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    with zipfile.ZipFile(path) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    readable = b"".join(c for name, c in files.items() if not name.endswith(".pdf"))
    return json.loads(files["gegevens.json"]), readable


def test_each_controller_answers_its_part_and_the_person_fetches_both(
    open_page: Open, request_of_anna: SubjectRequest, tmp_path: Path
) -> None:
    bakkers, slagers = traffic(request_of_anna)
    assert {bakkers.controller.name, slagers.controller.name} == {"Belfabriek", "Spraakwerk"}
    page = open_page(f"/en/portal/avg-verzoeken/deel/{bakkers.pk}/antwoord/", user="Bella")
    code = answered(page, 2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    public = open_page("/en/verzoek/download/")
    told, readable = fetched(public, code, tmp_path)
    assert code not in public.url
    assert told["controller"] == "Belfabriek"
    assert len(told["data"]) == 2
    assert ANNAS.encode() in readable
    for other in (COLLEAGUES, FRIENDS, EIGENHEIMS, "9998877", "Slager", "Spraakwerk"):
        assert other.encode() not in readable
    assert PackageFetch.objects.count() == 1
    wrong = Keys(open_page("/en/verzoek/download/"))
    wrong.to("Code").type("00000 00000 00000 00000 00000")
    wrong.press()
    assert "This code opens nothing" in wrong.page.content()
    assert page.complaints == []


def test_who_was_called_gets_its_calls_without_the_callers(
    open_page: Open, world: World, request_of_anna: SubjectRequest, tmp_path: Path
) -> None:
    Membership.objects.filter(user=world.users["Both"], party=world.parties["Belfabriek"]).delete()
    _bakkers, slagers = traffic(request_of_anna)
    page = open_page(f"/en/portal/avg-verzoeken/deel/{slagers.pk}/antwoord/", user="Both")
    told, readable = fetched(open_page("/en/verzoek/download/"), answered(page, 2), tmp_path)
    assert sorted(len(sheet["rows"]) for sheet in told["data"]) == [1, 2]
    assert EIGENHEIMS.encode() not in readable
    assert b"0307654321" not in readable


def test_the_pages_fit_a_small_phone(open_page: Open, request_of_anna: SubjectRequest) -> None:
    bakkers, _slagers = traffic(request_of_anna)
    for path, user in (
        (f"/portal/avg-verzoeken/deel/{bakkers.pk}/antwoord/", "Bella"),
        ("/verzoek/download/", ""),
    ):
        page = open_page(path, user=user, width=320)
        if user:
            page.locator("form:has(input[value=search]) button").click()
            page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.complaints == []
