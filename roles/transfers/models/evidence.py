"""What keeps a ground up: that the importer is covered, what was assessed, the documents."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from roles.models.parties import Party
from roles.transfers.choices import Covers, Outcome
from roles.transfers.models.transfers import Transfer
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import (
    M,
    PeriodModel,
    PeriodQuerySet,
    RegisteredModel,
    RegisteredQuerySet,
    one_at_a_time,
    period_not_empty,
)
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class CoverageQuerySet(PeriodQuerySet["AdequacyCoverage"]):
    """Coverage of importers of which the viewer may know."""

    def _own(self, viewer: Viewer) -> Q:
        seen = Party.objects.visible_to(viewer).filter(pk=OuterRef("importer"))
        return Q(Exists(seen))


@tracked
class AdequacyCoverage(PeriodModel):
    """``importer`` falls under a decision that does not cover everyone (GDPR Art. 45).

    Such as: it is certified under the Data Privacy Framework from and until these days.
    """

    importer = models.ForeignKey(
        Party, models.PROTECT, related_name="coverages", verbose_name=_("importer")
    )
    decision = models.SlugField(_("decision"))
    covers = models.CharField(_("covers"), max_length=10, choices=Covers, default=Covers.ALL)
    checked_on = models.DateField(_("looked up on"))
    evidence = models.URLField(_("address of the page"), blank=True)

    objects = CoverageQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "importer",
            "decision",
            "covers",
            "checked_on",
            "evidence",
            "valid_during",
        )
    )

    class Meta:
        verbose_name = _("importer covered by a decision")
        verbose_name_plural = _("importers covered by a decision")
        ordering = ("importer__name", "-valid_during")
        constraints = (
            one_at_a_time(
                "coverage_one_at_a_time",
                "importer",
                "decision",
                "covers",
                code="overlapping_coverage",
                message=_("This is already recorded in that period."),
            ),
            period_not_empty("coverage_period_not_empty"),
            models.CheckConstraint(
                name="coverage_covers_known", condition=Q(covers__in=Covers.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.importer}: {self.decision}"


class OfTransferQuerySet(RegisteredQuerySet[M]):
    """What belongs to transfers that the viewer may see."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(Exists(Transfer.objects.visible_to(viewer).filter(pk=OuterRef("transfer"))))


@tracked
class TransferAssessment(RegisteredModel):
    """What the law of the importer's country allows it to keep to (C-311/18, Clause 14)."""

    transfer = models.ForeignKey(
        Transfer, models.PROTECT, related_name="assessments", verbose_name=_("transfer")
    )
    done_on = models.DateField(_("done on"))
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome)
    review_on = models.DateField(_("review by"))
    assessor = models.CharField(_("by whom"), max_length=200)
    reference = models.CharField(_("document"), max_length=200, blank=True)

    objects = OfTransferQuerySet["TransferAssessment"].as_manager()
    privacy = Privacy(
        personal={"assessor": Erasure.BLANK},
        not_personal=("id", "transfer", "done_on", "outcome", "review_on", "reference"),
    )

    class Meta:
        verbose_name = _("transfer impact assessment")
        verbose_name_plural = _("transfer impact assessments")
        ordering = ("-done_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("transfer", "done_on"),
                name="assessment_one_a_day",
                violation_error_code="assessed_already",
                violation_error_message=_("An assessment of that day is already recorded."),
            ),
            models.CheckConstraint(
                name="assessment_outcome_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.CheckConstraint(
                name="assessment_reviewed_later",
                condition=Q(review_on__gt=models.F("done_on")),
                violation_error_code="review_not_later",
                violation_error_message=_("The review comes after the assessment."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.transfer}: {self.done_on:%Y-%m-%d}"


class DocumentQuerySet(RegisteredQuerySet["TransferDocument"]):
    """Documents of transfers that the viewer makes or receives: they bear signatures."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(transfer__exporter__in=viewer.parties) | Q(transfer__importer__in=viewer.parties)


@tracked
class TransferDocument(RegisteredModel):
    """A file with a transfer, such as the signed clauses; its hash proves it unchanged."""

    transfer = models.ForeignKey(
        Transfer, models.PROTECT, related_name="documents", verbose_name=_("transfer")
    )
    name = models.CharField(_("name"), max_length=200)
    content = models.BinaryField(_("file"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    added_at = models.DateTimeField(_("added at"))

    objects = DocumentQuerySet.as_manager()
    privacy = Privacy(
        personal={"content": Erasure.BLANK, "name": Erasure.BLANK},
        not_personal=("id", "transfer", "sha256", "added_at"),
    )

    class Meta:
        verbose_name = _("document of a transfer")
        verbose_name_plural = _("documents of transfers")
        ordering = ("-added_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("transfer", "sha256"),
                name="transfer_document_once",
                violation_error_code="document_already_there",
                violation_error_message=_("This file is already with the transfer."),
            ),
        )

    def __str__(self) -> str:
        return self.name or self.sha256
