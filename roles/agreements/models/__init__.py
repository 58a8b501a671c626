"""Tables of agreements: wordings, what was agreed, papers and signatures."""

from roles.agreements.models.agreements import Agreement, AgreementState, Mandate, MandateKind
from roles.agreements.models.coverage import AgreementCoverage
from roles.agreements.models.end_steps import LAPSES, EndOutcome, EndStep, EndStepKind, Outcome
from roles.agreements.models.ends import DEFAULT_DAYS, Choice, EndOfService, EndState, EndTerm
from roles.agreements.models.evidence import ClauseEvidence, EvidenceKind
from roles.agreements.models.instructions import (
    Channel,
    EnteredBy,
    Instruction,
    InstructionKind,
)
from roles.agreements.models.paper_data import PaperCategory
from roles.agreements.models.papers import (
    AgreementDocument,
    DocumentKind,
    DocumentState,
    Language,
)
from roles.agreements.models.signatures import AgreementSignature, Side, Way
from roles.agreements.models.templates import AgreementTemplate, ClauseItem, TemplateClause

__all__ = (
    "DEFAULT_DAYS",
    "LAPSES",
    "Agreement",
    "AgreementCoverage",
    "AgreementDocument",
    "AgreementSignature",
    "AgreementState",
    "AgreementTemplate",
    "Channel",
    "Choice",
    "ClauseEvidence",
    "ClauseItem",
    "DocumentKind",
    "DocumentState",
    "EndOfService",
    "EndOutcome",
    "EndState",
    "EndStep",
    "EndStepKind",
    "EndTerm",
    "EnteredBy",
    "EvidenceKind",
    "Instruction",
    "InstructionKind",
    "Language",
    "Mandate",
    "MandateKind",
    "Outcome",
    "PaperCategory",
    "Side",
    "TemplateClause",
    "Way",
)
