"""Requests that may be the same, and what remains of one that was erased."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from records.intake.choices import Verdict
from records.requests.models import SubjectRequest
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class OfReceiverQuerySet(RegisteredQuerySet["RequestLikeness"]):
    """Of requests that the viewer's own parties received."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(request__received_by__in=viewer.parties)


@tracked
class RequestLikeness(RegisteredModel):
    """Whoever handles ``request`` said whether it is the same as ``first``, which came before it.

    Nothing is merged: each keeps its parts, its steps and its day of receipt. What is the same is
    answered once, by the day of the first.
    """

    request = models.ForeignKey(
        SubjectRequest, models.PROTECT, related_name="likenesses", verbose_name=_("request")
    )
    first = models.ForeignKey(
        SubjectRequest, models.PROTECT, related_name="+", verbose_name=_("came before it")
    )
    verdict = models.CharField(_("verdict"), max_length=9, choices=Verdict)
    judged_at = models.DateTimeField(_("judged at"))

    objects = OfReceiverQuerySet.as_manager()
    privacy = Privacy(not_personal=("id", "request", "first", "verdict", "judged_at"))

    class Meta:
        verbose_name = _("likeness of two requests")
        verbose_name_plural = _("likenesses of requests")
        ordering = ("request", "judged_at")
        constraints = (
            models.UniqueConstraint(fields=("request", "first"), name="request_likeness_once"),
            models.CheckConstraint(
                name="request_likeness_of_two", condition=~Q(request=F("first"))
            ),
            models.CheckConstraint(
                name="request_likeness_verdict", condition=Q(verdict__in=Verdict.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.request} = {self.first}: {self.get_verdict_display()}"


class ErasureQuerySet(RegisteredQuerySet["RequestErasure"]):
    """Of requests that the viewer may see."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(request__in=SubjectRequest.objects.visible_to(viewer))


class RequestErasure(RegisteredModel):
    """Who asked, what was written and what was added about a request is erased.

    What remains tells nobody who it was: which rights, the days, the parts and the steps.
    """

    request = models.OneToOneField(
        SubjectRequest, models.PROTECT, related_name="erasure", verbose_name=_("request")
    )
    ended_on = models.DateField(_("ended on"))
    months = models.PositiveSmallIntegerField(_("kept for (months)"))
    persons = models.PositiveSmallIntegerField(_("persons"))
    messages = models.PositiveIntegerField(_("messages"))
    files = models.PositiveIntegerField(_("files"))
    erased_at = models.DateTimeField(_("erased at"))

    objects = ErasureQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "request",
            "ended_on",
            "months",
            "persons",
            "messages",
            "files",
            "erased_at",
        )
    )

    class Meta:
        verbose_name = _("erasure of a request")
        verbose_name_plural = _("erasures of requests")
        ordering = ("-erased_at", "pk")

    def __str__(self) -> str:
        return str(self.request)
