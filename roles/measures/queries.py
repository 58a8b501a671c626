"""Which measures a party states that it takes: what annexes, records and checks are made of."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from roles.agreements.models import Agreement
from roles.measures.models import Measure, TakenMeasure, TakenMeasureQuerySet
from roles.models.parties import Party
from voipgrid_privacy.kernel.history import as_recorded
from voipgrid_privacy.kernel.tenancy import Viewer


def taken_measures(
    *, viewer: Viewer, party: Party | UUID, on: date, agreement: Agreement | None = None
) -> list[TakenMeasure]:
    """Return what ``party`` states that it takes ``on``, each measure once.

    With an ``agreement`` also what it states for that one only; without, what it states for
    everything.
    """
    rows = TakenMeasure.objects.visible_to(viewer).in_force(on).filter(party=party)
    held = rows.under(agreement) if agreement else rows.filter(agreement=None)
    found = held.select_related("measure").order_by("measure__kind", "measure__code", "agreement")
    return list({row.measure_id: row for row in found}.values())


def stated_codes(
    *, viewer: Viewer, party: UUID, on: date, known_at: datetime | None = None
) -> list[str]:
    """Return the codes of what a party states for everything, as the register said ``known_at``."""
    if known_at is None:
        return [row.measure.code for row in taken_measures(viewer=viewer, party=party, on=on)]
    known = as_recorded(TakenMeasure, known_at)
    held = known.filter(party=party, agreement=None, valid_during__contains=on)
    return _codes(viewer, held.values_list("measure", flat=True))


def stated_codes_beside(*, viewer: Viewer, party: str, on: str) -> ArraySubquery:
    """Return :func:`stated_codes` as a column beside rows that hold ``party`` and ``on``."""
    held = TakenMeasure.objects.visible_to(viewer).filter(
        party=OuterRef(party), agreement=None, valid_during__contains=OuterRef(on)
    )
    return ArraySubquery(held.order_by("measure__kind", "measure__code").values("measure__code"))


def _codes(viewer: Viewer, ids: Iterable[UUID]) -> list[str]:
    rows = Measure.objects.visible_to(viewer).filter(pk__in=list(ids)).order_by("kind", "code")
    return list(rows.values_list("code", flat=True))


def statements(*, viewer: Viewer, party: Party | None = None) -> TakenMeasureQuerySet:
    """Return what was stated that ``viewer`` may read, of one party if asked for."""
    rows = TakenMeasure.objects.visible_to(viewer).select_related("party", "measure", "agreement")
    return rows.filter(party=party) if party else rows


def catalogue(*, viewer: Viewer) -> QuerySet[Measure]:
    """Return the catalogue, and the measures that parties added which ``viewer`` may read."""
    return Measure.objects.visible_to(viewer).select_related("source", "party")
