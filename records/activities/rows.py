"""A section as rows of plain cells, and back: what forms show and workbooks hold. Pure.

A cell is text; nothing is an empty cell. What comes back is judged by ``checking``, not here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Row = dict[str, str]
NOWHERE: Final = "-"
"""As country: the data stays within the European Economic Area."""
YES: Final = ("yes", "ja", "true", "1", "x")


@dataclass(frozen=True, slots=True)
class Flat:
    """The columns of a section, how it becomes rows and how rows become it.

    ``single``: the section is one row and not a list.
    """

    columns: tuple[tuple[str, Promise], ...]
    rows: Callable[[Any], list[Row]]
    value: Callable[[list[Row]], Any]
    single: bool = False

    def given(self, value: Any) -> list[Row]:
        """Return the rows of a section as it is kept; none for one that is not there."""
        return [] if value is None else self.rows(value)

    def kept(self, rows: Sequence[Mapping[str, str]]) -> Any:
        """Return the section that some rows say; rows without any text say nothing."""
        names = [name for name, _title in self.columns]
        filled = [{name: row.get(name, "").strip() for name in names} for row in rows]
        return self.value([row for row in filled if any(row.values())])


def _both(row: Mapping[str, str], name: str = "") -> dict[str, str] | None:
    nl, en = row[f"{name}nl"], row[f"{name}en"]
    return {"nl": nl, "en": en} if nl or en else None


def _text(value: Mapping[str, str] | None, name: str = "") -> Row:
    return {f"{name}{code}": value[code] if value else "" for code in ("nl", "en")}


def _texts() -> Flat:
    return Flat(
        columns=(("nl", _("In Dutch")), ("en", _("In English"))),
        rows=lambda value: [_text(value)],
        value=lambda rows: _both(rows[0]) if rows else None,
        single=True,
    )


def _codes(name: str, title: Promise) -> Flat:
    return Flat(
        columns=((name, title),),
        rows=lambda value: [{name: each} for each in value],
        value=lambda rows: [row[name] for row in rows],
    )


def _or_none(row: Mapping[str, str], *names: str) -> dict[str, str | None]:
    return {name: row[name] or None for name in names}


def _purpose(row: Row) -> dict[str, Any]:
    interest = {"interest": _both(row, "interest_")}
    return {
        "purpose": row["purpose"],
        **_or_none(row, "basis", "condition", "law"),
        **interest,
    }


def _purpose_row(value: Mapping[str, Any]) -> Row:
    plain = {name: value[name] or "" for name in ("purpose", "basis", "condition", "law")}
    return {**plain, **_text(value["interest"], "interest_")}


def _recipient(row: Row) -> dict[str, Any]:
    secret = row["secret"].casefold() in YES
    return {"kind": row["kind"], "name": _both(row, "name_"), "secret": secret}


def _recipient_row(value: Mapping[str, Any]) -> Row:
    secret = "yes" if value["secret"] else ""
    return {"kind": value["kind"], **_text(value["name"], "name_"), "secret": secret}


def _transfers(rows: list[Row]) -> Any:
    to = [row for row in rows if row["country"] != NOWHERE]
    return {"none": not to, "to": to} if rows else None


def _transfer_rows(value: Mapping[str, Any]) -> list[Row]:
    nowhere = {"country": NOWHERE, "recipient": "", "mechanism": "", "document": ""}
    return [nowhere] if value["none"] else [dict(row) for row in value["to"]]


def _term(row: Row) -> dict[str, Any]:
    return {
        "category": row["category"],
        **_or_none(row, "element", "rule", "law"),
        "term": _both(row, "term_"),
    }


def _term_row(value: Mapping[str, Any]) -> Row:
    plain = {name: value[name] or "" for name in ("category", "element", "rule", "law")}
    return {**plain, **_text(value["term"], "term_")}


def _data(rows: list[Row]) -> list[dict[str, Any]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["category"], []).extend(filter(None, [row["element"]]))
    return [{"category": code, "elements": elements} for code, elements in found.items()]


def _data_rows(value: list[dict[str, Any]]) -> list[Row]:
    return [
        {"category": row["category"], "element": element}
        for row in value
        for element in row["elements"] or [""]
    ]


def _review(rows: list[Row]) -> Any:
    row = rows[0] if rows else None
    if row is None:
        return None
    return {name: row[name] for name in ("department", "owner")} | _or_none(row, "next_on")


def _review_rows(value: Mapping[str, Any]) -> list[Row]:
    return [{name: value.get(name) or "" for name in ("department", "owner", "next_on")}]


def _applies(rows: list[Row]) -> Any:
    if not rows:
        return None
    return {"applies": rows[0]["applies"].casefold() in YES, "because": rows[0]["because"]}


def _applies_rows(value: Mapping[str, Any]) -> list[Row]:
    return [{"applies": "yes" if value["applies"] else "no", "because": value["because"]}]


def _covers(rows: list[Row]) -> Any:
    if not rows:
        return None
    features = [row["feature"] for row in rows if row["feature"]]
    return {"category": rows[0]["category"], "features": features}


def _covers_rows(value: Mapping[str, Any]) -> list[Row]:
    return [
        {"category": value["category"], "feature": feature} for feature in value["features"] or [""]
    ]


FLAT: Final[Mapping[str, Flat]] = {
    "name": _texts(),
    "description": _texts(),
    "covers": Flat(
        (("category", _("Data category")), ("feature", _("Feature"))), _covers_rows, _covers
    ),
    "joint": Flat(
        (("name", _("Joint controller")), ("arrangement", _("What was arranged"))),
        lambda value: [dict(row) for row in value],
        lambda rows: rows,
    ),
    "purposes": Flat(
        (
            ("purpose", _("Purpose")),
            ("basis", _("Lawful basis, Art. 6")),
            ("interest_nl", _("Legitimate interest, in Dutch")),
            ("interest_en", _("Legitimate interest, in English")),
            ("condition", _("Condition for special categories, Art. 9")),
            ("law", _("Place in a law")),
        ),
        lambda value: [_purpose_row(row) for row in value],
        lambda rows: [_purpose(row) for row in rows],
    ),
    "subjects": _codes("subject", _("Whose data")),
    "data": Flat(
        (("category", _("Data category")), ("element", _("Data element"))), _data_rows, _data
    ),
    "origin": _codes("origin", _("Where from")),
    "recipients": Flat(
        (
            ("kind", _("In which capacity")),
            ("name_nl", _("Name, in Dutch")),
            ("name_en", _("Name, in English")),
            ("secret", _("Under a duty of secrecy")),
        ),
        lambda value: [_recipient_row(row) for row in value],
        lambda rows: [_recipient(row) for row in rows],
    ),
    "transfers": Flat(
        (
            ("country", _("Country (two letters; - for none)")),
            ("recipient", _("Recipient")),
            ("mechanism", _("What it rests on")),
            ("document", _("Document")),
        ),
        _transfer_rows,
        _transfers,
    ),
    "retention": Flat(
        (
            ("category", _("Data category")),
            ("element", _("Data element")),
            ("rule", _("Retention rule")),
            ("term_nl", _("Or a term, in Dutch")),
            ("term_en", _("Or a term, in English")),
            ("law", _("Place in a law")),
        ),
        lambda value: [_term_row(row) for row in value],
        lambda rows: [_term(row) for row in rows],
    ),
    "measures": _codes("measure", _("Security measure")),
    "systems": _codes("system", pgettext_lazy("register", "System")),
    "review": Flat(
        (
            ("department", _("Department")),
            ("owner", _("Who answers for it")),
            ("next_on", _("Next review on")),
        ),
        _review_rows,
        _review,
        single=True,
    ),
    "applies": Flat(
        (("applies", _("Does this apply?")), ("because", _("If not, why?"))),
        _applies_rows,
        _applies,
        single=True,
    ),
}
