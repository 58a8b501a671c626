"""What recipients were told of a change, or why they were not."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from records.recipients.choices import Change, Means, WhyNot
from records.requests.choices import Duty
from records.requests.models import RequestDuty, RequestPart
from roles.models import Party
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class RecipientNoticeQuerySet(RegisteredQuerySet["RecipientNotice"]):
    """Notices in the name of the viewer's own parties, and of customers for whom they act."""

    def _own(self, viewer: Viewer) -> Q:
        acts = RequestDuty.objects.filter(
            part=models.OuterRef("part"),
            party__in=viewer.parties,
            duty=Duty.FORWARD,
            upstream=models.OuterRef("party"),
            reached_at__isnull=False,
        )
        return Q(Q(party__in=viewer.parties) | models.Exists(acts))


class RecipientNotice(RegisteredModel):
    """``party``, the controller, told one recipient of a change to the data of a part (Art. 19).

    ``recipient`` is a party of the register, or ``called`` the name by which the controller's
    record has it. Only added to, dated by the database; a mail about it is proof of sending. Of who
    was not told, ``reason`` and ``text`` say why. Whoever does not know it after all, as the mail
    came back or the data were restricted anew, is told once more ``after`` that. Only its words can
    be erased.
    """

    part = models.ForeignKey(
        RequestPart, models.PROTECT, related_name="recipient_notices", verbose_name=_("part")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))
    change = models.CharField(_("what was done"), max_length=10, choices=Change)
    recipient = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recipient"),
    )
    called = models.CharField(_("recipient by name"), max_length=200, blank=True)
    means = models.CharField(_("how"), max_length=9, choices=Means)
    reason = models.CharField(_("reason"), max_length=16, choices=WhyNot, blank=True)
    text = models.TextField(_("text"), max_length=4_000, blank=True)
    name = models.CharField(_("said by (name)"), max_length=120, blank=True)
    said_on = models.DateField(_("on"))
    entered_at = models.DateTimeField(_("entered at"))
    after = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="anew",
        verbose_name=_("in place of"),
    )

    objects = RecipientNoticeQuerySet.as_manager()
    privacy = Privacy(
        personal={"text": Erasure.BLANK, "name": Erasure.BLANK},
        not_personal=(
            "id",
            "part",
            "party",
            "change",
            "recipient",
            "called",
            "means",
            "reason",
            "said_on",
            "entered_at",
            "after",
        ),
        kept=_("With the request: until its own term is over."),
    )

    class Meta:
        verbose_name = _("notice to a recipient")
        verbose_name_plural = _("notices to recipients")
        ordering = ("part", "entered_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="recipient_notice_known",
                condition=Q(change__in=Change.values, means__in=Means.values),
            ),
            models.CheckConstraint(
                name="recipient_notice_to_one",
                condition=Q(recipient__isnull=False, called="") | Q(recipient=None) & ~Q(called=""),
            ),
            models.CheckConstraint(
                name="recipient_notice_mailed_to_a_party",
                condition=~Q(means=Means.MAIL) | Q(recipient__isnull=False),
            ),
            models.CheckConstraint(
                name="recipient_notice_reasoned",
                condition=Q(means=Means.NOT_TOLD, reason__in=WhyNot.values)
                | ~Q(means=Means.NOT_TOLD) & Q(reason=""),
            ),
            models.CheckConstraint(
                name="recipient_notice_to_another",
                condition=Q(recipient=None) | ~Q(recipient=F("party")),
            ),
            models.UniqueConstraint(
                fields=("part", "change", "recipient", "called"),
                name="request_recipient_told_first",
                condition=~Q(means=Means.NOT_TOLD) & Q(after=None),
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_change_display()} {self.said_on}"

    @property
    def key(self) -> str:
        """Return what names the recipient within a part: see ``recipients_of``."""
        return str(self.recipient_id or self.called)
