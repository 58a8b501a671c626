"""Claims: who says what about an item. Never overwritten, so that a conflict stays visible."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cookies.choices import ItemField, Provenance
from cookies.registry.models.items import Item
from roles.models import Source
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class ClaimQuerySet(RegisteredQuerySet["Claim"]):
    """Claims about items that the viewer may see."""

    def _own(self, viewer: Viewer) -> Q:
        offered = Q(item__site=None, item__owner__in=viewer.upstream)
        mine = Q(item__owner__in=viewer.parties)
        return mine | offered | Q(item__owner__is_public=True)


class Claim(RegisteredModel):
    """One source's word on one property of an item, verbatim and dated; only ever added."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="claims", verbose_name=_("item"))
    field = models.CharField(_("property"), max_length=20, choices=ItemField)
    value = models.TextField(_("value"))
    verbatim = models.TextField(_("verbatim"), blank=True)
    provenance = models.CharField(_("said by"), max_length=20, choices=Provenance)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, verbose_name=_("source")
    )
    reference = models.CharField(
        _("reference"),
        max_length=300,
        blank=True,
        help_text=_("The scan, document or line it was read from."),
    )
    stated_on = models.DateField(_("stated on"))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)

    objects = ClaimQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "item",
            "field",
            "value",
            "verbatim",
            "provenance",
            "source",
            "reference",
            "stated_on",
            "recorded_at",
        )
    )

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("item", "field", "recorded_at")
        constraints = (
            models.UniqueConstraint(
                fields=("item", "field", "provenance", "source", "reference", "value"),
                name="claim_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="claim_field_known", condition=Q(field__in=ItemField.values)
            ),
            models.CheckConstraint(
                name="claim_provenance_known", condition=Q(provenance__in=Provenance.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.value}"
