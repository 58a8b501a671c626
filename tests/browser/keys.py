"""Somebody without a mouse, and what such a person does on the pages of an answer."""

import json
import zipfile
from pathlib import Path
from typing import Any

MOST_TABS = 150
NAME_OF = """() => {
    const e = document.activeElement;
    const label = e.labels && e.labels.length ? e.labels[0].innerText : '';
    const head = e.closest('section')?.querySelector('h2, h3')?.innerText;
    return [head || '', label || e.innerText || ''];
}"""


class Keyboard:
    """Somebody who has no mouse: tabs to what it wants, and looks at every page on the way."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.visited: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("framenavigated", lambda frame: self.visited.append(frame.url))

    def to(self, selector: str) -> None:
        """Press Tab until the element has the focus."""
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"{selector} is not reached on {self.page.url}")

    def fill(self, selector: str, text: str) -> None:
        self.to(selector)
        self.page.keyboard.type(text)

    def press(self, selector: str, key: str = "Enter") -> None:
        self.to(selector)
        self.page.keyboard.press(key)

    def go_on(self, selector: str = "main form button.button") -> None:
        """Press a button, and wait for the page that follows."""
        self.to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def heading(self) -> str:
        return str(self.page.locator("h1").inner_text())


class Keys:
    """Somebody without a mouse."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def to(self, name: str, *, within: str = "") -> "Keys":
        """Press Tab until what is called so has the focus."""
        for _n in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            section, found = self.page.evaluate(NAME_OF)
            if found.strip() == name and within in section:
                return self
        raise AssertionError(f"The keyboard does not reach “{name}”.")

    def press(self, key: str = "Enter") -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


def answered(page: Any, groups: int) -> str:
    """Go from the search to the code."""
    keys = Keys(page)
    keys.to("Search the data stores").press()
    for n in range(groups):
        title = page.locator("section h2[id^=group]").nth(n).inner_text()
        keys.to("Your name", within=title).type("Bella")
        keys.to("Decide", within=title).press()
    keys.to("Put the answer together", within="Put together").press()
    return str(page.locator("#code").inner_text())


def fetched(page: Any, code: str, folder: Path) -> tuple[dict[str, Any], bytes]:
    """Type the code where nobody logs in, and open what comes."""
    keys = Keys(page)
    keys.to("Code").type(code.replace("-", " ").lower())
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    with zipfile.ZipFile(path) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    readable = b"".join(c for name, c in files.items() if not name.endswith(".pdf"))
    told = next(content for name, content in files.items() if name.endswith(".json"))
    return json.loads(told), readable
