"""Files of incidents that were closed long ago, and legal holds that were released."""

from datetime import date
from typing import Any, Final

from django.db.models import OuterRef, Q, QuerySet, Subquery

from records.holds.models import LegalHold
from records.incidents.choices import StepKind
from records.incidents.models import (
    IncidentDossier,
    IncidentEvidence,
    IncidentFacts,
    IncidentLetter,
    IncidentNotice,
    IncidentStep,
    SeverityAssessment,
)
from records.own.erasing.emptying import Emptied
from records.own.erasing.since import after, at_rest

TOUCHED: Final = ("registrant", "dossiers__party", "dossiers__keeper", "affected__party")
TOUCHED_BY: Final = tuple(f"incident__{way}" for way in (*TOUCHED, "affected__along__party"))
"""Whoever an incident is about: a case of one of them is about what the others wrote."""


def closed(day: date) -> QuerySet[IncidentDossier]:
    """Return the files that were closed by ``day``, and of which nothing was entered after it."""
    steps = IncidentStep.objects.filter(dossier=OuterRef("pk"))
    turns = steps.filter(kind__in=(StepKind.CLOSED, StepKind.REOPENED)).order_by("-number")
    rows = IncidentDossier.objects.alias(
        last=Subquery(turns.values("kind")[:1]), since=Subquery(turns.values("pk")[:1])
    )
    rows = rows.filter(last=StepKind.CLOSED, opened_at__lt=after(day))
    return rows.filter(at_rest(IncidentStep, day, "since")).order_by()


def _notices(day: date) -> QuerySet[IncidentNotice]:
    """Return what was told of incidents of which every file was closed."""
    others = IncidentDossier.objects.exclude(pk__in=closed(day).values("pk")).values("incident")
    told = IncidentNotice.objects.exclude(told_at=None).exclude(incident__in=others)
    return told.filter(at_rest(IncidentNotice, day))


def _inside(model: Any, known: Any, *names: str, **fields: Any) -> Emptied:
    """Return what is in a file; ``known`` says of a day what had been entered by it."""
    return Emptied(
        lambda day: model.objects.filter(known(day), dossier__in=closed(day)),
        tuple(f"dossier__{way}" for way in TOUCHED_BY),
        {**dict.fromkeys(names, ""), **fields},
        above=("dossier",),
    )


def _added(day: date) -> Q:
    return Q(added_at__lt=after(day))


def _entered(model: Any) -> Any:
    return lambda day: Q(at_rest(model, day))


def _released(day: date) -> QuerySet[LegalHold]:
    """Return holds of cases in which none is active any more."""
    cases = LegalHold.objects.active().values("case")
    rows = LegalHold.objects.filter(released_at__lt=after(day)).exclude(case__in=cases)
    return rows.filter(at_rest(LegalHold, day))


FACTS: Final = ("what", "consequences", "measures", "advice", "abroad", "lessons", "name")
INCIDENTS: Final = (
    Emptied(closed, TOUCHED_BY, {"aware_name": ""}),
    _inside(IncidentFacts, _entered(IncidentFacts), *FACTS),
    _inside(SeverityAssessment, _entered(SeverityAssessment), "reasons", "name"),
    _inside(IncidentStep, _entered(IncidentStep), "delay", "text", "reference", "name"),
    _inside(IncidentLetter, _added, "reference"),
    _inside(IncidentEvidence, _added, "name", content=b""),
    Emptied(
        _notices,
        (*TOUCHED_BY, "sender", "recipient"),
        dict.fromkeys(("text", "consequences", "measures", "reference"), ""),
        above=("incident",),
    ),
)
HOLDS: Final = (
    Emptied(
        _released,
        ("party", "seller"),
        {"number": "", "reason": "", "release_reason": "", "keys": None},
    ),
)
