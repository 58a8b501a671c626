"""What HTML says in words: for mail that has no plain text. Nothing of it is run or fetched.

Walked once from front to end, whatever is wrong with it: the standard library's parser takes the
square of the length over tags that never close.
"""

import html
import re
from collections.abc import Iterator
from typing import Final

MOST: Final = 300_000
"""So much is read: no mail that people write says more."""

_SILENT: Final = frozenset({"script", "style", "title", "template", "noscript"})
_BREAKS: Final = frozenset(
    {"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "hr", "table"}
)
_NAME: Final = re.compile(r"/?([a-z][a-z0-9]*)")


def words_of(page: str) -> str:
    """Return the words of a page, line by line."""
    said = (text if text == "\n" else re.sub(r"\s+", " ", text) for text in _pieces(page[:MOST]))
    return re.sub(r" *\n *", "\n", html.unescape("".join(said)))


def _pieces(page: str) -> Iterator[str]:
    lower, place = page.lower(), 0
    while (start := page.find("<", place)) >= 0:
        yield page[place:start]
        name, place = _after(lower, start)
        if name in _BREAKS:
            yield "\n"
        if place < 0:  # what begins here never ends: it is no word of anybody
            return
        if name == "<":
            yield name
    yield page[place:]


def _after(page: str, start: int) -> tuple[str, int]:
    """Return the name of what begins at a ``<``, and where it is over; -1: it is not."""
    if page.startswith("<!--", start):
        return "", _end(page, "-->", start + 4)
    found = _NAME.match(page, start + 1)
    if found is None:
        closed = page.startswith("<!", start) or page.startswith("<?", start)
        return ("", _end(page, ">", start)) if closed else ("<", start + 1)
    name, end = found[1], _end(page, ">", start)
    if end >= 0 and name in _SILENT and page[start + 1] != "/":
        closing = page.find(f"</{name}", end)
        end = _end(page, ">", closing) if closing >= 0 else -1
    return name, end


def _end(page: str, mark: str, start: int) -> int:
    found = page.find(mark, start)
    return found + len(mark) if found >= 0 else -1
