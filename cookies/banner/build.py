"""Building a banner from the registry: the same facts make the same bytes."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cookies.banner.models import BannerSettings
from cookies.banner.texts import AND, PURPOSES, TEXTS
from cookies.choices import ConsentMode, Technique
from cookies.exemption.queries import as_they_hold, goes_by
from cookies.registry.models import ConsentCategory, Item
from cookies.registry.queries import items
from cookies.statement.content import two
from voipgrid_privacy.kernel.tenancy import SYSTEM

SOURCE: Final = Path(__file__).parent / "source"
KINDS: Final = {
    Technique.HTTP_COOKIE: "c",
    Technique.JS_COOKIE: "c",
    Technique.LOCAL_STORAGE: "l",
    Technique.SESSION_STORAGE: "s",
    Technique.INDEXED_DB: "i",
    Technique.CACHE_STORAGE: "h",
}


@dataclass(frozen=True, slots=True)
class Built:
    """The script as served, the texts in it, and what visitors are asked."""

    script: str
    texts: dict[str, Any]
    digest: str
    text_digest: str
    purposes_digest: str


def build(settings: BannerSettings, *, address: str, number: int, on: date) -> Built:
    """Return the banner of a site on a day, at ``address``, as version ``number``."""
    site = settings.site
    published = items(viewer=SYSTEM, site=site).filter(published=True)
    shown = as_they_hold(published, site, on)
    asked = _asked(shown)
    texts = _texts(asked, site.party.name)
    purposes = _digest([{"k": c["k"], "s": c["s"], "d": c["d"]} for c in asked])
    signals = _signals(asked)
    config = {
        "n": number,
        "u": address,
        "p": purposes[:12],
        "g": settings.reask_months,
        "t": texts,
        "c": asked,
        "f": goes_by(site, on),
        "r": _removal(shown, site.hosts),
        "m": signals if settings.consent_mode == ConsentMode.BASIC else None,
        "place": settings.place,
        "css": _style(settings),
    }
    text = json.dumps(config, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    script = f"{_head()}{text.replace('</', '<' + chr(92) + '/')});\n"
    shown_texts = {**texts, "asked": asked}
    return Built(script, shown_texts, _hash(script), _digest(texts), purposes)


def is_of_this_version(script: str) -> bool:
    """Say whether a banner was made with the code and the style that this version makes."""
    return script.startswith(_head()) and json.dumps(_sheet(), ensure_ascii=False)[1:-1] in script


def _head() -> str:
    return f"(C=>{{{_code()}}})("


def _asked(shown: Sequence[Item]) -> list[dict[str, Any]]:
    """Return the categories that need consent and have something in them, with who is in each."""
    found = ConsentCategory.objects.visible_to(SYSTEM).filter(needs_consent=True)
    categories = []
    for category in found.order_by("position"):
        mine = [item for item in shown if item.category_id == category.pk]
        if mine:
            names = {i.provider.name for i in mine if i.provider and not i.provider.is_site}
            categories.append(
                {
                    "k": category.code,
                    "n": two(category.name),
                    "d": two(category.description),
                    "s": sorted(names) or ["–"],
                    "m": category.signals,
                }
            )
    return categories


def _texts(asked: Sequence[dict[str, Any]], controller: str) -> dict[str, dict[str, str]]:
    providers = sorted({name for c in asked for name in c["s"] if name != "–"})
    return {
        language: _filled(language, [c["k"] for c in asked], providers, controller)
        for language in TEXTS
    }


def _filled(
    language: str, codes: Sequence[str], providers: Sequence[str], controller: str
) -> dict[str, str]:
    texts = dict(TEXTS[language])
    alone = texts.pop("why_alone")
    sentence = texts["why"] if providers else alone
    wishes = [PURPOSES.get(code, {}).get(language, code.lower()) for code in codes]
    texts["why"] = sentence.format(
        controller=controller,
        purposes=_listed(wishes, language),
        providers=_listed(providers, language),
    )
    return texts


def _listed(names: Sequence[str], language: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {AND[language]} {names[-1]}"


def _removal(shown: Sequence[Item], hosts: Sequence[str]) -> list[list[str]]:
    """Return what to take away on withdrawal: kind, pattern, path and category of what is ours."""
    return sorted(
        [KINDS[Technique(i.technique)], i.pattern, "" if i.path == "/" else i.path, c.code]
        for i in shown
        if (c := i.category)
        and c.needs_consent
        and i.is_stored
        and (not i.domain or _ours(i.domain, hosts))
    )


def _ours(domain: str, hosts: Sequence[str]) -> bool:
    bare = domain.lstrip(".")
    return any(host == bare or host.endswith(f".{bare}") for host in hosts)


def _signals(asked: list[dict[str, Any]]) -> dict[str, str]:
    """Return per Consent Mode type the category that decides on it; "" is always granted."""
    return {name: c["k"] for c in asked for name in c.pop("m", [])}


@lru_cache(maxsize=1)
def _code() -> str:
    """Return the script without comments and indentation."""
    lines = (SOURCE / "banner.js").read_text(encoding="utf-8").splitlines()
    kept = [line.strip() for line in lines]
    return "\n".join(line for line in kept if line and not line.startswith("//"))


@lru_cache(maxsize=1)
def _sheet() -> str:
    return re.sub(r"\n", "", (SOURCE / "banner.css").read_text(encoding="utf-8"))


def _style(settings: BannerSettings) -> str:
    return f"{_sheet()}:host{{--c:{settings.colour};--o:{settings.on_colour}}}"


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _digest(value: Any) -> str:
    return _hash(json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True))
