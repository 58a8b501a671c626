"""Which kinds of data a paper names, by the kind itself: a name can change, a paper cannot."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from roles.agreements.models.papers import AgreementDocument
from roles.models.data import DataCategory
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class NamedQuerySet(RegisteredQuerySet["PaperCategory"]):
    """What the papers name that the viewer may read."""

    def _own(self, viewer: Viewer) -> Q:
        seen = AgreementDocument.objects.visible_to(viewer).filter(pk=OuterRef("document"))
        return Q(Exists(seen))


@tracked
class PaperCategory(RegisteredModel):
    """A paper that was generated names a kind of data; ``label`` is what it is called there.

    Written with the paper, and the database refuses a label that the paper does not have (GDPR
    Art. 28(3): the type of personal data).
    """

    document = models.ForeignKey(
        AgreementDocument, models.CASCADE, related_name="named", verbose_name=_("paper")
    )
    category = models.ForeignKey(
        DataCategory, models.PROTECT, related_name="+", verbose_name=_("data category")
    )
    label = models.CharField(_("as the paper calls it"), max_length=200)

    objects = NamedQuerySet.as_manager()
    privacy = Privacy(not_personal=("id", "document", "category", "label"))

    class Meta:
        verbose_name = _("kind of data in a paper")
        verbose_name_plural = _("kinds of data in papers")
        ordering = ("document", "label")
        constraints = (
            models.UniqueConstraint(
                fields=("document", "category"), name="paper_category_once_a_paper"
            ),
        )

    def __str__(self) -> str:
        return self.label
