"""Tables of keeping and erasing, one module per aggregate."""

from records.activities.models import (
    Activity,
    ActivityApproval,
    ActivityVersion,
    RecordKeeper,
)
from records.answers.looking import SubjectLook
from records.answers.models import (
    AnswerGroup,
    AnswerPackage,
    AnswerSearch,
    GroupChoice,
    GroupReveal,
    PackageFetch,
)
from records.certificates.models import Certificate
from records.engine.models import (
    AnonymisationBatch,
    AnonymisationJob,
    AnonymisationLane,
    RuleLook,
)
from records.engine.rewrites.models import RewriteCover, TableRewrite
from records.holds.models import LegalHold
from records.incidents.models import (
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
from records.intake.models import (
    IntakeDraft,
    IntakeDraftFile,
    RequestAttachment,
    RequestErasure,
    RequestLikeness,
    RequestLink,
    RequestMessage,
)
from records.recipients.models import RecipientNotice
from records.requests.models import (
    RequestContent,
    RequestDuty,
    RequestIdentifier,
    RequestNote,
    RequestPart,
    RequestPerson,
    RequestPractice,
    RequestStep,
    RequestTask,
    SubjectRequest,
)
from records.restrictions.models import Restriction
from records.retention.models import RetentionRule
from records.statistics.models import StatisticsDecision, StatisticsRelease
from records.stores.models import (
    DataStore,
    StoreColumn,
    StoreConnection,
    StoreSecret,
    StoreTable,
)
from records.telephony.models import CallDetailRecord, GeneratedCalls, NumberClass

__all__ = (
    "Activity",
    "ActivityApproval",
    "ActivityVersion",
    "AffectedAlong",
    "AffectedParty",
    "AnonymisationBatch",
    "AnonymisationJob",
    "AnonymisationLane",
    "AnswerGroup",
    "AnswerPackage",
    "AnswerSearch",
    "CallDetailRecord",
    "Certificate",
    "DataStore",
    "GeneratedCalls",
    "GroupChoice",
    "GroupReveal",
    "Incident",
    "IncidentClock",
    "IncidentDossier",
    "IncidentEvidence",
    "IncidentFacts",
    "IncidentLetter",
    "IncidentNotice",
    "IncidentStep",
    "IntakeDraft",
    "IntakeDraftFile",
    "LegalHold",
    "NumberClass",
    "PackageFetch",
    "RecipientNotice",
    "RecordKeeper",
    "RequestAttachment",
    "RequestContent",
    "RequestDuty",
    "RequestErasure",
    "RequestIdentifier",
    "RequestLikeness",
    "RequestLink",
    "RequestMessage",
    "RequestNote",
    "RequestPart",
    "RequestPerson",
    "RequestPractice",
    "RequestStep",
    "RequestTask",
    "Restriction",
    "RetentionRule",
    "RewriteCover",
    "RuleLook",
    "SeverityAssessment",
    "StatisticsDecision",
    "StatisticsRelease",
    "StoreColumn",
    "StoreConnection",
    "StoreSecret",
    "StoreTable",
    "SubjectLook",
    "SubjectRequest",
    "TableRewrite",
)
