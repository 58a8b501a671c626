"""``python -m cookies.scanner.browser``: one scan in a process of its own.

The job comes on standard input as JSON. Each visited state is told on standard output as one line
of JSON, and so is the end: ``{"end": "done"}`` or what stood in the way. Evidence is left in the
job's folder. When whoever started it dies, so do the browser and all that belongs to it.
"""

import asyncio
import importlib
import sys

from playwright.async_api import async_playwright

from cookies.scanner.browser.leash import bind_to_parent


async def _scanned() -> None:
    """Start the browser's driver, which takes half a second, and meanwhile read all the rest."""
    driver = asyncio.create_task(async_playwright().start())
    rest = await asyncio.to_thread(importlib.import_module, "cookies.scanner.browser.telling")
    if text := await asyncio.to_thread(sys.stdin.read):  # else nobody wants a scan any more
        await rest.scanned(text, driver)


def main() -> None:
    """Make the scan; whatever stands in the way is told, not raised."""
    bind_to_parent()
    asyncio.run(_scanned())


if __name__ == "__main__":
    main()
