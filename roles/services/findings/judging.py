"""Judging findings: whoever must act on one accepts it with a reason, or reopens it."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from roles.choices import Owner
from roles.models import Finding
from roles.models.findings import UNSETTLED, FindingState, JudgedBy
from roles.services.authority import acts_for
from roles.services.recording import change, held_for_update
from roles.services.refusals import ReasonMissing
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

JUDGED = ("state", "reason", "settled_on", "judged_by")


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
    """Accept an open finding with a reason: it stays visible as accepted while its cause lasts.

    Raises NotFound, NotAllowed, ``finding_not_open``, ``reason_missing``.
    """
    held = _held(finding, by)
    if held.state not in UNSETTLED:
        raise FindingNotOpen
    if not reason.strip():
        raise ReasonMissing(field="reason")
    held.state, held.reason, held.settled_on = FindingState.ACCEPTED, reason.strip(), on
    held.judged_by = JudgedBy.OFFICER if _judges_all(by) else JudgedBy.PARTNER
    return change(held, *JUDGED)


@use_case
def reopen_finding(*, finding: Finding, by: Viewer) -> Finding:
    """Reopen a finding that was accepted: it asks for something again, and its reason is removed.

    What an officer reopened, a partner does not accept again. Raises NotFound, NotAllowed,
    ``finding_not_accepted``.
    """
    held = _held(finding, by)
    if held.state != FindingState.ACCEPTED:
        raise FindingNotAccepted
    held.state, held.reason, held.settled_on = FindingState.REOPENED, "", None
    held.judged_by = JudgedBy.OFFICER if _judges_all(by) else ""
    return change(held, *JUDGED)


def may_judge(*, finding: Finding, by: Viewer) -> bool:
    """Say whether ``by`` judges it: officers and the DPO all; a partner's manager what is its own.

    Its own is what the partner must act on, about itself or a party that it serves, unless an
    officer has judged it.
    """
    if _judges_all(by):
        return True
    own = by.may(Ability.WRITE_OWN) and finding.owner == Owner.PARTNER
    if not own or finding.party is None or _judged_by_officer(finding):
        return False
    return acts_for(by, finding.party)


def _judges_all(by: Viewer) -> bool:
    return by.may(Ability.JUDGE_FINDINGS)


def _judged_by_officer(finding: Finding) -> bool:
    """Say whether the last word is an officer's; accepted without a name is not a partner's."""
    if finding.state == FindingState.ACCEPTED:
        return finding.judged_by != JudgedBy.PARTNER
    return finding.judged_by == JudgedBy.OFFICER


def _held(finding: Finding, by: Viewer) -> Finding:
    seen = Finding.objects.visible_to(by).filter(pk=finding.pk).first()
    if seen is None:
        raise NotFound
    if not may_judge(finding=seen, by=by):
        raise NotAllowed
    held = held_for_update(Finding.objects.all(), seen)
    if held is None:  # settled by others since, or no longer the partner's
        raise NotFound
    if not may_judge(finding=held, by=by):  # judged by an officer since
        raise NotAllowed
    return held
