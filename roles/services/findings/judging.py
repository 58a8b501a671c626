"""Judging findings: a person accepts one with a reason, or reopens it."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from roles.models import Finding
from roles.models.findings import UNSETTLED, FindingState
from roles.services.recording import change, held_for_update
from roles.services.refusals import ReasonMissing
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


class FindingNotOpen(DomainError):
    """It has been judged or resolved already."""

    code = "finding_not_open"
    title = _("This finding is not open.")
    status = 409


class FindingNotAccepted(DomainError):
    """Only an accepted finding is reopened by hand; a resolved one reopens by itself."""

    code = "finding_not_accepted"
    title = _("Only a finding that was accepted can be reopened.")
    status = 409


@use_case
def accept_finding(*, finding: Finding, reason: str, on: date | None = None, by: Viewer) -> Finding:
    """Accept an open finding with a reason; raises ``reason_missing``, ``finding_not_open``."""
    by.must(Ability.JUDGE_FINDINGS)
    held = _held(finding)
    if held.state not in UNSETTLED:
        raise FindingNotOpen
    if not reason.strip():
        raise ReasonMissing(field="reason")
    held.state, held.reason, held.settled_on = FindingState.ACCEPTED, reason.strip(), on
    return change(held, "state", "reason", "settled_on")


@use_case
def reopen_finding(*, finding: Finding, by: Viewer) -> Finding:
    """Reopen a finding that was accepted; raises ``finding_not_accepted``."""
    by.must(Ability.JUDGE_FINDINGS)
    held = _held(finding)
    if held.state != FindingState.ACCEPTED:
        raise FindingNotAccepted
    held.state, held.reason, held.settled_on = FindingState.REOPENED, "", None
    return change(held, "state", "reason", "settled_on")


def _held(finding: Finding) -> Finding:
    held = held_for_update(Finding.objects.all(), finding)
    if held is None:
        raise NotFound
    return held
