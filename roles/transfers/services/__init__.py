"""What people do about transfers: record, change and end them, and keep their grounds up."""

from roles.transfers.services.evidence import (
    LARGEST,
    add_document,
    assess_transfer,
    end_coverage,
    may_cover,
    record_coverage,
)
from roles.transfers.services.law import enter_law_act, succeed_law_act, withdraw_law_act
from roles.transfers.services.recording import (
    change_transfer,
    end_transfer,
    may_record,
    record_transfer,
)

__all__ = (
    "LARGEST",
    "add_document",
    "assess_transfer",
    "change_transfer",
    "end_coverage",
    "end_transfer",
    "enter_law_act",
    "may_cover",
    "may_record",
    "record_coverage",
    "record_transfer",
    "succeed_law_act",
    "withdraw_law_act",
)
