"""A visit stays where it was allowed: what is proven of one host says nothing of another."""

from collections.abc import Mapping
from typing import Any, Final

from playwright.async_api import BrowserContext, CDPSession, Error, Page

from cookies.scanner.addresses import host_of, is_home

DOCUMENTS: Final = {"patterns": [{"resourceType": "Document", "requestStage": "Request"}]}


class Elsewhere(Exception):
    """The page leads to a host that nobody has proven to be theirs."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.host = host_of(url)


class Home:
    """Holds the page to its host. Frames go where they like; the page itself is not asked away."""

    def __init__(self, page: Page, url: str) -> None:
        self.host = host_of(url)
        self._page = page
        self._main = ""
        self._left = ""

    async def keep(self, context: BrowserContext) -> None:
        """Look at each document before it is asked for."""
        session = await context.new_cdp_session(self._page)
        tree = await session.send("Page.getFrameTree")
        self._main = tree["frameTree"]["frame"]["id"]

        async def paused(event: Mapping[str, Any]) -> None:
            await self._decide(session, event)

        session.on("Fetch.requestPaused", paused)
        await session.send("Fetch.enable", dict(DOCUMENTS))

    async def _decide(self, session: CDPSession, event: Mapping[str, Any]) -> None:
        url, number = event["request"]["url"], event["requestId"]
        try:
            if event["frameId"] == self._main and not is_home(url, self.host):
                self._left = url
                refusal = {"requestId": number, "errorReason": "BlockedByClient"}
                await session.send("Fetch.failRequest", refusal)
            else:
                await session.send("Fetch.continueRequest", {"requestId": number})
        except Error:  # the page is gone, and the request with it
            return

    def must_hold(self) -> None:
        """Go on only at home; raises Elsewhere when the page leads, or has gone, away."""
        if self._left or not is_home(self._page.url, self.host):
            raise Elsewhere(self._left or self._page.url)
