"""Since when an answer holds, and when it is going to be another one. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from roles.transfers import law
from roles.transfers.choices import Verdict
from roles.transfers.rules import Basis, Days, FlowFacts, Stand, goes, stand
from voipgrid_privacy.kernel.law import GDPR_APPLIES

ONE_DAY = timedelta(days=1)


def since(facts: FlowFacts, on: date) -> date | None:
    """Return the first day from which the answer of ``on`` holds without a break."""
    now, first = stand(facts, on), None
    for day in sorted((d for d in turning_days(facts) if d <= on), reverse=True):
        if not goes(facts, day) or not _same(stand(facts, day), now):
            break
        first = day
    return first


def lapses(facts: FlowFacts, on: date) -> date | None:
    """Return the first day, as far as was known on ``on``, on which the ground of today is gone.

    What was recorded since counts: a contract that was prolonged does not lapse.
    """
    if stand(facts, on).verdict not in {Verdict.LAWFUL, Verdict.INCOMPLETE}:
        return None
    for day in sorted(d for d in turning_days(facts) if d > on):
        if not goes(facts, day):
            return None
        if stand(facts, day, known_on=on).verdict == Verdict.UNLAWFUL:
            return day
    return None


def turning_days(facts: FlowFacts) -> set[date]:
    """Return every day on which the answer may change."""
    days = facts.law.turning_days(facts.to) | {GDPR_APPLIES, law.assessed_from()}
    days |= set(_ends(facts.needed)) | set(_ends(cover.days for cover in facts.covers))
    for basis in facts.bases:
        days |= set(_of_basis(basis))
    return days


def _of_basis(basis: Basis) -> Iterator[date]:
    yield from _ends([basis.days])
    clauses = law.clauses_of(basis.instrument)
    if clauses and clauses.relied_until:
        yield clauses.relied_until
    if basis.signed_on:
        yield basis.signed_on
    for each in basis.assessments:
        yield each.done_on
        if each.review_on:
            yield each.review_on + ONE_DAY


def _ends(periods: Iterable[Days]) -> Iterator[date]:
    for days in periods:
        yield days.since
        if days.until:
            yield days.until


def _same(one: Stand, other: Stand) -> bool:
    codes = [[reason.code for reason in each.reasons] for each in (one, other)]
    grounds = [[reason.words for reason in each.reasons] for each in (one, other)]
    return one.verdict == other.verdict and codes[0] == codes[1] and grounds[0] == grounds[1]
