"""What forms about an item have in common: its texts side by side, and terms in words."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from cookies.choices import Conduct, ItemField, Technique
from cookies.registry.durations import DURATION
from cookies.registry.importing import words
from cookies.registry.models import Item
from cookies.registry.services import Facts
from voipgrid_privacy.kernel.text import Localised

TEXTS: Final = (ItemField.PURPOSE, ItemField.RECIPIENTS)
TERMS: Final = (ItemField.LIFETIME, ItemField.EFFECTIVE_LIFETIME)
LANGUAGES: Final = ("nl", "en")
TERM_HELP: Final = _("Such as “1 year”, “30 days”, “session”, “persistent”, or P1Y.")
KEPT_LABEL: Final = _("How long browsers really keep it")
KEPT_HELP: Final = _("Where that is shorter: most keep a cookie 400 days at most.")
NO_TERM: Final = _("This is not a term that we can read.")
ONE_LANGUAGE: Final = _("Give the text in Dutch (nl) and in English (en).")


def term_of(text: str) -> str | None:
    """Return the term that ``text`` is, as it is kept; None for what is none."""
    bare = text.strip()
    return bare if re.fullmatch(DURATION, bare) else words.lifetime(bare)


def told_of(item: Item) -> dict[str, Any]:
    """Return what visitors are told of an item, by the names of a form's fields."""
    texts = {
        f"{field.value}_{language}": getattr(getattr(item, field.value), language, "")
        for field in TEXTS
        for language in LANGUAGES
    }
    terms = {field.value: getattr(item, field.value) for field in TERMS}
    return {**texts, **terms, "category": item.category_id, "provider": item.provider_id}


def facts_of(given: Mapping[str, Any]) -> Facts:
    """Return what a form of a new item says, as the service takes it."""
    return Facts(
        technique=Technique(given["technique"]),
        pattern=given["pattern"],
        domain=given["domain"].strip().lower(),
        path=given["path"].strip(),
        partitioned=given["partitioned"],
        provider=given["provider"],
        category=given["category"],
        **{field.value: given[field.value] for field in (*TEXTS, *TERMS)},
    )


def provider_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form of a new provider says, as the service takes it."""
    hosts = given["hosts"].lower().replace(",", " ").split()
    country, conduct = given["country"].upper(), Conduct(given["conduct"])
    return {**given, "hosts": hosts, "country": country, "conduct": conduct}


def texts_of(given: Mapping[str, Any]) -> tuple[dict[str, Localised | None], list[str]]:
    """Return each text in both languages, and the fields that lack their half."""
    texts: dict[str, Localised | None] = {}
    lacking = []
    for field in TEXTS:
        dutch, english = (str(given.get(f"{field.value}_{x}") or "").strip() for x in LANGUAGES)
        texts[field.value] = Localised(dutch, english) if dutch and english else None
        if bool(dutch) != bool(english):
            lacking.append(f"{field.value}_{'en' if dutch else 'nl'}")
    return texts, lacking
