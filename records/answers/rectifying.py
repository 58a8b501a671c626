"""What writing the right value into found rows would do: where it can be, and what stays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from records.answers.choices import Searched
from records.answers.erasing import REFUSES, rule_for
from records.answers.models import AnswerGroup, AnswerSearch
from records.answers.reviewing import groups_of, where
from records.choices import Technique
from records.engine.elsewhere.mapping import start_column
from records.engine.planning import Target, corrects_rows
from records.engine.targets import preview_of
from records.errors import KeptByLaw, NothingMapped, TechniqueUnavailable
from records.requests.choices import Right
from records.requests.models import RequestPart
from records.retention.models import RetentionRule
from records.retention.queries import kept_by_law
from records.stores.models import StoreColumn, StoreTable
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import SYSTEM

TEXTS: Final = ("CHAR", "TEXT")
"""Only text is written anew: a date or a number of seconds was measured."""


@dataclass(frozen=True, slots=True)
class Place:
    """A mapped table in which the person's rows were found, and its columns that hold words."""

    where: str
    table: StoreTable
    keys: tuple[int, ...]
    group: AnswerGroup
    columns: tuple[StoreColumn, ...]


@dataclass(frozen=True, slots=True)
class Rectifying:
    """What a run would do; ``why_not`` says why nothing can be written there."""

    place: Place
    column: str
    rule: RetentionRule | None = None
    target: Target | None = None
    rows: int = 0
    held: int = 0
    why_not: DomainError | None = None

    @property
    def possible(self) -> bool:
        """Whether a run would change anything."""
        return self.target is not None and self.rows > 0


def correctable(part: RequestPart, search: AnswerSearch) -> list[Place]:
    """Return where something was decided to be the person's, and can be written anew.

    Our own call records are not among them: what was measured is not rectified, but erased.
    """
    found: dict[StoreTable, list[AnswerGroup]] = {}
    for group, choice in groups_of(SYSTEM, search):
        theirs = choice is not None and choice.included
        if group.outcome == Searched.FOUND and theirs and group.table is not None:
            found.setdefault(group.table, []).append(group)
    places = (_place(part, table, groups) for table, groups in found.items())
    return [place for place in places if place.columns]


def _place(part: RequestPart, table: StoreTable, groups: list[AnswerGroup]) -> Place:
    keys = tuple(sorted({key for group in groups for key in group.keys}))
    return Place(where(groups[0]), table, keys, groups[0], tuple(_columns(part, table)))


def _columns(part: RequestPart, table: StoreTable) -> Iterator[StoreColumn]:
    """Yield text about the part's data; never by what a row is found, or whose it is."""
    fixed = {table.key_column, table.partner_column, table.customer_column}
    for column in table.columns.select_related("element__category"):
        element = column.element
        about = element is not None and element.category.code == part.category
        words = any(kind in column.data_type.upper() for kind in TEXTS)
        if about and words and not column.starts and column.name not in fixed:
            yield column


def rectifying(
    part: RequestPart, place: Place, values: Mapping[str, str], *, on: date
) -> Rectifying:
    """Return what a run would do; nothing is changed or kept."""
    said = ", ".join(sorted(values))
    rule = rule_for(part, place.group, on)
    if rule is None:
        return Rectifying(place, said, why_not=NothingMapped())
    try:
        target = _target(rule, place, values, on)
        job = corrects_rows(
            rule, target, values=values, keys=place.keys, part=part, on=on, by=SYSTEM
        )
        counted = preview_of(job)
    except REFUSES as refusal:
        return Rectifying(place, said, rule, why_not=refusal)
    return Rectifying(place, said, rule, target, counted.rows, counted.held)


def _target(rule: RetentionRule, place: Place, values: Mapping[str, str], on: date) -> Target:
    columns = {column.name: column for column in place.columns}
    if not values or not set(values) <= set(columns):
        raise TechniqueUnavailable
    if start_column(place.table.columns.all(), rule.start_event) is None:  # type: ignore[arg-type]
        raise NothingMapped
    elements = {columns[name].element_id for name in values}
    for minimum in kept_by_law(rule, viewer=SYSTEM, on=on):
        if minimum.element_id is None or minimum.element_id in elements:
            raise KeptByLaw(rule=minimum.code)
    return Target(place.table, Technique.RECTIFY, tuple(sorted(values)))


def asks_rectification(part: RequestPart) -> bool:
    """Say whether the request asks for rectification (GDPR Art. 16)."""
    return Right.RECTIFICATION in part.request.rights
