"""The end of a service: what was agreed about it, and that one is to be gone through."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.agreements.models.agreements import Agreement
from roles.agreements.models.instructions import EnteredBy
from roles.models.parties import Party
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer

DEFAULT_DAYS: Final = 30
"""Our own measure, not the law's: so many days after the last one, where nothing was agreed.

GDPR Art. 28(3)(g) names no term; EDPB Guidelines 07/2020 ask that the parties agree on one.
"""


class Choice(models.TextChoices):
    """What is to be done with the data (GDPR Art. 28(3)(g))."""

    RETURN = "RETURN", _("Return, and delete the copies")
    DELETE = "DELETE", _("Delete")
    BOTH = "BOTH", _("Return some, delete the rest")


class EndState(models.TextChoices):
    """How far an end is; it follows from its steps and from those below, and is kept nowhere."""

    CHOICE = "CHOICE", _("Waits for a choice")
    PROOF = "PROOF", _("To be carried out")
    CONFIRMATION = "CONFIRMATION", _("Waits for confirmation")
    DISPUTED = "DISPUTED", _("Disputed")
    BELOW = "BELOW", _("Waits for those below")
    COMPLETE = "COMPLETE", _("Complete")
    LAPSED = "LAPSED", _("Lapsed")


def _of_either(viewer: Viewer) -> Q:
    processor = Q(agreement__processor__in=viewer.parties)
    return processor | Q(agreement__controller__in=viewer.parties)


class EndTermQuerySet(RegisteredQuerySet["EndTerm"]):
    """Terms of the agreements to which the viewer is a party."""

    def _own(self, viewer: Viewer) -> Q:
        return _of_either(viewer)


class EndQuerySet(RegisteredQuerySet["EndOfService"]):
    """Ends under the agreements to which the viewer is a party."""

    def _own(self, viewer: Viewer) -> Q:
        return _of_either(viewer)


@tracked
class EndTerm(RegisteredModel):
    """What both agreed about the end: within how many days, and what is done unless told otherwise.

    Only added to: the newest that both agreed, and that was entered before the first day without
    the service, counts. Where both have an account, each enters the same.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="end_terms", verbose_name=_("agreement")
    )
    days = models.PositiveSmallIntegerField(_("days after the end"))
    otherwise = models.CharField(
        _("unless chosen otherwise"), max_length=6, choices=Choice, blank=True
    )
    agreed_on = models.DateField(_("agreed on"))
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=10, choices=EnteredBy)

    objects = EndTermQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "agreement",
            "days",
            "otherwise",
            "agreed_on",
            "entered_at",
            "entered_by",
        )
    )

    class Meta:
        verbose_name = _("term for the end of service")
        verbose_name_plural = _("terms for the end of service")
        ordering = ("agreement", "-agreed_on", "-entered_at")
        constraints = (
            models.CheckConstraint(
                name="end_term_known",
                condition=Q(
                    otherwise__in=("", *Choice.values),
                    entered_by__in=EnteredBy.values,
                    days__lte=730,
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.agreement}: {self.days}"


@tracked
class EndOfService(RegisteredModel):
    """The processor no longer serves from ``ended_on``, and returns or deletes (Art. 28(3)(g)).

    ``data`` are the codes of the categories that it had for the other on the last day, as the
    register derived them when this was opened. With ``above`` it is the same duty one link further
    down, of a service that may go on for others (Art. 28(4)); ``whose`` is whom the first is about.
    The database keeps one for each agreement and day that has not lapsed.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="ends", verbose_name=_("agreement")
    )
    above = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="below",
        verbose_name=_("passed on from"),
    )
    whose = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("whose service ended")
    )
    ended_on = models.DateField(_("first day without the service"))
    data = ArrayField(models.CharField(max_length=40), verbose_name=_("data categories"))
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.CharField(_("opened by"), max_length=10, choices=EnteredBy)

    objects = EndQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "agreement",
            "above",
            "whose",
            "ended_on",
            "data",
            "opened_at",
            "opened_by",
        )
    )

    class Meta:
        verbose_name = _("end of service")
        verbose_name_plural = _("ends of service")
        ordering = ("-ended_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "above"),
                name="end_of_service_once_below",
                condition=Q(above__isnull=False),
                violation_error_code="end_opened",
                violation_error_message=_("This end of service is open already."),
            ),
            models.CheckConstraint(
                name="end_of_service_known",
                condition=Q(opened_by__in=EnteredBy.values, data__len__gte=1),
            ),
        )
        indexes = (models.Index(fields=("above",), name="end_of_service_above"),)

    def __str__(self) -> str:
        return f"{self.agreement}: {self.ended_on}"

    @property
    def reference(self) -> str:
        """By what both sides call it where whose it is may not be named: eight hex digits."""
        return self.pk.hex[:8].upper()
