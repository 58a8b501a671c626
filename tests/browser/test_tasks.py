"""What practised people do, in a real browser, within their clicks (tasks 1 and 2)."""

import csv
import os
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_pages import Open, open_page
from tests.site.world import World

__all__ = ("open_page",)

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Hand:
    """Counts what a person clicks, and how long it takes."""

    def __init__(self, page: Any) -> None:
        self.page, self.clicks, self.start = page, 0, time.monotonic()

    def click(self, found: Any) -> None:
        self.clicks += 1
        found.first.click()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.start


@pytest.fixture
def olga(open_page: Open, world: World) -> Callable[[str], Hand]:
    return lambda path: Hand(open_page(path, user="Olga"))


def test_who_is_controller_for_a_customer_on_a_day_and_why(olga: Callable[[str], Hand]) -> None:
    """Task 1: 10 s, 2 clicks."""
    hand = olga("/en/admin/")
    page = hand.page
    hand.click(page.get_by_role("link", name="Who is what?"))
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
    assert hand.seconds < 10


def test_which_partners_have_no_signed_agreement_exported(olga: Callable[[str], Hand]) -> None:
    """Task 2: 15 s, 2 clicks."""
    hand = olga("/en/admin/")
    page = hand.page
    hand.click(page.locator("a.reg-tile[href*='missing']"))
    page.get_by_role("button", name="Export CSV").wait_for()
    with page.expect_download() as download:
        hand.click(page.get_by_role("button", name="Export CSV"))
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(StringIO(text), delimiter=";"))
    cells = {cell for row in rows for cell in row}
    assert {"Belfabriek", "Spraakwerk"} <= cells
    assert not {"Bakker", "Slager"} & cells
    assert hand.clicks <= 2
    assert hand.seconds < 15
