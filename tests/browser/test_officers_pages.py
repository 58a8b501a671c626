"""Pages of answers and incidents, in portal and admin: they fit a phone, and axe has nothing."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone

from records.answers.models import AnswerGroup
from records.answers.services import choose_group, search_part
from records.incidents import services as incidents
from records.incidents.models import IncidentDossier
from records.incidents.services import Touched
from records.models import RequestPart
from records.recipients.services import notify_recipients, record_recipient_untold
from records.requests.services import confirm_identity, forward_part
from roles.models import Contact
from roles.services import recompute_findings
from tests.records.foreign import Server, postgresql
from tests.records.incidents.world import facts, manager
from tests.site.answering import ANNA, hold_rows
from tests.site.threads import received
from tests.site.world import World
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = ((1366, "light", "nl"), (320, "dark", "en"))
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
Page = tuple[str, str]
"""Who looks, and at which address."""


@pytest.fixture
def server() -> Iterator[Server]:
    with postgresql() as made:
        yield made


@pytest.fixture
def part(world: World, server: Server) -> RequestPart:
    """Anna asks to rectify and erase; what was found is decided, and one recipient was told."""
    hold_rows(world, server)
    for name in ("VoIPGRID B.V.", "Belfabriek"):
        Contact.objects.create(party=world.parties[name], kind="PRIVACY", email="avg@x.example")
    rights = ["RECTIFICATION", "ERASURE"]
    asked = received(
        world.parties["VoIPGRID B.V."], rights=rights, subject=ANNA, about=world.parties["Bakker"]
    )
    now = timezone.now()
    said = {"name": "Olga", "text": "Called back.", "on": legal_day(now), "at": now, "by": SYSTEM}
    confirm_identity(request=asked, **said)
    found = asked.parts.standing().get(category="TRAFFIC_BILLING", purposes=[])
    forward_part(part=found, **said)
    bella = manager(world.parties["Belfabriek"])
    search_part(part=found, at=now, by=bella)
    for group in AnswerGroup.objects.filter(outcome="FOUND"):
        choose_group(group=group, included=True, name="Bella", at=now, by=bella)
    told = {"part": found, "name": "Bella", "on": legal_day(now), "at": now, "by": bella}
    notify_recipients(**told, change="ERASED", text="Delete them, please.")
    other = str(world.parties["Datacenter"].pk)
    why = {"reason": "DISPROPORTIONATE", "text": "Thousands of copies, none of which can be found."}
    record_recipient_untold(**told, change="RECTIFIED", recipient=other, **why)
    return found


@pytest.fixture
def dossiers(world: World) -> dict[str, IncidentDossier]:
    """An incident of VoIPGRID with letters of a partner: one sent, one corrected, one waits."""
    now = timezone.now()
    dossier = incidents.register_incident(
        party=world.parties["VoIPGRID B.V."],
        aware_at=now - timedelta(hours=5),
        name="S. Wacht",
        facts=facts(),
        at=now,
        by=SYSTEM,
    )
    touched = [Touched(world.parties[name].pk, 5, 50) for name in ("Bakker", "Slager")]
    incidents.touch(dossier=dossier, parties=touched, at=now, by=SYSTEM)
    incidents.send_notices(dossier=dossier, at=now, by=SYSTEM)
    bella = manager(world.parties["Belfabriek"])
    mine = IncidentDossier.objects.get(party=world.parties["Belfabriek"])
    given = {"dossier": mine, "at": timezone.now(), "by": bella}
    incidents.list_letters(kind="POST", references=["K-1001"], **given)
    said = {"name": "B. Bel", "means": "LETTER", "reference": "Batch 7", "done_at": given["at"]}
    incidents.record_telling(letters=["POST"], **said, **given)
    incidents.list_letters(kind="POST", references=["K-1002", "K-1003"], **given)
    incidents.correct_letters(
        kind="POST",
        corrections=[("K-1002", "K-1020")],
        text="Two digits changed places.",
        name="B. Bel",
        **given,
    )
    return {"office": dossier, "partner": mine}


@pytest.fixture
def opened(browser: Any, live_server: Any, world: World) -> Iterator[Callable[..., Any]]:
    contexts = []

    def open_page(user: str, path: str, way: tuple[int, str, str]) -> Any:
        width, scheme, language = way
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        client = Client()
        client.force_login(world.users[user])
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(f"{live_server.url}{'' if language == 'nl' else f'/{language}'}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()


def sound(page: Any) -> list[str]:
    """Return what is wrong with a page: sideways scrolling, and what axe says."""
    page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
    wide = not page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    told = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    found = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in told]
    return ["scrolls sideways"] * wide + found


def wrong(opened: Callable[..., Any], pages: list[Page]) -> dict[str, list[str]]:
    said = {}
    for user, path in pages:
        for way in WAYS:
            page = opened(user, path, way)
            if (look := page.locator("button:has-text('Kijken'), button:text-is('Look')")).count():
                with page.expect_navigation():
                    look.click()
            name = f"{user}{path}{way}"
            if shots := os.environ.get("SHOTS"):
                page.screenshot(path=f"{shots}/{name.replace('/', '_')}.png", full_page=True)
            if problems := sound(page):
                said[name] = problems
    return said


def test_answers_and_who_is_told(opened: Callable[..., Any], part: RequestPart) -> None:
    recompute_findings(on=timezone.localdate() + timedelta(days=1), by=SYSTEM)
    answer = f"avg-verzoeken/deel/{part.pk}/antwoord/"
    place = f"avg-verzoeken/{part.request_id}/waar/"
    pages = [
        ("Bella", f"/portal/{answer}"),
        ("Olga", f"/admin/{answer}"),
        ("Bella", f"/portal/{place}"),
        ("Olga", f"/admin/{place}"),
    ]
    assert wrong(opened, pages) == {}


def test_incidents_and_letters(
    opened: Callable[..., Any], dossiers: dict[str, IncidentDossier]
) -> None:
    mine, office = dossiers["partner"].pk, dossiers["office"].pk
    pages = [
        ("Bella", "/portal/incidenten/"),
        ("Bella", "/portal/incidenten/nieuw/"),
        ("Bella", f"/portal/incidenten/{mine}/"),
        ("Olga", "/admin/incidenten/"),
        ("Olga", "/admin/incidenten/nieuw/"),
        ("Olga", f"/admin/incidenten/{office}/"),
        ("Olga", f"/admin/incidenten/{mine}/"),
    ]
    assert wrong(opened, pages) == {}
