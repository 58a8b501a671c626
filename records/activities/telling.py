"""An entry in the reader's words, section by section: for admin, portal, tables and paper."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from records.activities.choices import Basis, Origin, RecipientKind, Subject
from records.activities.completeness import Missing
from records.activities.sections import BY_CODE, Section, sections_of
from records.activities.vocabulary import Vocabulary
from records.choices import StartEvent
from records.retention.models import RetentionRule
from roles.transfers.choices import Mechanism
from voipgrid_privacy.kernel.citing import citation_in_words
from voipgrid_privacy.kernel.law import parse


@dataclass(frozen=True, slots=True)
class Told:
    """One section in words: the letter it answers ("" for none), its title and its lines."""

    code: str
    letter: str
    title: str
    lines: tuple[str, ...]


def told(kind: str, body: Mapping[str, Any], words: Vocabulary) -> tuple[Told, ...]:
    """Return the sections of an entry in words; those it does not have without lines."""
    return tuple(
        Told(section.code, section.letter(kind) or "", str(section.title), lines)
        for section in sections_of(kind)
        for lines in [tuple(in_words(section, body, words))]
    )


def in_words(section: Section, body: Mapping[str, Any], words: Vocabulary) -> Iterable[str]:
    """Return the lines of one section; none where the entry does not have it."""
    value = body.get(section.code)
    return () if value is None else _TELLERS[section.code](value, words)


def lacking(missing: Iterable[Missing]) -> str:
    """Return what is missing in one sentence, each with its letter."""
    return "; ".join(f"({each.letter}) {each.what}" for each in missing)


def said(text: Mapping[str, str] | None) -> str:
    """Return a text of an entry in the reader's language."""
    if text is None:
        return ""
    return text["en"] if (get_language() or "nl").startswith("en") else text["nl"]


def title_of(body: Mapping[str, Any]) -> str:
    """Return the name of an entry."""
    return said(body.get("name"))


def section_title(code: str) -> str:
    """Return the title of a section."""
    return str(BY_CODE[code].title)


def basis_in_words(code: str) -> str:
    """Return a lawful basis with its place in the law."""
    return str(Basis(code).label)


def _purposes(value: list[dict[str, Any]], words: Vocabulary) -> Iterable[str]:
    for row in value:
        parts = [str(words.purposes.get(row["purpose"], row["purpose"]))]
        basis = str(Basis(row["basis"]).label) if row["basis"] else _("lawful basis not recorded")
        parts.append(basis + (f": {said(row['interest'])}" if row["interest"] else ""))
        parts += [_cited(row[name]) for name in ("condition", "law") if row[name]]
        yield " · ".join(parts)


def _data(value: list[dict[str, Any]], words: Vocabulary) -> Iterable[str]:
    for row in value:
        names = ", ".join(str(words.elements.get(code, code)) for code in row["elements"])
        yield f"{words.categories.get(row['category'], row['category'])}: {names}"


def _recipients(value: list[dict[str, Any]], _words: Vocabulary) -> Iterable[str]:
    for row in value:
        secret = _("under a duty of secrecy") if row["secret"] else ""
        parts = (said(row["name"]), str(RecipientKind(row["kind"]).label), secret)
        yield " · ".join(filter(None, parts))


def _transfers(value: dict[str, Any], _words: Vocabulary) -> Iterable[str]:
    if value["none"]:
        yield _("None: the data stays within the European Economic Area")
    for row in value["to"]:
        parts = (row["country"], row["recipient"], str(Mechanism(row["mechanism"]).label))
        yield " · ".join(filter(None, (*parts, row["document"])))


def _retention(value: list[dict[str, Any]], words: Vocabulary) -> Iterable[str]:
    for row in value:
        of = words.elements.get(row["element"]) or words.categories.get(row["category"])
        term = _term(row, words)
        law = f" ({_cited(row['law'])})" if row["law"] else ""
        yield f"{of or row['category']}: {term}{law}"


def _term(row: Mapping[str, Any], words: Vocabulary) -> str:
    if row["rule"] is None:
        return said(row["term"])
    own = words.own_rules.get(row["category"]) if row["element"] is None else None
    rule = own or words.rules.get(row["rule"])
    return f"{rule_in_words(rule)} [{rule.code}]" if rule else str(row["rule"])


def rule_in_words(rule: RetentionRule) -> str:
    """Return how long a rule has data kept, and from when."""
    start = str(StartEvent(rule.start_event).label)
    return _("%(term)s after: %(start)s") % {
        "term": length_in_words(rule),
        "start": start.lower(),
    }


def length_in_words(rule: RetentionRule) -> str:
    """Return how long a rule has data kept."""
    months, days = rule.term_months, rule.term_days
    parts = [
        ngettext("%(n)s calendar month", "%(n)s calendar months", months) % {"n": months},
        ngettext("%(n)s day", "%(n)s days", days) % {"n": days},
    ]
    term = " + ".join(part for part, number in zip(parts, (months, days), strict=True) if number)
    return term or _("at once")


def _review(value: dict[str, Any], _words: Vocabulary) -> Iterable[str]:
    yield from filter(None, (value["department"], value.get("owner", "")))
    if value["next_on"]:
        day = date_format(date.fromisoformat(value["next_on"]), "j F Y")
        yield _("next review %(day)s") % {"day": day}


def _applies(value: dict[str, Any], _words: Vocabulary) -> Iterable[str]:
    yield _("Yes") if value["applies"] else _("No: %(why)s") % {"why": value["because"]}


def _joint(value: list[dict[str, Any]], _words: Vocabulary) -> Iterable[str]:
    for row in value:
        yield " · ".join(filter(None, (row["name"], row["arrangement"])))


def _covers(value: dict[str, Any], words: Vocabulary) -> Iterable[str]:
    features = ", ".join(str(words.features.get(code, code)) for code in value["features"])
    category = str(words.categories.get(value["category"], value["category"]))
    yield f"{category}: {features}" if features else category


def _cited(text: str) -> str:
    return citation_in_words(parse(text))


_TELLERS: Final[dict[str, Callable[[Any, Vocabulary], Iterable[str]]]] = {
    "name": lambda value, _words: [said(value)],
    "description": lambda value, _words: [said(value)],
    "covers": _covers,
    "joint": _joint,
    "purposes": _purposes,
    "subjects": lambda value, _words: [str(Subject(code).label) for code in value],
    "data": _data,
    "origin": lambda value, _words: [str(Origin(code).label) for code in value],
    "recipients": _recipients,
    "transfers": _transfers,
    "retention": _retention,
    "measures": lambda value, words: [str(words.measures.get(code, code)) for code in value],
    "systems": lambda value, _words: list(value),
    "review": _review,
    "applies": _applies,
}
