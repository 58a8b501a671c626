"""One request from the first page of the public form to both downloads, by keys alone.

Anna's number is an employee's of Bakker (Belfabriek), and was called by Slager (Spraakwerk); calls
are in our own PostgreSQL, and in a MariaDB elsewhere.
"""

import os
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from dateutil.easter import easter
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from records.answers.models import AnswerPackage, PackageFetch
from records.models import SubjectRequest
from records.requests.models import RequestPart
from tests.browser.keys import Keyboard, Keys, answered, fetched
from tests.browser.test_pages import Open, open_page
from tests.records.answers.filling import ANNAS, COLLEAGUES, EIGENHEIMS, FRIENDS, elsewhere, our_own
from tests.records.foreign import MariaDB, mariadb, mariadb_server
from tests.site.answering import pairs, traffic
from tests.site.asking import mailed
from tests.site.world import World
from voipgrid_privacy.accounts.models import Membership
from voipgrid_privacy.site.views import answers, following, requesting

__all__ = ("mariadb_server", "open_page")

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OTHERS = (COLLEAGUES, FRIENDS, EIGENHEIMS, "0207777777", "9998877", "0307654321", "HYPERLINK")


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    for throttle in (requesting.pages, requesting.sending, following.throttle, answers.throttle):
        throttle.forget()


@pytest.fixture
def filled(world: World, mariadb_server: MariaDB) -> Iterator[World]:
    """Both stores; who sits at Spraakwerk sits nowhere else."""
    Membership.objects.filter(user=world.users["Both"], party=world.parties["Belfabriek"]).delete()
    with mariadb(mariadb_server) as server:
        our_own(*pairs(world))
        elsewhere(server, *pairs(world))
        yield world


def month_later(day: date) -> date:
    """Count as the law does, apart from the product: a month, and on to a working day."""
    due = day + relativedelta(months=1)
    while due.weekday() > 4 or due in _holidays(due.year):
        due += timedelta(days=1)
    return due


def _holidays(year: int) -> set[date]:
    sunday = easter(year)
    king = date(year, 4, 27) - timedelta(days=date(year, 4, 27).weekday() == 6)
    fixed = {date(year, *day) for day in ((1, 1), (5, 5), (12, 25), (12, 26))}
    return fixed | {king} | {sunday + timedelta(days=n) for n in (-2, 1, 39, 50)}


def sent(page: Any, url: str) -> str:
    """Ask for access on the public form, as somebody who is called all day."""
    keyboard = Keyboard(page)
    page.goto(f"{url}/en/verzoek/")
    keyboard.press("input[value=ACCESS]", "Space")
    keyboard.go_on()
    keyboard.press("input[name=whom]", "Space")
    keyboard.go_on()
    keyboard.fill("#id_phones", "06 - 12 34 56 78")
    keyboard.go_on()
    keyboard.fill("#id_words", "What do you keep about my number?")
    keyboard.go_on()
    keyboard.fill("#id_name", "Anna")
    keyboard.fill("#id_email", "anna@example.nl")
    keyboard.go_on()
    keyboard.go_on("main form:not(.inline) button.button")
    assert keyboard.heading() == "Your request was received"
    assert not [visited for visited in keyboard.visited if "anna" in visited.lower()]
    return str(page.locator(".reference").inner_text())


def placed(page: Any, request: SubjectRequest, world: World) -> None:
    """As officer: in whose chains is she, who is it, and forward what each controller answers."""
    for about in ("Bakker", "Slager"):
        keys = Keys(page)
        keys.to("Find whose data it is").press()
        keys.to("Customer or partner (name)").type(about)
        keys.to("Your name").type("Olga")
        keys.press()
    keys = Keys(page)
    keys.to("Confirm identity").press()
    keys.to("Your name").type("Olga")
    keys.to("Explanation").type("Called back on the number itself.")
    keys.to("Confirm").press()
    for part in traffic(request):
        keys.to("Forward", within=title_of(page, part)).press()
        keys.to("Your name").type("Olga")
        keys.press()


def title_of(page: Any, part: RequestPart) -> str:
    return str(page.locator(f"#part-{part.pk}").inner_text())


def answered_by(open_page: Open, user: str, request: SubjectRequest, due: date) -> str:
    """As partner: from the list to the code, and say that it was given."""
    page = open_page("/en/portal/verzoeken/", user=user)
    keys = Keys(page)
    keys.to(request.reference).press()
    assert f"{due.day} {due:%B %Y}" in page.locator("main").inner_text()
    keys.to("Answer with what is kept").press()
    code = answered(page, 2)
    keys = Keys(page)
    keys.to("Your name", within="Packages").type(user)
    keys.to("Record that it was given", within="Packages").press()
    assert not [c for c in page.complaints if "Content Security Policy" in c]
    return code


def test_from_the_public_form_to_both_downloads(
    open_page: Open, live_server: Any, filled: World, tmp_path: Path
) -> None:
    public = open_page("/en/verzoek/")
    reference = sent(public, live_server.url)
    follow = re.search(r"https?://[^/]+(?:/en)?(/verzoek/volgen/\S+)", mailed())[1]  # type: ignore[index]
    request = SubjectRequest.objects.get(reference=reference)
    due = month_later(timezone.localdate())

    placed(open_page(f"/en/admin/verzoeken/{request.pk}/", user="Olga"), request, filled)
    bakkers, slagers = traffic(request)
    told = {
        (p.controller.name, p.about.name) for p in (bakkers, slagers) if p.controller and p.about
    }
    assert told == {("Belfabriek", "Bakker"), ("Spraakwerk", "Slager")}

    first = answered_by(open_page, "Bella", request, due)
    second = answered_by(open_page, "Both", request, due)
    page = open_page(f"/en{follow}")
    assert f"{due.day} {due:%B %Y}" in page.locator("main").inner_text()
    for code, controller, sizes in ((first, "Belfabriek", [1, 1]), (second, "Spraakwerk", [1, 2])):
        (tmp_path / controller).mkdir()
        page = open_page("/en/verzoek/download/")
        told_her, readable = fetched(page, code, tmp_path / controller)
        assert (told_her["controller"], told_her["reference"]) == (controller, reference)
        assert sorted(len(sheet["rows"]) for sheet in told_her["data"]) == sizes
        assert {item["article"] for item in told_her["items"]} >= {"15(1)(c)", "15(1)(h)", "15(2)"}
        assert not [other for other in OTHERS if other.encode() in readable]
        another = {"Belfabriek": "Spraakwerk", "Spraakwerk": "Belfabriek"}[controller]
        assert another.encode() not in readable
    assert ANNAS.encode() in readable or b"12 34 56 78" in readable
    assert PackageFetch.objects.count() == AnswerPackage.objects.count() == 2
    assert request.steps.filter(kind="ANSWERED").count() == 2
