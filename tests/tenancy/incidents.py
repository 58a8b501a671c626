"""Incidents: one that touches a customer of each partner, and what another might try with files."""

from datetime import datetime, timedelta

from django.utils import timezone

from records.models import (
    AffectedAlong,
    AffectedParty,
    Incident,
    IncidentClock,
    IncidentDossier,
    IncidentEvidence,
    IncidentFacts,
    IncidentLetter,
    IncidentNotice,
    IncidentStep,
    SeverityAssessment,
)
from roles.models import DataCategory, Party
from tests.tenancy.asking import insert
from tests.tenancy.cast import Cast

SCORED = {
    "method": "x",
    "context": 1,
    "identification": 1,
    "confidentiality": 0,
    "integrity": 0,
    "availability": 0,
    "score": 1,
    "level": "LOW",
    "risk": "RISK",
    "reasons": "x",
}


def an_incident(platform: Party, customers: dict[Party, Party], category: DataCategory) -> None:
    """Let an incident touch a customer of each partner, that passes it on and keeps a file."""
    now = timezone.now()
    incident = Incident.objects.create(registrant=platform, opened_at=now)
    _a_file(incident, platform, category, now)
    for partner, customer in customers.items():
        row = AffectedParty.objects.create(
            incident=incident, party=customer, number=1, entered_at=now
        )
        for along in (platform, partner, customer):
            AffectedAlong.objects.create(incident=incident, affected=row, party=along)
        _tell(incident, platform, partner, now)
        _a_file(incident, partner, category, now)
        _tell(incident, partner, customer, now)
        IncidentDossier.objects.create(
            incident=incident, party=customer, keeper=partner, aware_at=now, opened_at=now
        )


def _tell(incident: Incident, sender: Party, recipient: Party, now: datetime) -> None:
    made = IncidentNotice.objects.create(incident=incident, sender=sender, recipient=recipient)
    how = {"told_at": now, "sent_at": now, "means": "MAIL", "sent_by": "OFFICE"}
    IncidentNotice.objects.filter(pk=made.pk).update(**how)


def _a_file(incident: Incident, party: Party, category: DataCategory, now: datetime) -> None:
    """Open a file with everything in it."""
    file = IncidentDossier.objects.create(
        incident=incident, party=party, aware_at=now, opened_at=now
    )
    IncidentClock.objects.create(
        dossier=file,
        kind="GDPR",
        categories=[category.code],
        grounds=["x"],
        started_at=now,
        ends_at=now + timedelta(hours=72),
    )
    entered = {"dossier": file, "number": 0, "name": "x", "entered_at": now, "entered_by": "PARTY"}
    IncidentFacts.objects.create(
        **entered, what="x", nature=["INTEGRITY"], categories=[category.code]
    )
    SeverityAssessment.objects.create(**entered, **SCORED)
    IncidentStep.objects.create(
        **entered, kind="NOTIFIED", regime="GDPR", phase="FIRST", done_at=timezone.now()
    )
    IncidentLetter.objects.create(dossier=file, reference="K-1", kind="POST", added_at=now)
    IncidentEvidence.objects.create(
        dossier=file, name="x", content_type="text/plain", content=b"x", sha256="x", added_at=now
    )


def on_incidents(cast: Cast) -> dict[str, tuple[str, list]]:
    """What a partner might try with incidents, also with its own file."""
    me, hers = cast.belfabriek.pk, IncidentDossier.objects.get(party=cast.eve)
    mine, now = IncidentDossier.objects.get(party=cast.belfabriek), timezone.now()
    entered = {"number": 0, "name": "x", "entered_at": now}
    facts = {"what": "x", "nature": ["INTEGRITY"], "categories": ["T_TEST"], "stores": []}
    facts |= dict.fromkeys(("consequences", "measures", "advice", "abroad", "lessons"), "")
    step = {"kind": "REOPENED", "done_at": now, "text": "x", **entered}
    step |= dict.fromkeys(("regime", "phase", "decision", "means", "delay", "reference"), "")
    scores = {**SCORED, "malicious": False, **entered}
    paper = {"name": "x", "content_type": "x", "content": b"x", "sha256": "x", "added_at": now}
    place = {"incident_id": mine.incident_id, "aware_at": now, "aware_name": "", "opened_at": now}
    clock = {"kind": "TELECOM_FIRST", "categories": [], "grounds": [], "started_at": now}
    return {
        "an incident": insert("records_incident", registrant_id=me, opened_at=now),
        "a file of another": insert(
            "records_incidentdossier", party_id=cast.eves_customer.pk, **place
        ),
        "a clock of its own": insert(
            "records_incidentclock", dossier_id=mine.pk, ends_at=now + timedelta(9), **clock
        ),
        "when it knew, later": ("UPDATE records_incidentdossier SET aware_at = now()", []),
        "its clock, later": ("UPDATE records_incidentclock SET ends_at = now()", []),
        "facts in another's file": insert(
            "records_incidentfacts", dossier_id=hers.pk, entered_by="PARTY", **facts, **entered
        ),
        "facts in an officer's name": insert(
            "records_incidentfacts", dossier_id=mine.pk, entered_by="OFFICE", **facts, **entered
        ),
        "a step in another's file": insert(
            "records_incidentstep", dossier_id=hers.pk, entered_by="PARTY", **step
        ),
        "an assessment in another's file": insert(
            "records_severityassessment", dossier_id=hers.pk, entered_by="PARTY", **scores
        ),
        "proof in another's file": insert("records_incidentevidence", dossier_id=hers.pk, **paper),
        "a letter in another's file": insert(
            "records_incidentletter",
            dossier_id=hers.pk,
            reference="K-2",
            kind="POST",
            added_at=now,
        ),
        "a letter, sent by a step of another": (
            "UPDATE records_incidentletter SET step_id = %s",
            [IncidentStep.objects.filter(dossier=hers).values_list("pk", flat=True)[0]],
        ),
        "a letter, as another kind": ("UPDATE records_incidentletter SET kind = 'EMAIL'", []),
        "a notice, unsent": ("UPDATE records_incidentnotice SET told_at = NULL", []),
        "along whom another is told": insert(
            "records_affectedalong",
            incident_id=mine.incident_id,
            affected_id=AffectedParty.objects.get(party=cast.eves_customer).pk,
            party_id=me,
        ),
        "whom it touches, rewritten": ("UPDATE records_affectedparty SET persons = 0", []),
    }
