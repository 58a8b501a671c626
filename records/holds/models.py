"""A legal hold freezes the due date of what it reaches, until it is released."""

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.restrictions.models import Restriction
from records.stores.models import DataStore, StoreTable
from roles.models import DataCategory, Party
from voipgrid_privacy.kernel.history import tracked_wholly
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class HoldQuerySet(RegisteredQuerySet["LegalHold"]):
    """Holds on the viewer's own data; those without a party are for officers."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties)

    def active(self) -> "HoldQuerySet":
        """Return those that were not released."""
        return self.filter(released_at__isnull=True)


@tracked_wholly
class LegalHold(RegisteredModel):
    """What must stay for a case, although its term has ended (GDPR Art. 17(3)(e), 18(1)(c)).

    Everything that is filled in must fit a row for the hold to reach it. ``revision`` grows with
    every hold that is placed or released: a batch records the highest it knew. A ``restriction``
    places holds of its own: on data of its ``category`` that ``seller`` has of the person's number,
    or on exactly the rows in ``keys`` that were found in a table; empty is our own call records.
    """

    case = models.CharField(_("case"), max_length=60)
    reason = models.TextField(_("reason"))
    party = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner or customer"),
    )
    number = models.CharField(_("telephone number"), max_length=20, blank=True)
    store = models.ForeignKey(
        DataStore, models.PROTECT, null=True, blank=True, verbose_name=_("data store")
    )
    period = DateRangeField(_("calls in the period"), null=True, blank=True)
    restriction = models.ForeignKey(
        Restriction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="holds",
        verbose_name=_("restriction of processing"),
    )
    category = models.ForeignKey(
        DataCategory, models.PROTECT, null=True, blank=True, verbose_name=_("data category")
    )
    seller = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sold by")
    )
    table = models.ForeignKey(
        StoreTable, models.PROTECT, null=True, blank=True, verbose_name=_("table")
    )
    keys = ArrayField(
        models.BigIntegerField(), null=True, blank=True, verbose_name=_("only these rows")
    )
    placed_at = models.DateTimeField(_("placed at"), auto_now_add=True)
    placed_by = models.UUIDField(_("placed by"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    release_reason = models.TextField(_("reason of the release"), blank=True)
    revision = models.BigIntegerField(_("revision"), editable=False)

    objects = HoldQuerySet.as_manager()
    privacy = Privacy(
        personal={
            "number": Erasure.BLANK,
            "reason": Erasure.BLANK,
            "release_reason": Erasure.BLANK,
            "placed_by": Erasure.NOT_RELATABLE,
            "keys": Erasure.BLANK,
        },
        not_personal=(
            "id",
            "case",
            "party",
            "store",
            "period",
            "restriction",
            "category",
            "seller",
            "table",
            "placed_at",
            "released_at",
            "revision",
        ),
    )

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ("-placed_at",)
        constraints = (
            models.CheckConstraint(
                name="legal_hold_reaches_something",
                condition=Q(party__isnull=False)
                | ~Q(number="")
                | Q(store__isnull=False)
                | Q(period__isnull=False)
                | Q(restriction__isnull=False)
                | Q(released_at__isnull=False),  # its number can be emptied then
                violation_error_code="hold_reaches_nothing",
            ),
            models.CheckConstraint(
                name="legal_hold_period_not_empty",
                condition=Q(period__isnull=True) | Q(period__isempty=False),
                violation_error_code="empty_period",
            ),
        )
        indexes = (
            models.Index(
                fields=("case",), name="legal_hold_active", condition=Q(released_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return self.case
