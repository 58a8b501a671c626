"""One file of an incident as pages show it."""

from collections.abc import Sized
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from records.incidents.choices import AddressKind, ClockKind, Nature, OpenDuty, Regime
from records.incidents.models import (
    AffectedParty,
    IncidentFacts,
    IncidentLetter,
    IncidentNotice,
    IncidentStep,
    SeverityAssessment,
)
from records.incidents.notification import Item, known, notification
from records.incidents.queries.dossiers import (
    assessments_of,
    clocks_of,
    facts_of,
    letters_in_kinds,
    letters_of,
    open_duties,
    received,
    sent_by,
    steps_of,
    touched,
)
from records.incidents.queries.reaching import without_address
from records.incidents.queries.serving import days_known, features_named
from records.incidents.rules.days import Days
from roles.mail.models import MailKind
from roles.mail.queries import returned
from roles.models import DataCategory
from voipgrid_privacy.kernel.tenancy import Viewer

MOST = 100
"""How many notices or parties a page names; the rest are in the exports."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft of a notification under one law, with what is still missing."""

    regime: str
    label: str
    items: list[Item]

    @property
    def missing(self) -> list[str]:
        """What is missing, by name."""
        return [item.label for item in self.items if item.missing]


@dataclass(frozen=True, slots=True)
class Shown:
    """A file with everything that belongs to it, as far as the viewer sees it."""

    row: Any
    own: bool
    facts: IncidentFacts | None
    versions: list[IncidentFacts]
    nature: list[str]
    data: list[str]
    features: list[str]
    days: Days
    assessment: SeverityAssessment | None
    clocks: list[Any]
    steps: list[IncidentStep]
    received: list[IncidentNotice]
    sending: list[Any]
    unreached: set[UUID]
    waiting: int
    sent: int
    touched: list[AffectedParty]
    touched_total: int
    open: list[OpenDuty]
    drafts: list[Draft]
    letters: list[IncidentLetter]
    letter_kinds: list[tuple[str, int, int]]

    @property
    def letters_sent(self) -> int:
        """How many letters were sent."""
        return sum(sent for _label, _waiting, sent in self.letter_kinds)

    @property
    def letters_waiting(self) -> int:
        """How many letters were not sent."""
        return sum(waiting for _label, waiting, _sent in self.letter_kinds)


def shown(*, row: Any, viewer: Viewer, at: datetime) -> Shown:
    """Return a row of ``dossiers`` with all that is known of it at an instant."""
    versions = list(facts_of(row, viewer))
    facts = versions[0] if versions else None
    clocks, sending = list(clocks_of(row, viewer)), sent_by(row, viewer)
    mine = touched(row, viewer)
    listed, first = _with_mail(list(sending[:MOST]), viewer), list(mine[:MOST])
    waiting = _waiting(listed)
    return Shown(
        row=row,
        own=row.incident.registrant_id == row.party_id,
        facts=facts,
        versions=versions,
        nature=[str(Nature(code).label) for code in facts.nature] if facts else [],
        data=_named(facts.categories, viewer) if facts else [],
        features=features_named(facts.features if facts else (), viewer),
        days=days_known(row, facts, at),
        assessment=assessments_of(row, viewer).first(),
        clocks=clocks,
        steps=list(steps_of(row, viewer)),
        received=list(received(row, viewer)),
        sending=listed,
        unreached=without_address(waiting, viewer=viewer),
        waiting=_number(listed, len(waiting), sending.filter(told_at=None)),
        sent=_number(listed, len(listed) - len(waiting), sending.filter(told_at__isnull=False)),
        touched=first,
        touched_total=_number(first, len(first), mine),
        open=open_duties(row),
        drafts=_drafts(row, clocks, viewer, at),
        letters=list(letters_of(row, viewer)[:MOST]),
        letter_kinds=[
            (str(AddressKind(each["kind"]).label), each["waiting"], each["sent"])
            for each in letters_in_kinds(row, viewer)
        ],
    )


def _number(listed: Sized, found: int, rows: QuerySet[Any]) -> int:
    """Return how many rows there are: what was found, unless the list was cut off."""
    return found if len(listed) < MOST else rows.count()


def _named(codes: list[str], viewer: Viewer) -> list[str]:
    rows = DataCategory.objects.visible_to(viewer).filter(code__in=codes)
    return [str(row.name) for row in rows]


def _with_mail(notices: list[IncidentNotice], viewer: Viewer) -> list[IncidentNotice]:
    """Put with each notice the mail by which it did not arrive."""
    refused = returned(MailKind.BREACH, [notice.pk for notice in notices], viewer=viewer)
    for notice in notices:
        notice.refused_mail = refused.get(notice.pk)  # type: ignore[attr-defined]  # to be shown
    return notices


def _waiting(notices: list[Any]) -> list[Any]:
    return [each for each in notices if each.told_at is None]


def _drafts(row: Any, clocks: list[Any], viewer: Viewer, at: datetime) -> list[Draft]:
    kinds = {clock.kind for clock in clocks}
    laws = [Regime.GDPR] if ClockKind.GDPR in kinds else []
    laws += [Regime.TELECOM] if ClockKind.TELECOM_FIRST in kinds else []
    of = known(row, viewer, at) if laws else None
    return [
        Draft(law.value, str(law.label), notification(of, law)) for law in laws if of is not None
    ]
