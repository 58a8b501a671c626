"""From the part of a request in the portal to the download, with the keyboard alone.

Anna's number is an employee's of Bakker (Belfabriek) and was called by Slager (Spraakwerk); calls
are in our own PostgreSQL and in a MariaDB elsewhere.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from records.answers.models import PackageFetch
from records.models import DataStore
from records.requests.models import SubjectRequest
from tests.browser.keys import Keys, answered, fetched
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


@pytest.fixture
def store(world: World, mariadb_server: MariaDB) -> Iterator[DataStore]:
    with mariadb(mariadb_server) as server:
        our_own(*pairs(world))
        yield elsewhere(server, *pairs(world))


@pytest.fixture
def request_of_anna(world: World, store: DataStore) -> SubjectRequest:
    return asked(world)


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
