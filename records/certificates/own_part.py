"""Runs as a party may know them: its own part of each, and nothing of anybody else's."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BigIntegerField, F, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from records.certificates.models import Certificate
from records.engine.models import AnonymisationBatch, AnonymisationJob

UNTOLD = ("keys", "corrections", "salt", "shares", "except_partners")


@dataclass(frozen=True, slots=True)
class OwnPart:
    """A run, how many rows of one party were due and done in it, and its certificates of that."""

    job: AnonymisationJob
    due: int
    done: int
    certificates: tuple[UUID, ...]


def runs_with(party: UUID) -> QuerySet[AnonymisationJob]:
    """Return the runs that are about rows of ``party``, with its rows as ``due``.

    No partner's session reads runs: read it as the application, for a party that the viewer acts
    for, and show nothing of the whole (``own_parts``).
    """
    mine = Q(only_partner=party) | Q(shares__has_key=str(party))
    rows = AnonymisationJob.objects.filter(mine).defer(*UNTOLD)
    return rows.select_related("rule__category", "rule__element", "store", "table").annotate(
        due=_share(party)
    )


def own_parts(runs: Collection[AnonymisationJob], party: UUID) -> list[OwnPart]:
    """Return the part of ``party`` in each of some runs, in their order."""
    done, signed = _done(runs, party), _certificates(runs, party)
    return [
        OwnPart(job, getattr(job, "due", None) or 0, done.get(job.pk, 0), tuple(signed[job.pk]))
        for job in runs
    ]


def _share(party: UUID) -> Cast:
    return Cast(KeyTextTransform(str(party), F("shares")), BigIntegerField())


def _done(runs: Iterable[AnonymisationJob], party: UUID) -> dict[UUID, int]:
    """Return how many rows were done; a batch elsewhere that is in doubt does not count."""
    rows = AnonymisationBatch.objects.filter(job__in=runs, intended=None)
    mine = rows.filter(shares__has_key=str(party)).order_by().values("job")
    return dict(mine.annotate(n=Sum(_share(party))).values_list("job", "n"))


def _certificates(runs: Iterable[AnonymisationJob], party: UUID) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    rows = Certificate.objects.filter(job__in=runs, party=party).order_by("number")
    for job, pk in rows.values_list("job", "pk"):
        found[job].append(pk)
    return found
