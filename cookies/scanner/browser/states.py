"""What is done in each state of consent, in a context of its own, all at the same time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, BrowserContext, Error, Page

from cookies.scanner.browser import banner
from cookies.scanner.browser.capture import Capture
from cookies.scanner.browser.home import Elsewhere, Home
from cookies.scanner.evidence import ELSEWHERE, UNHEARD, Banner, State

QUIET: Final = 0.5
"""The network is idle when for this long nothing was asked and nothing is awaited."""
IDLE_LIMIT: Final = 10.0
"""A page that never comes to rest is looked at after this long."""
TIDYING: Final = 1.0
"""A page that forgets asks its jars, one by one, before it asks the network: quiet for so long."""
LOAD_LIMIT: Final = 20.0
LAYER: Final = 0.3
"""Seconds in which a second layer appears, at most; one that shows itself is not waited for."""
GLANCE: Final = 0.02
"""Seconds between two looks whether it is there."""
MANAGE_LIMIT: Final = 3.0
"""Seconds in which a way back must show its choices, also where it is on another page."""
VIEWPORT: Final = {"width": 1366, "height": 900}
GPC: Final = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"


@dataclass(slots=True)
class Visit:
    """One visitor in one state: a page, what it is given time for, and where evidence goes."""

    url: str
    page: Page
    capture: Capture
    home: Home
    settle_seconds: float
    banner_seconds: float
    chosen: asyncio.Event
    """Set once this visitor has made its first choice."""
    since: float = 0.0
    """When the last thing happened that the page must be given time for: a load, a choice."""

    @property
    def state(self) -> State:
        """What has been seen so far."""
        return self.capture.state

    async def open(self) -> None:
        """Load the page and look at its banner, if it has one."""
        self._step("open")
        self.since = time.monotonic()
        await self.page.goto(self.url, wait_until="domcontentloaded", timeout=LOAD_LIMIT * 1000)
        self.home.must_hold()
        self.state.banner = await self._banner()

    async def choose(self, role: str) -> bool:
        """Press a button of the banner, on its first layer or its second; say whether it is there.

        The choice counts from just before the click: what the click itself sets comes after it.
        """
        before = self._now()
        clicks = await self._press(role)
        if self.state.banner and role == "refuse":
            self.state.banner.refusal_clicks = clicks
        self._chosen(
            before, clicks > 0, f"{role}: {clicks} click(s)" if clicks else f"{role}: not found"
        )
        return bool(clicks)

    async def choose_only(self, category: str) -> None:
        """Open the preferences and allow one category."""
        if not await self._open_layer("save"):
            self._step("preferences: not found")
            return
        if self.state.banner:
            ticked = [*self.state.banner.pre_ticked, *await banner.pre_ticked(self.page)]
            self.state.banner.pre_ticked = sorted(set(ticked))
        self.home.must_hold()
        before, there = self._now(), await banner.choose_only(self.page, category)
        done = there and await self._push("save")
        self._chosen(before, done, f"only {category}" if done else f"{category}: no such choice")

    async def withdraw(self) -> None:
        """Go back on the choice by the permanent way that the page offers."""
        if not await self._push("manage"):
            self._step("manage: not found")
            return
        self.state.withdrawable = True
        before, done, until = self._now(), False, time.monotonic() + MANAGE_LIMIT
        while not done and time.monotonic() < until:  # a link may first lead to another page
            await asyncio.sleep(GLANCE)
            before, done = self._now(), await self._refuse_now()
        self._chosen(before, done, "withdraw" if done else "withdraw: not found")

    async def _refuse_now(self) -> bool:
        if await self._press("refuse") > 0:
            return True
        if not await banner.offers(self.page, "save"):
            return False
        self.home.must_hold()
        await banner.untick(self.page)
        return await self._push("save")

    async def reload(self) -> None:
        """Load the page again, as on the next visit."""
        self._step("reload")
        await self.page.reload(wait_until="domcontentloaded", timeout=LOAD_LIMIT * 1000)
        self.home.must_hold()

    async def idle(self, enough: float = QUIET) -> None:
        """Wait until for ``enough`` seconds, and since the last choice, the network was quiet."""
        until = time.monotonic() + IDLE_LIMIT
        while time.monotonic() < until:
            left = max(self.capture.last_activity, self.since) + enough - time.monotonic()
            if left <= 0 and not self.capture.open_requests:
                return
            await asyncio.sleep(max(left, GLANCE))

    async def settle(self) -> None:
        """Wait until the network is idle, and the agreed time since the last thing done."""
        left = self.since + self.settle_seconds - time.monotonic()
        await asyncio.gather(asyncio.sleep(max(left, 0)), self.idle())

    def _now(self) -> tuple[int, float]:
        return self.capture.now(), time.monotonic()

    def _chosen(self, before: tuple[int, float], done: bool, step: str) -> None:
        self._step(step)
        self.chosen.set()
        self.state.chosen_at = before[0] if done else -1
        self.since = before[1] if done else self.since

    def _step(self, text: str) -> None:
        self.state.steps.append(f"{self.capture.now()} ms {text}")

    async def _push(self, role: str) -> bool:
        """Press a button, on the proven host alone; say whether there was one."""
        self.home.must_hold()
        return await banner.press(self.page, role)

    async def _press(self, role: str) -> int:
        """Press it on the first layer or behind the preferences; return the clicks it took."""
        if await self._push(role):
            return 1
        if not await self._open_layer(role, "save"):
            return 0
        if await self._push(role):
            return 2
        return 2 if role == "refuse" and await self._push("save") else 0

    async def _open_layer(self, *roles: str) -> bool:
        """Open the preferences and wait for one of these buttons; say whether there are any.

        A button that was there before is no sign of them: then they get all of their time.
        """
        there = await self._offers(*roles)
        if not await self._push("preferences"):
            return False
        until = time.monotonic() + LAYER
        while time.monotonic() < until and (there or not await self._offers(*roles)):
            await asyncio.sleep(GLANCE)
        return True

    async def _offers(self, *roles: str) -> bool:
        return any([await banner.offers(self.page, role) for role in roles])

    async def _banner(self) -> Banner | None:
        """Wait for a banner as long as one may take to come."""
        until = time.monotonic() + self.banner_seconds
        while True:
            found = await banner.look(self.page)
            quiet = time.monotonic() - self.capture.last_activity > QUIET * 2
            if found or time.monotonic() > until or (quiet and not self.capture.open_requests):
                return found
            await asyncio.sleep(0.1)


Script = Callable[[Visit], Awaitable[None]]


async def untouched(visit: Visit) -> None:
    """Do nothing."""
    await visit.settle()
    visit.state.banner = await banner.look(visit.page) or visit.state.banner


async def refused(visit: Visit) -> None:
    """Refuse, and come back to see whether the answer is respected."""
    if await visit.choose("refuse"):
        await visit.idle()
        visit.state.withdrawable = await banner.offers(visit.page, "manage")
        await visit.reload()
    await visit.settle()
    visit.state.banner_again = await banner.look(visit.page) is not None


async def accepted(visit: Visit) -> None:
    """Accept everything."""
    await visit.choose("accept")
    await visit.settle()


async def withdrawn(visit: Visit) -> None:
    """Accept everything, go back on it, and come back."""
    if await visit.choose("accept"):
        await visit.idle()
        await visit.withdraw()
        await visit.idle(TIDYING)
        await visit.reload()
    await visit.settle()


def only(category: str) -> Script:
    """Return the state in which one category is allowed."""

    async def chosen(visit: Visit) -> None:
        await visit.choose_only(category)
        await visit.settle()

    return chosen


SCRIPTS: Final[dict[str, Script]] = {
    "untouched": untouched,
    "refused": refused,
    "accepted": accepted,
    "withdrawn": withdrawn,
    "gpc": untouched,
}
LONGEST: Final = "withdrawn"
ONLY: Final = "only:"


def script_of(key: str) -> Script:
    """Return what is done in a state; ``only:<category>`` for each category by itself."""
    return only(key.removeprefix(ONLY)) if key.startswith(ONLY) else SCRIPTS[key]


async def visit(
    browser: Browser,
    *,
    key: str,
    url: str,
    hook: str,
    settle_seconds: float,
    banner_seconds: float,
    folder: Path,
    language: str,
    chosen: asyncio.Event,
) -> State:
    """Go through one state and return what was seen; a page that fails gives a state's problem.

    ``chosen`` is set once a choice is made.
    """
    began, state = time.monotonic(), State(key)
    context, home = await _context(browser, language, gpc=key == "gpc"), None
    try:
        capture = Capture(state)
        await capture.attach(context, hook)  # first: a page made meanwhile would miss it
        page = await context.new_page()
        home = Home(page, url)
        await asyncio.gather(capture.listen(context, page), home.keep(context))
        doing = Visit(url, page, capture, home, settle_seconds, banner_seconds, chosen)
        await doing.open()
        await script_of(key)(doing)
        home.must_hold()
        state.screenshot = f"{key.replace(':', '-')}.png"
        picture = page.screenshot(path=folder / state.screenshot, animations="disabled")
        await asyncio.gather(capture.take_stock(page), picture)
        state.problem = "" if capture.heard else UNHEARD
    except Error as error:
        state.problem = _reason(home, error)
    except Elsewhere as away:
        state.problem = f"{ELSEWHERE}{away.host}"
    finally:
        state.seconds = round(time.monotonic() - began, 3)
        await _closed(context)
    return state


def _reason(home: Home | None, error: Error) -> str:
    """Return why a state went wrong; that the page led away goes before what came of it."""
    try:
        if home:
            home.must_hold()
    except Elsewhere as away:
        return f"{ELSEWHERE}{away.host}"
    return error.message.partition("\n")[0][:500] or "the browser gave no reason"


async def _context(browser: Browser, language: str, *, gpc: bool) -> BrowserContext:
    context = await browser.new_context(
        viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]},
        locale=language,
        user_agent=_ordinary(browser.version),
        extra_http_headers={"Sec-GPC": "1"} if gpc else {},
        accept_downloads=False,
    )
    context.set_default_timeout(LOAD_LIMIT * 1000)
    if gpc:
        await context.add_init_script(GPC)
    return context


def _ordinary(version: str) -> str:
    """Return the name that the same browser with a window would give; robots get no banners."""
    major = version.partition(".")[0]
    return (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
        f" Chrome/{major}.0.0.0 Safari/537.36"
    )


async def _closed(context: BrowserContext) -> None:
    try:
        await context.close()
    except Error:  # the browser is gone, and the context with it
        return
