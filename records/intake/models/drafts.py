"""Answers of somebody who fills in the form: sealed, for a short time, and nobody's to read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.models import M, RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer

KEPT = _("Until the request is sent; otherwise two hours after the last answer.")


class NobodysQuerySet(RegisteredQuerySet[M]):
    """No viewer's: only who holds the key opens it."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(pk__in=())


class IntakeDraft(RegisteredModel):
    """What somebody answered so far, under a key that only its browser has (GDPR Art. 32(1)(a)).

    The key is in a cookie; here is what it is found by, and what it opens. Not even an operator
    reads it. There is no history of it, and it is deleted when it is sent or has expired.
    """

    finder = models.CharField(_("found by"), max_length=64, unique=True)
    sealed = models.BinaryField(_("answers, encrypted"))
    begun_at = models.DateTimeField(_("begun at"))
    expires_at = models.DateTimeField(_("expires at"), db_index=True)

    objects = NobodysQuerySet["IntakeDraft"].as_manager()
    privacy = Privacy(
        personal={"finder": Erasure.DELETE_ROW, "sealed": Erasure.DELETE_ROW},
        not_personal=("id", "begun_at", "expires_at"),
        kept=KEPT,
    )

    class Meta:
        verbose_name = _("request that is being filled in")
        verbose_name_plural = _("requests that are being filled in")
        ordering = ("begun_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="intake_draft_expires", condition=Q(expires_at__gt=models.F("begun_at"))
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class IntakeDraftFile(RegisteredModel):
    """A file that was added, sealed by the same key; its name is among the answers."""

    draft = models.ForeignKey(
        IntakeDraft, models.CASCADE, related_name="files", verbose_name=_("answers")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    sealed = models.BinaryField(_("file, encrypted"))

    objects = NobodysQuerySet["IntakeDraftFile"].as_manager()
    privacy = Privacy(
        personal={"sealed": Erasure.DELETE_ROW},
        not_personal=("id", "draft", "number"),
        kept=KEPT,
    )

    class Meta:
        verbose_name = _("file of a request that is being filled in")
        verbose_name_plural = _("files of requests that are being filled in")
        ordering = ("draft", "number")
        constraints = (
            models.UniqueConstraint(fields=("draft", "number"), name="intake_file_numbered"),
        )

    def __str__(self) -> str:
        return str(self.pk)
