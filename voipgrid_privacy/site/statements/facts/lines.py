"""One fact in words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A fact as the active language says it.

    ``key`` names it within its part and is the same in every language and version; ``under`` is
    the heading that it stands below; ``source`` the code of the source it was taken from; ``link``
    an address of ours, or an e-mail address.
    """

    key: str
    text: str
    under: str = ""
    source: str = ""
    link: str = ""


def sentence(text: str) -> str:
    """Return a text as a sentence: a capital in front, a full stop behind."""
    clean = text.strip()
    if not clean:
        return ""
    return clean[:1].upper() + clean[1:] + ("" if clean[-1] in ".!?:" else ".")


def small(text: str) -> str:
    """Return a text as it stands inside a sentence; what is an abbreviation keeps its capitals."""
    first = text.split(" ", 1)[0]
    return text if any(sign.isupper() for sign in first[1:]) else text[:1].lower() + text[1:]
