"""Retention rules: how long, from when, on what ground, and whose decision."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.choices import ERASING, Bound, StartEvent
from records.retention.rules import Clock, Term
from records.stores.models import DataStore
from roles.choices import Role
from roles.models import DataCategory, DataElement, Party, Source
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.law import Citation, parse
from voipgrid_privacy.kernel.models import (
    PeriodModel,
    PeriodQuerySet,
    one_at_a_time,
    period_not_empty,
)
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


def validate_citation(value: Any) -> None:
    """Raise ValidationError unless ``value`` reads as a citation of a known instrument."""
    try:
        parse(str(value))
    except ValueError as error:
        raise ValidationError(
            _("%(citation)s is not a place in a law we know."), "citation", {"citation": value}
        ) from error


def decided_for(viewer: Viewer) -> Q:
    """Return the condition that a rule, or a version of it, speaks for ``viewer``."""
    if viewer.sees_everything:
        return Q()
    return Q(decided_by__in=viewer.parties) | Q(decided_by__is_model=True)


class RetentionRuleQuerySet(PeriodQuerySet["RetentionRule"]):
    """Rules the viewer decided itself, and the standard ones that speak for everyone."""

    def _own(self, viewer: Viewer) -> Q:
        return decided_for(viewer)


@tracked
class RetentionRule(PeriodModel):
    """One decision how long one category of data, or one element of it, in one store is kept.

    A maximum says when data must be gone, a minimum until when a law has it kept; ``role`` is
    that of the deciding party for these data. VoIPGRID carries it out as processor, on documented
    instruction (GDPR Art. 28(3)(a)). What the model partner decides is the standard instruction:
    it holds for every partner that has not decided otherwise for that store and category. Ended
    and replaced, never edited.
    """

    code = models.SlugField(_("code"))
    category = models.ForeignKey(DataCategory, models.PROTECT, verbose_name=_("data category"))
    element = models.ForeignKey(
        DataElement, models.PROTECT, null=True, blank=True, verbose_name=_("data element")
    )
    store = models.ForeignKey(DataStore, models.PROTECT, verbose_name=_("data store"))
    bound = models.CharField(_("kind"), max_length=10, choices=Bound, default=Bound.MAXIMUM)
    role = models.CharField(_("decided as"), max_length=20, choices=Role, default=Role.CONTROLLER)
    start_event = models.CharField(_("starts at"), max_length=30, choices=StartEvent)
    term_months = models.PositiveSmallIntegerField(_("calendar months"), default=0)
    term_days = models.PositiveSmallIntegerField(_("days"), default=0)
    grounds = ArrayField(
        models.CharField(max_length=60, validators=[validate_citation]),
        verbose_name=_("legal grounds"),
    )
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"))
    decided_by = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    technique = models.CharField(
        _("technique"), max_length=20, choices=[(t.value, t.label) for t in ERASING]
    )

    objects = RetentionRuleQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "code",
            "category",
            "element",
            "store",
            "bound",
            "role",
            "start_event",
            "term_months",
            "term_days",
            "grounds",
            "source",
            "decided_by",
            "technique",
            "valid_during",
        )
    )

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ("code",)
        constraints = (
            one_at_a_time(
                "retention_rule_one_at_a_time",
                "store",
                "category",
                "decided_by",
                "bound",
                code="overlapping_retention_rule",
                message=_("This party already has a rule for this data in that period."),
                condition=Q(element__isnull=True),
            ),
            one_at_a_time(
                "retention_rule_one_at_a_time_per_element",
                "store",
                "element",
                "decided_by",
                "bound",
                code="overlapping_retention_rule",
                message=_("This party already has a rule for this data in that period."),
                condition=Q(element__isnull=False),
            ),
            models.CheckConstraint(
                name="retention_rule_bound_known", condition=Q(bound__in=Bound.values)
            ),
            models.CheckConstraint(
                name="retention_rule_role_known", condition=Q(role__in=Role.values)
            ),
            period_not_empty("retention_rule_period_not_empty"),
            models.CheckConstraint(
                name="retention_rule_start_known", condition=Q(start_event__in=StartEvent.values)
            ),
            models.CheckConstraint(
                name="retention_rule_technique_known",
                condition=Q(technique__in=[t.value for t in ERASING]),
            ),
            models.CheckConstraint(
                name="retention_rule_has_ground",
                condition=~Q(grounds=[]),
                violation_error_code="ground_missing",
                violation_error_message=_("A retention rule rests on at least one legal ground."),
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def term(self) -> Term:
        """The period of the rule, in calendar months and days."""
        return Term(months=self.term_months, days=self.term_days)

    @property
    def clock(self) -> Clock:
        """From which event it counts, and for how long."""
        return Clock(StartEvent(self.start_event), self.term)

    @property
    def cites(self) -> tuple[Citation, ...]:
        """The grounds as citations, to be read aloud in the reader's language."""
        return tuple(parse(ground) for ground in self.grounds)
