"""Rewrites that are due: of which table, when they may, and which runs they cover."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.choices import RewriteDelay, RewriteProblem, RewriteState
from records.engine.models import AnonymisationJob
from records.querysets import OfficersQuerySet
from records.stores.models import DataStore, StoreTable
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel
from voipgrid_privacy.kernel.privacy import Erasure, Privacy


class RewriteQuerySet(OfficersQuerySet["TableRewrite"]):
    """Rewrites by what is to be done about them."""

    def open(self) -> "RewriteQuerySet":
        """Return those that are not done."""
        return self.filter(done_at=None)

    def due(self, at: datetime) -> "RewriteQuerySet":
        """Return those whose window is open."""
        return self.open().filter(window__contains=at)


@tracked
class TableRewrite(RegisteredModel):
    """The files of one table have yet to be written anew: runs left old row versions in them.

    ``table`` is empty for our own call records. ``window`` is when the table may be locked for as
    long as it takes; without one it waits for an officer. It covers the runs that stopped before
    ``began_at``, and those only once it is done.
    """

    store = models.ForeignKey(
        DataStore, models.PROTECT, related_name="rewrites", verbose_name=_("data store")
    )
    table = models.ForeignKey(
        StoreTable,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rewrites",
        verbose_name=_("table"),
    )
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    window = DateTimeRangeField(_("window"), null=True, blank=True)
    decided_by = models.UUIDField(_("decided by"), null=True, blank=True)
    put_off_until = models.DateField(_("put off until"), null=True, blank=True)
    put_off_for = models.CharField(
        _("put off because"), max_length=12, choices=RewriteDelay, blank=True
    )
    problem = models.CharField(_("problem"), max_length=12, choices=RewriteProblem, blank=True)
    tried_at = models.DateTimeField(_("tried at"), null=True, blank=True)
    began_at = models.DateTimeField(_("began at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects = RewriteQuerySet.as_manager()
    privacy = Privacy(
        personal={"decided_by": Erasure.NOT_RELATABLE},
        not_personal=(
            "id",
            "store",
            "table",
            "opened_at",
            "window",
            "put_off_until",
            "put_off_for",
            "problem",
            "tried_at",
            "began_at",
            "done_at",
        ),
        kept=_("Who decided is an identifier that means nothing once the account is gone."),
    )

    class Meta:
        verbose_name = _("rewrite of a table")
        verbose_name_plural = _("rewrites of tables")
        ordering = ("-opened_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("store", "table"),
                name="rewrite_one_open_per_table",
                condition=Q(done_at=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="rewrite_window_bounded",
                condition=Q(window=None)
                | Q(window__isempty=False, window__lower_inf=False, window__upper_inf=False),
            ),
            models.CheckConstraint(
                name="rewrite_put_off_for_a_reason",
                condition=Q(put_off_until=None, put_off_for="")
                | Q(put_off_until__isnull=False, put_off_for__in=RewriteDelay.values, window=None),
            ),
            models.CheckConstraint(
                name="rewrite_done_after_it_began",
                condition=Q(done_at=None)
                | Q(began_at__isnull=False, done_at__gte=models.F("began_at"), problem=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.store}, {self.table or _('our own call records')}"

    @property
    def state(self) -> RewriteState:
        """Say where it is: done, planned, put off, or waiting for somebody to decide."""
        if self.done_at:
            return RewriteState.DONE
        if self.window:
            return RewriteState.PLANNED
        return RewriteState.PUT_OFF if self.put_off_until else RewriteState.WAITS


class RewriteCover(models.Model):
    """A run whose old row versions a rewrite takes away; ``joined_at`` is not before its end."""

    rewrite = models.ForeignKey(
        TableRewrite, models.PROTECT, related_name="covers", verbose_name=_("rewrite")
    )
    job = models.ForeignKey(
        AnonymisationJob, models.PROTECT, related_name="covers", verbose_name=_("run")
    )
    joined_at = models.DateTimeField(_("joined at"))

    objects = OfficersQuerySet["RewriteCover"].as_manager()
    privacy: ClassVar[Privacy] = Privacy(not_personal=("id", "rewrite", "job", "joined_at"))

    class Meta:
        verbose_name = _("run covered by a rewrite")
        verbose_name_plural = _("runs covered by rewrites")
        ordering = ("-joined_at",)
        constraints = (
            models.UniqueConstraint(fields=("rewrite", "job"), name="rewrite_covers_a_run_once"),
        )

    def __str__(self) -> str:
        return f"{self.rewrite_id} {self.job_id}"
