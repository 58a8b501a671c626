"""Is this body one of ours? The same that the database asks, said in words and at its section."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.activities.choices import (
    Basis,
    Origin,
    RecipientKind,
    RecordKind,
    Subject,
)
from records.activities.sections import BY_CODE
from records.errors import ActivityInvalid, ProcessorDecidesNothing, PurposeTwice
from roles.transfers.choices import GROUNDS
from roles.transfers.law import Law
from voipgrid_privacy.kernel.law import parse

COUNTRY: Final = re.compile(r"[A-Z]{2}")
CONDITION: Final = re.compile(r"GDPR Art\. 9\(2\)\([a-j]\)|UAVG Art\. \d+[a-z]*(\(\d+\))?")
MOST_TEXT: Final = 2_000
MOST_ROWS: Final = 200
# Neither text nor JSON in the database holds a NUL, and no file the others.
UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Known:
    """The codes that an entry may refer to, on a day."""

    on: date
    purposes: frozenset[str]
    categories: frozenset[str]
    elements: Mapping[str, str]
    """Category by element."""
    features: frozenset[str]
    measures: frozenset[str]
    rules: frozenset[str]
    law: Law
    """Which countries are in the European Economic Area."""


class _Wrong(Exception):
    def __init__(self, problem: str | Promise) -> None:
        super().__init__(str(problem))
        self.problem = problem


def check(kind: str, body: Mapping[str, Any], known: Known) -> None:
    """Raise unless ``body`` can be an entry of that record.

    Raises ``processor_decides_nothing``, ``purpose_twice``, ``activity_invalid`` at its section.
    """
    for code, value in body.items():
        section = BY_CODE.get(code)
        if section is None or section.letter(kind) is None:
            if section and kind == RecordKind.PROCESSOR:
                raise ProcessorDecidesNothing(field=code)
            raise ActivityInvalid(field=code, section=code, problem=_("there is no such section"))
        try:
            _CHECKS[code](value, known)
        except _Wrong as wrong:
            raise ActivityInvalid(
                field=code, section=section.title, problem=wrong.problem
            ) from wrong


def _must(holds: object, problem: str | Promise) -> None:
    if not holds:
        raise _Wrong(problem)


def _shape(value: Any, *keys: str) -> None:
    _must(isinstance(value, dict) and set(value) == set(keys), _("not all parts are there"))


def _text(value: Any) -> None:
    _must(isinstance(value, str) and len(value) <= MOST_TEXT, _("a text is missing or too long"))
    _must(not UNPRINTABLE.search(value), _("a text has signs that cannot be printed"))


def _both(value: Any) -> None:
    _shape(value, "nl", "en")
    filled = all(isinstance(v, str) and v.strip() for v in value.values())
    _must(filled, _("give the text in Dutch and in English"))
    for each in value.values():
        _text(each)


def _codes(value: Any, known: Iterable[str]) -> None:
    _must(isinstance(value, list) and len(value) <= MOST_ROWS, _("this must be a list"))
    _must(all(isinstance(v, str) for v in value), _("this must be a list"))
    _must(len(set(value)) == len(value), _("the same stands there twice"))
    _must(set(value) <= set(known), _("a code is not in the register"))


def _rows(value: Any, *keys: str) -> list[dict[str, Any]]:
    _must(isinstance(value, list) and len(value) <= MOST_ROWS, _("this must be a list"))
    for row in value:
        _shape(row, *keys)
    return list(value)


def _citation(value: Any) -> None:
    try:
        parse(str(value))
    except ValueError as error:
        raise _Wrong(_("not a place in a law we know")) from error


def _purposes(value: Any, known: Known) -> None:
    rows = _rows(value, "purpose", "basis", "interest", "condition", "law")
    names = [row["purpose"] for row in rows]
    if len(names) != len(set(map(str, names))):
        raise PurposeTwice(field="purposes")
    _codes(names, known.purposes)
    for row in rows:
        _must(row["basis"] in {None, *Basis.values}, _("this lawful basis does not exist"))
        interest = row["basis"] == Basis.LEGITIMATE_INTEREST
        _must(
            (row["interest"] is not None) == interest,
            _("name the interest with legitimate interest, and only there"),
        )
        if interest:
            _both(row["interest"])
        condition = row["condition"]
        _must(condition is None or CONDITION.fullmatch(str(condition)), _("no condition of Art. 9"))
        if row["law"] is not None:
            _citation(row["law"])


def _data(value: Any, known: Known) -> None:
    rows = _rows(value, "category", "elements")
    _codes([row["category"] for row in rows], known.categories)
    for row in rows:
        mine = {e for e, category in known.elements.items() if category == row["category"]}
        _codes(row["elements"], mine)


def _recipients(value: Any, _known: Known) -> None:
    for row in _rows(value, "kind", "name", "secret"):
        _must(row["kind"] in RecipientKind.values, _("this kind of recipient does not exist"))
        _both(row["name"])
        secret = row["secret"] is False or row["kind"] == RecipientKind.STATUTORY
        _must(isinstance(row["secret"], bool) and secret, _("only a law can ask for secrecy"))


def _transfers(value: Any, known: Known) -> None:
    _shape(value, "none", "to")
    rows = _rows(value["to"], "country", "recipient", "mechanism", "document")
    _must(value["none"] is (not rows), _("say that there is none, or name each"))
    for row in rows:
        _must(COUNTRY.fullmatch(str(row["country"])), _("two capital letters per country"))
        third = not known.law.in_eea(row["country"], known.on)
        _must(third, _("a country of the European Economic Area is no third country"))
        _must(row["mechanism"] in GROUNDS, _("say what each transfer rests on"))
        _must(str(row["recipient"]).strip(), _("name the recipient"))
        _text(row["recipient"])
        _text(row["document"])


def _retention(value: Any, known: Known) -> None:
    rows = _rows(value, "category", "element", "rule", "term", "law")
    about = {(str(row["category"]), str(row["element"])) for row in rows}
    _must(len(about) == len(rows), _("the same stands there twice"))
    for row in rows:
        _codes([row["category"]], known.categories)
        element = row["element"]
        _must(
            element is None or known.elements.get(element) == row["category"],
            _("the element is not of that category"),
        )
        _must((row["rule"] is None) != (row["term"] is None), _("a rule, or a term in words"))
        if row["rule"] is not None:
            _codes([row["rule"]], known.rules)
        else:
            _both(row["term"])
        if row["law"] is not None:
            _citation(row["law"])


def _review(value: Any, _known: Known) -> None:
    _shape(value, "department", "owner", "next_on")
    _text(value["department"])
    _text(value["owner"])
    if value["next_on"] is not None:
        try:
            date.fromisoformat(str(value["next_on"]))
        except ValueError as error:
            raise _Wrong(_("not a day")) from error


def _applies(value: Any, _known: Known) -> None:
    _shape(value, "applies", "because")
    _text(value["because"])
    _must(isinstance(value["applies"], bool), _("yes or no"))
    _must(value["applies"] or value["because"].strip(), _("say why it does not apply"))


def _joint(value: Any, _known: Known) -> None:
    for row in _rows(value, "name", "arrangement"):
        _must(str(row["name"]).strip(), _("name the joint controller"))
        _text(row["name"])
        _text(row["arrangement"])


def _covers(value: Any, known: Known) -> None:
    _shape(value, "category", "features")
    _codes([value["category"]], known.categories)
    _codes(value["features"], known.features)


def _systems(value: Any, _known: Known) -> None:
    _must(isinstance(value, list) and len(value) <= 50, _("this must be a list"))
    for each in value:
        _text(each)


_CHECKS: Final[dict[str, Callable[[Any, Known], None]]] = {
    "name": lambda value, _known: _both(value),
    "description": lambda value, _known: _both(value),
    "covers": _covers,
    "joint": _joint,
    "purposes": _purposes,
    "subjects": lambda value, _known: _codes(value, Subject.values),
    "data": _data,
    "origin": lambda value, _known: _codes(value, Origin.values),
    "recipients": _recipients,
    "transfers": _transfers,
    "retention": _retention,
    "measures": lambda value, known: _codes(value, known.measures),
    "systems": _systems,
    "review": _review,
    "applies": _applies,
}
