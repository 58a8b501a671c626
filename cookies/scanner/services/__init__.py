"""What can be asked of the scanner."""

from cookies.scanner.services.accepting import accept_found
from cookies.scanner.services.asking import (
    cancel_scan,
    forget_evidence,
    plan_of,
    prove_site,
    request_due,
    request_scan,
    schedule_scans,
    waiting,
)

__all__ = (
    "accept_found",
    "cancel_scan",
    "forget_evidence",
    "plan_of",
    "prove_site",
    "request_due",
    "request_scan",
    "schedule_scans",
    "waiting",
)
