"""Words for cookies in templates: terms, techniques, roles, and texts of an archived version."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cookies.banner.models import BannerBundle
from cookies.choices import Phase
from cookies.registry.patterns import Lint
from cookies.scanner.models import FoundItem
from cookies.scanner.services.accepting import as_term
from cookies.scanner.telling import state_name
from cookies.statement import words
from roles.choices import Role
from roles.findings import sentence_for

register = template.Library()

OURS = "register"
"""The site that our own pages are."""


@register.filter
def tongue(text: Mapping[str, str]) -> str:
    """Return an archived text in the reader's language."""
    return text.get("en" if (get_language() or "nl").startswith("en") else "nl", "")


@register.filter
def stays(item: Mapping[str, str]) -> str:
    """Return how long an item stays."""
    return words.how_long(item["technique"], item["lifetime"])


@register.filter
def capped(item: Mapping[str, str]) -> str:
    """Return how long browsers really keep it, where that was measured and differs."""
    found = item.get("effective_lifetime", "")
    return words.lifetime(found) if found and found != item["lifetime"] else ""


@register.filter
def technique_name(code: str) -> str:
    """Return what kind of thing it is."""
    return words.technique(code)


@register.filter
def phase_name(code: str) -> str:
    """Return a phase in words."""
    return str(Phase(code).label)


@register.filter
def role_words(code: str) -> str:
    """Return a role in words."""
    return str(Role(code).label)


@register.inclusion_tag("cookies/banner_tag.html", takes_context=True)
def privacy_banner(context: Context, *, always: bool = False) -> dict[str, Any]:
    """Load our own banner where there is something to ask; ``always`` also where there is not."""
    made = BannerBundle.objects.filter(site__code=OURS).defer("script")
    bundle = made.order_by("-number").first()
    shown = bundle is not None and (always or bool(bundle.texts["asked"]))
    request: HttpRequest | None = context.get("request")
    return {"bundle": bundle if shown else None, "request": request}


@register.filter
def term(lifetime: str) -> str:
    """Return a lifetime in words; a dash where there is none."""
    return words.lifetime(lifetime) or "–"


@register.filter
def state_words(key: str) -> str:
    """Return a state of consent in words."""
    return state_name(key)


@register.filter
def lasts(found: FoundItem) -> str:
    """Return how long something that a scan saw stays."""
    if found.lifetime is None:
        return _("session") if found.is_stored else "–"
    return words.lifetime(as_term(found.lifetime))


@register.filter
def lint_words(lint: Lint) -> str:
    """Return what is unclear about a pattern."""
    return words.lint(lint)


@register.filter
def outcome_words(outcome: str) -> str:
    """Return what an imported row comes to."""
    return words.outcome(outcome)


@register.filter
def finding_words(code: str) -> str:
    """Return what is wrong, by the code of a finding."""
    return sentence_for(code)


@register.filter
def problem_words(code: str) -> str:
    """Return why a row cannot be entered."""
    return words.problem(code)
