"""Text in the languages of our readers: Dutch first, English second."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _


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


class LocalisedTextField(models.JSONField):
    """A text in two languages, stored as ``{"nl": …, "en": …}``."""

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
