"""Registering an incident, and recording what is known of it (GDPR Art. 33(5))."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final

from records.incidents.choices import StepKind
from records.incidents.models import Incident, IncidentDossier, IncidentFacts
from records.incidents.refusals import (
    IncidentBeganLater,
    IncidentLater,
    IncidentNameless,
    IncidentReasonless,
    IncidentTooEarly,
    UnknownData,
    UnknownFeature,
    added,
)
from records.incidents.rules.periods import first_day
from records.incidents.services.deriving import derive
from records.incidents.services.files import writes_alone
from records.incidents.services.stepping import add_step
from records.models import DataStore
from roles.choices import PartyKind
from roles.models import DataCategory, Party, ServiceFeature
from roles.queries.matrix import TELEPHONY
from roles.services.authority import must_see
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, as_application
from voipgrid_privacy.kernel.text import one_line, several_lines
from voipgrid_privacy.kernel.use_case import use_case

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""Before this nothing began that is asked about here; a year 1 is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known: as far as it is, corrected in phases."""

    what: str
    nature: Collection[str]
    categories: Collection[str]
    stores: Collection[str] = ()
    features: Collection[str] = ()
    began_at: datetime | None = None
    ended_at: datetime | None = None
    discovered_at: datetime | None = None
    persons: int | None = None
    records: int | None = None
    consequences: str = ""
    measures: str = ""
    advice: str = ""
    abroad: str = ""
    lessons: str = ""


@use_case
def register_incident(
    *, party: Party, aware_at: datetime, name: str, facts: Facts, at: datetime, by: Viewer
) -> IncidentDossier:
    """Register an incident that ``party`` became aware of, through the person named.

    Its own clocks start at that moment; whom it touches is said next. Raises NotAllowed, NotFound,
    ``incident_later``, ``incident_too_early`` (before each clock had a term),
    ``incident_nameless``, ``incident_ends_before``, ``incident_began_later``,
    ``incident_unknown_data``.
    """
    must_see(by, party)
    if not _acts_as(party, by):
        raise NotAllowed
    if aware_at > at:
        raise IncidentLater(field="aware_at")
    if legal_day(aware_at) < first_day():
        raise IncidentTooEarly(field="aware_at")
    if not one_line(name):
        raise IncidentNameless(field="name")
    _must_know(facts, at, aware_at)
    with as_application():
        incident = added(Incident(registrant=party, opened_at=at))
        dossier = added(
            IncidentDossier(
                incident=incident,
                party=party,
                aware_at=aware_at,
                aware_name=one_line(name),
                opened_at=at,
            )
        )
    record_facts(dossier=dossier, facts=facts, name=name, at=at, by=by)
    return dossier


@use_case
def record_facts(
    *,
    dossier: IncidentDossier,
    facts: Facts,
    name: str,
    reason: str = "",
    at: datetime,
    by: Viewer,
) -> IncidentFacts:
    """Record what is known now; what was recorded before stays to be read.

    Of who registered the incident, notices that wait and its own clocks follow; a notice is taken
    back for a ``reason`` only, which is a step. Raises NotAllowed, NotFound, ``incident_closed``,
    ``incident_nameless``, ``incident_ends_before``, ``incident_began_later``, ``incident_later``,
    ``incident_unknown_data``, ``incident_reasonless``.
    """
    row, who = writes_alone(dossier=dossier, by=by)
    _must_know(facts, at, row.aware_at)
    given = asdict(facts)
    for listed in ("nature", "categories", "stores", "features"):
        given[listed] = sorted(set(given[listed]))
    texts = {key: several_lines(value) for key, value in given.items() if isinstance(value, str)}
    made = added(
        IncidentFacts(
            **{**given, **texts},
            dossier=row,
            number=0,  # the database numbers it
            name=one_line(name),
            entered_at=at,
            entered_by=who,
        )
    )
    if row.incident.registrant_id == row.party_id and derive(row, at):
        if not reason.strip():
            raise IncidentReasonless(field="reason")
        add_step(row, who, StepKind.DROPPED, text=reason, name=name, done_at=at, at=at)
    return made


def _acts_as(party: Party, by: Viewer) -> bool:
    if party.kind == PartyKind.PLATFORM:
        return by.may(Ability.WRITE_REGISTER)
    return party.pk in by.parties and by.may(Ability.WRITE_OWN)


def _must_know(facts: Facts, at: datetime, aware_at: datetime) -> None:
    """Raise for data that the register does not know, and for moments that are still to come."""
    codes = DataCategory.objects.of_services().filter(code__in=facts.categories).count()
    stores = DataStore.objects.filter(code__in=facts.stores).count()
    if codes != len(set(facts.categories)) or stores != len(set(facts.stores)):
        raise UnknownData(field="categories")
    known = ServiceFeature.objects.filter(service__code=TELEPHONY, code__in=facts.features)
    if known.count() != len(set(facts.features)):
        raise UnknownFeature(field="features")
    for field in ("began_at", "ended_at", "discovered_at"):
        moment = getattr(facts, field)
        if moment and moment > at:
            raise IncidentLater(field=field)
        if moment and moment < EARLIEST:
            raise IncidentTooEarly(field=field)
    if facts.began_at and facts.began_at > aware_at:
        raise IncidentBeganLater(field="began_at")
