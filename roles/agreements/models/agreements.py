"""What two parties agreed, and what the one authorises the other to."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roles.agreements.models.templates import AgreementTemplate
from roles.models.contracts import Contract
from roles.models.parties import Party
from roles.models.sources import Source
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import (
    PeriodModel,
    PeriodQuerySet,
    one_at_a_time,
    period_not_empty,
)
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class AgreementState(models.TextChoices):
    """Where an agreement stands on a day."""

    UNSIGNED = "UNSIGNED", _("Not signed")
    HALF_SIGNED = "HALF_SIGNED", _("Signed by one of the two")
    NOT_YET = "NOT_YET", _("Signed, begins later")
    IN_FORCE = "IN_FORCE", _("Signed and in force")
    ENDED = "ENDED", _("Ended")


class MandateKind(models.TextChoices):
    """How a processor is authorised to engage others (GDPR Art. 28(2))."""

    GENERAL = "GENERAL", _("General: any, with notice of changes")
    SPECIFIC = "SPECIFIC", _("Specific: the party that is named")


class AgreementQuerySet(PeriodQuerySet["Agreement"]):
    """Agreements to which the viewer is a party."""

    def binding(self, on: date) -> "AgreementQuerySet":
        """Return the agreements that both have signed and that hold on ``on``."""
        signed = self.filter(processor_signed_on__lte=on, controller_signed_on__lte=on)
        return signed.filter(valid_during__contains=on)

    def _own(self, viewer: Viewer) -> Q:
        return Q(processor__in=viewer.parties) | Q(controller__in=viewer.parties)


@tracked
class Agreement(PeriodModel):
    """What ``processor`` agreed with the party it acts for (GDPR Art. 28(3), 28(4), 28(9)).

    ``controller`` is that party, which may be a processor itself. With ``contract`` it covers
    what is delivered under that one; without, all that the one does for the other.
    """

    processor = models.ForeignKey(
        Party, models.PROTECT, related_name="agreements", verbose_name=_("processor")
    )
    controller = models.ForeignKey(
        Party, models.PROTECT, related_name="agreements_as_controller", verbose_name=_("acts for")
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, verbose_name=_("only for contract")
    )
    template = models.ForeignKey(
        AgreementTemplate, models.PROTECT, null=True, blank=True, verbose_name=_("template")
    )
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    processor_signed_on = models.DateField(_("signed by the processor on"), null=True, blank=True)
    controller_signed_on = models.DateField(
        _("signed by the party it acts for on"), null=True, blank=True
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, verbose_name=_("source")
    )

    objects = AgreementQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "processor",
            "controller",
            "contract",
            "template",
            "reference",
            "processor_signed_on",
            "controller_signed_on",
            "source",
            "valid_during",
        )
    )

    class Meta:
        verbose_name = _("data processing agreement")
        verbose_name_plural = _("data processing agreements")
        ordering = ("processor__name", "controller__name", "-valid_during")
        constraints = (
            one_at_a_time(
                "agreement_one_at_a_time",
                "processor",
                "controller",
                condition=Q(contract__isnull=True),
                code="overlapping_agreement",
                message=_("These parties already have an agreement in that period."),
            ),
            one_at_a_time(
                "agreement_one_per_contract",
                "contract",
                condition=Q(contract__isnull=False),
                code="overlapping_agreement",
                message=_("This contract already has an agreement in that period."),
            ),
            period_not_empty("agreement_period_not_empty"),
            models.CheckConstraint(
                name="agreement_two_parties",
                condition=~Q(processor=F("controller")),
                violation_error_code="agreement_with_itself",
                violation_error_message=_("A party has no agreement with itself."),
            ),
        )
        indexes = (models.Index(fields=("controller", "processor"), name="agreement_of_pair"),)

    def __str__(self) -> str:
        return self.reference or f"{self.processor} – {self.controller}"

    def state(self, on: date) -> AgreementState:
        """Return where it stands on ``on``; a signature counts from its own day."""
        if self.valid_until is not None and self.valid_until <= on:
            return AgreementState.ENDED
        days = (self.processor_signed_on, self.controller_signed_on)
        signed = [day is not None and day <= on for day in days]
        if not all(signed):
            return AgreementState.HALF_SIGNED if any(signed) else AgreementState.UNSIGNED
        begun = self.valid_from is not None and self.valid_from <= on
        return AgreementState.IN_FORCE if begun else AgreementState.NOT_YET


class MandateQuerySet(PeriodQuerySet["Mandate"]):
    """Mandates that the viewer gave or got."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(giver__in=viewer.parties) | Q(holder__in=viewer.parties)


@tracked
class Mandate(PeriodModel):
    """``giver`` authorises ``holder``, which acts for it, to engage others (GDPR Art. 28(2)).

    ``notice_days``: how long before a change it is told, so that it can object; the agreement's
    own term, the GDPR names none.
    """

    giver = models.ForeignKey(
        Party, models.PROTECT, related_name="mandates_given", verbose_name=_("given by")
    )
    holder = models.ForeignKey(
        Party, models.PROTECT, related_name="mandates", verbose_name=_("given to")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MandateKind)
    engages = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to engage"),
    )
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), null=True, blank=True)
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates",
        verbose_name=_("agreement"),
    )

    objects = MandateQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "giver",
            "holder",
            "kind",
            "engages",
            "notice_days",
            "agreement",
            "valid_during",
        )
    )

    class Meta:
        verbose_name = _("mandate to engage processors")
        verbose_name_plural = _("mandates to engage processors")
        ordering = ("holder__name", "giver__name", "kind")
        constraints = (
            one_at_a_time(
                "mandate_one_general",
                "giver",
                "holder",
                condition=Q(kind=MandateKind.GENERAL),
                code="overlapping_mandate",
                message=_("This mandate is already recorded in that period."),
            ),
            one_at_a_time(
                "mandate_one_per_engaged",
                "giver",
                "holder",
                "engages",
                condition=Q(kind=MandateKind.SPECIFIC),
                code="overlapping_mandate",
                message=_("This mandate is already recorded in that period."),
            ),
            period_not_empty("mandate_period_not_empty"),
            models.CheckConstraint(
                name="mandate_kind_known", condition=Q(kind__in=MandateKind.values)
            ),
            models.CheckConstraint(
                name="mandate_specific_names_a_party",
                condition=Q(kind=MandateKind.SPECIFIC, engages__isnull=False)
                | Q(kind=MandateKind.GENERAL, engages__isnull=True),
                violation_error_code="mandate_party",
                violation_error_message=_("A specific mandate names a party, a general one none."),
            ),
            models.CheckConstraint(
                name="mandate_two_parties",
                condition=~Q(giver=F("holder")),
                violation_error_code="mandate_to_itself",
                violation_error_message=_("A party gives itself no mandate."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.giver} – {self.holder}"
