"""Notifying the authority, deciding about the persons, and closing: steps that are only added."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from records.incidents.choices import ClockKind, Phase, Regime, StepKind
from records.incidents.models import IncidentDossier, IncidentStep
from records.incidents.queries.dossiers import open_duties
from records.incidents.refusals import DutiesOpen, IncidentErased, NotRegistrant
from records.incidents.rules.periods import period
from records.incidents.services.deriving import start_clocks
from records.incidents.services.files import Upload, writes
from records.incidents.services.stepping import add_step
from records.incidents.services.writing import held, mark_sent
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def notify_authority(
    *,
    dossier: IncidentDossier,
    regime: str,
    phase: str,
    done_at: datetime,
    name: str,
    reference: str = "",
    delay: str = "",
    text: str = "",
    evidence: Upload | None = None,
    at: datetime,
    by: Viewer,
) -> IncidentStep:
    """Record that the authority was notified, at what moment, with its receipt (Art. 33(1), 33(4)).

    After the clock only with reasons of the delay. A first notification as telecom provider that
    is not complete starts the clock of the second (Reg. 611/2013 Art. 2(3)). Raises NotAllowed,
    NotFound, ``incident_delay_reasonless``, ``incident_later``, ``incident_earlier``,
    ``incident_nameless``, ``incident_closed``, ``incident_evidence_refused``.
    """
    made = _step(
        dossier,
        StepKind.NOTIFIED,
        regime=regime,
        phase=phase,
        done_at=done_at,
        name=name,
        reference=reference.strip(),
        delay=delay.strip(),
        text=text,
        evidence=evidence,
        at=at,
        by=by,
    )
    if regime == Regime.TELECOM and phase != Phase.COMPLETE:
        _start_second(made)
    return made


@use_case
def give_reasons(
    *, dossier: IncidentDossier, regime: str, text: str, name: str, at: datetime, by: Viewer
) -> IncidentStep:
    """Record why the authority is not notified: a risk is unlikely, or it was no breach at all.

    Under the GDPR only where the latest assessment says that a risk is unlikely (Art. 33(1)). A
    telecom provider notifies every breach (Reg. 611/2013 Art. 2(1)): its reason is why this is
    none. Raises NotAllowed, NotFound, ``incident_risk_not_unlikely``, ``incident_reasonless``,
    ``incident_nameless``, ``incident_closed``.
    """
    kind = StepKind.REASONED
    return _step(dossier, kind, regime=regime, text=text, name=name, done_at=at, at=at, by=by)


@use_case
def decide_on_telling(
    *, dossier: IncidentDossier, decision: str, text: str, name: str, at: datetime, by: Viewer
) -> IncidentStep:
    """Decide whether the persons are told, or which exception of Art. 34(3) holds, with reasons.

    Raises NotAllowed, NotFound, ``incident_risk_high``, ``incident_reasonless``,
    ``incident_nameless``, ``incident_closed``.
    """
    kind = StepKind.DECIDED
    return _step(dossier, kind, decision=decision, text=text, name=name, done_at=at, at=at, by=by)


@use_case
def record_telling(
    *,
    dossier: IncidentDossier,
    means: str,
    persons: int | None = None,
    done_at: datetime,
    name: str,
    reference: str = "",
    text: str = "",
    evidence: Upload | None = None,
    letters: Collection[str] = (),
    at: datetime,
    by: Viewer,
) -> IncidentStep:
    """Record that the persons were told, how and how many (Art. 34(1)); raises as notifying.

    ``letters`` are the kinds of address whose letters that wait were sent so: each is sent once,
    and as many persons were told as there are, unless it is said how many. Raises
    ``incident_no_letters``.
    """
    row, _who = writes(dossier=dossier, by=by)
    covered = held(row, letters) if letters else []
    made = _step(
        dossier,
        StepKind.TOLD,
        means=means,
        persons=len(covered) if persons is None and covered else persons,
        done_at=done_at,
        name=name,
        reference=reference.strip(),
        text=text,
        evidence=evidence,
        at=at,
        by=by,
    )
    mark_sent(covered, made)
    return made


@use_case
def close(*, dossier: IncidentDossier, name: str, at: datetime, by: Viewer) -> IncidentStep:
    """Close a file in which every duty is met or reasoned.

    Raises NotAllowed, NotFound, ``incident_duties_open`` (which names them), ``incident_closed``,
    ``incident_nameless``.
    """
    row, _who = writes(dossier=dossier, by=by)
    if open_ones := open_duties(row):
        raise DutiesOpen(duties="; ".join(str(duty.label) for duty in open_ones))
    return _step(dossier, StepKind.CLOSED, name=name, done_at=at, at=at, by=by)


@use_case
def touches_nobody_else(
    *, dossier: IncidentDossier, text: str, name: str, at: datetime, by: Viewer
) -> IncidentStep:
    """Record why an incident touches no other party; raises ``incident_not_registrant`` too."""
    row, who = writes(dossier=dossier, by=by)
    if row.incident.registrant_id != row.party_id:
        raise NotRegistrant
    return add_step(row, who, StepKind.ALONE, text=text, name=name, done_at=at, at=at)


@use_case
def reopen(
    *, dossier: IncidentDossier, text: str, name: str, at: datetime, by: Viewer
) -> IncidentStep:
    """Reopen a closed file, with the reason.

    Raises as deciding, ``incident_not_closed``, and ``incident_erased`` once its term is over.
    """
    _refuse_erased(dossier, by)
    return _step(dossier, StepKind.REOPENED, text=text, name=name, done_at=at, at=at, by=by)


def _step(
    dossier: IncidentDossier, kind: StepKind, *, at: datetime, by: Viewer, **more: Any
) -> IncidentStep:
    row, who = writes(dossier=dossier, by=by)
    return add_step(row, who, kind, at=at, **more)


def _refuse_erased(dossier: IncidentDossier, by: Viewer) -> None:
    """Refuse a file whose facts say nothing any more; under a lock that erasing takes as well."""
    row, _who = writes(dossier=dossier, by=by)
    with as_application():
        same = IncidentDossier.objects.filter(pk=row.pk).select_for_update(of=("self",))
        list(same.values_list("pk", flat=True))
        facts = row.facts.all()
        if facts.exists() and not facts.exclude(what="").exists():
            raise IncidentErased


def _start_second(step: IncidentStep) -> None:
    """Start the clock of the second notification, if the first one was a telecom provider's."""
    with as_application():
        first = step.dossier.clocks.filter(kind=ClockKind.TELECOM_FIRST).first()
        if first is None:
            return
        second = period(ClockKind.TELECOM_SECOND, legal_day(step.done_at))
        clock = [ClockKind.TELECOM_SECOND.value, first.categories, [second.source]]
        start_clocks([(step.dossier_id, [clock])], step.done_at)
