"""Unfold's decorators with types: what they decorate stays what it was."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from unfold import decorators

F = TypeVar("F", bound=Callable[..., Any])


def action(**options: Any) -> Callable[[F], F]:
    """Offer the method as a button on the row's page; ``permissions`` name who sees it."""
    return cast("Callable[[F], F]", decorators.action(**options))


def display(**options: Any) -> Callable[[F], F]:
    """Show what the method returns as a column or a field."""
    return cast("Callable[[F], F]", decorators.display(**options))
