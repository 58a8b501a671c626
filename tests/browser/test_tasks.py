"""What practised people do among ten thousand customers, within their clicks (1, 2, 5, 6)."""

import csv
import os
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from roles.models import Contract
from roles.services import correct_party, end_contract
from tests.browser.crowd import crowded
from tests.browser.test_pages import Open, open_page
from tests.remembered import remembered
from tests.site.world import World
from voipgrid_privacy.accounts.viewers import viewer_for

__all__ = ("open_page",)

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Hand:
    """Counts what a person clicks; how long it takes `tests.bench.bench_tasks` prints."""

    def __init__(self, page: Any) -> None:
        self.page, self.clicks = page, 0

    def click(self, found: Any) -> None:
        self.clicks += 1
        found.first.click()

    def follow(self, found: Any) -> None:
        """Click what opens another page, and wait for that page."""
        with self.page.expect_navigation():
            self.click(found)


@pytest.fixture
def world(transactional_db: None) -> World:
    return remembered(crowded)


@pytest.fixture
def olga(open_page: Open, world: World) -> Callable[[str], Hand]:
    return lambda path: Hand(open_page(path, user="Olga"))


@pytest.fixture
def bella(open_page: Open, world: World) -> Callable[[str], Hand]:
    return lambda path: Hand(open_page(path, user="Bella"))


def test_who_is_controller_for_a_customer_on_a_day_and_why(olga: Callable[[str], Hand]) -> None:
    """Task 1: 2 clicks."""
    hand = olga("/en/admin/")
    page = hand.page
    hand.follow(page.get_by_role("link", name="Who is what?"))
    page.get_by_label("Party", exact=True).fill("Bakker")
    page.get_by_label("On", exact=True).fill("2026-03-01")
    hand.click(page.get_by_role("button", name="Show", exact=True))
    answer = page.locator("#answer")
    answer.wait_for()
    traffic = answer.locator("tr", has_text="Traffic and billing data")
    assert "Controller" in traffic.inner_text()
    why = page.locator(".reg-reason", has_text="Belfabriek").filter(has_text="GDPR Art. 4(7)")
    assert why.first.is_visible()
    assert "1 March 2026" in answer.inner_text()
    assert hand.clicks <= 2


def test_which_partners_have_no_signed_agreement_exported(olga: Callable[[str], Hand]) -> None:
    """Task 2: 2 clicks."""
    hand = olga("/en/admin/")
    page = hand.page
    hand.follow(page.locator("a.reg-tile[href*='missing']"))
    page.get_by_role("button", name="Export CSV").wait_for()
    with page.expect_download() as download:
        hand.click(page.get_by_role("button", name="Export CSV"))
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(StringIO(text), delimiter=";"))
    cells = {cell for row in rows for cell in row}
    assert {"Belfabriek", "Spraakwerk"} <= cells
    assert not {"Bakker", "Slager"} & cells
    assert hand.clicks <= 2


def test_what_changed_at_a_partner_since_september_and_by_whom(
    olga: Callable[[str], Hand], world: World
) -> None:
    """Task 5: 3 clicks."""
    party, by = world.parties["Belfabriek"], viewer_for(world.users["Olga"])
    correct_party(party=party, country="BE", by=by)
    end_contract(
        contract=Contract.objects.get(acquirer=world.parties["Bakker"]), on=date(2027, 1, 1), by=by
    )
    correct_party(party=world.parties["Spraakwerk"], country="DE", by=by)
    hand = olga("/en/admin/")
    page = hand.page
    hand.follow(page.get_by_role("link", name="Logbook"))
    page.get_by_label("About party").fill("Belfabriek")
    page.get_by_label("Since").fill("2026-09-01")
    hand.click(page.get_by_role("button", name="Show", exact=True))
    answer = page.locator("#answer")
    answer.get_by_role("heading", name="Belfabriek since 1 September 2026").wait_for()
    ended = answer.locator("tr", has_text="end_contract")
    assert "Olga" in ended.inner_text()
    assert "1 January 2027" in ended.inner_text()
    assert "BE" in answer.locator("tr", has_text="correct_party").inner_text()
    assert "Spraakwerk" not in answer.inner_text()
    assert hand.clicks <= 3


def test_a_partners_own_role_per_category(bella: Callable[[str], Hand]) -> None:
    """Task 6: 1 click; the click is for why."""
    hand = bella("/en/portal/")
    page = hand.page
    tiles = page.locator(".own-roles .tile")
    said = {tile.split("\n")[0]: tile for tile in tiles.all_inner_texts()}
    roles = {name: "Controller" if "Controller" in t else "Processor" for name, t in said.items()}
    assert roles == {
        "Transmitted data": "Processor",
        "Traffic and billing data": "Controller",
        "Other personal data": "Controller",
    }
    hand.click(tiles.filter(has_text="Traffic and billing data").locator("a"))
    why = page.locator("#reasons details[open]").first
    why.wait_for()
    assert "GDPR Art. 4(7)" in why.inner_text()
    assert hand.clicks <= 1
