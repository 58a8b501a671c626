"""Drafts from what is on record: the notification to the authority, the letter to persons.

Each item of the law is there, by its place, with what is known or that it is missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from records.incidents.choices import ClockKind, Nature, Regime, StepKind
from records.incidents.models import IncidentFacts
from records.incidents.queries.dossiers import clocks_of, facts_of, received, steps_of
from records.incidents.words import moment_in_words
from records.models import DataStore
from roles.models import Contact, DataCategory
from roles.models.parties import ContactKind
from voipgrid_privacy.kernel.citing import place_in_words
from voipgrid_privacy.kernel.tenancy import Viewer

CONTACTS = (ContactKind.DPO, ContactKind.PRIVACY, ContactKind.SECURITY, ContactKind.GENERAL)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the law asks: where it says so, what it is, and what is known of it."""

    place: str
    label: str
    value: str

    @property
    def missing(self) -> bool:
        """Whether it still has to be found out, or said to be unknown."""
        return not self.value

    @property
    def cited(self) -> str:
        """The place as the reader's language writes it."""
        return place_in_words(self.place)


@dataclass(frozen=True, slots=True)
class Known:
    """All that drafts are written from, in the reader's language."""

    dossier: Any
    facts: IncidentFacts | None
    contact: str
    data: str
    nature: str
    others: str
    delays: dict[str, str]
    second: bool
    told: str


def known(dossier: Any, viewer: Viewer, at: datetime) -> Known:
    """Return what is on record in a file at an instant."""
    facts = facts_of(dossier, viewer).first()
    steps = list(steps_of(dossier, viewer))
    names = {row.code: str(row.name) for row in DataCategory.objects.visible_to(viewer)}
    from_whom = {str(row.sender) for row in received(dossier, viewer)}
    telling = [row for row in steps if row.kind == StepKind.TOLD]
    return Known(
        dossier=dossier,
        facts=facts,
        contact=_contact(dossier, viewer),
        data=", ".join(names.get(code, code) for code in facts.categories) if facts else "",
        nature="; ".join(str(Nature(code).label) for code in facts.nature) if facts else "",
        others=", ".join(sorted(from_whom)),
        delays=_delays(steps, list(clocks_of(dossier, viewer)), at),
        second=any(row.regime == Regime.TELECOM for row in steps),
        told="; ".join(_telling(row) for row in telling),
    )


def notification(of: Known, regime: str) -> list[Item]:
    """Return every item that a notification to the authority has under that law."""
    return list(_telecom(of) if regime == Regime.TELECOM else _gdpr(of))


def letter(of: Known) -> list[Item]:
    """Return every item of a letter to persons (GDPR Art. 34(2); Reg. 611/2013 Annex II)."""
    facts = of.facts
    return [
        Item("Annex II(1)", _("Who informs you"), str(of.dossier.party)),
        Item("Art. 33(3)(b)", _("Where you can ask more"), of.contact),
        Item("Art. 34(2)", _("What happened"), facts.what if facts else ""),
        Item("Annex II(4)", _("When"), _began(facts)),
        Item("Annex II(5)", _("Which data"), of.data),
        Item("Art. 33(3)(c)", _("Likely consequences"), facts.consequences if facts else ""),
        Item("Art. 33(3)(d)", _("Measures taken or proposed"), facts.measures if facts else ""),
        Item("Annex II(9)", _("What you can do yourself"), facts.advice if facts else ""),
    ]


def _gdpr(of: Known) -> Iterator[Item]:
    facts = of.facts
    yield Item("Art. 33(3)(a)", _("What happened"), facts.what if facts else "")
    yield Item("Art. 33(3)(a)", _("What became of the data"), of.nature)
    yield Item("Art. 33(3)(a)", _("Which data"), of.data)
    yield Item("Art. 33(3)(a)", _("Persons, approximately"), _persons(facts))
    yield Item("Art. 33(3)(a)", _("Records, approximately"), _records(facts))
    yield Item("Art. 33(3)(b)", _("Contact point"), of.contact)
    yield Item("Art. 33(3)(c)", _("Likely consequences"), facts.consequences if facts else "")
    yield Item("Art. 33(3)(d)", _("Measures taken or proposed"), facts.measures if facts else "")
    yield Item("Art. 33(1)", _("Aware since"), moment_in_words(of.dossier.aware_at))
    yield Item("Art. 33(1)", _("Reasons of the delay"), of.delays[Regime.GDPR])


