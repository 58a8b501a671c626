"""Entering acts of law: officers add them, and correct or withdraw what they added."""

import re
from datetime import date, datetime
from typing import Final

from roles.services.recording import keep
from roles.transfers.choices import ENDS, OF_DECISIONS, OF_EEA, Act, Seen
from roles.transfers.countries import is_country
from roles.transfers.law import ONE_DAY, Destination, Law
from roles.transfers.models import LawAct
from roles.transfers.queries.law import law_with
from roles.transfers.refusals import (
    ActSucceeded,
    CountryUnknown,
    DecisionEnded,
    DecisionNotThen,
    DecisionOfAnother,
    DecisionThere,
    InsideEea,
    JudgmentUnnamed,
    MembershipAlready,
    NoSuchDecision,
)
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

CASE: Final = re.compile(r"[CT]-\d{1,4}/\d\d( P)?")
"""How the Court of Justice numbers its cases."""


@use_case
def enter_law_act(
    *,
    kind: str,
    number: str,
    adopted_on: date,
    effective_on: date,
    url: str,
    decision: str = "",
    country: str = "",
    name: str = "",
    until: date | None = None,
    listed: bool = False,
    covered_nl: str = "",
    covered_en: str = "",
    seen: str = Seen.OFFICIAL,
    at: datetime,
    by: Viewer,
) -> LawAct:
    """Enter an act by which a country is adequate, no longer is, or joins or leaves the EEA.

    ``effective_on`` is the first day on which it is otherwise. Of an act about a decision the
    country follows from ``decision``. Raises NotAllowed, ``country_unknown``, ``inside_eea``,
    ``decision_there``, ``no_such_decision``, ``decision_ended``, ``decision_not_then``,
    ``judgment_unnamed``, ``eea_member_already``, ``law_act_there``, ``law_act_covers_whom``,
    ``law_act_lapses_later``, ``law_act_in_force_once_adopted`` (GDPR Art. 45).
    """
    by.must(Ability.WRITE_REGISTER)
    row = LawAct(
        kind=kind,
        number=number.strip(),
        adopted_on=adopted_on,
        effective_on=effective_on,
        url=url,
        decision=decision if kind not in OF_EEA else "",
        country=country,
        name=name.strip(),
        until=until,
        listed=listed,
        covered_nl=covered_nl.strip(),
        covered_en=covered_en.strip(),
        seen=seen,
        entered_at=at,
    )
    return keep(_fitting(row, law_with(LawAct.objects.all())))


@use_case
def succeed_law_act(
    *,
    act: LawAct,
    number: str,
    adopted_on: date,
    effective_on: date,
    url: str,
    name: str = "",
    until: date | None = None,
    listed: bool = False,
    covered_nl: str = "",
    covered_en: str = "",
    seen: str = Seen.OFFICIAL,
    at: datetime,
    by: Viewer,
) -> LawAct:
    """Let another row take the place of an act that was entered wrongly; the act itself stays.

    What it does, and to which decision or country, is the same. Raises what ``enter_law_act``
    raises, and NotFound, ``law_act_succeeded``.
    """
    held = _held(act, by)
    row = LawAct(
        kind=held.kind,
        decision=held.decision,
        country=held.country,
        number=number.strip(),
        adopted_on=adopted_on,
        effective_on=effective_on,
        url=url,
        name=name.strip(),
        until=until,
        listed=listed,
        covered_nl=covered_nl.strip(),
        covered_en=covered_en.strip(),
        seen=seen,
        replaces=held,
        entered_at=at,
    )
    return keep(_fitting(row, law_with(LawAct.objects.all(), without=held)))


@use_case
def withdraw_law_act(*, act: LawAct, at: datetime, by: Viewer) -> LawAct:
    """Say that an act should not have been entered; it stays, and counts no longer.

    Raises NotAllowed, NotFound, ``law_act_succeeded``.
    """
    held = _held(act, by)
    copied = {field.attname: getattr(held, field.attname) for field in LawAct._meta.concrete_fields}
    del copied["id"]
    return keep(LawAct(**copied | {"replaces_id": held.pk, "withdrawn": True, "entered_at": at}))


def _held(act: LawAct, by: Viewer) -> LawAct:
    by.must(Ability.WRITE_REGISTER)
    held = LawAct.objects.visible_to(by).order_by("pk").select_for_update().filter(pk=act.pk)
    found = held.first()
    if found is None:
        raise NotFound
    if LawAct.objects.filter(replaces=found).exists():
        raise ActSucceeded
    return found


def _fitting(row: LawAct, law: Law) -> LawAct:
    """Return the act if it fits the law that there is; raises TransferRefusal."""
    if row.kind in OF_DECISIONS:
        return _about_a_decision(row, law)
    if not is_country(row.country):
        raise CountryUnknown(field="country")
    inside = law.in_eea(row.country, row.effective_on)
    if row.kind == Act.ADEQUACY:
        return _a_decision(row, law, inside)
    before = law.in_eea(row.country, row.effective_on - ONE_DAY)
    joins = row.kind == Act.EEA_JOINED
    if (joins and inside) or (not joins and not before):
        raise MembershipAlready(field="effective_on")
    return row


def _a_decision(row: LawAct, law: Law, inside: bool) -> LawAct:
    if inside:
        raise InsideEea(field="country")
    known = [each for each in law.decisions if row.decision == each.code]
    if known or any(row.number == each.number for each in law.decisions):
        raise DecisionThere(field="decision" if known else "number")
    now = law.status(Destination(row.country), row.effective_on).decision
    if now is not None:
        raise DecisionOfAnother(field="effective_on", decision=now.title)
    return row


def _about_a_decision(row: LawAct, law: Law) -> LawAct:
    found = {each.code: each for each in law.decisions}.get(row.decision)
    if found is None:
        raise NoSuchDecision(field="decision")
    if found.ended_on is not None:
        raise DecisionEnded(field="decision")
    if row.effective_on <= found.applies_from:
        raise DecisionNotThen(field="effective_on")
    if row.kind == Act.INVALIDATED and not CASE.fullmatch(row.number):
        raise JudgmentUnnamed(field="number")
    if row.kind in ENDS and not found.applies(row.effective_on - ONE_DAY):
        raise DecisionEnded(field="effective_on")
    row.country = found.country or "DE"
    return row
