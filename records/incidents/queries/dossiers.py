"""Files of incidents as a viewer may see them: what is open, and which clocks run."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Func, Min, OuterRef, Q, QuerySet, Subquery

from records.incidents.choices import OpenDuty
from records.incidents.models import (
    AffectedParty,
    IncidentClock,
    IncidentDossier,
    IncidentFacts,
    IncidentLetter,
    IncidentNotice,
    IncidentStep,
    SeverityAssessment,
)
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer

JOINED: Final = ("step__evidence", "off", "instead", "follows__step")
ACCOUNTS: Final = frozenset({PartyKind.PLATFORM, PartyKind.PARTNER, PartyKind.RESELLER})
"""Who has an account here, and keeps its own file."""


class Closed(Func):
    """Whether a file is closed."""

    function = "incident_closed"
    output_field = models.BooleanField()


class Runs(Func):
    """Whether nothing answers a clock yet."""

    function = "incident_clock_runs"
    output_field = models.BooleanField()


class OpenDuties(Func):
    """What a file still has to do before it can be closed."""

    function = "incident_open_duties"
    output_field = ArrayField(models.TextField())


def dossiers(*, viewer: Viewer) -> QuerySet[Any]:
    """Return the files that ``viewer`` may see, the newest first, each with where it stands."""
    facts = IncidentFacts.objects.filter(dossier=OuterRef("pk")).order_by("-number")
    risks = SeverityAssessment.objects.filter(dossier=OuterRef("pk")).order_by("-number")
    rows = IncidentDossier.objects.visible_to(viewer).annotate(
        is_closed=Closed("pk"),
        categories=Subquery(facts.values("categories")[:1]),
        persons=Subquery(facts.values("persons")[:1]),
        level=Subquery(risks.values("level")[:1]),
        risk=Subquery(risks.values("risk")[:1]),
        runs_until=Subquery(
            running(IncidentClock.objects.filter(dossier=OuterRef("pk")))
            .order_by("ends_at")
            .values("ends_at")[:1]
        ),
    )
    found: QuerySet[Any] = rows.select_related("incident__registrant", "party", "keeper")
    return found.order_by("-aware_at", "pk")


def of_accounts(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the files that parties keep themselves: a customer's clock stands with who told it."""
    return rows.filter(keeper=None)


