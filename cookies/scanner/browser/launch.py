"""How the browser is started: headless shell, sandboxed, with our proxy as its only way out."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Error, Playwright

# Debian's full Chromium drops third-party cookies; the headless shell keeps them.
USUAL_PLACES: Final = (
    "/usr/bin/chromium-headless-shell",
    "/usr/lib/chromium/chromium-headless-shell",
    "/usr/bin/headless-shell",
)
ARGUMENTS: Final = (
    "--disable-blink-features=AutomationControlled",  # banners hide from robots
    "--disable-quic",  # it would not go through the proxy
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    # One process per context instead of one per frame: half the memory, and one protocol session
    # sees every frame. The browser holds no secrets that sites would have to be kept apart for.
    "--disable-site-isolation-trials",
    "--in-process-gpu",
    "--js-flags=--max-semi-space-size=1 --optimize-for-size",
)
NO_BYPASS: Final = "<-loopback>"  # else Chromium goes to loopback addresses by itself

Driver = asyncio.Task[Playwright]
"""What drives the browser, on its way: it starts while other things are made ready."""


class BrowserMissing(Exception):
    """There is no headless shell of Chromium on this machine."""


def executable(wanted: str = "") -> str:
    """Return the browser's path: the one wanted, or where systems put it; raises BrowserMissing."""
    places = (wanted,) if wanted else USUAL_PLACES
    found = next((place for place in places if Path(place).is_file()), None)
    if found is None:
        raise BrowserMissing(f"no headless shell of Chromium at {' or '.join(places)}")
    return found


@asynccontextmanager
async def started(
    *,
    driver: Driver,
    browser: str,
    proxy: str,
    arguments: tuple[str, ...] = (),
    died: Callable[[], None] = lambda: None,
) -> AsyncIterator[Browser]:
    """Run a browser; nothing of it is left afterwards. ``died`` is called if it ends by itself."""
    playwright = await driver
    try:
        running = await playwright.chromium.launch(
            executable_path=executable(browser),
            chromium_sandbox=os.geteuid() != 0,  # Chromium refuses its sandbox to root
            proxy={"server": proxy, "bypass": NO_BYPASS},
            args=[*ARGUMENTS, *arguments],
        )
        closing = False
        running.on("disconnected", lambda _browser: None if closing else died())
        try:
            yield running
        finally:
            closing = True
            with suppress(Error):  # it was killed: there is nothing left to close
                await running.close()
    finally:
        await playwright.stop()
