"""Text in the languages of our readers: Dutch first, English second."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

JOINERS: Final = "\u200c\u200d"
"""Signs that are not seen themselves, and without which some names are not spelled right."""
_SPELLS: Final = "[\u0590-\u1fff\u2070-\U0010ffff]"
"""Signs of scripts that are spelled with joiners: not Latin, Greek or Cyrillic, nor a space."""
_ASTRAY: Final = re.compile(f"(?<!{_SPELLS})[{JOINERS}]|[{JOINERS}](?!{_SPELLS})")


def seen(text: str) -> str:
    """Return text without what nobody sees in it: white space of any kind is a space.

    A control sign, or one that turns the direction of reading (U+202E), makes a name look like
    another, in a list, a mail or a log; so does a joiner between letters that are never joined.
    """
    return _ASTRAY.sub("", "".join(map(_seen, text)))


def one_line(text: str) -> str:
    """Return a name, or another line that somebody types, as it is kept."""
    return " ".join(seen(text).split())


def several_lines(text: str) -> str:
    """Return a text that somebody types as it is kept: lines stay lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(seen(line).rstrip() for line in lines).strip()


def _seen(sign: str) -> str:
    if sign.isprintable() or sign in JOINERS:
        return sign
    return " " if sign.isspace() else ""


@dataclass(frozen=True, slots=True)
class Localised:
    """The same text in Dutch and in English; ``str()`` is the active language."""

    nl: str
    en: str

    def __str__(self) -> str:
        return self.in_language(get_language() or "nl")

    def in_language(self, language: str) -> str:
        """Return the text for ``language``; Dutch where we do not speak it."""
        return self.en if language.startswith("en") else self.nl


def localised(value: Mapping[str, str] | Localised) -> Localised:
    """Return ``{"nl": …, "en": …}`` as text; raise ValidationError if a language is missing."""
    if isinstance(value, Localised):
        return value
    if not isinstance(value, Mapping) or set(value) != {"nl", "en"} or not all(value.values()):
        raise ValidationError(
            _("Give the text in Dutch (nl) and in English (en)."), "two_languages"
        )
    return Localised(nl=str(value["nl"]), en=str(value["en"]))


def in_both_languages(words: str | Promise) -> Localised:
    """Return what a sentence of the catalogue says in Dutch and in English, whoever reads now."""
    said = {}
    for language in ("nl", "en"):
        with override(language):
            said[language] = str(words)
    return Localised(**said)


class _AsObject(json.JSONEncoder):
    """Writes a text as its object, for pages that show a column as JSON."""

    def default(self, o: Any) -> Any:
        """Return the plain object of a text."""
        return asdict(o) if isinstance(o, Localised) else super().default(o)


class LocalisedTextField(models.JSONField):
    """A text in two languages, stored as ``{"nl": …, "en": …}``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.encoder = _AsObject

    def deconstruct(self) -> Any:
        """Leave the encoder out: it is no part of the column."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("encoder", None)
        return name, path, args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Localised | None:
        """Return the stored object as text."""
        raw = super().from_db_value(value, expression, connection)
        return None if raw is None else Localised(nl=raw["nl"], en=raw["en"])

    def to_python(self, value: Any) -> Any:
        """Return ``value`` as :class:`Localised`; raises ValidationError."""
        return None if value is None else localised(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        """Return what is stored."""
        return asdict(value) if isinstance(value, Localised) else super().get_prep_value(value)

    def value_to_string(self, obj: models.Model) -> Any:
        """Return the plain object for serialised fixtures."""
        return asdict(self.value_from_object(obj))

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Check the stored form, as JSONField would."""
        super().validate(asdict(value) if isinstance(value, Localised) else value, model_instance)


class OptionalText(CheckConstraint):
    """The database's guard over a text that may be absent.

    Django checks a constraint with JSON's null where the column will hold SQL's NULL, so it would
    refuse what the database allows. The field itself checks the languages of a text that is there.
    """

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Leave it to the field and the database."""


def in_two_languages_if_given(field: str, name: str) -> CheckConstraint:
    """Return the constraint that a text that is there has both languages."""
    return OptionalText(name=name, condition=Q(**{f"{field}__has_keys": ["nl", "en"]}))


def in_two_languages(field: str, name: str) -> CheckConstraint:
    """Return the constraint by which the database refuses a text that lacks a language."""
    return CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__has_keys": ["nl", "en"]}),
        violation_error_code="two_languages",
        violation_error_message=_("Give the text in Dutch (nl) and in English (en)."),
    )
