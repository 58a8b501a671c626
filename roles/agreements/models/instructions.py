"""What the one was told to do by the other: a log that is only added to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.agreements.models.agreements import Agreement
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class InstructionKind(models.TextChoices):
    """What an entry of the log says."""

    GIVEN = "GIVEN", _("Instruction")
    INFRINGES = "INFRINGES", _("The processor finds that it infringes data protection law")
    UPHELD = "UPHELD", _("The instruction stands")
    WITHDRAWN = "WITHDRAWN", _("The instruction is withdrawn")


class Channel(models.TextChoices):
    """How it was said."""

    REGISTER = "REGISTER", _("In this register")
    EMAIL = "EMAIL", _("By e-mail")
    LETTER = "LETTER", _("By letter")
    SPOKEN = "SPOKEN", _("Spoken, and confirmed in writing")


class EnteredBy(models.TextChoices):
    """Who put it in the log: one of the two may enter what the other said."""

    PROCESSOR = "PROCESSOR", _("The processor")
    CONTROLLER = "CONTROLLER", _("The party it acts for")
    OFFICE = "OFFICE", _("VoIPGRID's privacy officers")


class InstructionQuerySet(RegisteredQuerySet["Instruction"]):
    """Entries under the agreements to which the viewer is a party."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(agreement__processor__in=viewer.parties) | Q(
            agreement__controller__in=viewer.parties
        )


@tracked
class Instruction(RegisteredModel):
    """An instruction under an agreement (GDPR Art. 28(3)(a)), or what was said of one.

    ``about`` is the instruction that an answer is about: that it infringes (Art. 28(3), last
    sentence), stands or is withdrawn. The database changes no entry; it only lets words be erased.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="instructions", verbose_name=_("agreement")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=InstructionKind)
    about = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("about the instruction"),
    )
    given_on = models.DateField(_("given on"))
    text = models.TextField(_("text"), max_length=2_000)
    given_by = models.CharField(_("said by"), max_length=120)
    channel = models.CharField(_("how"), max_length=10, choices=Channel)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=10, choices=EnteredBy)

    objects = InstructionQuerySet.as_manager()
    privacy = Privacy(
        personal={"text": Erasure.BLANK, "given_by": Erasure.BLANK},
        not_personal=(
            "id",
            "agreement",
            "kind",
            "about",
            "given_on",
            "channel",
            "entered_at",
            "entered_by",
        ),
    )

    class Meta:
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        ordering = ("-given_on", "-entered_at")
        constraints = (
            models.CheckConstraint(
                name="instruction_answers_one",
                condition=Q(kind=InstructionKind.GIVEN, about__isnull=True)
                | ~Q(kind=InstructionKind.GIVEN) & Q(about__isnull=False),
                violation_error_code="instruction_about",
                violation_error_message=_("An answer names the instruction that it is about."),
            ),
            models.CheckConstraint(
                name="instruction_known",
                condition=Q(
                    kind__in=InstructionKind.values,
                    channel__in=Channel.values,
                    entered_by__in=EnteredBy.values,
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.given_on}"
