"""Putting a question on record, so that its answer can be looked up and checked by anyone."""

from datetime import timedelta

from roles.explaining.models import RecordedQuestion
from roles.explaining.queries import Asked, explain, hash_of
from roles.explaining.references import new_reference
from roles.models import DataCategory, Purpose, Service
from roles.rules import rulebook
from roles.services.recording import keep
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case

LASTING = timedelta(days=1)
"""For so long the same question with the same answer keeps its reference."""


@use_case
def record_question(*, asked: Asked, by: Viewer) -> RecordedQuestion:
    """Put a question with its two clocks on record and return it under a reference.

    Someone who asks the same within a day and gets the same answer, gets the same reference: so
    pages that anyone may open do not fill the register. Raises NotFound for what is not the
    viewer's.
    """
    explain(viewer=by, asked=asked)
    row = _row(asked)
    before = _asked_before(row, by)
    return before or keep(row)


def _row(asked: Asked) -> RecordedQuestion:
    return RecordedQuestion(
        reference=new_reference(),
        subject_id=asked.subject,
        party_id=asked.party,
        service=Service.objects.get(code=asked.service),
        category=DataCategory.objects.get(code=asked.category),
        feature=asked.feature,
        purpose=Purpose.objects.get(code=asked.purpose) if asked.purpose else None,
        on=asked.on,
        known_at=asked.known_at,
        expected=asked.expected.value if asked.expected else "",
        answer_hash=hash_of(asked),
        rulebook_hash=rulebook.fingerprint,
    )


SAME = ("subject_id", "party_id", "service", "category", "feature", "purpose", "on", "expected")


def _asked_before(row: RecordedQuestion, by: Viewer) -> RecordedQuestion | None:
    """Return the same question of the last day, if what it answers is what this one answers."""
    same = {name: getattr(row, name) for name in SAME}
    recent = RecordedQuestion.objects.visible_to(by).filter(
        **same,
        rulebook_hash=row.rulebook_hash,
        known_at__gt=row.known_at - LASTING,
        known_at__lte=row.known_at,
    )
    return next((q for q in recent.order_by("-known_at")[:1] if _equal(q, row)), None)


def _equal(before: RecordedQuestion, row: RecordedQuestion) -> bool:
    return before.answer_hash == row.answer_hash
