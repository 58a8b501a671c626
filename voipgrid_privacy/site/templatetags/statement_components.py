"""Filters with which pages show a frozen statement."""

from collections.abc import Mapping
from typing import Any

from django import template

from voipgrid_privacy.site.statements.reading import Fact
from voipgrid_privacy.site.statements.reading import grouped as _grouped

register = template.Library()


@register.filter
def grouped(facts: list[Fact], language: str) -> list[tuple[str, list[Fact]]]:
    """Return facts below their headings."""
    return list(_grouped(facts, language))


@register.filter
def link_of(fact: Mapping[str, Any], language: str) -> str:
    """Return where a fact leads; "" where it leads nowhere."""
    link: Mapping[str, str] | None = fact.get("link")
    return link[language] if link else ""
