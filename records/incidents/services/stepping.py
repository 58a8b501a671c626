"""Adding a step to a file: by whom, with reasons where the law wants them."""

from datetime import datetime
from typing import Any

from records.incidents.choices import EnteredBy, StepKind
from records.incidents.models import IncidentDossier, IncidentStep
from records.incidents.refusals import IncidentNameless, IncidentReasonless, added
from records.incidents.services.files import Upload, keep_evidence
from voipgrid_privacy.kernel.text import one_line, several_lines

REASONED = frozenset(
    {
        StepKind.REASONED,
        StepKind.DECIDED,
        StepKind.REOPENED,
        StepKind.ALONE,
        StepKind.DROPPED,
        StepKind.AMENDED,
    }
)


def add_step(
    row: IncidentDossier,
    who: EnteredBy,
    kind: StepKind,
    *,
    name: str,
    text: str = "",
    evidence: Upload | None = None,
    at: datetime,
    **more: Any,
) -> IncidentStep:
    """Add it; the database numbers and dates it. Raises DomainError for what it refuses."""
    if not one_line(name):
        raise IncidentNameless(field="name")
    if kind in REASONED and not text.strip():
        raise IncidentReasonless(field="text")
    made = added(
        IncidentStep(
            dossier=row,
            number=0,  # the database numbers it
            kind=kind,
            name=one_line(name),
            text=several_lines(text),
            evidence=keep_evidence(row, evidence, at) if evidence else None,
            entered_at=at,
            entered_by=who,
            **more,
        )
    )
    made.refresh_from_db(fields=("number", "entered_at"))
    return made
