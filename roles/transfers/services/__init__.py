"""What people do about transfers: record, change and end them, and keep their grounds up."""

from roles.transfers.services.evidence import (
    LARGEST,
    add_document,
    assess_transfer,
    end_coverage,
    record_coverage,
)
from roles.transfers.services.recording import change_transfer, end_transfer, record_transfer

__all__ = (
    "LARGEST",
    "add_document",
    "assess_transfer",
    "change_transfer",
    "end_coverage",
    "end_transfer",
    "record_coverage",
    "record_transfer",
)
