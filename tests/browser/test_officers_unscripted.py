"""What officers do, in a browser that runs no scripts: enter, find, filter, correct, decide."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from roles.models import Finding, Party
from roles.services import recompute_findings
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser: Any, live_server: Any, world: World) -> Iterator[Any]:
    """Olga's browser, which runs nothing."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 900},
        java_script_enabled=False,
        base_url=f"{live_server.url}/en/admin/",
    )
    context.set_default_timeout(10_000)
    client = Client()
    client.force_login(world.users["Olga"])
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
    )
    yield context.new_page()
    context.close()


def test_a_party_is_entered_found_corrected_and_its_history_read(page: Any) -> None:
    page.goto("roles/party/")
    page.locator("a.addlink").click()
    page.locator("[name=kind]").select_option("SUPPLIER")
    page.locator("[name=name]").fill("Nieuwe Leverancier B.V.")
    page.locator("[name=_save]").click()
    row = Party.objects.get(name="Nieuwe Leverancier B.V.")
    page.goto("roles/party/")
    page.locator("#changelist-search [name=q]").fill("Nieuwe Lever")
    page.locator("#changelist-search [name=q]").press("Enter")
    page.locator("#result_list").get_by_role("link", name="Nieuwe Leverancier B.V.").click()
    page.locator("[name=name]").fill("Andere Leverancier B.V.")
    page.locator("[name=_save]").click()
    row.refresh_from_db()
    assert row.name == "Andere Leverancier B.V."
    page.goto(f"roles/party/{row.pk}/change/")
    page.locator("a[href$='/history/']").first.click()
    assert "Andere Leverancier" in page.content()


def test_what_is_refused_is_said_at_its_field(page: Any) -> None:
    page.goto("roles/party/add/")
    page.locator("[name=kind]").select_option("SUPPLIER")
    page.locator("[name=name]").fill("Nieuwe Leverancier B.V.")
    page.locator("[name=kvk_number]").fill("12")
    page.locator("[name=_save]").click()
    assert "kvk_number" in page.locator(".errorlist, [id$=_error]").first.get_attribute("id")
    assert not Party.objects.filter(name="Nieuwe Leverancier B.V.").exists()


def test_a_list_is_filtered(page: Any) -> None:
    page.goto("roles/party/")
    everybody = page.locator("#result_list tbody tr").count()
    page.locator("#changelist-filter").get_by_text("Supplier", exact=True).click()
    if "kind" not in page.url:
        page.get_by_role("button", name="Apply Filters").click()
    assert 0 < page.locator("#result_list tbody tr").count() < everybody


def test_a_finding_is_accepted_with_a_reason(page: Any) -> None:
    recompute_findings(on=timezone.localdate(), by=SYSTEM)
    row = Finding.objects.filter(state="OPEN").first()
    page.goto(f"roles/finding/{row.pk}/change/")
    page.get_by_role("link", name="Accept").first.click()
    page.locator("[name=reason]").fill("Known, and on its way.")
    page.get_by_role("button", name="Confirm").click()
    row.refresh_from_db()
    assert row.state == "ACCEPTED"


def test_the_officer_leaves(page: Any) -> None:
    page.goto(".")
    page.get_by_role("button", name="Log out").click()
    page.goto("roles/party/")
    assert "/accounts/login/" in page.url
