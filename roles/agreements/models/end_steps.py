"""What was said and done at the end of a service: steps that are only added."""

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.agreements.models.ends import Choice, EndOfService
from roles.agreements.models.instructions import EnteredBy
from roles.agreements.models.papers import AgreementDocument
from roles.models.data import DataCategory
from roles.models.sources import Source
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class EndStepKind(models.TextChoices):
    """What a step says."""

    CHOSEN = "CHOSEN", _("Chosen")
    STATED = "STATED", _("Carried out")
    CONFIRMED = "CONFIRMED", _("Confirmed")
    DISPUTED = "DISPUTED", _("Disputed")
    CONTINUED = "CONTINUED", _("Lapsed: the service goes on")
    EARLIER = "EARLIER", _("Lapsed: the service ended earlier")


LAPSES: Final = (EndStepKind.CONTINUED, EndStepKind.EARLIER)
"""What the register itself notes of an end that is none any more; nothing follows it."""


class Outcome(models.TextChoices):
    """What became of data."""

    RETURNED = "RETURNED", _("Returned")
    DELETED = "DELETED", _("Deleted")
    KEPT = "KEPT", _("Kept, as a law requires")


class StepQuerySet(RegisteredQuerySet["EndStep"]):
    """Steps under the agreements to which the viewer is a party."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(end__agreement__processor__in=viewer.parties) | Q(
            end__agreement__controller__in=viewer.parties
        )


@tracked
class EndStep(RegisteredModel):
    """A choice, a statement with its proof, a confirmation or a dispute, said by ``name``.

    The database numbers and dates it, lets one follow another only in order, and lets each side
    say only what is its own: the one above chooses, confirms and disputes, the processor states.
    That it lapsed the register notes itself, without a name, where contract and agreement say so.
    ``about`` is the statement that is confirmed or disputed; ``parts`` how many outcomes a
    statement has, which nobody adds to later; ``document_hash`` the SHA-256 of the proof.
    """

    end = models.ForeignKey(
        EndOfService, models.PROTECT, related_name="steps", verbose_name=_("end of service")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=EndStepKind)
    about = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("about the statement"),
    )
    choice = models.CharField(_("choice"), max_length=6, choices=Choice, blank=True)
    said_on = models.DateField(_("on"))
    text = models.TextField(_("text"), max_length=2_000, blank=True)
    name = models.CharField(_("said by (name)"), max_length=120, blank=True)
    document = models.ForeignKey(
        AgreementDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proof"),
    )
    document_hash = models.CharField(_("SHA-256 of the proof"), max_length=64, blank=True)
    parts = models.PositiveSmallIntegerField(_("number of outcomes"), default=0)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=10, choices=EnteredBy)

    objects = StepQuerySet.as_manager()
    privacy = Privacy(
        personal={"text": Erasure.BLANK, "name": Erasure.BLANK},
        not_personal=(
            "id",
            "end",
            "number",
            "kind",
            "about",
            "choice",
            "said_on",
            "document",
            "document_hash",
            "parts",
            "entered_at",
            "entered_by",
        ),
    )

    class Meta:
        verbose_name = _("step of an end of service")
        verbose_name_plural = _("steps of ends of service")
        ordering = ("end", "number")
        constraints = (
            models.UniqueConstraint(fields=("end", "number"), name="end_step_numbered"),
            models.CheckConstraint(
                name="end_step_of_its_kind",
                condition=Q(kind="CHOSEN", choice__in=Choice.values, about=None, parts=0)
                | Q(kind="STATED", choice="", about=None, parts__gte=1)
                | Q(kind__in=("CONFIRMED", "DISPUTED"), choice="", about__isnull=False, parts=0)
                | Q(kind__in=LAPSES, choice="", about=None, parts=0),
            ),
            models.CheckConstraint(
                name="end_step_proof",
                condition=Q(document=None, document_hash="")
                | Q(kind="STATED", document__isnull=False, document_hash__regex="^.{64}$"),
            ),
            models.CheckConstraint(
                name="end_step_known", condition=Q(entered_by__in=EnteredBy.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.said_on}"

    @property
    def lapses(self) -> bool:
        """Whether the register itself noted that the end is none any more."""
        return self.kind in LAPSES


class OutcomeQuerySet(RegisteredQuerySet["EndOutcome"]):
    """Outcomes under the agreements to which the viewer is a party."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(step__end__agreement__processor__in=viewer.parties) | Q(
            step__end__agreement__controller__in=viewer.parties
        )


@tracked
class EndOutcome(RegisteredModel):
    """What became of one category of data by a statement: when, or by which law until when."""

    step = models.ForeignKey(
        EndStep, models.PROTECT, related_name="outcomes", verbose_name=_("statement")
    )
    category = models.ForeignKey(
        DataCategory, models.PROTECT, related_name="+", verbose_name=_("data category")
    )
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    statute = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("law")
    )
    place = models.CharField(_("place in the law"), max_length=60, blank=True)
    until = models.DateField(_("kept until"), null=True, blank=True)

    objects = OutcomeQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "step",
            "category",
            "outcome",
            "done_on",
            "statute",
            "place",
            "until",
        )
    )

    class Meta:
        verbose_name = _("outcome of an end of service")
        verbose_name_plural = _("outcomes of ends of service")
        ordering = ("step", "category__position", "outcome")
        constraints = (
            models.UniqueConstraint(
                fields=("step", "category", "outcome"), name="end_outcome_once"
            ),
            models.CheckConstraint(
                name="end_outcome_of_its_kind",
                condition=Q(
                    outcome="KEPT", statute__isnull=False, until__isnull=False, done_on=None
                )
                | Q(
                    outcome__in=("RETURNED", "DELETED"),
                    done_on__isnull=False,
                    statute=None,
                    place="",
                    until=None,
                ),
                violation_error_code="end_outcome_unfit",
                violation_error_message=_(
                    "Give the day of what was returned or deleted; of what is kept the law, and"
                    " until when."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.category}: {self.get_outcome_display()}"
