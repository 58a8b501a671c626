"""A request from the first page to its thread, in a real browser, with a keyboard and no script."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from records.intake.models import RequestMessage
from records.intake.services import write_to_requester
from records.models import SubjectRequest
from tests.browser.keys import Keyboard
from tests.site.asking import mailed
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.site.views import following, requesting

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    for throttle in (requesting.pages, requesting.sending, following.throttle):
        throttle.forget()


@pytest.fixture(params=[(320, "dark"), (1366, "light")], ids=["phone", "desk"])
def keyboard(request: Any, browser: Any) -> Iterator[Keyboard]:
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 700}, color_scheme=scheme, java_script_enabled=True
    )
    yield Keyboard(context.new_page())
    context.close()


def sound(keyboard: Keyboard) -> None:
    """Nothing scrolls sideways, axe has nothing to say, and the content policy holds."""
    page = keyboard.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    found = Axe().run(page).response["violations"]
    assert not found, (page.url, [(v["id"], v["nodes"][0]["html"]) for v in found])
    assert not [c for c in keyboard.complaints if "Content Security Policy" in c]


def test_a_request_is_made_followed_and_answered_with_a_keyboard(
    keyboard: Keyboard, live_server: Any, world: World, tmp_path: Path
) -> None:
    page, url = keyboard.page, live_server.url
    page.goto(f"{url}/verzoek/")
    assert keyboard.heading() == "Een verzoek over uw gegevens"
    sound(keyboard)

    # A mistake is told above the question, has the focus, and leads to its field.
    keyboard.go_on()
    assert page.title().startswith("Fout:")
    # The browser gives the focus once it has drawn the page.
    page.wait_for_function("document.activeElement.matches('.problems')")
    sound(keyboard)
    keyboard.press(".problems a")
    assert page.evaluate("location.hash") == "#id_rights"
    keyboard.press("input[value=ACCESS]", "Space")
    keyboard.go_on()
    assert keyboard.heading() == "Om wiens gegevens gaat het?"
    sound(keyboard)
    keyboard.press("input[name=whom]", "Space")
    keyboard.go_on()
    keyboard.fill("#id_phones", "020 123 45 67")
    keyboard.fill("#id_company", "Bakker")
    sound(keyboard)
    keyboard.go_on()
    keyboard.fill("#id_words", "Graag een kopie. canary-words")
    letter = tmp_path / "canary-letter.pdf"
    letter.write_bytes(b"%PDF-1.7 canary-content")
    keyboard.to("#id_attachments")
    page.set_input_files("#id_attachments", str(letter))  # what the picker of the browser does
    sound(keyboard)
    keyboard.go_on("main form button[name=more]")
    assert "canary-letter.pdf" in page.locator(".picks").inner_text()
    keyboard.go_on("main form:not(.inline) button.button")
    keyboard.fill("#id_name", "canary-jan")
    keyboard.fill("#id_email", "canary-jan@example.nl")
    sound(keyboard)
    keyboard.go_on()

    assert keyboard.heading() == "Controleer uw antwoorden"
    sound(keyboard)
    keyboard.press("a[href$='/vraag/']")
    page.wait_for_url("**/vraag/")
    keyboard.go_on("main form:not(.inline) button.button")
    keyboard.go_on()
    assert keyboard.heading() == "Uw verzoek is ontvangen"
    reference = page.locator(".reference").inner_text()
    assert re.fullmatch(r"AVG-\d{4}-0001", reference)
    sound(keyboard)
    assert not [visited for visited in keyboard.visited if "canary" in visited]
    page.go_back()
    assert "canary" not in page.content()

    body = mailed()
    assert "canary" not in body
    link = re.search(r"https?://[^/]+(/verzoek/volgen/\S+)", body)[1]
    row = SubjectRequest.objects.get(reference=reference)
    write_to_requester(
        request=row,
        party=row.received_by,
        text="Om welk jaar gaat het?",
        name="Olga",
        at=timezone.now(),
        by=SYSTEM,
    )
    page.goto(url + link)
    assert "Om welk jaar gaat het?" in page.locator("main").inner_text()
    assert "Antwoord uiterlijk op" in page.locator("main").inner_text()
    sound(keyboard)
    keyboard.fill("#id_text", "Om 2025.")
    keyboard.go_on("form:has([value=reply]) button")
    assert "Om 2025." in page.locator("#messages ~ article >> nth=-1").inner_text()
    assert RequestMessage.objects.filter(author="REQUESTER").count() == 1
    keyboard.press("details.card > summary")
    sound(keyboard)
    keyboard.go_on("form:has([value=withdraw]) button")
    assert "U hebt dit verzoek ingetrokken" in page.locator("main").inner_text()
    sound(keyboard)


def go_on(page: Any, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def test_the_form_needs_no_script(browser: Any, live_server: Any, world: World) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/verzoek/")
    page.get_by_label("Ask a question about my data").check()
    go_on(page, "Continue")
    page.get_by_label("My own").check()
    for _ in range(2):
        go_on(page, "Continue")
    page.get_by_label("Your request").fill("What do you have?")
    go_on(page, "Continue")
    page.get_by_label("Your name").fill("Jan")
    page.get_by_label("Telephone number").fill("0201234567")
    go_on(page, "Continue")
    go_on(page, "Send my request")
    assert page.locator("h1").inner_text() == "Your request was received"
    context.close()
