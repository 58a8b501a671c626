"""Lifetimes, phases and the like in the reader's words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cookies.choices import STORED, Technique
from cookies.registry.durations import PERSISTENT, SESSION, Part, parts
from cookies.registry.patterns import Lint


def lifetime(value: str) -> str:
    """Return a lifetime as people say it: ``2 jaar``, ``until you close the browser``."""
    if value == SESSION:
        return _("until you close the browser")
    if value == PERSISTENT:
        return _("until you remove it")
    return " ".join(_part(part) for part in parts(value))


def _part(part: Part) -> str:
    n = part.number
    forms = {
        "years": ngettext("%(n)s year", "%(n)s years", n),
        "months": ngettext("%(n)s month", "%(n)s months", n),
        "weeks": ngettext("%(n)s week", "%(n)s weeks", n),
        "days": ngettext("%(n)s day", "%(n)s days", n),
        "hours": ngettext("%(n)s hour", "%(n)s hours", n),
        "minutes": ngettext("%(n)s minute", "%(n)s minutes", n),
        "seconds": ngettext("%(n)s second", "%(n)s seconds", n),
    }
    return forms[part.unit] % {"n": n}


def how_long(technique: str, value: str) -> str:
    """Return how long an item stays; what leaves no cookie says so."""
    if technique not in STORED:
        return _("leaves no cookie")
    return lifetime(value)


def technique(value: str) -> str:
    """Return what kind of thing it is."""
    return str(Technique(value).label)


def lint(found: Lint) -> str:
    """Return what is unclear about a pattern, and beside which other."""
    sentences = {
        "overlaps": _("%(one)s also stands for what %(other)s stands for; the longest wins."),
        "ambiguous": _("%(one)s and %(other)s stand for the same names, and neither is longer."),
        "matches_everything": _("%(one)s stands for every name."),
        "regular_expression": _("%(one)s looks like a regular expression."),
        "adjacent_wildcards": _("%(one)s has two wildcards beside each other."),
        "white_space": _("%(one)s has spaces in it."),
    }
    return sentences[found.code] % {"one": found.pattern, "other": found.other}


def outcome(code: str) -> str:
    """Return what an imported row comes to."""
    return {"new": _("New"), "known": _("Already there"), "problem": _("Problem")}.get(code, code)


def problem(code: str) -> str:
    """Return why a row of a list cannot be entered."""
    known = {
        "provider_unknown": _("No provider with this domain is known: enter it first."),
        "name_missing": _("There is no name."),
        "technique_unknown": _("The type is not known."),
        "lifetime_unknown": _("The term cannot be read."),
        "pattern_malformed": _("This name stands for everything."),
    }
    return known.get(code, code)
