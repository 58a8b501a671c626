"""Findings: what the register itself says is wrong, open until it no longer is."""

from typing import Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from roles.choices import Owner, PartyKind, Severity
from roles.models.contracts import Contract
from roles.models.data import DataCategory
from roles.models.parties import Party, below
from voipgrid_privacy.kernel.history import tracked_wholly
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class FindingState(models.TextChoices):
    """Where a finding stands."""

    OPEN = "OPEN", _("Open")
    REOPENED = "REOPENED", _("Reopened")
    ACCEPTED = "ACCEPTED", _("Accepted with a reason")
    RESOLVED = "RESOLVED", _("Resolved")


class JudgedBy(models.TextChoices):
    """Who accepted a finding, or, while it is reopened, who did not."""

    OFFICER = "OFFICER", _("Privacy officer")
    PARTNER = "PARTNER", _("Partner")


UNSETTLED: Final = (FindingState.OPEN, FindingState.REOPENED)
"""The states in which a finding asks for something."""


class FindingQuerySet(RegisteredQuerySet["Finding"]):
    """Findings about parties that the viewer may see."""

    def open(self) -> "FindingQuerySet":
        """Return the findings that ask for something."""
        return self.filter(state__in=UNSETTLED)

    def _own(self, viewer: Viewer) -> Q:
        mine = Q(party__in=viewer.parties) | below("party", viewer)
        platform = Q(party__kind=PartyKind.PLATFORM, party__is_public=True)
        return mine | (platform & Q(state__in=UNSETTLED, shown_publicly=True, reason=""))


@tracked_wholly
class Finding(RegisteredModel):
    """One thing that is wrong, about one subject; recomputed, never typed.

    ``key`` names the subject, so that the same finding is one row however often it is found;
    ``number`` says of how many customers it is true, where it is about customers. ``judged_by``
    says who accepted it; of what an officer reopened it goes on to say so: that no partner accepts.
    """

    code = models.CharField(_("code"), max_length=60)
    key = models.CharField(_("subject"), max_length=300)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    owner = models.CharField(
        _("who must act"), max_length=10, choices=Owner, default=Owner.PLATFORM
    )
    party = models.ForeignKey(
        Party,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("party"),
    )
    category = models.ForeignKey(
        DataCategory, models.CASCADE, null=True, blank=True, verbose_name=_("data category")
    )
    contract = models.ForeignKey(
        Contract, models.CASCADE, null=True, blank=True, verbose_name=_("contract")
    )
    number = models.PositiveIntegerField(_("number of customers"), null=True, blank=True)
    shown_publicly = models.BooleanField(_("shown in public"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=FindingState, default=FindingState.OPEN
    )
    found_on = models.DateField(_("found on"))
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    judged_by = models.CharField(
        _("judged by"), max_length=10, choices=JudgedBy, blank=True, default=""
    )

    objects = FindingQuerySet.as_manager()
    privacy = Privacy(
        personal={"reason": Erasure.BLANK},
        not_personal=(
            "id",
            "code",
            "key",
            "severity",
            "owner",
            "party",
            "category",
            "contract",
            "number",
            "shown_publicly",
            "state",
            "found_on",
            "settled_on",
            "judged_by",
        ),
    )

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ("code", "key")
        constraints = (
            models.UniqueConstraint(fields=("code", "key"), name="finding_once"),
            models.CheckConstraint(
                name="finding_state_known", condition=Q(state__in=FindingState.values)
            ),
            models.CheckConstraint(
                name="finding_severity_known", condition=Q(severity__in=Severity.values)
            ),
            models.CheckConstraint(name="finding_owner_known", condition=Q(owner__in=Owner.values)),
            models.CheckConstraint(
                name="finding_judge_known", condition=Q(judged_by__in=["", *JudgedBy.values])
            ),
            models.CheckConstraint(
                name="finding_accepted_with_reason",
                condition=~Q(state=FindingState.ACCEPTED) | ~Q(reason=""),
                violation_error_code="reason_missing",
                violation_error_message=_("Say why this is acceptable."),
            ),
        )

    def __str__(self) -> str:
        return self.code


class InternalQuerySet(RegisteredQuerySet["FindingCause"]):
    """Rows of the computation itself, which are for nobody to read."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(pk__in=())


class FindingCause(RegisteredModel):
    """What the facts around one party (``scope``) contribute to a finding.

    A finding is there while any scope contributes to it. So when facts change, the scopes they
    touch are computed anew and nothing else: the sum is what reading everything would give.
    """

    scope = models.ForeignKey(Party, models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)
    key = models.CharField(max_length=300)
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="+")
    category = models.ForeignKey(DataCategory, models.CASCADE, null=True, related_name="+")
    owner = models.CharField(max_length=10, choices=Owner)
    number = models.PositiveIntegerField(null=True)

    objects = InternalQuerySet.as_manager()
    privacy = Privacy(
        not_personal=("id", "scope", "code", "key", "party", "category", "owner", "number")
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("scope", "code", "key"), name="finding_cause_once"),
        )
        indexes = (models.Index(fields=("code", "key"), name="finding_cause_of"),)

    def __str__(self) -> str:
        return f"{self.code} {self.key}"


class FindingMark(models.Model):
    """The facts around ``party`` have changed; with ``below``, so have the chains below it.

    Written by triggers in the transaction of the change, so that a change is never without its
    mark. Without a party: everything. Only ever added and taken, so that writers never wait.
    """

    id = models.BigAutoField(primary_key=True)
    party = models.UUIDField(null=True)
    below = models.BooleanField(default=False)
    marked_at = models.DateTimeField(db_default=Now())

    privacy = Privacy(not_personal=("id", "party", "below", "marked_at"))

    def __str__(self) -> str:
        return f"{self.party} {self.below}"


class FindingRun(models.Model):
    """Everything was read and compared for a day; the safety net below the marks."""

    id = models.BigAutoField(primary_key=True)
    on = models.DateField()
    opened = models.PositiveIntegerField()
    resolved = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    ended_at = models.DateTimeField(db_default=Now())

    privacy = Privacy(not_personal=("id", "on", "opened", "resolved", "changed", "ended_at"))

    def __str__(self) -> str:
        return f"{self.on}"
