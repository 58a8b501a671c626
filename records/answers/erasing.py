"""What erasing what was found would do: by which rule, what law or hold keeps, and why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from records.answers.choices import Searched
from records.answers.models import AnswerGroup, AnswerSearch
from records.answers.reviewing import groups_of, where
from records.choices import Bound, Technique
from records.engine.planning import Target, of_rows, targets
from records.engine.targets import preview_of
from records.errors import (
    KeptByLaw,
    NothingMapped,
    SchemaDrifted,
    StartUnknown,
    StoreUnavailable,
    TechniqueUnavailable,
)
from records.requests.choices import Right
from records.requests.models import RequestPart
from records.retention.models import RetentionRule
from records.retention.queries import kept_by_law
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import SYSTEM

ASKING = frozenset({Right.ERASURE, Right.OBJECTION, Right.WITHDRAWAL_OF_CONSENT})
REFUSES = (
    KeptByLaw,
    NothingMapped,
    SchemaDrifted,
    StartUnknown,
    StoreUnavailable,
    TechniqueUnavailable,
)


@dataclass(frozen=True, slots=True)
class Erasing:
    """What a run would do with what was found in one place.

    ``minima`` are the rules by which a law has some of it kept; ``why_not`` says why nothing can be
    erased there.
    """

    where: str
    found: int
    keys: tuple[int, ...]
    rule: RetentionRule | None = None
    target: Target | None = None
    rows: int = 0
    held: int = 0
    minima: tuple[RetentionRule, ...] = ()
    why_not: DomainError | None = None

    @property
    def possible(self) -> bool:
        """Whether a run would erase anything."""
        return self.target is not None and self.rows > 0

    @property
    def technique(self) -> str:
        """What would happen to the rows."""
        return str(Technique(self.target.technique).label) if self.target else ""


def previewed(part: RequestPart, search: AnswerSearch, *, on: date) -> list[Erasing]:
    """Return what erasing would do, place by place; nothing is changed or kept.

    Only what was decided to be the person's: what was left out, or not decided yet, stays.
    """
    found: dict[tuple[object, object], list[AnswerGroup]] = {}
    for group, choice in groups_of(SYSTEM, search):
        theirs = choice is not None and choice.included
        if group.outcome == Searched.FOUND and theirs:
            found.setdefault((group.store_id, group.table_id), []).append(group)
    return [_at(part, groups, on) for groups in found.values()]


def _at(part: RequestPart, groups: list[AnswerGroup], on: date) -> Erasing:
    keys = tuple(sorted({key for group in groups for key in group.keys}))
    place, number = where(groups[0]), len(keys)
    rule = rule_for(part, groups[0], on)
    if rule is None:
        return Erasing(place, number, keys, why_not=NothingMapped())
    minima = tuple(kept_by_law(rule, viewer=SYSTEM, on=on))
    try:
        target = next(_targets(rule, groups[0], on), None)
        if target is None:
            raise NothingMapped
        counted = preview_of(of_rows(rule, target, keys=keys, part=part, on=on, by=SYSTEM))
    except REFUSES as refusal:
        return Erasing(place, number, keys, rule, minima=minima, why_not=refusal)
    return Erasing(place, number, keys, rule, target, counted.rows, counted.held, minima)


def _targets(rule: RetentionRule, group: AnswerGroup, on: date) -> Iterator[Target]:
    for target in targets(rule, on):
        if (target.table.pk if target.table else None) == group.table_id:
            yield target


def rule_for(part: RequestPart, group: AnswerGroup, on: date) -> RetentionRule | None:
    """Return by which rule data are erased there: the controller's own, or the standard one.

    One about the whole category goes before one about an element of it.
    """
    rules = RetentionRule.objects.filter(
        store=group.store_id,
        category__code=part.category,
        bound=Bound.MAXIMUM,
        valid_during__contains=on,
    ).select_related("store", "decided_by", "category")
    seller = part.controller_id if part.controller else None
    own = [r for r in rules if r.decided_by_id == seller]
    standard = [r for r in rules if r.decided_by.is_model]
    whole = [r for r in (*own, *standard) if r.element_id is None]
    return next(iter([*whole, *own, *standard]), None)


def asks_erasure(part: RequestPart) -> bool:
    """Say whether erasing can be an answer: also to an objection, or to consent withdrawn."""
    return bool(ASKING & set(part.request.rights))
