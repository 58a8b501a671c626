"""Files of incidents that were closed long ago, and legal holds that were released."""

from datetime import date
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery

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

TOUCHED: Final = "incident__dossiers__party"
"""Whoever keeps a file of the incident: a case of one of them is about what the others wrote."""


def closed(day: date) -> QuerySet[IncidentDossier]:
    """Return the files that were closed by ``day``, and not opened again."""
    kinds = (StepKind.CLOSED, StepKind.REOPENED)
    last = IncidentStep.objects.filter(dossier=OuterRef("pk"), kind__in=kinds).order_by("-number")
    rows = IncidentDossier.objects.alias(
        last=Subquery(last.values("kind")[:1]), since=Subquery(last.values("entered_at")[:1])
    )
    return rows.filter(last=StepKind.CLOSED, since__date__lte=day).order_by()


def _notices(day: date) -> QuerySet[IncidentNotice]:
    """Return what was told of incidents of which every file was closed."""
    others = IncidentDossier.objects.exclude(pk__in=closed(day).values("pk")).values("incident")
    return IncidentNotice.objects.exclude(told_at=None).exclude(incident__in=others)


def _inside(model: Any, *names: str, **fields: Any) -> Emptied:
    empty = {**dict.fromkeys(names, ""), **fields}
    ways = (f"dossier__{TOUCHED}", "dossier__keeper")
    return Emptied(lambda day: model.objects.filter(dossier__in=closed(day)), ways, empty)


INCIDENTS: Final = (
    Emptied(closed, (TOUCHED, "keeper"), {"aware_name": ""}),
    _inside(
        IncidentFacts, "what", "consequences", "measures", "advice", "abroad", "lessons", "name"
    ),
    _inside(SeverityAssessment, "reasons", "name"),
    _inside(IncidentStep, "delay", "text", "reference", "name"),
    _inside(IncidentLetter, "reference"),
    _inside(IncidentEvidence, "name", content=b""),
    Emptied(
        _notices,
        (TOUCHED, "sender", "recipient"),
        dict.fromkeys(("text", "consequences", "measures", "reference"), ""),
    ),
)
HOLDS: Final = (
    Emptied(
        lambda day: LegalHold.objects.filter(released_at__date__lte=day),
        ("party", "seller"),
        {"number": "", "reason": "", "release_reason": "", "keys": None},
    ),
)
