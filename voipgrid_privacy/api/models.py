"""What the API itself remembers: which writes it has answered."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.privacy import Erasure, Privacy


class AnsweredWrite(models.Model):
    """The first answer to a write with this ``Idempotency-Key``; a retry gets it again.

    Kept for a day (``forget_answers``). The request is kept as a hash; the answer may name a
    sole trader, and so is personal data.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.UUIDField(_("party"))
    client_id = models.CharField(_("API client"), max_length=255)
    key = models.CharField(_("key"), max_length=255)
    request_hash = models.CharField(_("hash of the request"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status"))
    headers = models.JSONField(_("headers"), default=dict)
    body = models.BinaryField(_("answer"))
    answered_at = models.DateTimeField(_("answered at"), auto_now_add=True, db_index=True)

    privacy = Privacy(
        personal={"body": Erasure.DELETE_ROW},
        not_personal=(
            "id",
            "party",
            "client_id",
            "key",
            "request_hash",
            "status",
            "headers",
            "answered_at",
        ),
        kept=_("For a day, so that a retry gets the same answer"),
    )

    class Meta:
        verbose_name = _("answered write")
        verbose_name_plural = _("answered writes")
        constraints = (
            models.UniqueConstraint(
                fields=("party", "client_id", "key"), name="answered_write_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.client_id} {self.key}"
