"""Keeping the findings up to date, and judging them."""

from roles.services.findings.judging import (
    FindingNotAccepted,
    FindingNotOpen,
    accept_finding,
    may_judge,
    reopen_finding,
)
from roles.services.findings.recomputing import recompute_findings, refresh_findings

__all__ = (
    "FindingNotAccepted",
    "FindingNotOpen",
    "accept_finding",
    "may_judge",
    "recompute_findings",
    "refresh_findings",
    "reopen_finding",
)
