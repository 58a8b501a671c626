"""Which letters of GDPR Art. 30 an entry or a record lacks, and who can fill them. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.activities.choices import Officer, RecordKind


@dataclass(frozen=True, slots=True)
class Head:
    """Who keeps the record: what letter (a) asks of a party.

    ``reachable``: an address, an e-mail address or a telephone number is known. ``officer``:
    whether there is a DPO; ``officer_reachable``: whether it can be reached.
    """

    name: str
    reachable: bool
    officer: str
    officer_reachable: bool
    needs_representative: bool = False
    representative: str = ""
    address: str = ""
    contacts: tuple[str, ...] = ()
    """How the party is reached, each in a line."""
    officer_contact: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A letter that is not answered, and what would answer it."""

    letter: str
    what: Promise


_HEAD: Final = {
    "contact": Missing("a", _("contact details of the party")),
    "officer": Missing("a", _("whether there is a data protection officer")),
    "reach": Missing("a", _("contact details of the data protection officer")),
    "representative": Missing("a", _("the representative in the Union")),
}


def missing_of_head(head: Head) -> Iterator[Missing]:
    """Yield what letter (a) lacks, the same in both records."""
    if not head.reachable:
        yield _HEAD["contact"]
    if head.officer == Officer.UNKNOWN:
        yield _HEAD["officer"]
    if head.officer == Officer.APPOINTED and not head.officer_reachable:
        yield _HEAD["reach"]
    if head.needs_representative and not head.representative:
        yield _HEAD["representative"]


def missing_of_entry(kind: str, body: Mapping[str, Any]) -> Iterator[Missing]:
    """Yield what an entry lacks, letter by letter; nothing of one that does not apply."""
    if not body.get("applies", {"applies": True})["applies"]:
        return
    yield from _controller(body) if kind == RecordKind.CONTROLLER else _processor(body)


def _controller(body: Mapping[str, Any]) -> Iterator[Missing]:
    if not body.get("purposes"):
        yield Missing("b", _("the purposes"))
    if not body.get("subjects"):
        yield Missing("c", _("the categories of data subjects"))
    if not any(row["elements"] for row in body.get("data", ())):
        yield Missing("c", _("the categories of personal data"))
    if not body.get("recipients"):
        yield Missing("d", _("the categories of recipients"))
    if not _transfers_said(body):
        yield Missing("e", _("to which countries data goes, or that it goes to none"))
    if _kept_untold(body):
        yield Missing("f", _("how long each category of data is kept"))
    if not body.get("measures"):
        yield Missing("g", _("the security measures"))


def _processor(body: Mapping[str, Any]) -> Iterator[Missing]:
    if not body.get("covers"):
        yield Missing("b", _("the category of processing"))
    if not _transfers_said(body):
        yield Missing("c", _("to which countries data goes, or that it goes to none"))
    if not body.get("measures"):
        yield Missing("d", _("the security measures"))


def _transfers_said(body: Mapping[str, Any]) -> bool:
    said = body.get("transfers")
    return bool(said and (said["none"] or said["to"]))


def _kept_untold(body: Mapping[str, Any]) -> bool:
    """Say whether a category has no term: its own, or one for each of its elements."""
    told = body.get("retention", ())
    categories = {row["category"] for row in told if row["element"] is None}
    elements = {row["element"] for row in told}
    return not told or any(
        row["category"] not in categories and not set(row["elements"]) <= elements
        for row in body.get("data", ())
    )


def letters(missing: Iterator[Missing] | tuple[Missing, ...]) -> str:
    """Return the letters that are missing, each once, in order."""
    return "".join(sorted({each.letter for each in missing}))


def without_basis(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the purposes of which no lawful basis is recorded (GDPR Art. 6(1), 13(1)(c)).

    Art. 30 does not ask for it, so no letter is missing; whoever writes a statement needs it.
    """
    return tuple(row["purpose"] for row in body.get("purposes", ()) if row["basis"] is None)
