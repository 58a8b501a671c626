"""What a run did and what a recount finds, in all and of each party; figures only."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from records.certificates.guarantees import Files
from records.choices import REWRITTEN, Strategy
from records.engine.counting import Preview
from records.engine.models import AnonymisationBatch, AnonymisationJob
from records.engine.targets import preview_of
from records.errors import SchemaDrifted
from records.holds import lock
from roles.models import Party


@dataclass(frozen=True, slots=True)
class Recount:
    """What is due by the rule of a run after it stopped; ``problem`` says why it is not known."""

    at: datetime
    holds: int
    found: Preview | None = None
    problem: str = ""


@dataclass(slots=True)
class Part:
    """The figures of a run, or of one party in it; None: not known.

    A large run has thousands of batches with thousands of parties each: of a batch two numbers
    are kept, its own and that of the rows.
    """

    due: int = 0
    done: int = 0
    left: int | None = None
    held: int | None = None
    ways: "Counter[str]" = field(default_factory=Counter)
    numbers: "array[int]" = field(default_factory=lambda: array("L"))
    rows: "array[int]" = field(default_factory=lambda: array("L"))
    last_at: datetime | None = None

    def add(self, number: int, rows: int, batch: AnonymisationBatch) -> None:
        """Count a batch that is settled."""
        at = batch.recorded_at
        self.ways[batch.strategy] += rows
        self.numbers.append(number)
        self.rows.append(rows)
        self.done += rows
        self.last_at = max(at, self.last_at or at)


@dataclass(frozen=True, slots=True)
class Counted:
    """A run counted: in all, of each party that it touched, and what is still in doubt.

    ``evidence`` is sweep and digest of each batch, by its number.
    """

    recount: Recount
    whole: Part
    evidence: dict[int, tuple[int, str]]
    parts: dict[UUID, Part]
    doubtful_batches: int
    doubtful_rows: int
    rewritten_at: datetime | None = None
    """When the table was written anew, after a run that had changed rows in place."""

    @property
    def outcome(self) -> str:
        """Say what is certified if that is not how the run stopped."""
        return REWRITTEN if self.rewritten_at else ""

    @property
    def files(self) -> Files:
        """Say what became of the files that held the rows."""
        if self.rewritten_at:
            return Files.REWRITTEN
        ways = {way for way, rows in self.whole.ways.items() if rows}
        if not ways or Strategy.IN_PLACE in ways:
            return Files.KEPT
        return Files.REPLACED if Strategy.REWRITE in ways else Files.DROPPED


def recounted(job: AnonymisationJob, at: datetime) -> Recount:
    """Ask the store again what the run's rule makes due; raises StoreUnavailable."""
    holds = lock.epoch()
    try:
        return Recount(at, holds, preview_of(job))
    except SchemaDrifted as drift:
        return Recount(at, holds, problem=drift.code)


def counted(job: AnonymisationJob, recount: Recount) -> Counted:
    """Add up the evidence of a run; a batch elsewhere that is in doubt counts as such only."""
    whole, parts = Part(due=job.rows_previewed), defaultdict[str, Part](Part)
    evidence, doubtful = {}, [0, 0]
    for number, batch in enumerate(_batches(job), start=1):
        if batch.intended is not None:
            doubtful = [doubtful[0] + 1, doubtful[1] + batch.rows]
            continue
        evidence[number] = (batch.sweep, bytes(batch.digest).hex())
        whole.add(number, batch.rows, batch)
        for partner, rows in batch.shares.items():
            parts[partner].add(number, rows, batch)
    for partner, rows in job.shares.items():
        parts[partner].due = rows
    _compare(recount, whole, parts)
    return Counted(recount, whole, evidence, _known(job, parts), doubtful[0], doubtful[1])


def _batches(job: AnonymisationJob) -> Iterator[AnonymisationBatch]:
    return job.batches.order_by("pk").iterator(chunk_size=200)


def _compare(recount: Recount, whole: Part, parts: dict[str, Part]) -> None:
    if recount.found is None:
        return
    whole.left, whole.held = recount.found.rows, recount.found.held
    for share in recount.found.shares:
        parts[share.partner].left, parts[share.partner].held = share.rows, share.held
    for part in parts.values():
        part.left, part.held = part.left or 0, part.held or 0


def _known(job: AnonymisationJob, parts: dict[str, Part]) -> dict[UUID, Part]:
    """Return the parts of parties of the register; whoever decided the rule always has one."""
    if job.only_partner:
        parts.setdefault(str(job.only_partner), Part())
    found = Party.objects.in_bulk([UUID(partner) for partner in parts if partner])
    return {pk: parts[str(pk)] for pk in sorted(found)}
