"""The logbook as it is kept: only added to, sealed in chains, cut only after its term."""

from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.auditing import Kind
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import (
    PeriodModel,
    PeriodQuerySet,
    RegisteredQuerySet,
    one_at_a_time,
    period_not_empty,
)
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer

M = TypeVar("M", bound=models.Model)


class OfPartyQuerySet(RegisteredQuerySet[M]):
    """Rows of the chains of the viewer's own parties."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party_id__in=viewer.parties)


class AuditChain(models.Model):
    """Where a chain is: how many links, and the hash of the last. ``register``: of no party."""

    chain = models.CharField(_("chain"), max_length=36, primary_key=True)
    party_id = models.UUIDField(_("party"), null=True, blank=True)
    length = models.BigIntegerField(_("entries"), default=0)
    head = models.BinaryField(_("hash of the last entry"), max_length=32)

    objects = OfPartyQuerySet["AuditChain"].as_manager()
    privacy: ClassVar[Privacy] = Privacy(not_personal=("chain", "party_id", "length", "head"))

    class Meta:
        verbose_name = _("chain of the logbook")
        verbose_name_plural = _("chains of the logbook")

    def __str__(self) -> str:
        return f"{self.chain}: {self.length}"


class AuditEntry(models.Model):
    """One thing that somebody did: what, about what, when. No names, no addresses, no values.

    ``body`` is the text that ``digest`` is the hash of; ``hash`` binds it to the entry before.
    The database writes all three, and the number, whoever adds an entry.
    """

    id = models.BigAutoField(primary_key=True)
    chain = models.CharField(_("chain"), max_length=36)
    party_id = models.UUIDField(_("party"), null=True, blank=True)
    number = models.BigIntegerField(_("number in the chain"))
    at = models.DateTimeField(_("when"))
    kind = models.CharField(_("what"), max_length=16, choices=Kind)
    actor = models.CharField(_("by whom"), max_length=80)
    action = models.CharField(_("action"), max_length=100)
    about_kind = models.CharField(_("about what"), max_length=80, blank=True)
    about = models.CharField(_("which one"), max_length=64, blank=True)
    detail = models.JSONField(_("more"), default=dict)
    body = models.TextField(_("entry"))
    digest = models.BinaryField(_("hash of the entry"), max_length=32)
    hash = models.BinaryField(_("hash in the chain"), max_length=32)

    objects = OfPartyQuerySet["AuditEntry"].as_manager()
    privacy: ClassVar[Privacy] = Privacy(
        personal={
            "actor": Erasure.NOT_RELATABLE,
            "about": Erasure.NOT_RELATABLE,
            "body": Erasure.NOT_RELATABLE,
        },
        not_personal=(
            "id",
            "chain",
            "party_id",
            "number",
            "at",
            "kind",
            "action",
            "about_kind",
            "detail",
            "digest",
            "hash",
        ),
        kept=_("As long as the term of the logbook says, and then cut off"),
    )

    class Meta:
        verbose_name = _("entry of the logbook")
        verbose_name_plural = _("entries of the logbook")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("chain", "number"), name="audit_one_per_place"),
            models.CheckConstraint(name="audit_kind_known", condition=Q(kind__in=Kind.values)),
        )
        indexes = (
            models.Index(fields=("party_id", "-id"), name="audit_of_party"),
            models.Index(fields=("actor", "-id"), name="audit_by_actor"),
            models.Index(fields=("about", "-id"), name="audit_about", condition=~Q(about="")),
            models.Index(fields=("at",), name="audit_at"),
        )

    def __str__(self) -> str:
        return f"{self.chain}/{self.number}"


class AuditHead(models.Model):
    """The head of a chain at the end of a day, signed; its fingerprint is published."""

    chain = models.CharField(_("chain"), max_length=36)
    party_id = models.UUIDField(_("party"), null=True, blank=True)
    day = models.DateField(_("day"))
    number = models.BigIntegerField(_("entries"))
    hash = models.BinaryField(_("hash of the last entry"), max_length=32)
    key = models.CharField(_("key"), max_length=64)
    signature = models.BinaryField(_("signature"), max_length=64)

    objects = OfPartyQuerySet["AuditHead"].as_manager()
    privacy: ClassVar[Privacy] = Privacy(
        not_personal=("id", "chain", "party_id", "day", "number", "hash", "key", "signature")
    )

    class Meta:
        verbose_name = _("signed head of the logbook")
        verbose_name_plural = _("signed heads of the logbook")
        ordering = ("chain", "-day")
        constraints = (
            models.UniqueConstraint(fields=("chain", "day"), name="audit_head_once_a_day"),
        )
        indexes = (models.Index(fields=("day",), name="audit_head_day"),)

    def __str__(self) -> str:
        return f"{self.chain} {self.day}"


@tracked
class AuditTerm(PeriodModel):
    """How long entries are kept, while this term is in force. Ended, never rewritten."""

    months = models.PositiveSmallIntegerField(_("months"))
    reason = models.TextField(_("why so long"))

    objects = PeriodQuerySet["AuditTerm"].as_manager()
    privacy = Privacy(not_personal=("id", "valid_during", "months", "reason"))

    class Meta:
        verbose_name = _("term of the logbook")
        verbose_name_plural = _("terms of the logbook")
        constraints = (
            period_not_empty("audit_term_not_empty"),
            one_at_a_time(
                "audit_term_one_at_a_time",
                code="overlapping_term",
                message=_("There is a term of the logbook for these days already."),
            ),
            models.CheckConstraint(
                name="audit_term_from_half_a_year_to_ten",
                condition=Q(months__gte=6, months__lte=120),
                violation_error_message=_("The logbook is kept for 6 to 120 months."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.months}"


class AuditCut(models.Model):
    """What was cut off a chain after its term: up to a signed head, which the cut repeats."""

    chain = models.CharField(_("chain"), max_length=36)
    party_id = models.UUIDField(_("party"), null=True, blank=True)
    number = models.BigIntegerField(_("up to and including"))
    hash = models.BinaryField(_("hash of the last entry"), max_length=32)
    day = models.DateField(_("day of the signed head"))
    before = models.DateTimeField(_("everything was from before"))
    cut_at = models.DateTimeField(_("cut at"))
    key = models.CharField(_("key"), max_length=64)
    signature = models.BinaryField(_("signature"), max_length=64)

    objects = OfPartyQuerySet["AuditCut"].as_manager()
    privacy: ClassVar[Privacy] = Privacy(
        not_personal=(
            "id",
            "chain",
            "party_id",
            "number",
            "hash",
            "day",
            "before",
            "cut_at",
            "key",
            "signature",
        )
    )

    class Meta:
        verbose_name = _("cut of the logbook")
        verbose_name_plural = _("cuts of the logbook")
        ordering = ("chain", "-number")
        constraints = (models.UniqueConstraint(fields=("chain", "number"), name="audit_cut_once"),)

    def __str__(self) -> str:
        return f"{self.chain} {self.number}"
