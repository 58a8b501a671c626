"""Who has a phone and keys alone refuses cookies and then sends a request (task 12)."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from cookies.banner.services import configure_banner
from cookies.choices import Provenance, Technique
from cookies.models import ConsentCategory, ConsentRecord, Provider, Site
from cookies.registry.services import Facts, Said, enter_item, publish_item
from records.models import SubjectRequest
from tests.browser.keys import Keyboard
from tests.embedded.conftest import eventually
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.site.views import requesting

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
MOST = 8
WORDS = Localised(nl="Telt bezoeken.", en="Counts visits.")
SENT = "/vp_consent=[^;]*\\.1(;|$)/.test(document.cookie)"
INSIDE = "document.activeElement.shadowRoot?.activeElement?.textContent"


@pytest.fixture
def asking(live_server: Any, world: World, settings: Any) -> None:
    """Our own site stores something for which it has to ask."""
    for throttle in (requesting.pages, requesting.sending):
        throttle.forget()
    settings.PUBLIC_URL = live_server.url
    call_command("load_cookies", verbosity=0)
    ours, today = Site.objects.get(code="register"), timezone.localdate()
    facts = Facts(
        technique=Technique.JS_COOKIE,
        pattern="_count",
        provider=Provider.objects.get(code="google-analytics"),
        category=ConsentCategory.objects.get(code="ANALYTICS"),
        purpose=WORDS,
        recipients=WORDS,
        lifetime="P1Y",
    )
    said = Said(Provenance.PERSON, today)
    item = enter_item(owner=ours.party, site=ours, facts=facts, said=said, by=SYSTEM)
    publish_item(item=item, by=SYSTEM)
    configure_banner(site=ours, address=live_server.url, on=today, by=SYSTEM)


class Fingers(Keyboard):
    """Counts what is pressed to do something: buttons, and links to another page."""

    presses = 0

    def go_on(self, selector: str = "main form:not(.inline) button.button") -> None:
        self.presses += 1
        super().go_on(selector)

    def refuse(self) -> None:
        """Refuse in the banner, which comes first."""
        self.page.locator("section.bar").wait_for()
        self.page.keyboard.press("Tab")
        assert self.page.evaluate(INSIDE) == "Weigeren"
        self.presses += 1
        self.page.keyboard.press("Enter")
        self.page.locator("section.bar").wait_for(state="detached")
        # Who goes on before the log answered is told to it again by the next page.
        eventually(lambda: self.page.evaluate(SENT))


@pytest.fixture
def fingers(browser: Any, asking: None) -> Iterator[Fingers]:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    yield Fingers(context.new_page())
    context.close()


def test_cookies_are_refused_and_a_request_sent_within_eight_presses(
    fingers: Fingers, live_server: Any
) -> None:
    """Task 12: 8 presses."""
    fingers.page.goto(f"{live_server.url}/")
    fingers.refuse()
    fingers.go_on("header a[href='/verzoek/']")
    fingers.press("input[value=ACCESS]", "Space")
    fingers.go_on()
    fingers.press("input[name=whom]", "Space")
    fingers.go_on()
    fingers.fill("#id_phones", "06 12345678")
    fingers.fill("#id_company", "Bakker")
    fingers.go_on()
    fingers.fill("#id_words", "Wat bewaart u over mij?")
    fingers.go_on()
    fingers.fill("#id_name", "Anna")
    fingers.fill("#id_email", "anna@example.nl")
    fingers.go_on()
    assert fingers.heading() == "Controleer uw antwoorden"
    fingers.go_on()
    assert fingers.heading() == "Uw verzoek is ontvangen"
    assert fingers.page.locator(".reference").inner_text() == SubjectRequest.objects.get().reference
    assert list(ConsentRecord.objects.values_list("action", flat=True)) == ["REFUSE"]
    assert not [c for c in fingers.complaints if "Content Security Policy" in c]
    assert fingers.presses <= MOST
