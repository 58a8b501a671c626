"""Which part of a host's name somebody registered, as the browser itself knows it."""

import asyncio
from collections.abc import Iterable, Set
from typing import Final

from playwright.async_api import Browser, Error, Page

_REGISTRABLE: Final = """host => {
  const labels = host.split(".");
  for (let at = labels.length - 1; at >= 0; at -= 1) {
    const domain = labels.slice(at).join(".");
    document.cookie = `s=1; secure; domain=${domain}`;
    if (document.cookie.includes("s=1")) {
      document.cookie = `s=; max-age=0; secure; domain=${domain}`;
      return domain;
    }
  }
  return host;
}"""
EVERY: Final = 0.5
"""Seconds between two looks for hosts that are new."""


class Domains:
    """Asks the browser for the registrable domain of each host: it knows the public suffixes.

    A cookie for a public suffix is refused, so the shortest domain that takes one is the answer.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._page: Page | None = None
        self._found: dict[str, str] = {}
        self._over = asyncio.Event()

    async def follow(self, hosts: Set[str], *, after: float) -> None:
        """Ask while the pages settle, so that hardly anything is left to ask at the end."""
        wait = after
        while not await _is_set(self._over, wait):
            await self.of(set(hosts))
            wait = EVERY

    async def stop(self, following: "asyncio.Task[None]") -> None:
        """End :meth:`follow`, once it has an answer to what it asks; raises Error of a browser."""
        self._over.set()
        await following

    async def of(self, hosts: Iterable[str]) -> dict[str, str]:
        """Return the domain of each of these hosts, and of those asked before."""
        for host in sorted(set(hosts) - set(self._found), key=lambda each: (each.count("."), each)):
            await self._add(host)
        return dict(self._found)

    async def _add(self, host: str) -> None:
        parent, found = ".".join(host.split(".")[-2:]), self._found
        if found.get(parent) == parent:
            found[host] = parent
        elif host.replace(".", "").isdigit() or ":" in host:
            found[host] = host
        else:
            found[host] = await self._ask(host)
            if found[host] == parent:
                found[parent] = parent

    async def _ask(self, host: str) -> str:
        page = await self._blank()
        try:
            await page.goto(f"https://{host}/", wait_until="commit")
            return str(await page.evaluate(_REGISTRABLE, host))
        except Error:
            return host

    async def _blank(self) -> Page:
        """Return a page that answers itself whatever it asks, and so meets nobody."""
        if self._page is None:
            page = await (await self._browser.new_context()).new_page()
            await page.route("**/*", lambda route: route.fulfill(body="", content_type="text/html"))
            self._page = page
        return self._page


async def _is_set(event: asyncio.Event, seconds: float) -> bool:
    """Wait so long at most, and say whether it was set."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
