"""What practised people do as officers among ten thousand customers (tasks 3 and 4)."""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from records.certificates.services import certify_run
from records.engine import run
from records.models import AnonymisationJob
from roles.models import Contact, DataCategory, Party, Service
from roles.sub_processors.models import SubProcessorChange
from tests.browser.crowd import crowded
from tests.browser.test_pages import open_page
from tests.browser.test_tasks import Hand, olga
from tests.records.conftest import INSERT
from tests.remembered import remembered
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("olga", "open_page")

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Opened = Callable[[str], Hand]
LONG_AGO = date(2024, 1, 31)
RULE = "traffic-billing-6-months"


@pytest.fixture
def world(transactional_db: None) -> World:
    return remembered(crowded)


def said(page: Any) -> str:
    return str(page.locator("body").inner_text())


def test_a_sub_processor_is_announced_with_a_preview_of_who_is_told(
    olga: Opened, world: World
) -> None:
    """Task 3: 7 clicks."""
    Party.objects.create(name="Carrier", kind="SUPPLIER", is_public=True)
    for name in ("Belfabriek", "Spraakwerk"):
        Contact.objects.create(
            party=world.parties[name], kind="PRIVACY", email=f"{name}@example.nl"
        )
    hand = olga("/en/admin/")
    page = hand.page
    hand.follow(page.get_by_role("link", name="Changes and notices"))
    hand.follow(page.locator("a[href$='/subprocessorchange/add/']"))
    chosen(page, "proposer", "VoIPGRID B.V.")
    chosen(page, "sub_processor", "Carrier")
    service = Service.objects.get(code="TELEPHONY")
    page.locator("[name=service]").select_option(str(service.pk))
    category = DataCategory.objects.get(code="TRANSMITTED")
    page.locator(f"input[name=data_categories][value='{category.pk}']").press("Space")
    for name, words in (
        ("purpose_nl", "Gesprekken doorgeven."),
        ("purpose_en", "Carrying calls."),
        ("reason_nl", "Meer routes."),
        ("reason_en", "More routes."),
        ("location", "DE"),
        ("planned_on", timezone.localdate().isoformat()),
    ):
        page.locator(f"[name={name}]").fill(words)
    page.locator("[name=mechanism]").select_option("NONE_NEEDED")
    page.locator("[name=visibility]").select_option("PUBLIC")
    hand.follow(page.get_by_role("button", name="Save", exact=True))
    hand.follow(page.get_by_role("link", name="Carrier"))
    hand.follow(page.locator("a[href$='/notify/'], a[href$='/notify']"))
    page.get_by_text("2 parties are told").first.wait_for()
    assert "Belfabriek" in said(page)
    hand.follow(page.locator(".reg-buttons button[type=submit]"))
    page.get_by_text("notices are on their way").first.wait_for()
    assert SubProcessorChange.objects.get().state == "NOTIFIED"
    assert hand.clicks <= 7


def test_an_anonymisation_is_tried_run_and_certified(
    olga: Opened, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Task 4: 5 clicks and the job."""
    monkeypatch.setattr("records.admin.jobs.run_anonymisation_job.delay_on_commit", list)
    call_command("load_retention", verbosity=0)
    pk = world.parties["Belfabriek"].pk
    with connection.cursor() as cursor:
        cursor.execute(INSERT, (pk, pk, LONG_AGO, LONG_AGO, 12))
    hand = olga("/en/admin/")
    page = hand.page
    hand.follow(page.get_by_role("link", name="Retention periods"))
    hand.follow(page.get_by_role("link", name=RULE))
    hand.follow(page.get_by_role("link", name="Run what is due now"))
    assert "12" in said(page)
    page.locator("[name=typed]").fill(RULE)
    hand.follow(page.get_by_role("button", name="Run now"))
    page.wait_for_url("**/anonymisationjob/*/change/**")
    job = AnonymisationJob.objects.get()
    run.anonymise(job.pk)
    certify_run(job=job.pk, at=timezone.now(), by=SYSTEM)
    page.reload()
    with page.expect_download() as download:
        hand.click(page.get_by_role("link", name="JSON"))
    assert json.loads(Path(download.value.path()).read_text())["body"]
    assert hand.clicks <= 5


def chosen(page: Any, name: str, words: str) -> None:
    """Choose in a field that searches while one types, with the keyboard."""
    page.locator(f"select[name={name}] + .select2 .select2-selection").press("Enter")
    page.locator(".select2-search__field").fill(words)
    page.locator(".select2-results__option--highlighted", has_text=words).wait_for()
    page.keyboard.press("Enter")
