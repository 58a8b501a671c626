"""What differs between two versions, in words: what came, went, reads otherwise or moved. Pure."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

Content = Mapping[str, Any]
BRAND: Final = "brand"
"""What differences in colours and logo are filed under; no part has this code."""


class What(StrEnum):
    """What happened to a sentence or a part."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"
    MOVED = "MOVED"


class Kept(StrEnum):
    """What happened to a few words of a sentence."""

    SAME = "SAME"
    CAME = "CAME"
    WENT = "WENT"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference in one language; ``words`` is the sentence with what came and went in it."""

    part: str
    title: str
    what: What
    before: str
    after: str

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """The words in order, each run with whether it stayed, came or went."""
        return tuple(_words(self.before, self.after))


def differences(before: Content | None, after: Content, language: str) -> tuple[Difference, ...]:
    """Return what differs, in the order in which the later one is read."""
    return tuple(_differences(before, after, language))


def _differences(before: Content | None, after: Content, language: str) -> Iterator[Difference]:
    old = {part["code"]: part for part in before["parts"]} if before else {}
    new = {part["code"]: part for part in after["parts"]}
    for code, part in new.items():
        title = part["title"][language]
        if before and code not in old:
            yield Difference(code, title, What.ADDED, "", title)
        was = old.get(code, {"intro": {language: ""}, "facts": [], "title": part["title"]})
        if was["title"] != part["title"]:
            yield Difference(code, title, What.CHANGED, was["title"][language], title)
        yield from _lines(code, title, _said(was, language), _said(part, language))
    for code, part in old.items():
        if code not in new:
            title = part["title"][language]
            yield Difference(code, title, What.REMOVED, title, "")
    yield from _moved(list(old), new, language)
    if before:
        yield from _brand(before, after, language)


def _brand(before: Content, after: Content, language: str) -> Iterator[Difference]:
    """Yield what changed in how it looks: two colours, and the picture at the top."""
    with override(language):
        for title, show in ((_("Colours"), _colours), (_("Logo"), _logo)):
            was, now = show(before, language), show(after, language)
            if was != now:
                what = What.CHANGED if was and now else What.ADDED if now else What.REMOVED
                yield Difference(BRAND, title, what, was, now)


def _colours(content: Content, _language: str) -> str:
    return f"{content.get('colour', '')} {content.get('on_colour', '')}".strip()


def _logo(content: Content, language: str) -> str:
    logo = content.get("logo")
    return f"{logo['alt'][language]} ({logo['kind']}, {logo['hash'][:8]})" if logo else ""


def _said(part: Mapping[str, Any], language: str) -> dict[str, str]:
    """Return the sentences of a part by name; its introduction is one."""
    found = {"": part["intro"][language]} if part["intro"].get(language) else {}
    for fact in part["facts"]:
        under = f"{fact['under'][language]}: " if "under" in fact else ""
        found[fact["key"]] = under + fact["text"][language]
    return found


def _lines(
    code: str, title: str, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[Difference]:
    for key, text in new.items():
        if key not in old:
            yield Difference(code, title, What.ADDED, "", text)
        elif old[key] != text:
            yield Difference(code, title, What.CHANGED, old[key], text)
    for key, text in old.items():
        if key not in new:
            yield Difference(code, title, What.REMOVED, text, "")


def _moved(old: list[str], new: Mapping[str, Any], language: str) -> Iterator[Difference]:
    """Yield the parts that stand elsewhere among those that both have."""
    before = [code for code in old if code in new]
    after = [code for code in new if code in before]
    stayed = difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_matching_blocks()
    still = {before[match.a + step] for match in stayed for step in range(match.size)}
    for code in after:
        if code not in still:
            title = new[code]["title"][language]
            yield Difference(code, title, What.MOVED, title, title)


def _words(before: str, after: str) -> Iterator[tuple[str, str]]:
    one, other = before.split(), after.split()
    match = difflib.SequenceMatcher(a=one, b=other, autojunk=False)
    for what, start, end, other_start, other_end in match.get_opcodes():
        if what == "equal":
            yield Kept.SAME, " ".join(one[start:end])
            continue
        if end > start:
            yield Kept.WENT, " ".join(one[start:end])
        if other_end > other_start:
            yield Kept.CAME, " ".join(other[other_start:other_end])
