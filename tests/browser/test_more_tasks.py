"""What practised people do among ten thousand customers, within their clicks (tasks 8 to 11)."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command

from roles.sub_processors.models import Objection
from tests.browser.crowd import crowded
from tests.browser.test_pages import open_page
from tests.browser.test_tasks import Hand, bella, olga
from tests.remembered import remembered
from tests.site.test_sub_processors import announce
from tests.site.world import World
from voipgrid_privacy.site.statements.models import StatementPublication

__all__ = ("bella", "olga", "open_page")

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Opened = Callable[[str], Hand]


@pytest.fixture
def world(transactional_db: None) -> World:
    return remembered(crowded)


def said(page: Any) -> str:
    return str(page.locator("body").inner_text())


def test_a_partner_objects_to_a_sub_processor(bella: Opened, world: World) -> None:
    """Task 8: 3 clicks."""
    announce(world)
    hand = bella("/en/portal/")
    page = hand.page
    hand.follow(page.get_by_role("link", name="Read it, answer, and pass it on"))
    hand.click(page.locator("summary", has_text=re.compile(r"^\s*Object\s*$")))
    page.locator("textarea[name=reason]").last.fill("Not outside our own network.")
    hand.follow(page.get_by_role("button", name="Object", exact=True))
    page.get_by_text("Not outside our own network.").first.wait_for()
    assert Objection.objects.get().notice.recipient == world.parties["Belfabriek"]
    assert hand.clicks <= 3


def test_an_access_request_is_logged_with_its_day_and_who_answers(
    bella: Opened, world: World
) -> None:
    """Task 9: 3 clicks."""
    hand = bella("/en/portal/")
    page = hand.page
    hand.follow(page.get_by_role("link", name="Data subject requests"))
    hand.follow(page.get_by_role("link", name="Record a request"))
    page.locator("input[value=ACCESS]").press("Space")
    page.get_by_label("Telephone numbers").fill("06 12345678")
    page.get_by_label("Customer or partner (name)").fill("Winkel 9999")
    page.locator("textarea[name=words]").fill("What do you keep?")
    hand.follow(page.get_by_role("button", name="Record a request"))
    page.get_by_text("is on record as").first.wait_for()
    assert "At the latest on" in said(page)
    assert "Winkel 9999" in said(page)
    assert "Belfabriek" in said(page)
    assert hand.clicks <= 3


def test_a_statement_is_published_after_its_difference_is_read(bella: Opened, world: World) -> None:
    """Task 10: 4 clicks."""
    for command in ("load_retention", "load_records"):
        call_command(command, verbosity=0)
    hand = bella("/en/portal/")
    page = hand.page
    hand.follow(page.get_by_role("link", name="Privacy statement", exact=True))
    hand.follow(page.get_by_role("link", name="Read what changes, and publish"))
    assert "We are Belfabriek" in said(page)
    if page.locator("[name=gaps_accepted]").count():
        page.locator("[name=gaps_accepted]").press("Space")
    hand.follow(page.get_by_role("button", name="Publish this"))
    page.get_by_text("Your statement is published.").wait_for()
    assert StatementPublication.objects.get().party == world.parties["Belfabriek"]
    assert hand.clicks <= 4


def test_a_developer_gets_the_first_answer_by_the_page(
    bella: Opened, world: World, live_server: Any, settings: Any
) -> None:
    """Task 11: 4 clicks, from the developers' page to an answer of the API."""
    settings.PUBLIC_URL = live_server.url
    hand = bella("/en/ontwikkelaars/")
    page = hand.page
    hand.follow(page.locator("main").get_by_role("link", name="API access"))
    page.get_by_label("Name", exact=True).fill("CRM")
    hand.follow(page.get_by_role("button", name="Give out"))
    client, secret = page.locator("dd code").all_inner_texts()[:2]
    hand.follow(page.get_by_role("link", name="the first call takes five minutes"))
    blocks = page.locator("pre code").all_inner_texts()[:3]
    script = "\n".join(blocks).replace("…", secret).replace(f"ID={secret}", f"ID={client}", 1)
    answer = subprocess.run(["bash", "-c", script], capture_output=True, check=True, timeout=60)
    rows = json.loads(answer.stdout)["results"]
    assert {row["role"] for row in rows} >= {"CONTROLLER", "PROCESSOR"}
    assert hand.clicks <= 4
