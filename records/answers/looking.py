"""That somebody looked in whose rows a data subject is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.answers.models import OfPartyQuerySet
from records.requests.models import SubjectRequest
from roles.models import Party
from voipgrid_privacy.kernel.models import RegisteredModel
from voipgrid_privacy.kernel.privacy import Erasure, Privacy


class SubjectLook(RegisteredModel):
    """Somebody of ``party`` looked in whose rows the subject of a request is.

    What came of it is not kept. Only added to, dated by the database.
    """

    request = models.ForeignKey(
        SubjectRequest, models.PROTECT, related_name="looks", verbose_name=_("request")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))
    looked_at = models.DateTimeField(_("looked at"))
    looked_by = models.UUIDField(_("looked by"), null=True, blank=True)

    objects = OfPartyQuerySet["SubjectLook"].as_manager()
    privacy = Privacy(
        personal={"looked_by": Erasure.NOT_RELATABLE},
        not_personal=("id", "request", "party", "looked_at"),
    )

    class Meta:
        verbose_name = _("look for a data subject")
        verbose_name_plural = _("looks for data subjects")
        ordering = ("request", "-looked_at")

    def __str__(self) -> str:
        return f"{self.request_id} {self.looked_at}"
