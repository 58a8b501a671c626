"""May data go there on a day, on what ground, and what is missing? Pure: facts in, reasons out.

Reasons are codes with their law; ``words`` says them aloud.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from roles.transfers import law
from roles.transfers.choices import (
    Act,
    Covers,
    Derogation,
    Instrument,
    Mechanism,
    Outcome,
    Region,
    Verdict,
)
from roles.transfers.law import Destination, Law, shipped
from voipgrid_privacy.kernel.law import GDPR_APPLIES, INSTRUMENTS, Citation, cite, cjeu, edpb, gdpr


@dataclass(frozen=True, slots=True)
class Days:
    """From a first day up to, not including, ``until``."""

    since: date
    until: date | None = None

    def __contains__(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Cover:
    """An importer falls under a decision: for how long, and for which data."""

    decision: str
    days: Days
    covers: str = Covers.ALL


@dataclass(frozen=True, slots=True)
class Assessed:
    """A transfer impact assessment, on the day it was done."""

    done_on: date
    outcome: str
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """One recorded ground: what it is, for which data (none named: all), and how it is kept up."""

    days: Days
    mechanism: str
    categories: frozenset[str] = frozenset()
    instrument: str = ""
    modules: frozenset[int] = frozenset()
    signed_on: date | None = None
    derogation: str = ""
    staff: bool = False
    measures: bool = False
    assessments: tuple[Assessed, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowFacts:
    """Data that goes from one party to another abroad: why, and on which recorded grounds.

    ``expected``: the modules that the roles ask for, by category of data; ``law``: what is known of
    decisions and of the EEA.
    """

    to: Destination
    needed: tuple[Days, ...] = ()
    bases: tuple[Basis, ...] = ()
    covers: tuple[Cover, ...] = ()
    expected: Mapping[str, int] = field(default_factory=dict)
    categories: frozenset[str] = frozenset()
    law: Law = field(default_factory=shipped)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code, what fills its sentence, the law, and the decision that it is about."""

    code: str
    words: tuple[tuple[str, str], ...] = ()
    cites: tuple[Citation, ...] = ()
    decision: law.Decision | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """The answer for a day: a verdict and its reasons."""

    verdict: Verdict
    reasons: tuple[Reason, ...]

    def has(self, *codes: str) -> bool:
        """Say whether one of the reasons is among ``codes``."""
        return any(reason.code in codes for reason in self.reasons)


RANK: Final = {
    Verdict.NO_TRANSFER: 0,
    Verdict.LAWFUL: 1,
    Verdict.INCOMPLETE: 2,
    Verdict.UNLAWFUL: 3,
}
LAPSED: Final = ("decision_ended", "cover_ended", "clauses_over", "not_equivalent")
"""Reasons by which a ground that there was is gone."""
OCCASIONAL: Final = frozenset(
    {Derogation.CONTRACT, Derogation.CONTRACT_FOR, Derogation.CLAIMS, Derogation.COMPELLING}
)
"""Derogations for now and then only (recital 111; Art. 49(1), second subparagraph)."""


def goes(facts: FlowFacts, on: date) -> bool:
    """Say whether data goes there on a day: a contract or a record says so."""
    return any(on in days for days in facts.needed) or any(on in b.days for b in facts.bases)


def stand(facts: FlowFacts, on: date, known_on: date | None = None) -> Stand:
    """Return whether data may go there on ``on``: for each category its best ground, at worst.

    Data about the exporter's own staff and data about others are judged apart.
    """
    status = facts.law.status(facts.to, on, known_on)
    free = _free(status, on)
    if free:
        return free
    wanted = sorted(facts.categories) or [""]
    found = [_best(facts, status, category, on) for category in wanted]
    return max(found, key=lambda each: RANK[each.verdict])


