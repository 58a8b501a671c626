"""Every model says which of its fields hold personal data, and how each is erased."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from django.db import models
from django.utils.functional import Promise


class Erasure(Enum):
    """What happens to a personal field when the person's data must go (GDPR Art. 17)."""

    BLANK = "the value is emptied, the row stays"
    DELETE_ROW = "the row is deleted"
    NOT_RELATABLE = "the value no longer points to a person once the linked row is erased"


@dataclass(frozen=True, slots=True)
class Privacy:
    """A model's declaration: personal fields with their erasure, and the rest by name.

    ``kept`` says, for people, how long: where that is the table's own and no retention rule's.
    """

    personal: Mapping[str, Erasure] = field(default_factory=dict)
    not_personal: tuple[str, ...] = ()
    kept: str | Promise = ""

    def __add__(self, other: "Privacy") -> "Privacy":
        return Privacy(
            {**self.personal, **other.personal},
            (*self.not_personal, *other.not_personal),
            self.kept or other.kept,
        )


_DECLARED: dict[str, Privacy] = {}


def declare(label: str, privacy: Privacy) -> None:
    """Declare for a model that a library owns; ``label`` is ``app_label.ModelName``."""
    _DECLARED[label.lower()] = privacy


def privacy_of(model: type[models.Model]) -> Privacy | None:
    """Return the model's declaration, its own or the one we made for a library's model."""
    own = getattr(model, "privacy", None)
    return own if isinstance(own, Privacy) else _DECLARED.get(model._meta.label_lower)
