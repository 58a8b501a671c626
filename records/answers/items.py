"""Every item of GDPR Art. 15(1) and (2), from the register of the part's controller.

Recipients by name where they are known (CJEU C-154/21): the processors of the chain. Authorities
that may ask by law are no recipients of an answer (Art. 4(9)), and some of them must stay unsaid.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from records.activities.choices import Basis, RecipientKind, RecordKind
from records.activities.queries import Entry, record
from records.activities.sections import BY_CODE
from records.activities.telling import in_words, rule_in_words
from records.activities.vocabulary import Vocabulary, vocabulary
from records.choices import Bound
from records.requests.models import RequestDuty, RequestPart
from roles.choices import Role
from roles.models import Party
from voipgrid_privacy.kernel.citing import place_in_words
from voipgrid_privacy.kernel.tenancy import SYSTEM

AUTHORITY: Final = "Autoriteit Persoonsgegevens, https://autoriteitpersoonsgegevens.nl"
PORTABLE: Final = frozenset({Basis.CONSENT, Basis.CONTRACT})


@dataclass(frozen=True, slots=True)
class Item:
    """One item: the place in Art. 15, its title, and what is so for this person's data."""

    place: str
    title: str
    lines: tuple[str, ...]

    @property
    def cited(self) -> str:
        """The place as the reader's language writes it."""
        return place_in_words(f"Art. {self.place}")


def entries_of(part: RequestPart, on: date) -> list[Entry]:
    """Return the entries of the controller's record that are about the part's data."""
    return about(part, entries_by(part.controller, on)) if part.controller else []


def entries_by(controller: Party, on: date) -> list[Entry]:
    """Return the entries of a controller's record of what it does on a day."""
    found = record(viewer=SYSTEM, party=controller, kind=RecordKind.CONTROLLER, on=on)
    return [entry for entry in found.entries if entry.applies]


def about(part: RequestPart, entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries that are about the data of a part."""
    return [entry for entry in entries if _is_about(entry, part)]


def _is_about(entry: Entry, part: RequestPart) -> bool:
    categories = {row["category"] for row in entry.body.get("data") or ()}
    purposes = {row["purpose"] for row in entry.body.get("purposes") or ()}
    return part.category in categories and (
        not part.purposes or bool(purposes & set(part.purposes))
    )


def portable(part: RequestPart, on: date) -> bool:
    """Say whether something of the part rests on consent or on a contract (GDPR Art. 20(1)(a))."""
    bases = {
        row["basis"]
        for entry in entries_of(part, on)
        for row in entry.body.get("purposes") or ()
        if not part.purposes or row["purpose"] in part.purposes
    }
    return bool(bases & PORTABLE)


def items(part: RequestPart, *, on: date, automated: str) -> list[Item]:
    """Return the items in the reader's language; what the register does not say is said to be so.

    ``automated`` is what the controller says about automated decisions.
    """
    if part.controller is None:
        return []
    entries = entries_of(part, on)
    words = vocabulary(viewer=SYSTEM, party=part.controller.pk, on=on)
    return [
        Item("15(1)(a)", _("Purposes, and the basis of each"), _lines(entries, words, "purposes")),
        Item("15(1)(b)", _("Categories of personal data"), _lines(entries, words, "data")),
        Item("15(1)(c)", _("Recipients"), _recipients(part, entries, words)),
        Item("15(1)(d)", _("How long the data are kept"), _terms(part, entries, words)),
        Item("15(1)(e)", _("Your rights"), (_rights(),)),
        Item("15(1)(f)", _("Complaint"), (_complaint(),)),
        Item("15(1)(g)", _("Where the data come from"), _lines(entries, words, "origin")),
        Item("15(1)(h)", _("Automated decisions"), _once(filter(None, (automated.strip(),)))),
        Item("15(2)", _("Countries outside the EEA, and safeguards"), _abroad(entries, words)),
    ]


def _lines(entries: Iterable[Entry], words: Vocabulary, code: str) -> tuple[str, ...]:
    return _once(line for e in entries for line in in_words(BY_CODE[code], e.body, words))


def _once(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lines)) or (_("The register does not say; ask us."),)


def _recipients(part: RequestPart, entries: Iterable[Entry], words: Vocabulary) -> tuple[str, ...]:
    return _once([*_processors(part), *_named(entries, words)])


def _processors(part: RequestPart) -> Iterator[str]:
    """Yield who has the data for the controller, by name."""
    duties = RequestDuty.objects.filter(part=part, role__in=(Role.PROCESSOR, Role.SUB_PROCESSOR))
    rows = Party.objects.filter(pk__in=duties.exclude(party=part.controller).values("party"))
    role = {duty.party_id: str(Role(duty.role).label) for duty in duties}
    for row in rows.order_by("name"):
        yield f"{row.name} · {role[row.pk]}"


def _named(entries: Iterable[Entry], words: Vocabulary) -> Iterator[str]:
    for entry in entries:
        told = [row for row in entry.body.get("recipients") or () if is_told(row)]
        yield from in_words(BY_CODE["recipients"], {"recipients": told}, words)


def is_told(recipient: Mapping[str, Any]) -> bool:
    """Say whether a recipient is named in an answer: no secret one, and no authority."""
    return not recipient["secret"] and recipient["kind"] != RecipientKind.STATUTORY


def _terms(part: RequestPart, entries: Iterable[Entry], words: Vocabulary) -> tuple[str, ...]:
    """Return the terms of the record; without any, the rules that hold for the category."""
    lines = [line for e in entries for line in in_words(BY_CODE["retention"], e.body, words)]
    own = words.own_rules.get(part.category)
    if not lines and own is not None:
        lines = [rule_in_words(own)]
    if not lines:
        lines = [
            rule_in_words(rule)
            for rule in words.rules.values()
            if rule.category.code == part.category and rule.bound == Bound.MAXIMUM
        ]
    return _once(lines)


def _abroad(entries: Iterable[Entry], words: Vocabulary) -> tuple[str, ...]:
    return _lines(entries, words, "transfers")


def _rights() -> str:
    return _(
        "You may ask us to correct or erase your data, to restrict what is done with them, and you"
        " may object to their use; what you gave us yourself you may take along (GDPR Art. 16-21)."
    )


def _complaint() -> str:
    words = _("You may complain to the supervisory authority: %(authority)s.")
    return words % {"authority": AUTHORITY}
