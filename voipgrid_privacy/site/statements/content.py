"""What a version says: parts in order with introductions and facts, in both languages, hashed.

Facts are rendered and never stored in what a person edits; what a person wrote is plain text that
is shown as it is, and never a template.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from django.utils.translation import override

from records.activities.sections import canonical, digest
from voipgrid_privacy.site.statements.choices import (
    INTRODUCTIONS,
    OWN,
    USUAL_COLOUR,
    USUAL_ON_COLOUR,
    Block,
)
from voipgrid_privacy.site.statements.facts import Line, Register, told
from voipgrid_privacy.site.statements.models import PrivacyStatement

LANGUAGES: Final = ("nl", "en")
Content = dict[str, Any]


def parts_in_order(parts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the parts of a draft; what it does not name of the register comes last."""
    known = [dict(part) for part in parts if part["code"].startswith(OWN) or part["code"] in Block]
    named = {part["code"] for part in known}
    return known + [{"code": block.value} for block in Block if block.value not in named]


def content_of(register: Register) -> Content:
    """Return what the statement of a party says, from the register and the party's own words."""
    draft = register.draft
    said = {language: _facts(register, language) for language in LANGUAGES}
    usual = {language: _usual(language) for language in LANGUAGES}
    return {
        **_logo(draft),
        "party": {"id": str(register.party.pk), "name": register.party.name},
        "colour": draft.colour if draft else USUAL_COLOUR,
        "on_colour": draft.on_colour if draft else USUAL_ON_COLOUR,
        "parts": [
            _part(part, said, usual)
            for part in parts_in_order(draft.parts if draft else ())
            if part.get("intro") or said["nl"][part["code"]]
        ],
    }


def _logo(draft: PrivacyStatement | None) -> Content:
    """Return the picture by its hash, and what it shows; a statement without one says nothing."""
    if draft is None or draft.logo is None or draft.logo_alt is None:
        return {}
    logo = draft.logo
    return {"logo": {"hash": logo.hash, "kind": logo.kind, "alt": asdict(draft.logo_alt)}}


def facts_of(register: Register, code: str) -> list[dict[str, Any]]:
    """Return the facts of one part as its statement says them; reads no more than they take."""
    if code.startswith(OWN):
        return []
    return _paired([_told(register, Block(code), language) for language in LANGUAGES])


def _told(register: Register, block: Block, language: str) -> tuple[Line, ...]:
    with override(language):
        return told(register, block)


def _facts(register: Register, language: str) -> dict[str, tuple[Line, ...]]:
    with override(language):
        return {block.value: told(register, block) for block in Block}


def _usual(language: str) -> dict[str, tuple[str, str]]:
    """Return what each part is called, and what stands above its facts if nobody wrote anything."""
    with override(language):
        return {block.value: (str(block.label), str(INTRODUCTIONS[block.value])) for block in Block}


def _part(
    part: Mapping[str, Any],
    said: Mapping[str, Mapping[str, Any]],
    usual: Mapping[str, Mapping[str, tuple[str, str]]],
) -> dict[str, Any]:
    code = part["code"]
    if code.startswith(OWN):
        return {"code": code, "title": part["title"], "intro": part["intro"], "facts": []}
    return {
        "code": code,
        "title": {language: usual[language][code][0] for language in LANGUAGES},
        "intro": part.get("intro")
        or {language: usual[language][code][1] for language in LANGUAGES},
        "facts": _paired([said[language][code] for language in LANGUAGES]),
    }


def _paired(lines: Iterable[Iterable[Line]]) -> list[dict[str, Any]]:
    return [_fact(*pair) for pair in zip(*lines, strict=True)]


def _fact(dutch: Line, english: Line) -> dict[str, Any]:
    fact: dict[str, Any] = {
        "key": dutch.key,
        "text": {"nl": dutch.text, "en": english.text},
    }
    if dutch.under:
        fact["under"] = {"nl": dutch.under, "en": english.under}
    if dutch.source:
        fact["source"] = dutch.source
    if dutch.link:
        fact["link"] = {"nl": dutch.link, "en": english.link}
    return fact


def body_of(content: Content) -> str:
    """Return the one text that a content has."""
    return canonical(content)


def hash_of(body: str) -> str:
    """Return the SHA-256 of a canonical text."""
    return digest(body).hex()


def in_dutch(content: Content) -> str:
    """Return all Dutch sentences, as they are read: for the score of readability."""
    lines = []
    for part in content["parts"]:
        lines += [part["intro"]["nl"], *(fact["text"]["nl"] for fact in part["facts"])]
    return "\n".join(lines)
