"""Acts of law that officers entered, on top of the law that the code ships. Pure.

Nothing that is shipped is altered: an act adds a decision, gives one its last day or its end, or
says who joined or left the EEA. What a later release ships about the same takes its place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from roles.transfers.choices import ENDS, OF_EEA, Act
from roles.transfers.law import ONE_DAY, Decision, Law, LookedUp, Term, in_order


@dataclass(frozen=True, slots=True)
class Entered:
    """One act: what it does, about which decision or country, and from which day.

    ``effective_on`` is the first day on which a decision applies, on which it no longer does, or on
    which a country is or is no longer in the EEA.
    """

    kind: str
    number: str
    adopted_on: date
    effective_on: date
    looked_up: LookedUp
    decision: str = ""
    country: str = ""
    name: str = ""
    until: date | None = None
    listed: bool = False
    covered: Mapping[str, str] | None = None


def with_acts(law: Law, acts: Iterable[Entered]) -> Law:
    """Return the law with what these acts say, in the order of their adoption."""
    said = sorted(acts, key=lambda act: (act.adopted_on, act.effective_on, act.number))
    if not said:
        return law
    found = {each.code: each for each in law.decisions}
    numbers = {each.number for each in law.decisions}
    for act in said:
        if act.kind == Act.ADEQUACY and act.decision not in found and act.number not in numbers:
            found[act.decision] = _adopted(act)
    for act in said:
        if act.decision in found:
            found[act.decision] = _after(found[act.decision], act)
    eea = [act for act in said if act.kind in OF_EEA]
    return replace(law, decisions=in_order(found.values()), eea=_members(law, eea))


def _adopted(act: Entered) -> Decision:
    terms = (Term(act.number, act.adopted_on, act.until - ONE_DAY),) if act.until else ()
    return Decision(
        code=act.decision,
        country=act.country,
        organisation="",
        name=act.name,
        number=act.number,
        adopted=act.adopted_on,
        applies_from=act.effective_on,
        listed=act.listed,
        covered=act.covered or {},
        url=act.looked_up.url,
        ended_on=None,
        ended_how="",
        ended_by="",
        terms=terms,
        looked_up=act.looked_up,
    )


def _after(decision: Decision, act: Entered) -> Decision:
    """Return a decision after an act about it; what is shipped of its end stands."""
    if act.kind in ENDS and decision.ended_on is None:
        return replace(decision, ended_on=act.effective_on, ended_how=act.kind, ended_by=act.number)
    known = {term.number for term in decision.terms}
    if act.kind == Act.PROLONGED and act.number not in known:
        term = Term(act.number, act.adopted_on, act.effective_on - ONE_DAY)
        terms = sorted((*decision.terms, term), key=lambda each: each.adopted)
        return replace(decision, terms=tuple(terms))
    return decision


def _members(law: Law, acts: Iterable[Entered]) -> dict[str, tuple[tuple[date, date | None], ...]]:
    eea = dict(law.eea)
    for act in sorted(acts, key=lambda each: each.effective_on):
        periods, on = eea.get(act.country, ()), act.effective_on
        inside = bool(periods) and periods[-1][1] is None
        if act.kind == Act.EEA_JOINED and not inside:
            eea[act.country] = (*periods, (on, None))
        if act.kind == Act.EEA_LEFT and inside:
            eea[act.country] = (*periods[:-1], (periods[-1][0], on))
    return eea
