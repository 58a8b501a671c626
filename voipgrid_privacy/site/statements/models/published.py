"""What was proposed, what was published, and that followers were told."""

import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.followers.models import OfficersOnly
from roles.models import Party
from voipgrid_privacy.kernel.models import M, RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.site.statements.choices import Terms


class PublishedToAll(RegisteredQuerySet[M]):
    """What is published is everyone's to read; what is proposed its party's."""

    path = ""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties) | Q(publication__isnull=False)


class StatementProposal(RegisteredModel):
    """A statement as it was drawn at one moment, in both languages. The database changes nothing.

    ``body`` is the canonical text of the content, ``hash`` its SHA-256; ``gaps`` the letters of
    GDPR Art. 13 and 14 that were open. ``by_itself``: drawn because the register changed.

    Of people the body holds no name, but the contact points that the party has everyone told; where
    it gave somebody's own address or number instead of a role's, these stay in what was frozen.
    """

    party = models.ForeignKey(
        Party, models.PROTECT, related_name="statement_proposals", verbose_name=_("party")
    )
    body = models.TextField(_("what it says"))
    hash = models.CharField(_("SHA-256"), max_length=64)
    gaps = models.JSONField(_("open letters"), default=list, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.UUIDField(_("proposed by"), null=True, blank=True)
    by_itself = models.BooleanField(_("because the register changed"), default=False)

    objects = PublishedToAll["StatementProposal"].as_manager()
    privacy = Privacy(
        personal={"made_by": Erasure.NOT_RELATABLE},
        not_personal=("id", "party", "body", "hash", "gaps", "made_at", "by_itself"),
    )

    class Meta:
        verbose_name = _("proposed statement")
        verbose_name_plural = _("proposed statements")
        ordering = ("-made_at", "pk")
        indexes = (models.Index(fields=("party", "-made_at"), name="statement_proposal_latest"),)

    def __str__(self) -> str:
        return f"{self.party} {self.made_at:%Y-%m-%d}"

    @property
    def content(self) -> dict[str, Any]:
        """What it says, part by part."""
        said: dict[str, Any] = json.loads(self.body)
        return said


class Publications(RegisteredQuerySet[M]):
    """Everyone's to read."""


class StatementPublication(RegisteredModel):
    """A version that was approved and published, for good: number, day of effect and content.

    The database numbers and dates it, and changes nothing of it afterwards.
    """

    proposal = models.OneToOneField(
        StatementProposal,
        models.PROTECT,
        related_name="publication",
        verbose_name=_("what it says"),
    )
    party = models.ForeignKey(
        Party, models.PROTECT, related_name="statement_publications", verbose_name=_("party")
    )
    slug = models.SlugField(_("address"), max_length=60)
    number = models.PositiveIntegerField(_("version"), default=0)
    effective_on = models.DateField(_("takes effect on"))
    published_at = models.DateTimeField(_("published at"))
    approved_by = models.UUIDField(_("approved by"), null=True, blank=True)

    objects = Publications["StatementPublication"].as_manager()
    privacy = Privacy(
        personal={"approved_by": Erasure.NOT_RELATABLE},
        not_personal=("id", "proposal", "party", "slug", "number", "effective_on", "published_at"),
    )

    class Meta:
        verbose_name = _("published statement")
        verbose_name_plural = _("published statements")
        ordering = ("party", "-number")
        constraints = (
            models.UniqueConstraint(fields=("party", "number"), name="statement_version_number"),
        )
        indexes = (models.Index(fields=("slug", "-number"), name="statement_by_address"),)

    def __str__(self) -> str:
        return f"{self.slug} {self.number}"


class StatementInTerms(RegisteredModel):
    """A version for machines, in one vocabulary and language, as its sentences were drawn.

    Added with the version and changed never. It names no people at contact points.
    """

    publication = models.ForeignKey(
        StatementPublication,
        models.PROTECT,
        related_name="in_terms",
        verbose_name=_("published"),
    )
    form = models.CharField(_("vocabulary"), max_length=4, choices=Terms)
    language = models.CharField(_("language"), max_length=2)
    body = models.TextField(_("what it says"))

    objects = Publications["StatementInTerms"].as_manager()
    privacy = Privacy(not_personal=("id", "publication", "form", "language", "body"))

    class Meta:
        verbose_name = _("statement for machines")
        verbose_name_plural = _("statements for machines")
        ordering = ("form", "language")
        constraints = (
            models.UniqueConstraint(
                fields=("publication", "form", "language"), name="statement_once_in_terms"
            ),
            models.CheckConstraint(
                name="statement_terms_known",
                condition=Q(form__in=Terms.values, language__in=("nl", "en")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.publication} {self.form} {self.language}"


class StatementNews(RegisteredModel):
    """Followers were told of a publication: written once, with the mails themselves."""

    publication = models.OneToOneField(
        StatementPublication, models.PROTECT, related_name="news", verbose_name=_("published")
    )
    written_at = models.DateTimeField(_("written at"))
    told = models.PositiveIntegerField(_("followers told"))

    objects = OfficersOnly["StatementNews"].as_manager()
    privacy = Privacy(not_personal=("id", "publication", "written_at", "told"))

    class Meta:
        verbose_name = _("news of a statement")
        verbose_name_plural = _("news of statements")
        ordering = ("-written_at", "pk")

    def __str__(self) -> str:
        return str(self.publication)
