"""Questions that were put on record: both clocks and a hash of the answer, never the answer."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from roles.choices import Role
from roles.models.data import DataCategory, Purpose
from roles.models.parties import Party
from roles.models.services import Service
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer

SHA256 = r"^[0-9a-f]{64}$"


class RecordedQuestionQuerySet(RegisteredQuerySet["RecordedQuestion"]):
    """Questions about parties that the viewer may see; its right to the answer is asked anew."""

    def _own(self, viewer: Viewer) -> Q:
        parties = Party.objects.visible_to(viewer).values("pk")
        return Q(party__in=parties) & Q(subject__in=parties)


@tracked
class RecordedQuestion(RegisteredModel):
    """Which role has ``party`` in the chain of ``subject``, asked on a day, as known at an instant.

    The answer is derived again each time and its hash compared: a row that says the answer could
    be wrong, a row that says the question cannot.
    """

    reference = models.CharField(_("reference"), max_length=14, unique=True)
    subject = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("chain of"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))
    service = models.ForeignKey(Service, models.PROTECT, verbose_name=_("service"))
    category = models.ForeignKey(DataCategory, models.PROTECT, verbose_name=_("data category"))
    feature = models.CharField(_("feature"), max_length=40)
    purpose = models.ForeignKey(
        Purpose, models.PROTECT, null=True, blank=True, verbose_name=_("purpose")
    )
    on = models.DateField(_("on"))
    known_at = models.DateTimeField(_("as known at"))
    expected = models.CharField(_("expected role"), max_length=20, choices=Role, blank=True)
    answer_hash = models.CharField(_("hash of the answer"), max_length=64)
    rulebook_hash = models.CharField(_("hash of the rulebook"), max_length=64)
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())

    objects = RecordedQuestionQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "reference",
            "subject",
            "party",
            "service",
            "category",
            "feature",
            "purpose",
            "on",
            "known_at",
            "expected",
            "answer_hash",
            "rulebook_hash",
            "recorded_at",
        )
    )

    class Meta:
        verbose_name = _("recorded question")
        verbose_name_plural = _("recorded questions")
        ordering = ("-recorded_at",)
        indexes = (models.Index(fields=("subject", "party", "on"), name="question_asked_before"),)
        constraints = (
            models.CheckConstraint(
                name="question_hashes",
                condition=Q(answer_hash__regex=SHA256) & Q(rulebook_hash__regex=SHA256),
            ),
            models.CheckConstraint(
                name="question_reference",
                condition=Q(reference__regex=r"^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$"),
            ),
            models.CheckConstraint(
                name="question_role_known", condition=Q(expected__in=["", *Role.values])
            ),
        )

    def __str__(self) -> str:
        return self.reference
