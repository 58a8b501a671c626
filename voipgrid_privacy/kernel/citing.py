"""Places in the law as the reader's language writes them: the one way in which we cite to people.

Programs get the English form (``GDPR Art. 28(4)``); a Dutch reader gets ``AVG art. 28 lid 4``.
"""

import re
from typing import Final

from django.utils.translation import get_language

from voipgrid_privacy.kernel.law import Citation

PLACE: Final = re.compile(
    r"(?:(?P<kind>Art\.|Annex) )?(?P<number>[0-9IVX]+)"
    r"(?:\((?P<paragraph>\d+[a-z]*(?:-\d+)?)\))?(?:\((?P<letter>[a-z])\))?"
)


def citation_in_words(citation: Citation) -> str:
    """Return a citation as a lawyer writes it in the reader's language."""
    return str(citation) if _english() else citation.in_dutch


def place_in_words(place: str) -> str:
    """Return a place inside a law that is named beside it: ``Art. 13(1)(c)``, ``Annex II(4)``.

    In Dutch: ``art. 13 lid 1 onder c``, ``bijlage II onder 4``; without ``Art.`` in front, without
    it. Raises ValueError for what is no place.
    """
    found = PLACE.fullmatch(place)
    if found is None:
        raise ValueError(f"not a place in a law: {place!r}")
    if _english():
        return place
    annex = found["kind"] == "Annex"
    before = "bijlage " if annex else "art. " if found["kind"] else ""
    paragraph = f" {'onder' if annex else 'lid'} {found['paragraph']}" if found["paragraph"] else ""
    letter = f" onder {found['letter']}" if found["letter"] else ""
    return f"{before}{found['number']}{paragraph}{letter}"


def _english() -> bool:
    return (get_language() or "nl").startswith("en")
