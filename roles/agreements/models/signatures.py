"""Who signed what: one row per signature, from which the days on the agreement follow."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.agreements.models.agreements import Agreement
from roles.agreements.models.papers import AgreementDocument
from roles.models.parties import Party
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class Side(models.TextChoices):
    """For which of the two parties somebody signs."""

    PROCESSOR = "PROCESSOR", _("Processor")
    CONTROLLER = "CONTROLLER", _("The party it acts for")


class Way(models.TextChoices):
    """How it was signed."""

    HERE = "HERE", _("Signed here")
    PAPER = "PAPER", _("Signed elsewhere, and recorded")


class SignatureQuerySet(RegisteredQuerySet["AgreementSignature"]):
    """Signatures under the agreements to which the viewer is a party."""

    def standing(self) -> "SignatureQuerySet":
        """Return those that count: not under a paper that was withdrawn."""
        return self.filter(lapsed_at=None)

    def _own(self, viewer: Viewer) -> Q:
        return Q(agreement__processor__in=viewer.parties) | Q(
            agreement__controller__in=viewer.parties
        )


@tracked
class AgreementSignature(RegisteredModel):
    """``party`` signed, on ``signed_on``: here, under the paper with that hash, or on paper.

    The database dates what is signed here, refuses it under another hash than that of the paper
    that was sent, and keeps ``processor_signed_on`` and ``controller_signed_on`` of the agreement
    equal to these rows in both directions.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="signatures", verbose_name=_("agreement")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))
    way = models.CharField(_("how"), max_length=10, choices=Way)
    signed_on = models.DateField(_("signed on"))
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    document = models.ForeignKey(
        AgreementDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signatures",
        verbose_name=_("paper"),
    )
    document_hash = models.CharField(_("SHA-256 of what was signed"), max_length=64, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    function = models.CharField(_("function"), max_length=120, blank=True)
    signed_by = models.UUIDField(_("user"), null=True, blank=True)
    lapsed_at = models.DateTimeField(_("lapsed at"), null=True, blank=True)

    objects = SignatureQuerySet.as_manager()
    privacy = Privacy(
        personal={
            "name": Erasure.BLANK,
            "function": Erasure.BLANK,
            "signed_by": Erasure.BLANK,
        },
        not_personal=(
            "id",
            "agreement",
            "side",
            "party",
            "way",
            "signed_on",
            "signed_at",
            "document",
            "document_hash",
            "lapsed_at",
        ),
    )

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ("agreement", "-side", "signed_on")
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "side"),
                name="agreement_signature_once",
                condition=Q(lapsed_at=None),
                violation_error_code="already_signed",
                violation_error_message=_("This party has signed already."),
            ),
            models.CheckConstraint(
                name="agreement_signature_known",
                condition=Q(side__in=Side.values, way__in=Way.values),
            ),
            models.CheckConstraint(
                name="agreement_signature_of_paper",
                condition=Q(way=Way.PAPER)
                | Q(
                    document__isnull=False, signed_at__isnull=False, document_hash__regex="^.{64}$"
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.party}: {self.signed_on}"
