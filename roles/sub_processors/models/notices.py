"""Who was told of a change, until when it may object, and what it objected."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.agreements.models import Mandate
from roles.models.contracts import Contract
from roles.models.parties import Party
from roles.sub_processors.choices import Authorisation, ConsentGiven, Settlement, ToldBy
from roles.sub_processors.models.changes import SubProcessorChange
from voipgrid_privacy.kernel.history import tracked, tracked_in_bulk
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class NoticeQuerySet(RegisteredQuerySet["SubProcessorNotice"]):
    """Notices to the viewer, and those that came from it, at any depth."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(through__overlap=list(viewer.parties))


@tracked_in_bulk
class SubProcessorNotice(RegisteredModel):
    """``sender`` told ``recipient``, whom it delivers to under ``contract``, of a change.

    The recipient may object up to and including ``last_day``; where its authorisation is specific,
    nothing happens without its consent. ``parent`` is the notice by which the sender learned of it
    itself; without one the sender is the proposer. ``through`` holds the parties from the proposer
    down to the recipient: each of them sees this notice. Where mail does not reach it,
    ``otherwise_on`` is the day on which it was told by other means, and ``proof`` how one knows.
    """

    change = models.ForeignKey(
        SubProcessorChange, models.PROTECT, related_name="notices", verbose_name=_("change")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="passed_on",
        verbose_name=_("passes on"),
    )
    sender = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("who told it")
    )
    recipient = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("who was told")
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="+", verbose_name=_("under contract")
    )
    mandate = models.ForeignKey(
        Mandate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("authorisation"),
    )
    through = ArrayField(models.UUIDField(), verbose_name=_("through"))
    authorisation = models.CharField(
        _("kind of authorisation"), max_length=10, choices=Authorisation
    )
    told_by = models.CharField(_("told"), max_length=10, choices=ToldBy)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"))
    notified_on = models.DateField(_("told on"))
    last_day = models.DateField(_("may object up to and including"))
    consented_on = models.DateField(_("agreed on"), null=True, blank=True)
    consent_given = models.CharField(
        _("agreement recorded"), max_length=15, choices=ConsentGiven, blank=True
    )
    evidence = models.CharField(_("evidence of the agreement"), max_length=500, blank=True)
    otherwise_on = models.DateField(_("told otherwise on"), null=True, blank=True)
    proof = models.CharField(_("proof of telling otherwise"), max_length=500, blank=True)

    objects = NoticeQuerySet.as_manager()
    privacy = Privacy(
        personal={"evidence": Erasure.BLANK, "proof": Erasure.BLANK},
        not_personal=(
            "id",
            "change",
            "parent",
            "sender",
            "recipient",
            "contract",
            "mandate",
            "through",
            "authorisation",
            "told_by",
            "notice_days",
            "notified_on",
            "last_day",
            "consented_on",
            "consent_given",
            "otherwise_on",
        ),
    )

    class Meta:
        verbose_name = _("notice of a change of sub-processors")
        verbose_name_plural = _("notices of changes of sub-processors")
        ordering = ("change", "notified_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("change", "contract"),
                name="notice_once_per_contract",
                violation_error_code="already_notified",
                violation_error_message=_("This party has been told already."),
            ),
            models.CheckConstraint(
                name="notice_authorisation_known",
                condition=Q(authorisation__in=Authorisation.values),
            ),
            models.CheckConstraint(
                name="notice_told_by_known", condition=Q(told_by__in=ToldBy.values)
            ),
            models.CheckConstraint(
                name="notice_consent_by_somebody",
                condition=Q(consented_on__isnull=True, consent_given="")
                | Q(consented_on__isnull=False, consent_given__in=ConsentGiven.values),
            ),
        )
        indexes = (
            GinIndex(fields=("through",), name="notice_through"),
            models.Index(fields=("change", "last_day"), name="notice_of_change_by_day"),
        )

    def __str__(self) -> str:
        return f"{self.change} > {self.recipient}"


class ObjectionQuerySet(RegisteredQuerySet["Objection"]):
    """Objections of the viewer, and of those that were told through it."""

    def open(self) -> "ObjectionQuerySet":
        """Return the objections that stand in the way: in time, and not settled."""
        return self.filter(late=False, settled_on__isnull=True)

    def _own(self, viewer: Viewer) -> Q:
        return Q(notice__through__overlap=list(viewer.parties))


@tracked
class Objection(RegisteredModel):
    """The recipient of ``notice`` objects to the change (GDPR Art. 28(2)).

    ``late``: made after the last day on which it could; kept and shown, and it holds up nothing.
    """

    notice = models.ForeignKey(
        SubProcessorNotice, models.PROTECT, related_name="objections", verbose_name=_("notice")
    )
    reason = models.TextField(_("reason"), blank=True)
    made_on = models.DateField(_("made on"))
    late = models.BooleanField(_("too late"))
    settlement = models.CharField(
        _("how it was settled"), max_length=15, choices=Settlement, blank=True
    )
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    agreed = models.TextField(_("what was agreed"), blank=True)

    objects = ObjectionQuerySet.as_manager()
    privacy = Privacy(
        personal={"reason": Erasure.BLANK, "agreed": Erasure.BLANK},
        not_personal=("id", "notice", "made_on", "late", "settlement", "settled_on"),
    )

    class Meta:
        verbose_name = _("objection to a change of sub-processors")
        verbose_name_plural = _("objections to changes of sub-processors")
        ordering = ("-made_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="objection_settled_somehow",
                condition=Q(settled_on__isnull=True, settlement="")
                | Q(settled_on__isnull=False, settlement__in=Settlement.values),
            ),
            models.UniqueConstraint(
                fields=("notice",),
                name="objection_one_open",
                condition=Q(settled_on__isnull=True),
                violation_error_code="already_objected",
                violation_error_message=_("There is an objection already that is not settled."),
            ),
        )

    def __str__(self) -> str:
        return str(self.notice)
