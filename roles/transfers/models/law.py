"""Acts of law that officers entered: only added to, corrected by a successor, dated here."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roles.transfers.choices import OF_DECISIONS, OF_EEA, Act, Seen
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy

NAMED = sorted((Act.ADEQUACY, *OF_DECISIONS))
MEMBERSHIP = sorted(OF_EEA)


class LawActQuerySet(RegisteredQuerySet["LawAct"]):
    """The law is everybody's: whoever looks may read all of it."""

    def standing(self) -> "LawActQuerySet":
        """Return the acts that count: those without a successor, and that were not withdrawn."""
        succeeded = LawAct.objects.filter(replaces__isnull=False).values("replaces")
        return self.filter(withdrawn=False).exclude(pk__in=succeeded)


@tracked
class LawAct(RegisteredModel):
    """An adequacy decision, its end, or a change of the EEA, with its days and its source.

    A row stays as it was entered. One that is wrong gets a successor (``replaces``); one that
    should not be there gets one that is ``withdrawn``. ``effective_on`` is the first day on which
    it is otherwise: on which a decision applies or no longer does, on which a country is in the EEA
    or no longer is (GDPR Art. 45(3), 45(5), 45(9)). The guard of the table lets one row at a time
    count for the same: what is succeeded or withdrawn is in nobody's way.
    """

    kind = models.CharField(_("what it does"), max_length=15, choices=Act)
    decision = models.CharField(
        _("decision"),
        max_length=50,
        blank=True,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9_]*$", _("Capitals, digits and underscores."))],
    )
    country = models.CharField(_("country"), max_length=2)
    name = models.CharField(_("name it goes by"), max_length=100, blank=True)
    number = models.CharField(_("number of the act"), max_length=60)
    adopted_on = models.DateField(_("adopted or pronounced on"))
    effective_on = models.DateField(_("first day of its effect"))
    until = models.DateField(_("first day on which it lapses by itself"), null=True, blank=True)
    listed = models.BooleanField(_("covers some importers only"), default=False)
    covered_nl = models.CharField(_("who is covered, in Dutch"), max_length=200, blank=True)
    covered_en = models.CharField(_("who is covered, in English"), max_length=200, blank=True)
    url = models.URLField(_("address of the act"), max_length=300)
    seen = models.CharField(_("looked up"), max_length=15, choices=Seen, default=Seen.OFFICIAL)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successor",
        verbose_name=_("succeeds"),
    )
    withdrawn = models.BooleanField(_("should not have been entered"), default=False)
    entered_at = models.DateTimeField(_("entered at"))

    objects = LawActQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "kind",
            "decision",
            "country",
            "name",
            "number",
            "adopted_on",
            "effective_on",
            "until",
            "listed",
            "covered_nl",
            "covered_en",
            "url",
            "seen",
            "replaces",
            "withdrawn",
            "entered_at",
        )
    )

    class Meta:
        verbose_name = _("act of law on transfers")
        verbose_name_plural = _("acts of law on transfers")
        ordering = ("-effective_on", "-entered_at")
        constraints = (
            models.CheckConstraint(name="law_act_kind_known", condition=Q(kind__in=Act.values)),
            models.CheckConstraint(
                name="law_act_country_iso", condition=Q(country__regex=r"^[A-Z]{2}$")
            ),
            models.CheckConstraint(
                name="law_act_about_one",
                condition=(Q(kind__in=NAMED) & ~Q(decision=""))
                | Q(kind__in=MEMBERSHIP, decision=""),
            ),
            models.CheckConstraint(
                name="law_act_covers_whom",
                condition=(
                    Q(listed=True, kind=Act.ADEQUACY) & ~Q(covered_nl="") & ~Q(covered_en="")
                )
                | Q(listed=False, covered_nl="", covered_en=""),
                violation_error_code="law_act_covers_whom",
                violation_error_message=_(
                    "Say in two languages who is covered, where a decision covers some importers"
                    " only."
                ),
            ),
            models.CheckConstraint(
                name="law_act_lapses_later",
                condition=Q(until__isnull=True) | Q(kind=Act.ADEQUACY, until__gt=F("effective_on")),
                violation_error_code="law_act_lapses_later",
                violation_error_message=_(
                    "Only a decision has a last day of its own, after its first."
                ),
            ),
            models.CheckConstraint(
                name="law_act_in_force_once_adopted",
                condition=Q(effective_on__gte=F("adopted_on")) | Q(kind__in=MEMBERSHIP),
                violation_error_code="law_act_in_force_once_adopted",
                violation_error_message=_("An act has no effect before it is adopted."),
            ),
            models.CheckConstraint(
                name="law_act_sourced", condition=Q(url__startswith="https://") & ~Q(number="")
            ),
            models.CheckConstraint(
                name="law_act_withdrawn_succeeds",
                condition=Q(withdrawn=False) | Q(replaces__isnull=False),
            ),
        )

    def __str__(self) -> str:
        about = self.decision or self.country
        return f"{self.get_kind_display()}: {about} ({self.number})"