def _free(status: law.Status, on: date) -> Stand | None:
    """Return the answer that needs no record: the EEA, or a decision for whoever is there."""
    if status.region == Region.EEA:
        return Stand(Verdict.NO_TRANSFER, (Reason("inside_eea", cites=(_chapter(on),)),))
    if status.interim:
        words = (("number", status.interim.number),)
        return Stand(Verdict.LAWFUL, (Reason("interim", words, (_chapter(on),)),))
    if status.decision and not status.decision.listed:
        return Stand(Verdict.LAWFUL, (_by_decision("decision", status.decision, on),))
    return None


@dataclass(frozen=True, slots=True)
class Case:
    """One ground to be judged for one category of data on one day."""

    basis: Basis
    facts: FlowFacts
    status: law.Status
    on: date
    expected: int | None


def _best(facts: FlowFacts, status: law.Status, category: str, on: date) -> Stand:
    mine = [
        basis
        for basis in facts.bases
        if on in basis.days
        and (not basis.categories or not category or category in basis.categories)
    ]
    expected = facts.expected.get(category) if category else None
    cases = [Case(basis, facts, status, on, expected) for basis in mine]
    whose = {basis.staff for basis in mine} or {False}
    found = [_best_of(facts, status, on, cases, staff=each) for each in sorted(whose)]
    return max(found, key=lambda each: RANK[each.verdict])


def _best_of(
    facts: FlowFacts, status: law.Status, on: date, cases: Iterable[Case], *, staff: bool
) -> Stand:
    """Return the best ground for data about the exporter's own staff, or for that of others."""
    if status.decision and _covered(facts.covers, status.decision, on, staff=staff):
        return Stand(Verdict.LAWFUL, (_by_decision("decision_covers", status.decision, on),))
    mine = [case for case in cases if case.basis.staff == staff]
    if not mine:
        return Stand(Verdict.UNLAWFUL, (Reason("no_mechanism", cites=(_chapter(on),)),))
    found = [_JUDGES[Mechanism(case.basis.mechanism)](case) for case in mine]
    return min(found, key=lambda each: RANK[each.verdict])


def _adequacy(case: Case) -> Stand:
    """Judge a ground of Art. 45 that the destination by itself does not give."""
    status, on = case.status, case.on
    if status.decision is None:
        if status.ended is None:
            return Stand(Verdict.UNLAWFUL, (Reason("no_decision", cites=(_adequate(on),)),))
        return Stand(Verdict.UNLAWFUL, (_by_decision("decision_ended", status.ended, on),))
    code = status.decision.code
    had = any(c.decision == code and c.days.since <= on for c in case.facts.covers)
    why = "cover_ended" if had else "not_covered"
    return Stand(Verdict.UNLAWFUL, (_by_decision(why, status.decision, on),))


def _safeguards(case: Case) -> Stand:
    basis, on, expected = case.basis, case.on, case.expected
    words = (("instrument", basis.instrument),)
    clauses = law.clauses_of(basis.instrument)
    problem = _unsigned(basis, clauses, on)
    if problem:
        return Stand(Verdict.UNLAWFUL, (Reason(problem, words, (_safe(on),)),))
    ground = Reason("safeguards", words, (_safe(on),))
    missing = list(_assessment(basis, on))
    if clauses and clauses.modules and expected and expected not in basis.modules:
        missing.append(Reason("module_unfit", (("module", str(expected)),), (gdpr(46, 2, "c"),)))
    return _with(ground, missing)


def _unsigned(basis: Basis, clauses: law.Clauses | None, on: date) -> str:
    """Return why an instrument does not count on a day; "" when it does."""
    if basis.signed_on is None or basis.signed_on > on:
        return "not_signed"
    if clauses and not clauses.concludable(basis.signed_on):
        return "clauses_not_then"
    return "clauses_over" if clauses and not clauses.protects(on) else ""


def _binding(case: Case) -> Stand:
    basis, on = case.basis, case.on
    law_now = gdpr(47, 1) if on >= GDPR_APPLIES else _safe(on)
    if basis.signed_on is None or basis.signed_on > on:
        return Stand(Verdict.UNLAWFUL, (Reason("not_approved", cites=(law_now,)),))
    return _with(Reason("binding_rules", cites=(law_now,)), list(_assessment(basis, on)))


