"""What only a browser can tell: width, content policy, keyboard, darkness."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from roles.models import Finding
from roles.services import recompute_findings
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM

# Playwright's loop runs in this thread; the ORM calls around it are not asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PUBLIC = (
    "/",
    "/uitleg/",
    "/subverwerkers/",
    "/en/",
    "/en/rollen/transmitted/platform/",
    "/accounts/login/",
    "/en/nowhere/",
)
PORTAL = (
    "/portal/",
    "/en/portal/rollen/",
    "/portal/wijzigingen/",
    "/portal/wat-als/",
    "/portal/klanten/",
    "/portal/verwerkersovereenkomsten/",
    "/portal/verwerkersovereenkomsten/einde/",
    "/portal/acm/",
    "/portal/subverwerkers/",
    "/portal/partij/",
    "/portal/bewijzen/",
)
Open = Callable[..., Any]


@pytest.fixture
def open_page(browser: Any, live_server: Any, world: World) -> Iterator[Open]:
    contexts = []

    def opened(path: str, *, user: str = "", width: int = 1366, dark: bool = False) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        if user:
            context.add_cookies([_session(world, user, live_server.url)])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.goto(live_server.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()


def _session(world: World, user: str, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(world.users[user])
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}


def _addresses() -> list[tuple[str, str]]:
    return [(path, "") for path in PUBLIC] + [(path, "Bella") for path in PORTAL]


def test_nothing_scrolls_sideways_on_a_small_phone(open_page: Open) -> None:
    for path, user in _addresses():
        page = open_page(path, user=user, width=320)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_an_agreement_fits_on_a_small_phone(open_page: Open, world: World) -> None:
    other = world.parties["Bakker"].pk
    page = open_page(f"/portal/verwerkersovereenkomsten/{other}/", user="Bella", width=320)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not [c for c in page.complaints if "Content Security Policy" in c]


def test_a_finding_fits_on_a_small_phone(open_page: Open, world: World) -> None:
    recompute_findings(on=timezone.localdate(), by=SYSTEM)
    row = Finding.objects.filter(party=world.parties["Belfabriek"], owner="PARTNER")[0]
    page = open_page(f"/portal/bevindingen/{row.pk}/", user="Bella", width=320)
    assert page.locator("textarea").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_page_breaks_its_content_security_policy(open_page: Open) -> None:
    for path, user in _addresses():
        page = open_page(path, user=user)
        assert not [c for c in page.complaints if "Content Security Policy" in c], path


def test_the_keyboard_reaches_language_and_reasons(open_page: Open) -> None:
    page = open_page("/en/")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
    assert "#main" in reached[0]
    assert any('hreflang="nl"' in element for element in reached)
    assert any("/en/rollen/transmitted/customer/" in element for element in reached)
    assert any(element.startswith("<summary") for element in reached)


def test_a_summary_opens_by_keyboard(open_page: Open) -> None:
    page = open_page("/en/")
    page.locator("details.why > summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.why").first.locator(".ground").first.is_visible()


def test_dark_is_dark_and_light_is_light(open_page: Open) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    assert open_page("/", dark=True).evaluate(ground) == "rgb(18, 21, 29)"
    assert open_page("/").evaluate(ground) == "rgb(245, 246, 250)"


def test_a_cell_opens_its_reasons_in_place(open_page: Open) -> None:
    page = open_page("/en/portal/rollen/", user="Bella")
    page.locator(".matrix a.role").first.click()
    page.wait_for_selector("#reasons details[open] .ground")
    assert "why=" in page.url
    assert not [c for c in page.complaints if "Content Security Policy" in c]
