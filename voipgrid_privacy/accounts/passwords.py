"""Passwords that say little more than what anybody would try first."""

import re
from typing import Any, Final

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

OWN_WORDS: Final = frozenset(
    {
        "admin",
        "amsterdam",
        "april",
        "augustus",
        "avg",
        "azerty",
        "beheer",
        "bellen",
        "december",
        "dinsdag",
        "donderdag",
        "februari",
        "gdpr",
        "geheim",
        "groningen",
        "herfst",
        "holland",
        "inloggen",
        "januari",
        "juli",
        "juni",
        "lente",
        "login",
        "maandag",
        "maart",
        "najaar",
        "nederland",
        "november",
        "oktober",
        "partner",
        "password",
        "portaal",
        "portal",
        "privacy",
        "qwerty",
        "register",
        "registratie",
        "reseller",
        "secret",
        "september",
        "telefonie",
        "telefoon",
        "voip",
        "voipgrid",
        "voorjaar",
        "vrijdag",
        "wachtwoord",
        "welcome",
        "welkom",
        "winter",
        "woensdag",
        "zaterdag",
        "zomer",
        "zondag",
    }
)
"""Words of the product, its trade and the calendar: what people here make passwords of."""
LEFT: Final = 5
"""How many other letters and signs must be left; digits and repeated signs count for nothing."""
MEANT: Final = str.maketrans("013457@$!", "oieastasi")
"""Signs that stand for letters."""


class OwnWords:
    """Refuses a password of common words, the person's own, and digits, with little besides."""

    def __init__(self) -> None:
        common = CommonPasswordValidator().passwords
        self._common = {word for word in common if len(word) >= 5 and word.isalpha()}

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where nearly all of it is known."""
        if min(_left(text, self._words(user)) for text in _readings(password)) < LEFT:
            raise ValidationError(
                _("This password is made of words that are tried first. Make a longer sentence."),
                code="password_of_known_words",
            )

    def get_help_text(self) -> str:
        """Say what is refused."""
        return _("Not only your name, your organisation, months, places and the like.")

    def _words(self, user: Any) -> set[str]:
        own = f"{getattr(user, 'email', '')} {getattr(user, 'name', '')}".lower()
        return {*OWN_WORDS, *self._common, *(w for w in re.split(r"\W+", own) if len(w) >= 3)}


def _readings(password: str) -> tuple[str, str]:
    """Return a password as it is, and with letters for the signs that stand for them."""
    plain = password.lower()
    return plain, plain.translate(MEANT)


def _left(text: str, words: set[str]) -> int:
    """Return how many different letters and signs there are besides the longest known words."""
    longest, at = max(map(len, words)), 0
    left: set[str] = set()
    while at < len(text):
        sizes = range(min(longest, len(text) - at), 2, -1)
        size = next((size for size in sizes if text[at : at + size] in words), 0)
        if not size and not text[at].isdigit():
            left.add(text[at])
        at += size or 1
    return len(left)