def _derogation(case: Case) -> Stand:
    """Judge an exception (GDPR Art. 49), which does not carry what a contract makes go on."""
    basis, on = case.basis, case.on
    letter = "" if basis.derogation == Derogation.COMPELLING else basis.derogation
    ground = gdpr(49, 1, letter) if on >= GDPR_APPLIES else cite("Dir. 95/46", 26, 1)
    words = (("letter", basis.derogation),)
    missing = []
    if basis.derogation in OCCASIONAL and any(on in days for days in case.facts.needed):
        missing.append(Reason("not_occasional", words, (ground,)))
    if not letter and not any(each.done_on <= on for each in basis.assessments):
        missing.append(Reason("assessment_missing", cites=(gdpr(49, 6),)))
    return _with(Reason("derogation", words, (ground,)), missing)


_JUDGES: Final[dict[Mechanism, Callable[[Case], Stand]]] = {
    Mechanism.ADEQUACY: _adequacy,
    Mechanism.SAFEGUARDS: _safeguards,
    Mechanism.BINDING_RULES: _binding,
    Mechanism.DEROGATION: _derogation,
}


def _with(ground: Reason, missing: list[Reason]) -> Stand:
    if any(reason.code == "not_equivalent" for reason in missing):
        return Stand(Verdict.UNLAWFUL, (*missing, ground))
    verdict = Verdict.INCOMPLETE if missing else Verdict.LAWFUL
    return Stand(verdict, (ground, *missing))


def _assessment(basis: Basis, on: date) -> Iterable[Reason]:
    """Yield what the assessment of the importer's law leaves to be desired."""
    standard = basis.modules if basis.instrument == Instrument.SCC_2021 else frozenset()
    if not law.assessment_asked(on, standard):
        return
    cites = (cjeu("C-311/18", 134), edpb("01/2020"))
    done = [each for each in basis.assessments if each.done_on <= on]
    if not done:
        yield Reason("assessment_missing", cites=cites)
        return
    last = max(done, key=lambda each: each.done_on)
    if last.outcome == Outcome.NOT_EQUIVALENT:
        yield Reason("not_equivalent", (("day", last.done_on.isoformat()),), cites)
    if last.outcome == Outcome.WITH_MEASURES and not basis.measures:
        yield Reason("measures_missing", cites=cites)
    if last.review_on and last.review_on < on:
        yield Reason("assessment_overdue", (("day", last.review_on.isoformat()),), cites)


def _covered(covers: Iterable[Cover], decision: law.Decision, on: date, *, staff: bool) -> bool:
    kind = Covers.STAFF if staff else Covers.NOT_STAFF
    return any(
        cover.decision == decision.code and on in cover.days and cover.covers in {Covers.ALL, kind}
        for cover in covers
    )


def _by_decision(code: str, decision: law.Decision, on: date) -> Reason:
    how, by = decision.why_ended()
    words = (("decision", decision.code), ("how", how), ("by", by))
    more = _ended_by(how, by) if code == "decision_ended" else ()
    return Reason(code, words, (_adequate(on), *more), decision)


def _ended_by(how: str, by: str) -> tuple[Citation, ...]:
    """Return the law by which a decision ended; a judgment that we do not know has no address."""
    if how == Act.REPEALED:
        return (gdpr(45, 5),)
    known = how == Act.INVALIDATED and f"CJEU {by}" in INSTRUMENTS
    return (cjeu(by),) if known else ()


def _chapter(on: date) -> Citation:
    return gdpr(44) if on >= GDPR_APPLIES else cite("Dir. 95/46", 25, 1)


def _adequate(on: date) -> Citation:
    return gdpr(45, 3) if on >= GDPR_APPLIES else cite("Dir. 95/46", 25, 6)


def _safe(on: date) -> Citation:
    return gdpr(46, 1) if on >= GDPR_APPLIES else cite("Dir. 95/46", 26, 2)
