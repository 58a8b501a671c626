"""Task 7: import 600 customers of which 7 are wrong, and undo it, in at most five clicks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roles.models import ExternalId, Party
from tests.browser.crowd import crowded
from tests.browser.test_pages import open_page  # noqa: F401
from tests.remembered import remembered
from tests.site.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEAD = "external_id;kind;name;kvk\n"


@pytest.fixture
def world(transactional_db: None) -> World:
    """Ten thousand customers are there already."""
    return remembered(crowded)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [f"K{n};klant;Klant {n};{'' if n % 85 else '123'}\n" for n in range(1, 601)]
    path = tmp_path / "klanten.csv"
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


def test_600_customers_of_which_7_are_wrong(
    open_page: Callable[..., Any],  # noqa: F811
    world: World,
    file: Path,
) -> None:
    """Task 7: 5 clicks."""
    ExternalId.objects.create(
        party=world.parties["Belfabriek"],
        assigned_by=world.parties["VoIPGRID B.V."],
        system="RELATIECODE",
        value="P-1",
    )
    page = open_page("/en/portal/", user="Bella")
    clicks = 0

    def click(what: Any) -> None:
        nonlocal clicks
        clicks += 1
        what.click()

    click(page.get_by_role("link", name="Import", exact=True))
    with page.expect_file_chooser() as chooser:
        click(page.get_by_label("CSV, Excel"))
    chooser.value.set_files(file)
    click(page.get_by_role("button", name="Show what it comes to"))
    page.wait_for_selector("text=What is wrong")
    assert page.locator("table.stacked tbody tr").count() == 7
    click(page.get_by_role("button", name="Import the 593 right rows"))
    page.wait_for_selector("text=Applied")
    assert Party.objects.filter(name__startswith="Klant ").count() == 593
    click(page.get_by_role("button", name="Undo"))
    page.wait_for_selector("text=Undone")
    assert not Party.objects.filter(name__startswith="Klant ").exists()
    assert clicks == 5
    assert not [c for c in page.complaints if "Content Security Policy" in c]


@pytest.mark.parametrize("width", [320, 1366])
def test_pages_of_an_import_fit(
    open_page: Callable[..., Any],  # noqa: F811
    world: World,
    file: Path,
    width: int,
) -> None:
    page = open_page("/portal/import/", user="Bella", width=width)
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_selector("table.stacked")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
