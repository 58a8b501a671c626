"""Components that know nothing of our subject: cards, dates in words, citations, languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from voipgrid_privacy.kernel.law import Citation

register = template.Library()


class InTwoLanguages(Protocol):
    """Anything with a Dutch and an English text, such as the sentence of a rule."""

    @property
    def nl(self) -> str:
        """Dutch."""

    @property
    def en(self) -> str:
        """English."""


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The same page in another language."""

    code: str
    name: str
    url: str
    current: bool


@register.simple_block_tag
def card(content: str, *, title: str = "", tone: str = "plain", anchor: str = "") -> str:
    """Frame a part of a page: ``{% card title=… %}…{% endcard %}``."""
    context = {"content": content, "title": title, "tone": tone, "anchor": anchor}
    return render_to_string("components/card.html", context)


@register.filter
def text(value: InTwoLanguages | None) -> str:
    """Return a text of the register or the rulebook in the reader's language."""
    if value is None:
        return ""
    return value.en if (get_language() or "nl").startswith("en") else value.nl


@register.filter
def in_words(value: date | None) -> str:
    """Return a date as people write it: ``23 november 2026``."""
    return date_format(value, "j F Y") if value else ""


@register.filter
def weekday_in_words(value: date | None) -> str:
    """Return a date with the day of the week: ``maandag 23 november 2026``."""
    return date_format(value, "l j F Y") if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """Return an instant on the Dutch clock: ``23 november 2026 14:05``."""
    return date_format(localtime(value), "j F Y H:i") if value else ""


@register.filter
def for_machines(value: datetime) -> str:
    """Return an instant as ``<time datetime>`` has it, on the Dutch clock."""
    return localtime(value).isoformat(timespec="seconds")


@register.simple_tag
def period(start: date | None, end: date | None) -> str:
    """Return a period in words; ``end`` is the first day on which it no longer holds."""
    words = {"start": in_words(start), "end": in_words(end and end - timedelta(days=1))}
    if start and end:
        return _("from %(start)s up to and including %(end)s") % words
    if start:
        return _("since %(start)s") % words
    return _("up to and including %(end)s") % words if end else _("without a set period")


@register.inclusion_tag("components/citation.html")
def citation(cite: Citation) -> dict[str, str]:
    """Show where the law says so, with a link to its text."""
    dutch = not (get_language() or "nl").startswith("en")
    return {"words": cite.in_dutch if dutch else str(cite), "url": cite.url}


@register.inclusion_tag("components/languages.html", takes_context=True)
def languages(context: Context) -> dict[str, Any]:
    """Show links to this same page, with its state, in the languages we speak."""
    request: HttpRequest | None = context.get("request")
    path = request.get_full_path() if request else "/"
    current = (get_language() or "nl")[:2]
    codes = [code for code, _name in settings.LANGUAGES]
    return {"links": [_link(code, path, current) for code in codes]}


def _link(code: str, path: str, current: str) -> LanguageLink:
    name = get_language_info(code)["name_local"].capitalize()
    return LanguageLink(code, name, translate_url(path, code), code == current)


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """Return what a mapping has under a key that is itself a variable; None without."""
    return mapping.get(key)
