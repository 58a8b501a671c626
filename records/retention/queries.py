"""Retention rules as a viewer may see them, and where they contradict each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from records.choices import Bound
from records.retention.models import RetentionRule, decided_for
from records.retention.rules import outlasts
from voipgrid_privacy.kernel.history import as_recorded
from voipgrid_privacy.kernel.models import PeriodQuerySet
from voipgrid_privacy.kernel.tenancy import Viewer


@dataclass(frozen=True, slots=True)
class Conflict:
    """A law has data kept on a day on which another rule has them gone.

    The longer one wins, but no wider than it reaches: ``splits`` says that only one element has
    to stay, so the rest of the row goes.
    """

    minimum: RetentionRule
    maximum: RetentionRule

    @property
    def splits(self) -> bool:
        """Say whether the minimum is about one element only."""
        return self.minimum.element_id is not None and self.maximum.element_id is None


def rules(viewer: Viewer, *, on: date) -> PeriodQuerySet[RetentionRule]:
    """Return the rules in force on ``on``: the standard ones and those the viewer decided."""
    visible = RetentionRule.objects.visible_to(viewer).filter(valid_during__contains=on)
    return visible.select_related("category", "element", "store", "source", "decided_by")


def rules_known(
    viewer: Viewer, *, on: date | None = None, known_at: datetime | None = None
) -> QuerySet[Any]:
    """Return the standard rules and those the viewer decided: of every day, or in force ``on``.

    With ``known_at`` as the register had them at that instant (recorded time).
    """
    if known_at is None:
        rows: QuerySet[Any] = RetentionRule.objects.visible_to(viewer)
    else:
        rows = as_recorded(RetentionRule, known_at).filter(decided_for(viewer))
    if on is not None:
        rows = rows.filter(valid_during__contains=on)
    return rows.select_related("category", "element", "store", "source", "decided_by")


def conflicts(viewer: Viewer, *, on: date) -> list[Conflict]:
    """Return where a statutory minimum outlasts a maximum for the same data in the same store."""
    found = list(rules(viewer, on=on))
    minima = [rule for rule in found if rule.bound == Bound.MINIMUM]
    maxima = [rule for rule in found if rule.bound == Bound.MAXIMUM]
    return [
        Conflict(minimum, maximum)
        for minimum in minima
        for maximum in maxima
        if same_data(minimum, maximum) and outlasts(minimum.clock, maximum.clock)
    ]


def same_data(one: RetentionRule, other: RetentionRule) -> bool:
    """Say whether two rules are about the same data, and may be about the same party's."""
    elements = {one.element_id, other.element_id} - {None}
    deciders = {rule.decided_by_id for rule in (one, other) if not rule.decided_by.is_model}
    return (
        one.store_id == other.store_id
        and one.category_id == other.category_id
        and len(elements) < 2
        and len(deciders) < 2
    )


def kept_by_law(rule: RetentionRule, *, viewer: Viewer, on: date) -> Iterator[RetentionRule]:
    """Yield the minima that keep data of ``rule`` longer than it does itself."""
    for conflict in conflicts(viewer, on=on):
        if conflict.maximum.pk == rule.pk:
            yield conflict.minimum
