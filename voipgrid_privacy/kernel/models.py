"""What all our tables share."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import CheckConstraint, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

M = TypeVar("M", bound=models.Model)


class RegisteredQuerySet(QuerySet[M]):
    """Every read starts with ``visible_to(viewer)``; models with a tenant override ``_own``."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return what ``viewer`` may see; row-level security enforces the same for partners."""
        return self if viewer.sees_everything else self.filter(self._own(viewer)).distinct()

    def _own(self, viewer: Viewer) -> Q:
        """Return the condition for a viewer who does not see everything; common data: no limit."""
        return Q()


class PeriodQuerySet(RegisteredQuerySet[M]):
    """Rows that hold during a period."""

    def in_force(self, on: date) -> Self:
        """Return the rows that hold on the legal date ``on``."""
        return self.filter(valid_during__contains=on)


class RegisteredModel(models.Model):
    """A row of the register: a UUID that never changes, and a privacy declaration."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    privacy: ClassVar[Privacy]

    class Meta:
        abstract = True


class PeriodModel(RegisteredModel):
    """A fact with a period. Ended, never rewritten; the upper bound is exclusive."""

    valid_during = DateRangeField(
        _("valid during"),
        help_text=_("The last day is not included; empty means: until further notice."),
    )

    class Meta:
        abstract = True

    @property
    def valid_from(self) -> date | None:
        """First day on which the fact holds."""
        bound: date | None = self.valid_during.lower
        return bound

    @property
    def valid_until(self) -> date | None:
        """First day on which it no longer holds; None: until further notice."""
        bound: date | None = self.valid_during.upper
        return bound


def period_not_empty(name: str) -> CheckConstraint:
    """Return the constraint that a period has a first day and contains it."""
    return CheckConstraint(  # empty ranges overlap nothing and would slip past an exclusion
        name=name,
        condition=Q(valid_during__isempty=False) & Q(valid_during__startswith__isnull=False),
        violation_error_code="empty_period",
        violation_error_message=_("The period is empty: it ends before it starts."),
    )


def one_at_a_time(
    name: str, *fields: str, code: str, message: "StrOrPromise", condition: Q | None = None
) -> ExclusionConstraint:
    """Return the constraint that rows alike in ``fields`` never overlap in time."""
    expressions: list[tuple[Any, str]] = [(field, RangeOperators.EQUAL) for field in fields]
    return ExclusionConstraint(
        name=name,
        expressions=[*expressions, ("valid_during", RangeOperators.OVERLAPS)],
        condition=condition,
        violation_error_code=code,
        violation_error_message=message,
    )


class ErasingJob(models.Model):
    """What a job that erases has done last; see :mod:`voipgrid_privacy.kernel.erasing`."""

    job = models.CharField(_("job"), max_length=60, primary_key=True)
    looked_at = models.DateTimeField(_("looked last"))
    erased_at = models.DateTimeField(_("erased last"), null=True, blank=True)
    erased = models.BigIntegerField(_("how many then"), default=0)

    privacy: ClassVar[Privacy] = Privacy(not_personal=("job", "looked_at", "erased_at", "erased"))

    class Meta:
        verbose_name = _("job that erases")
        verbose_name_plural = _("jobs that erase")

    def __str__(self) -> str:
        return self.job
