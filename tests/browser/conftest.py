"""A real browser; without one these tests are skipped, or fail where services are required."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.remembered import remembered
from tests.site.world import World, build

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


# Not for the whole session: while Playwright is open, nothing else here may run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    if not CHROMIUM.exists():
        (pytest.fail if settings.REQUIRE_SERVICES else pytest.skip)("There is no Chromium here.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def world(transactional_db: None) -> World:
    return remembered(build)