def _telecom(of: Known) -> Iterator[Item]:
    facts = of.facts
    which = _("second notification") if of.second else _("first notification")
    yield Item("Annex I(1)", _("Name of the provider"), str(of.dossier.party))
    yield Item("Annex I(2)", _("Contact point"), of.contact)
    yield Item("Annex I(3)", _("First or second notification"), which)
    yield Item("Annex I(4)", _("When"), _began(facts))
    yield Item("Annex I(4)", _("Detected"), moment_in_words(of.dossier.aware_at))
    yield Item("Annex I(5)", _("Circumstances"), facts.what if facts else "")
    yield Item("Annex I(6)", _("Nature and content of the data"), _joined(of.data, of.nature))
    yield Item("Annex I(7)", _("Measures taken or proposed"), facts.measures if facts else "")
    yield Item("Annex I(8)", _("Other providers involved"), of.others or _("none"))
    yield Item("Annex I(9)", _("Place and media of the data"), _stores(facts))
    yield Item("Annex I(10)", _("Persons, approximately"), _persons(facts))
    yield Item("Annex I(11)", _("Likely consequences"), facts.consequences if facts else "")
    yield Item("Annex I(13-15)", _("Persons told: what, how, how many"), of.told or _("not told"))
    yield Item("Annex I(16-17)", _("Effects in other countries"), facts.abroad if facts else "")
    yield Item("Art. 2(2-3)", _("Reasons of the delay"), of.delays[Regime.TELECOM])


def _delays(steps: list[Any], clocks: list[Any], at: datetime) -> dict[str, str]:
    """Return by law why it was late, empty while that is still to be said."""
    return {
        law: "; ".join(row.delay for row in steps if row.regime == law and row.delay)
        or ("" if _late(law, steps, clocks, at) else _("none: within the term"))
        for law in Regime.values
    }


def _late(law: str, steps: list[Any], clocks: list[Any], at: datetime) -> bool:
    """Return whether a clock of the law ended before what it asks was done, or before now."""
    done = [row.done_at for row in steps if row.kind == StepKind.NOTIFIED and row.regime == law]
    for clock in clocks:
        second = clock.kind == ClockKind.TELECOM_SECOND
        answers = [moment for moment in done if not second or moment > clock.started_at]
        if clock.kind.startswith(law) and min(answers, default=at) > clock.ends_at:
            return True
    return False


def _contact(dossier: Any, viewer: Viewer) -> str:
    rows = Contact.objects.visible_to(viewer).filter(party=dossier.party_id)
    by_kind = {row.kind: row for row in rows}
    row = next((by_kind[kind] for kind in CONTACTS if kind in by_kind), None)
    return ", ".join(filter(None, (row.name, row.email, row.phone))) if row else ""


def _telling(row: Any) -> str:
    return _joined(moment_in_words(row.done_at), row.get_means_display(), _number(row.persons))


def _began(facts: IncidentFacts | None) -> str:
    moments = (facts.began_at, facts.ended_at) if facts else ()
    return " – ".join(moment_in_words(at) for at in moments if at)


def _stores(facts: IncidentFacts | None) -> str:
    rows = DataStore.objects.filter(code__in=facts.stores if facts else ())
    return ", ".join(str(row.name) for row in rows)


def _joined(*texts: str) -> str:
    return "; ".join(filter(None, texts))


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _persons(facts: IncidentFacts | None) -> str:
    return _number(facts.persons) if facts else ""


def _records(facts: IncidentFacts | None) -> str:
    return _number(facts.records) if facts else ""
