"""Tables of transfers: what goes where on what ground, and what keeps that ground up."""

from roles.transfers.models.evidence import AdequacyCoverage, TransferAssessment, TransferDocument
from roles.transfers.models.law import LawAct
from roles.transfers.models.transfers import Transfer

__all__ = ("AdequacyCoverage", "LawAct", "Transfer", "TransferAssessment", "TransferDocument")
