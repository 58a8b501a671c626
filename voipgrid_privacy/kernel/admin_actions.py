"""Unfold's decorators with types: what they decorate stays what it was."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.db import models
from django.utils.html import escape
from unfold import decorators

F = TypeVar("F", bound=Callable[..., Any])


def action(**options: Any) -> Callable[[F], F]:
    """Offer the method as a button on the row's page; ``permissions`` name who sees it."""
    return cast("Callable[[F], F]", decorators.action(**options))


class Labelled(tuple[str, ...]):
    """A value with its word: a coloured label in a list, and the word alone on a row's page."""

    def __html__(self) -> str:
        """Return the word."""
        return escape(self[-1])


def display(**options: Any) -> Callable[[F], F]:
    """Show what the method returns as a column or a field."""
    shown = cast("Callable[[F], F]", decorators.display(**options))
    return (lambda method: shown(_labelled(method))) if "label" in options else shown


def _labelled(method: F) -> F:
    @functools.wraps(method)
    def wrapper(*args: Any) -> Any:
        found = method(*args)
        return Labelled(found) if isinstance(found, tuple) else found

    return cast("F", wrapper)


def in_words(model: type[models.Model], name: str) -> Callable[[models.Model], str]:
    """Return the column of a text in two languages, in the reader's own."""

    @display(description=getattr(model._meta.get_field(name), "verbose_name", name))
    def shown(row: models.Model) -> str:
        return str(getattr(row, name) or "")

    shown.__name__ = name
    return shown
