"""Keeping the catalogue of security measures, and stating which of them a party takes."""

from datetime import date, datetime
from uuid import uuid4

from roles.agreements.models import Agreement
from roles.measures.models import Measure, StatedBy, TakenMeasure
from roles.measures.refusals import MeasureNameless, MeasureOfOthers
from roles.models.parties import Party
from roles.models.sources import Source
from roles.services.authority import must_see
from roles.services.conduct import AlreadyEnded
from roles.services.recording import change, end, held_for_update, keep, period
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.text import Localised, one_line
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def enter_measure(
    *, code: str, kind: str, name: Localised, description: Localised, source: Source, by: Viewer
) -> Measure:
    """Enter a measure, or give the one with that ``code`` other words (GDPR Art. 32(1)).

    Raises NotAllowed.
    """
    by.must(Ability.WRITE_REGISTER)
    given = {"kind": kind, "name": name, "description": description, "source": source}
    row = Measure.objects.filter(code=code).first()
    if row is None:
        return keep(Measure(code=code, **given))
    differing = [field for field, value in given.items() if getattr(row, field) != value]
    for field in differing:
        setattr(row, field, given[field])
    return change(row, *differing) if differing else row


@use_case
def add_own_measure(
    *, party: Party, kind: str, name: Localised, description: Localised, by: Viewer
) -> Measure:
    """Add a measure of ``party`` itself to what it can state (GDPR Art. 32(1)).

    Its words stay as they are: what is another measure is another row. Raises NotAllowed,
    NotFound, ``measure_nameless``.
    """
    must_state_for(by, party)
    if not all((name.nl.strip(), name.en.strip(), description.nl.strip(), description.en.strip())):
        raise MeasureNameless(field="name")
    pk = uuid4()
    row = Measure(
        pk=pk,
        code=f"own-{pk.hex[:16]}",
        kind=kind,
        name=name,
        description=description,
        party=party,
    )
    return keep(row)


@use_case
def state_measure(
    *,
    party: Party,
    measure: Measure,
    on: date,
    until: date | None = None,
    agreement: Agreement | None = None,
    evidence: str = "",
    name: str = "",
    at: datetime,
    by: Viewer,
) -> TakenMeasure:
    """State that ``party`` takes ``measure`` from ``on`` (GDPR Art. 28(3)(c), 32).

    For everything, or only under an ``agreement`` in which it is the processor. Raises NotAllowed,
    NotFound, ``empty_period``, ``measure_of_others``, ``measure_stated_already``.
    """
    must_state_for(by, party)
    if not Measure.objects.visible_to(by).usable_by(party).filter(pk=measure.pk).exists():
        raise MeasureOfOthers(field="measure")
    row = TakenMeasure(
        party=party,
        measure=measure,
        agreement=agreement,
        valid_during=period(on, until),
        evidence=evidence.strip(),
        name=one_line(name),
        stated_at=at,
        entered_by=StatedBy.PARTY if party.pk in by.parties else StatedBy.OFFICE,
    )
    return keep(row)


@use_case
def end_measure(*, taken: TakenMeasure, on: date, by: Viewer) -> TakenMeasure:
    """End a statement: ``on`` is the first day on which the party no longer takes the measure.

    Raises NotAllowed, NotFound, ``already_ended``, ``empty_period``.
    """
    if not TakenMeasure.objects.visible_to(by).filter(pk=taken.pk).exists():
        raise NotFound
    must_state_for(by, taken.party)
    held = held_for_update(TakenMeasure.objects.all(), taken)
    if held is None:
        raise NotFound
    if held.valid_until is not None and held.valid_until <= on:
        raise AlreadyEnded(field="on")
    return end(held, on)


def may_state_for(by: Viewer, party: Party) -> bool:
    """Say whether ``by`` states measures of ``party``: officers of all, a partner its own."""
    return by.may(Ability.WRITE_REGISTER) or (by.may(Ability.WRITE_OWN) and party.pk in by.parties)


def must_state_for(by: Viewer, party: Party) -> None:
    """Raise NotFound for a hidden party, NotAllowed for one of which ``by`` states nothing."""
    if not may_state_for(by, party):
        must_see(by, party)
        raise NotAllowed
