"""The consent log: one chain per site, only ever added to."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cookies.banner.models import BannerBundle
from cookies.choices import ConsentAction
from cookies.registry.models.sites import OfSiteQuerySet, Site
from voipgrid_privacy.kernel.privacy import Erasure, Privacy


class ConsentChain(models.Model):
    """Where a site's chain is: how many links, and the hash of the last.

    ``in_minute`` counts the links of ``minute`` (minutes since 1970): a flood ends there.
    """

    site = models.OneToOneField(Site, models.PROTECT, primary_key=True, related_name="chain")
    length = models.BigIntegerField(_("records"), default=0)
    head = models.BinaryField(_("hash of the last record"), max_length=32)
    minute = models.BigIntegerField(_("minute"), default=0)
    in_minute = models.PositiveIntegerField(_("records in that minute"), default=0)

    objects = OfSiteQuerySet["ConsentChain"].as_manager()
    privacy: ClassVar[Privacy] = Privacy(
        not_personal=("site", "length", "head", "minute", "in_minute")
    )

    class Meta:
        verbose_name = _("consent chain")
        verbose_name_plural = _("consent chains")

    def __str__(self) -> str:
        return f"{self.site_id}: {self.length}"


class ConsentRecord(models.Model):
    """One choice of one visitor: what was shown, what was chosen, when; no address, no agent.

    ``body`` is the canonical text that ``digest`` is the hash of, and ``hash`` binds it to the
    record before. When the record's term has ended body and subject are emptied; digest and
    hash stay, so that the chain can still be verified.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name=_("site"))
    seq = models.BigIntegerField(_("number in the chain"))
    subject = models.UUIDField(pgettext_lazy("consent", "subject"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    action = models.CharField(_("choice"), max_length=10, choices=ConsentAction)
    bundle = models.ForeignKey(
        BannerBundle, models.PROTECT, related_name="+", verbose_name=_("banner shown")
    )
    body = models.TextField(_("record"), null=True, blank=True)  # noqa: DJ001  erased: no body
    digest = models.BinaryField(_("hash of the record"), max_length=32)
    hash = models.BinaryField(_("hash in the chain"), max_length=32)

    objects = OfSiteQuerySet["ConsentRecord"].as_manager()
    privacy: ClassVar[Privacy] = Privacy(
        personal={"subject": Erasure.BLANK, "body": Erasure.BLANK},
        not_personal=("id", "site", "seq", "recorded_at", "action", "bundle", "digest", "hash"),
        kept=_("As many months as the settings of the banner say; then a hash of it."),
    )

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("site", "-seq")
        constraints = (
            models.UniqueConstraint(fields=("site", "seq"), name="consent_one_per_place"),
            models.CheckConstraint(
                name="consent_whole_or_erased",
                condition=Q(subject__isnull=True, body__isnull=True)
                | Q(subject__isnull=False, body__isnull=False),
            ),
            models.CheckConstraint(
                name="consent_action_known", condition=Q(action__in=ConsentAction.values)
            ),
        )
        indexes = (
            models.Index(
                fields=("subject",), name="consent_by_subject", condition=Q(subject__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.site_id}/{self.seq}"


class SignedHead(models.Model):
    """The head of a chain at the end of a day, signed and published: nobody rewrites before it."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="heads", verbose_name=_("site"))
    day = models.DateField(_("day"))
    seq = models.BigIntegerField(_("records"))
    hash = models.BinaryField(_("hash of the last record"), max_length=32)
    key = models.CharField(_("key"), max_length=64)
    signature = models.BinaryField(_("signature"), max_length=64)

    objects = OfSiteQuerySet["SignedHead"].as_manager()
    privacy: ClassVar[Privacy] = Privacy(
        not_personal=("id", "site", "day", "seq", "hash", "key", "signature")
    )

    class Meta:
        verbose_name = _("signed head")
        verbose_name_plural = _("signed heads")
        ordering = ("site", "-day")
        constraints = (models.UniqueConstraint(fields=("site", "day"), name="head_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.site_id} {self.day}"
