"""Assessing severity: the method reckons, a person concludes."""

from datetime import datetime

from records.incidents.models import IncidentDossier, SeverityAssessment
from records.incidents.refusals import IncidentReasonless, ScoreRefused, added
from records.incidents.rules.severity import Scores, ScoreUnknown, severity
from records.incidents.services.files import writes
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import one_line
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def assess(
    *,
    dossier: IncidentDossier,
    scores: Scores,
    risk: str,
    reasons: str,
    name: str,
    at: datetime,
    by: Viewer,
) -> SeverityAssessment:
    """Assess by ENISA's method, and conclude with reasons; an earlier assessment stays.

    The conclusion may be another than the method's: a person answers for it. Raises NotAllowed,
    NotFound, ``incident_closed``, ``incident_nameless``, ``incident_reasonless``,
    ``incident_score_refused``.
    """
    row, who = writes(dossier=dossier, by=by)
    if not reasons.strip():
        raise IncidentReasonless(field="reasons")
    try:
        found = severity(scores, legal_day(at))
    except ScoreUnknown as error:
        raise ScoreRefused(field=str(error)) from error
    return added(
        SeverityAssessment(
            dossier=row,
            number=0,  # the database numbers it
            method=found.method.code,
            context=scores.context,
            identification=scores.identification,
            confidentiality=scores.confidentiality,
            integrity=scores.integrity,
            availability=scores.availability,
            malicious=scores.malicious,
            score=found.score,
            level=found.level,
            risk=risk,
            reasons=reasons.strip(),
            name=one_line(name),
            entered_at=at,
            entered_by=who,
        )
    )
