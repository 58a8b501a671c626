"""What an agreement that was made elsewhere covers, each with its place in that document."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.agreements.models.agreements import Agreement
from roles.agreements.models.instructions import EnteredBy
from roles.agreements.models.templates import ClauseItem
from roles.models.data import DataCategory
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class CoveredQuerySet(RegisteredQuerySet["AgreementCoverage"]):
    """What is stated of the agreements to which the viewer is a party."""

    def standing(self) -> "CoveredQuerySet":
        """Return what was stated last of each item and each kind of data, as far as it is there."""
        newest = self.order_by("agreement_id", "item_id", "category_id", "-stated_at").distinct(
            "agreement_id", "item_id", "category_id"
        )
        return self.filter(pk__in=newest.values("pk")).exclude(place="")

    def _own(self, viewer: Viewer) -> Q:
        return Q(agreement__processor__in=viewer.parties) | Q(
            agreement__controller__in=viewer.parties
        )


@tracked
class AgreementCoverage(RegisteredModel):
    """At ``place`` the document settles an item of the law, or names a kind of data.

    Rows are only added, and dated by the database: the newest of an item counts, and an empty
    place says that it is not there after all (GDPR Art. 28(4)).
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="coverage", verbose_name=_("agreement")
    )
    item = models.ForeignKey(
        ClauseItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("item")
    )
    category = models.ForeignKey(
        DataCategory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("data category"),
    )
    place = models.CharField(_("place in the document"), max_length=120, blank=True)
    stated_at = models.DateTimeField(_("stated at"))
    stated_by = models.CharField(_("stated by"), max_length=10, choices=EnteredBy)

    objects = CoveredQuerySet.as_manager()
    privacy = Privacy(
        not_personal=("id", "agreement", "item", "category", "place", "stated_at", "stated_by")
    )

    class Meta:
        verbose_name = _("what an agreement covers")
        verbose_name_plural = _("what agreements cover")
        ordering = ("agreement", "item__position", "-stated_at")
        constraints = (
            models.CheckConstraint(
                name="agreement_coverage_of_one",
                condition=Q(item__isnull=False, category__isnull=True)
                | Q(item__isnull=True, category__isnull=False),
            ),
            models.CheckConstraint(
                name="agreement_coverage_known", condition=Q(stated_by__in=EnteredBy.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.item or self.category}: {self.place or '–'}"
