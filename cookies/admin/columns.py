"""What every page of an admin shows of its model."""

from collections.abc import Callable
from typing import Any

from voipgrid_privacy.kernel.admin_actions import in_words
from voipgrid_privacy.kernel.text import LocalisedTextField

Column = str | Callable[[Any], str]


def columns_of(model: type[Any], *left_out: str) -> tuple[Column, ...]:
    """Return the columns of a model but its key and some others."""
    fields = (f for f in model._meta.concrete_fields if f.name not in {"id", *left_out})
    return tuple(
        in_words(model, f.name) if isinstance(f, LocalisedTextField) else f.name for f in fields
    )
