"""One load of a page, looked at as people do who see, move and read differently.

Answers come from whoever is given, and not through a server: the browser gets the page, its content
policy and its files as they were answered, and whatever it asks of anybody else is told.
"""

import gzip
import mimetypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders

from tests.html.walk import Page

HERE = "http://localhost"
LOOK = Path(__file__).with_name("look.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules of axe that see colours: what the others see is the same in the dark."""
TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
DRAWN = "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
"""Scripts of a page that measure themselves have done so after the next picture but one."""
ROOM = 20
"""What may be met between what is waited for: boxes that scroll, parts of a date."""
DESK, PHONE, PAPER = ({"width": width, "height": 800} for width in (1366, 320, 718))
"""A desk, a small phone, and A4 within its margins at 96 dots an inch."""
SCREEN = {
    "media": "screen",
    "color_scheme": "light",
    "reduced_motion": "no-preference",
    "forced_colors": "none",
}
SCRIPT = Axe().axe_script
AXE = """async (rules) => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  const where = (v) => v.nodes.slice(0, 3).map((n) => n.html.slice(0, 140)).join(" | ");
  return found.violations.map((v) => `${v.id}: ${where(v)}`);
}"""
Answer = tuple[int, str, bytes]
"""A status, a type of content, and the bytes."""
Asked = Callable[[str], Answer]


class Looker:
    """A browser's tab that opens one page after the other. ``most``: bytes packed, at most."""

    def __init__(self, browser: Any, asked: Asked, *, most: int) -> None:
        self.context = browser.new_context(viewport=DESK, base_url=HERE)
        self.page, self.asked, self.most = self.context.new_page(), asked, most
        # The browser calls back in a context of its own, where Django has another connection.
        self.here = copy_context()
        self.weight, self.told, self.answer = 0, list[str](), Page("", "", "")
        self.wire = self.context.new_cdp_session(self.page)
        self.context.route("**/*", self._answered)
        self.page.on("console", lambda said: self._heard(said.type, said.text))
        self.page.on("pageerror", lambda error: self.told.append(f"a script fails: {error}"))

    def _heard(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.told.append(f"the browser says: {text[:200]}")

    def _answered(self, route: Any) -> None:
        url = str(route.request.url)
        path = url.removeprefix(HERE)
        if path == url:
            self.told.append(f"asks somebody else: {url}")
            route.abort()
            return
        headers = {}
        if route.request.is_navigation_request():
            status, kind, body = 200, "text/html; charset=utf-8", self.answer.html.encode()
            headers["content-security-policy"] = self.answer.policy
        else:
            status, kind, body = self._file(path.partition("?")[0])
        self.weight += len(gzip.compress(body, 6))
        route.fulfill(status=status, body=body, content_type=kind, headers=headers)

    def _file(self, path: str) -> Answer:
        found = finders.find(path.removeprefix("/static/")) if "/static/" in path else None
        if found is None:
            return self.here.run(self.asked, path)
        return 200, mimetypes.guess_type(path)[0] or "text/plain", Path(str(found)).read_bytes()

    def wrong(self, answer: Page, *, walks: bool) -> dict[str, list[str]]:
        """Return what is wrong with a page, by what it was looked at for.

        Who ``walks`` presses Tab from its top to its end, which is the same in either language.
        """
        self.weight, self.told, self.answer = 0, [], answer
        self._seen(DESK)
        self.page.goto(answer.address)
        self._ask("opened")
        missed = self._missed() if walks else []
        found = {"Tab": missed, **dict(self._looks())}
        if self.weight > self.most:
            found["weight"] = [f"{self.weight} bytes"]
        found["browser"] = self.told
        return {name: problems for name, problems in found.items() if problems}

    def _looks(self) -> Iterator[tuple[str, list[str]]]:
        yield "keyboard", [*self._ask("unreached"), *self._ask("unseen")]
        self.page.evaluate(SCRIPT)
        yield "axe", self.page.evaluate(AXE, WCAG)
        self._seen(DESK, color_scheme="dark")
        yield "axe in the dark", self.page.evaluate(AXE, COLOURS)
        self._seen(DESK, reduced_motion="reduce")
        yield "motion", self._ask("moving")
        self._seen(DESK, forced_colors="active")
        yield "forced colours", [*self._ask("invisible"), *self._ask("unseen")]
        self._seen(PHONE)
        yield "320 px", self._ask("wide")
        self._seen(DESK)
        with self._twice_as_large():
            yield "200 %", [q for name in ("wide", "cut", "overlapping") for q in self._ask(name)]
        self._seen(PAPER, media="print", color_scheme="dark")
        yield "print", [q for name in ("wide", "cut", "printed") for q in self._ask(name)]

    def _seen(self, size: dict[str, int], **media: str) -> None:
        self.page.set_viewport_size(size)
        self.page.emulate_media(**{**SCREEN, **media})

    def _ask(self, question: str) -> list[str]:
        found: list[str] = self.page.evaluate(f"({LOOK}).{question}()") or []
        return found

    def _missed(self) -> list[str]:
        """Press Tab from the top to the end; say what it did not reach in order."""
        stops = self.page.evaluate(f"({LOOK}).awaited()")
        for presses in (stops + 2, ROOM + 2 * stops):
            for _each in range(presses):
                self.wire.send("Input.dispatchKeyEvent", TAB)
            if not (missed := self._ask("missed")):
                break
        return [f"is not reached: {name}" for name in missed]

    @contextmanager
    def _twice_as_large(self) -> Iterator[None]:
        for times in (2, 1):
            sizes = {"standard": 16 * times, "fixed": 13 * times}
            self.wire.send("Page.setFontSizes", {"fontSizes": sizes})
            self.page.evaluate(DRAWN)
            if times > 1:
                yield
