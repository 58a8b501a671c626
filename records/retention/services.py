"""Recording what controllers decide about keeping data."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from records.choices import Bound, StartEvent, Technique
from records.errors import ElementOfAnotherCategory
from records.retention.models import RetentionRule
from records.retention.rules import Term
from roles.choices import Role
from roles.models import DataElement
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.law import Citation
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def decide_retention(
    *,
    code: str,
    category: UUID,
    store: UUID,
    start_event: StartEvent,
    term: Term,
    grounds: Sequence[Citation],
    source: UUID,
    decided_by: UUID,
    technique: Technique,
    on: date,
    element: UUID | None = None,
    bound: Bound = Bound.MAXIMUM,
    role: Role = Role.CONTROLLER,
    by: Viewer,
) -> RetentionRule:
    """Record a controller's instruction from ``on`` (GDPR Art. 5(1)(e), 28(3)(a)).

    Raises ValidationError with the code of what is wrong, ``overlapping_retention_rule`` where
    that party's earlier decision for the same data has not ended; ElementOfAnotherCategory.
    """
    by.must(Ability.WRITE_REGISTER)
    if element and not DataElement.objects.filter(pk=element, category=category).exists():
        raise ElementOfAnotherCategory(field="element")
    rule = RetentionRule(
        code=code,
        category_id=category,
        element_id=element,
        store_id=store,
        bound=bound,
        role=role,
        start_event=start_event,
        term_months=term.months,
        term_days=term.days,
        grounds=[str(ground) for ground in grounds],
        source_id=source,
        decided_by_id=decided_by,
        technique=technique,
        valid_during=(on, None),
    )
    rule.full_clean()
    rule.save(force_insert=True)
    return rule


@use_case
def end_retention(*, rule: UUID, on: date, by: Viewer) -> RetentionRule:
    """End a rule: ``on`` is the first day it no longer holds. Raises NotFound, ValidationError."""
    by.must(Ability.WRITE_REGISTER)
    row = RetentionRule.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=rule)
    if (found := row.first()) is None:
        raise NotFound
    found.valid_during = (found.valid_from, on)
    found.full_clean()
    found.save(update_fields=["valid_during"])
    return found


@use_case
def replace_retention(*, rule: UUID, term: Term, on: date, by: Viewer) -> RetentionRule:
    """Let a rule hold with another term from ``on``; a run that is under way keeps the old one.

    Raises NotFound, ValidationError.
    """
    old = end_retention(rule=rule, on=on, by=by)
    return decide_retention(
        code=old.code,
        category=old.category_id,
        element=old.element_id,
        store=old.store_id,
        start_event=StartEvent(old.start_event),
        term=term,
        grounds=old.cites,
        source=old.source_id,
        decided_by=old.decided_by_id,
        technique=Technique(old.technique),
        bound=Bound(old.bound),
        role=Role(old.role),
        on=on,
        by=by,
    )
