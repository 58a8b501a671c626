"""Who wants a summary by mail: a row for each person in each party it acts for."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.accounts.models import Membership
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.site.digests.choices import Pace, Topic


class DigestChoiceQuerySet(RegisteredQuerySet["DigestChoice"]):
    """What the viewer chose itself: a colleague's choice is the colleague's."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(membership__user=viewer.user_id)


class DigestChoice(RegisteredModel):
    """How often whom a membership lets in is mailed what waits for its party.

    Without a row no summary is sent: nobody is mailed one unasked. ``made_for`` is the last legal
    day for which one was made, mailed or found empty; when one is chosen, that day. There is no
    history of it: what somebody wants to be mailed is no fact of the register.
    """

    membership = models.OneToOneField(
        Membership, models.CASCADE, related_name="digest", verbose_name=_("membership")
    )
    pace = models.CharField(_("how often"), max_length=10, choices=Pace)
    topics = ArrayField(
        models.CharField(max_length=10, choices=Topic), verbose_name=_("subjects"), blank=True
    )
    chosen_at = models.DateTimeField(_("chosen at"))
    made_for = models.DateField(_("made last for"))

    objects = DigestChoiceQuerySet.as_manager()
    privacy = Privacy(
        personal={"membership": Erasure.DELETE_ROW},
        not_personal=("id", "pace", "topics", "chosen_at", "made_for"),
        kept=_("As long as somebody acts for the party"),
    )

    class Meta:
        verbose_name = _("choice of a summary")
        verbose_name_plural = _("choices of summaries")
        ordering = ("membership__party__name", "pk")
        constraints = (
            models.CheckConstraint(name="digest_pace_known", condition=Q(pace__in=Pace.values)),
            models.CheckConstraint(
                name="digest_topics_known", condition=Q(topics__contained_by=Topic.values)
            ),
            models.CheckConstraint(
                name="digest_of_something", condition=Q(pace=Pace.NEVER) | ~Q(topics=[])
            ),
        )
        indexes = (
            models.Index(fields=("made_for",), name="digest_wanted", condition=~Q(pace="NEVER")),
        )

    def __str__(self) -> str:
        return f"{self.membership.party}: {self.get_pace_display()}"
