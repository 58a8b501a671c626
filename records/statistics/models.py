"""What a party decided about statistics of its calls, and each table that was made of them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from records.stores.models import DataStore
from roles.models import Party
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import (
    PeriodModel,
    PeriodQuerySet,
    RegisteredModel,
    RegisteredQuerySet,
    one_at_a_time,
    period_not_empty,
)
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class DecisionQuerySet(PeriodQuerySet["StatisticsDecision"]):
    """Decisions of the viewer's own parties."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties)


@tracked
class StatisticsDecision(PeriodModel):
    """A partner has statistics made of its calls before these go (GDPR Art. 28(3)(a)).

    To make data anonymous is to process it, so VoIPGRID does it on the instruction of each partner
    and for no other; the model partner instructs nobody. ``valid_during`` says of which months:
    those whose last day lies in it. One month costs ``epsilon``; all months of a calendar year
    together no more than ``budget``. Of one subscriber ``most_calls`` count in a month. Ended and
    replaced, never edited.
    """

    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("partner"))
    store = models.ForeignKey(DataStore, models.PROTECT, verbose_name=_("data store"))
    epsilon = models.DecimalField(_("epsilon of a month"), max_digits=5, decimal_places=3)
    budget = models.DecimalField(_("epsilon of a calendar year"), max_digits=6, decimal_places=3)
    most_calls = models.PositiveIntegerField(_("calls of one subscriber that count"))

    objects = DecisionQuerySet.as_manager()
    privacy = Privacy(
        not_personal=("id", "party", "store", "epsilon", "budget", "most_calls", "valid_during")
    )

    class Meta:
        verbose_name = _("decision on statistics")
        verbose_name_plural = _("decisions on statistics")
        ordering = ("party", "-valid_during")
        constraints = (
            one_at_a_time(
                "statistics_decision_one_at_a_time",
                "party",
                "store",
                code="overlapping_statistics_decision",
                message=_("This partner already has statistics made of this store in that period."),
            ),
            period_not_empty("statistics_decision_period_not_empty"),
            models.CheckConstraint(
                name="statistics_decision_epsilon",
                condition=Q(epsilon__gte="0.1", epsilon__lte=2),
                violation_error_code="epsilon_out_of_bounds",
                violation_error_message=_("Epsilon of a month lies between 0.1 and 2."),
            ),
            models.CheckConstraint(
                name="statistics_decision_budget",
                condition=Q(budget__gte=F("epsilon"), budget__lte=24),
                violation_error_code="budget_out_of_bounds",
                violation_error_message=_(
                    "The budget of a year holds one month at least, and is 24 at most."
                ),
            ),
            models.CheckConstraint(
                name="statistics_decision_most_calls",
                condition=Q(most_calls__gte=1, most_calls__lte=10_000),
                violation_error_code="most_calls_out_of_bounds",
                violation_error_message=_("Of one subscriber 1 to 10,000 calls count."),
            ),
        )

    def __str__(self) -> str:
        return str(self.party)


class ReleaseQuerySet(RegisteredQuerySet["StatisticsRelease"]):
    """Tables of the viewer's own parties; nobody else's."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties)


class StatisticsRelease(RegisteredModel):
    """The table of one month of one partner's calls: what was drawn once, and what that cost.

    The row is the entry in the budget as well, so that nothing is published that was not paid for.
    The database refuses it beyond the budget, and refuses to change or delete it: who asks again
    gets the same. ``figures`` is calls by class of the number called, and by duration; each adds up
    to ``calls``. ``errors`` says per kind of figure how far off 95 in 100 are at most.
    """

    decision = models.ForeignKey(
        StatisticsDecision, models.PROTECT, related_name="releases", verbose_name=_("decision")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("partner"))
    store = models.ForeignKey(DataStore, models.PROTECT, verbose_name=_("data store"))
    month = models.DateField(_("month"), help_text=_("Its first day."))
    epsilon = models.DecimalField(_("epsilon"), max_digits=5, decimal_places=3)
    delta = models.DecimalField(_("delta"), max_digits=12, decimal_places=12, default=0)
    most_calls = models.PositiveIntegerField(_("calls of one subscriber that count"))
    method = models.CharField(_("method"), max_length=60)
    calls = models.PositiveBigIntegerField(_("calls"))
    subscribers = models.PositiveBigIntegerField(_("subscribers"))
    bounded = models.PositiveBigIntegerField(_("subscribers of whom not all calls count"))
    figures = models.JSONField(_("calls by number called, and by duration"))
    errors = models.JSONField(_("error at 95 %"))
    computed_at = models.DateTimeField(_("made at"), auto_now_add=True)

    objects = ReleaseQuerySet.as_manager()
    privacy = Privacy(
        # Differentially private: whether anybody is in the data cannot be told from them.
        not_personal=(
            "id",
            "decision",
            "party",
            "store",
            "month",
            "epsilon",
            "delta",
            "most_calls",
            "method",
            "calls",
            "subscribers",
            "bounded",
            "figures",
            "errors",
            "computed_at",
        ),
    )

    class Meta:
        verbose_name = _("statistics of a month")
        verbose_name_plural = _("statistics by month")
        ordering = ("-month", "party")
        constraints = (
            models.UniqueConstraint(
                fields=("party", "store", "month"), name="statistics_release_once"
            ),
            models.CheckConstraint(
                name="statistics_release_pure", condition=Q(delta=0, epsilon__gt=0)
            ),
            models.CheckConstraint(
                name="statistics_release_first_of_month", condition=Q(month__day=1)
            ),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
