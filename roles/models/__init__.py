"""Tables of the role registry, one module per aggregate."""

from roles.acm.models import AcmRegistration
from roles.agreements.models import (
    Agreement,
    AgreementCoverage,
    AgreementDocument,
    AgreementSignature,
    AgreementTemplate,
    ClauseEvidence,
    ClauseItem,
    EndOfService,
    EndOutcome,
    EndStep,
    EndTerm,
    Instruction,
    Mandate,
    PaperCategory,
    TemplateClause,
)
from roles.explaining.models import RecordedQuestion
from roles.followers.models import Follower, FollowerNews
from roles.mail.models import OutgoingMail
from roles.measures.models import Measure, TakenMeasure
from roles.models.conduct import JointDetermination, OwnUse
from roles.models.contracts import Contract, ContractCategory, ContractFeature
from roles.models.data import DataCategory, DataElement, Purpose
from roles.models.findings import Finding, FindingCause, FindingMark, FindingRun
from roles.models.imports import (
    Import,
    ImportPart,
    ImportProgress,
    ImportSheet,
    JudgedRow,
    StagedRow,
)
from roles.models.parties import Contact, ExternalId, Party, PartyScope
from roles.models.search import NameWord
from roles.models.services import Service, ServiceFeature
from roles.models.sources import Source
from roles.models.stamps import ChainStamp
from roles.statement.models import Disclosure, Reliance, StatedRole
from roles.sub_processors.models import (
    DetailRequest,
    Engagement,
    Objection,
    SubProcessorChange,
    SubProcessorNotice,
)
from roles.transfers.models import (
    AdequacyCoverage,
    LawAct,
    Transfer,
    TransferAssessment,
    TransferDocument,
)
from roles.webhooks.models import (
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookMessage,
    WebhookSecret,
)

__all__ = (
    "AcmRegistration",
    "AdequacyCoverage",
    "Agreement",
    "AgreementCoverage",
    "AgreementDocument",
    "AgreementSignature",
    "AgreementTemplate",
    "ChainStamp",
    "ClauseEvidence",
    "ClauseItem",
    "Contact",
    "Contract",
    "ContractCategory",
    "ContractFeature",
    "DataCategory",
    "DataElement",
    "DetailRequest",
    "Disclosure",
    "EndOfService",
    "EndOutcome",
    "EndStep",
    "EndTerm",
    "Engagement",
    "ExternalId",
    "Finding",
    "FindingCause",
    "FindingMark",
    "FindingRun",
    "Follower",
    "FollowerNews",
    "Import",
    "ImportPart",
    "ImportProgress",
    "ImportSheet",
    "Instruction",
    "JointDetermination",
    "JudgedRow",
    "LawAct",
    "Mandate",
    "Measure",
    "NameWord",
    "Objection",
    "OutgoingMail",
    "OwnUse",
    "PaperCategory",
    "Party",
    "PartyScope",
    "Purpose",
    "RecordedQuestion",
    "Reliance",
    "Service",
    "ServiceFeature",
    "Source",
    "StagedRow",
    "StatedRole",
    "SubProcessorChange",
    "SubProcessorNotice",
    "TakenMeasure",
    "TemplateClause",
    "Transfer",
    "TransferAssessment",
    "TransferDocument",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookMessage",
    "WebhookSecret",
)
