"""The register of the Authority for Consumers and Markets, as far as our parties are in it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.models.parties import Party, below
from voipgrid_privacy.kernel.history import tracked_wholly
from voipgrid_privacy.kernel.models import (
    PeriodModel,
    PeriodQuerySet,
    one_at_a_time,
    period_not_empty,
)
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class AcmRegistrationQuerySet(PeriodQuerySet["AcmRegistration"]):
    """Registrations of parties that the viewer acts for or delivers to."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties) | below("party", viewer)


@tracked_wholly
class AcmRegistration(PeriodModel):
    """``party`` is registered as a provider of telecommunications (Tw Art. 2.1).

    Entered by the party or for it; *checked* is who of the platform looked in ACM's public
    register, when, and whether the name there is the party's.
    """

    party = models.ForeignKey(
        Party, models.PROTECT, related_name="acm_registrations", verbose_name=_("party")
    )
    number = models.CharField(_("registration number"), max_length=30)
    registered_name = models.CharField(_("name in ACM's register"), max_length=200, blank=True)
    name_matches = models.BooleanField(_("name is the party's"), null=True, blank=True)
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    evidence = models.URLField(
        _("evidence"), blank=True, help_text=_("Address of the page that was consulted.")
    )

    turnover_reported_for = models.PositiveSmallIntegerField(
        _("turnover reported for"),
        null=True,
        blank=True,
        help_text=_("The year in which the turnover was last reported to the ACM."),
    )

    objects = AcmRegistrationQuerySet.as_manager()
    # The name, the number and the address of ACM's page of a sole trader are personal data.
    privacy = Privacy(
        personal={
            "registered_name": Erasure.BLANK,
            "number": Erasure.BLANK,
            "evidence": Erasure.BLANK,
        },
        not_personal=(
            "id",
            "party",
            "name_matches",
            "checked_on",
            "valid_during",
            "turnover_reported_for",
        ),
    )

    class Meta:
        verbose_name = _("ACM registration")
        verbose_name_plural = _("ACM registrations")
        ordering = ("party__name",)
        constraints = (
            one_at_a_time(
                "acm_registration_one_at_a_time",
                "party",
                code="overlapping_acm_registration",
                message=_("This party already has a registration in that period."),
            ),
            period_not_empty("acm_registration_period_not_empty"),
            models.CheckConstraint(
                name="acm_registration_numbered",
                condition=~Q(number=""),
                violation_error_code="acm_number_missing",
                violation_error_message=_("Give the number of the registration."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.party}: {self.number}"
