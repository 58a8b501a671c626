"""What shows that an item of an agreement is kept: rows that are only added."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.agreements.models.agreements import Agreement
from roles.agreements.models.instructions import EnteredBy, Instruction
from roles.agreements.models.papers import AgreementDocument
from roles.agreements.models.templates import ClauseItem
from roles.measures.models import Measure
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class EvidenceKind(models.TextChoices):
    """What a row of evidence points at."""

    LINK = "LINK", _("A page or document elsewhere")
    MEASURE = "MEASURE", _("A security measure")
    CERTIFICATE = "CERTIFICATE", _("A certificate of erasure, its number as stated")
    INSTRUCTION = "INSTRUCTION", _("An instruction in the log")
    DOCUMENT = "DOCUMENT", _("A paper that is kept with the agreement")
    NOTE = "NOTE", _("A statement")


class EvidenceQuerySet(RegisteredQuerySet["ClauseEvidence"]):
    """Evidence under the agreements to which the viewer is a party."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(agreement__processor__in=viewer.parties) | Q(
            agreement__controller__in=viewer.parties
        )


@tracked
class ClauseEvidence(RegisteredModel):
    """What shows that ``item`` is kept under the agreement (GDPR Art. 28(3)(h), 5(2)).

    ``reference`` is an address, or the number of a certificate. The database dates a row and
    changes none; it only lets words be erased.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="evidence", verbose_name=_("agreement")
    )
    item = models.ForeignKey(ClauseItem, models.PROTECT, related_name="+", verbose_name=_("item"))
    kind = models.CharField(_("kind"), max_length=12, choices=EvidenceKind)
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("measure")
    )
    instruction = models.ForeignKey(
        Instruction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("instruction"),
    )
    document = models.ForeignKey(
        AgreementDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("paper"),
    )
    reference = models.CharField(_("address or number"), max_length=300, blank=True)
    note = models.TextField(_("what it shows"), max_length=2_000, blank=True)
    name = models.CharField(_("stated by (name)"), max_length=120, blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=10, choices=EnteredBy)

    objects = EvidenceQuerySet.as_manager()
    privacy = Privacy(
        personal={"note": Erasure.BLANK, "name": Erasure.BLANK, "reference": Erasure.BLANK},
        not_personal=(
            "id",
            "agreement",
            "item",
            "kind",
            "measure",
            "instruction",
            "document",
            "entered_at",
            "entered_by",
        ),
    )

    class Meta:
        verbose_name = _("evidence of an agreement")
        verbose_name_plural = _("evidence of agreements")
        ordering = ("agreement", "item__position", "-entered_at")
        constraints = (
            models.CheckConstraint(
                name="clause_evidence_of_its_kind",
                condition=Q(
                    kind="MEASURE",
                    measure__isnull=False,
                    instruction__isnull=True,
                    document__isnull=True,
                )
                | Q(
                    kind="INSTRUCTION",
                    measure__isnull=True,
                    instruction__isnull=False,
                    document__isnull=True,
                )
                | Q(
                    kind="DOCUMENT",
                    measure__isnull=True,
                    instruction__isnull=True,
                    document__isnull=False,
                )
                | Q(
                    kind__in=("LINK", "CERTIFICATE", "NOTE"),
                    measure__isnull=True,
                    instruction__isnull=True,
                    document__isnull=True,
                ),
                violation_error_code="evidence_unfit",
                violation_error_message=_("Give what the kind of evidence names, and only that."),
            ),
            models.CheckConstraint(
                name="clause_evidence_known",
                condition=Q(kind__in=EvidenceKind.values, entered_by__in=EnteredBy.values),
            ),
        )

    def __str__(self) -> str:
        return f"{self.item.code}: {self.get_kind_display()}"

    @property
    def shown(self) -> str:
        """What it points at, in words."""
        return str(self.measure or self.instruction or self.document or self.reference)