def the_dossier(*, viewer: Viewer, pk: UUID) -> Any:
    """Return one file; raises NotFound."""
    found = dossiers(viewer=viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def facts_of(dossier: IncidentDossier, viewer: Viewer) -> QuerySet[IncidentFacts]:
    """Return all versions of the facts, the newest first."""
    rows: QuerySet[IncidentFacts] = IncidentFacts.objects.visible_to(viewer)
    return rows.filter(dossier=dossier).order_by("-number")


def assessments_of(dossier: IncidentDossier, viewer: Viewer) -> QuerySet[SeverityAssessment]:
    """Return all assessments, the newest first."""
    rows: QuerySet[SeverityAssessment] = SeverityAssessment.objects.visible_to(viewer)
    return rows.filter(dossier=dossier).order_by("-number")


def steps_of(dossier: IncidentDossier, viewer: Viewer) -> QuerySet[IncidentStep]:
    """Return what was done and decided, oldest first."""
    rows: QuerySet[IncidentStep] = IncidentStep.objects.visible_to(viewer)
    rows = rows.filter(dossier=dossier).select_related("evidence").defer("evidence__content")
    return rows.order_by("number")


def letters_of(dossier: IncidentDossier, viewer: Viewer) -> QuerySet[IncidentLetter]:
    """Return the letters to persons: what waits, what was sent last, and what was taken off."""
    rows: QuerySet[IncidentLetter] = IncidentLetter.objects.visible_to(viewer)
    rows = rows.filter(dossier=dossier).select_related(
        "step__evidence", "off", "instead", "follows__step"
    )
    rows = rows.defer("step__evidence__content")
    last = F("step__done_at").desc(nulls_first=True)
    return rows.order_by(F("off").asc(nulls_first=True), last, "reference", "pk")


def letters_in_kinds(dossier: IncidentDossier, viewer: Viewer) -> QuerySet[Any, Any]:
    """Return per kind of address how many letters wait and how many were sent."""
    rows = IncidentLetter.objects.visible_to(viewer).filter(dossier=dossier).order_by()
    waiting, sent = Count("pk", filter=Q(step=None, off=None)), Count("step")
    return rows.values("kind").annotate(waiting=waiting, sent=sent).order_by("kind")


def clocks_of(dossier: IncidentDossier, viewer: Viewer) -> QuerySet[Any]:
    """Return the clocks of a file, each with whether it still ``runs``."""
    rows = IncidentClock.objects.visible_to(viewer).filter(dossier=dossier)
    found: QuerySet[Any] = rows.annotate(runs=Runs("pk")).order_by("ends_at")
    return found


def received(dossier: IncidentDossier, viewer: Viewer) -> QuerySet[IncidentNotice]:
    """Return what the party was told, oldest first."""
    rows: QuerySet[IncidentNotice] = IncidentNotice.objects.visible_to(viewer)
    rows = rows.filter(
        incident=dossier.incident_id, recipient=dossier.party_id, told_at__isnull=False
    )
    return rows.select_related("sender", "recipient", "incident").order_by("told_at", "number")


def sent_by(dossier: IncidentDossier, viewer: Viewer) -> QuerySet[Any]:
    """Return what the party tells others, sent or not; with the file of whom it told."""
    rows: QuerySet[Any] = IncidentNotice.objects.visible_to(viewer)
    rows = rows.filter(incident=dossier.incident_id, sender=dossier.party_id)
    theirs = IncidentDossier.objects.filter(
        incident=OuterRef("incident"), party=OuterRef("recipient")
    )
    ends = IncidentClock.objects.filter(
        dossier__incident=OuterRef("incident"), dossier__party=OuterRef("recipient")
    )
    rows = rows.annotate(
        theirs=Subquery(theirs.values("pk")[:1]),
        ends_at=Subquery(ends.order_by("ends_at").values("ends_at")[:1]),
        runs_until=Subquery(running(ends).order_by("ends_at").values("ends_at")[:1]),
    )
    return rows.select_related("sender", "recipient", "incident").order_by(
        "recipient__name", "recipient", "number"
    )


def touched(dossier: IncidentDossier, viewer: Viewer) -> QuerySet[AffectedParty]:
    """Return whom the incident touches, of those that the file's party is told about."""
    rows = AffectedParty.objects.visible_to(viewer).filter(incident=dossier.incident_id)
    rows = rows.newest().filter(touched=True, along__party=dossier.party_id)
    return rows.select_related("party").order_by("party__name", "pk")


def open_duties(dossier: IncidentDossier) -> list[OpenDuty]:
    """Return what still has to be done before a file can be closed: of a closed one, nothing.

    Also once its words were emptied: they were there when it was closed.
    """
    row = IncidentDossier.objects.filter(~Q(Closed("pk")), pk=dossier.pk)
    return [OpenDuty(code) for code in row.values_list(OpenDuties("pk"), flat=True).first() or ()]


def running(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the clocks for which nothing was done yet, of files that are open."""
    return rows.filter(Runs("pk")).filter(~Q(Closed("dossier")))


def running_for(viewer: Viewer) -> QuerySet[Any]:
    """Return the clocks that run for the viewer's own parties; for officers the platform's."""
    mine = Q(dossier__party__in=viewer.parties)
    if viewer.sees_everything:
        mine |= Q(dossier__party__kind=PartyKind.PLATFORM)
    rows = running(IncidentClock.objects.visible_to(viewer).filter(mine))
    return rows.select_related("dossier__incident", "dossier__party").order_by("ends_at", "pk")


def first_end(dossier: IncidentDossier) -> datetime | None:
    """Return when the first clock that runs ends."""
    rows = running(IncidentClock.objects.filter(dossier=dossier))
    end: datetime | None = rows.aggregate(end=Min("ends_at"))["end"]
    return end


def names(parties: Iterable[UUID], viewer: Viewer) -> dict[UUID, str]:
    """Return what parties are called that the viewer may know of."""
    rows = Party.objects.visible_to(viewer).filter(pk__in=set(parties))
    return dict(rows.values_list("pk", "name"))


def left(clock: Any, at: datetime) -> tuple[int, int]:
    """Return hours and minutes that are left of a clock; negative hours once it is over."""
    minutes = int((clock.ends_at - at).total_seconds() // 60)
    return (minutes // 60, minutes % 60) if minutes >= 0 else (-((-minutes) // 60), -minutes % 60)


LATEST_FIRST: Final = F("number").desc()
