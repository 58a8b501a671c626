"""Tables of incidents."""

from records.incidents.models.facts import (
    AffectedAlong,
    AffectedParty,
    IncidentFacts,
    SeverityAssessment,
)
from records.incidents.models.incidents import Incident, IncidentClock, IncidentDossier
from records.incidents.models.letters import IncidentLetter
from records.incidents.models.notices import IncidentNotice
from records.incidents.models.steps import IncidentEvidence, IncidentStep

__all__ = (
    "AffectedAlong",
    "AffectedParty",
    "Incident",
    "IncidentClock",
    "IncidentDossier",
    "IncidentEvidence",
    "IncidentFacts",
    "IncidentLetter",
    "IncidentNotice",
    "IncidentStep",
    "SeverityAssessment",
)
