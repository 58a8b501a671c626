"""Mail as rows: what was written to whom, and when it was handed over."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roles.mail.bounces import in_words
from roles.models.parties import Party
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class MailKind(models.TextChoices):
    """What a mail is for."""

    NOTICE = "NOTICE", _("Notice of a new sub-processor")
    REMINDER = "REMINDER", _("Reminder of a notice")
    OBJECTION = "OBJECTION", _("An objection was made")
    SETTLED = "SETTLED", _("An objection was settled")
    WITHDRAWN = "WITHDRAWN", _("The change is called off")
    ACTIVE = "ACTIVE", _("The change has taken effect")
    TO_SIGN = "TO_SIGN", _("An agreement waits for a signature")
    EXPIRY = "EXPIRY", _("An agreement is about to end")
    END = "END", _("Data is to be returned or deleted")
    TURNOVER = "TURNOVER", _("Turnover is to be reported to the ACM")
    FOLLOW = "FOLLOW", _("To an address that was left to follow the list")
    NEWS = "NEWS", _("News for a follower of the list")
    SCAN = "SCAN", _("A scan shows something new")
    WEBHOOK = "WEBHOOK", _("A webhook was switched off")
    INVITATION = "INVITATION", _("An invitation to act for a party")
    REQUESTER = "REQUESTER", _("To somebody who made a request")
    BREACH = "BREACH", _("Notice of an incident")
    BREACH_DUE = "BREACH_DUE", _("The clock of an incident is about to end")
    RIGHTS_DUE = "RIGHTS_DUE", _("A request of a data subject waits for an act")
    RECIPIENTS = "RECIPIENTS", _("To a recipient of data that were changed")
    HOST = "HOST", _("The proof of a host is gone")
    DIGEST = "DIGEST", _("Summary of what is to be done")


FOLLOWERS = (MailKind.FOLLOW, MailKind.NEWS)
"""Mail to who follows the public list."""
LEFT_BY_LINK = (*FOLLOWERS, MailKind.DIGEST)
"""Mail that somebody asked for: each has a link to leave, and who is not reached gets no more."""
FORGOTTEN = (*LEFT_BY_LINK, MailKind.INVITATION, MailKind.REQUESTER)
"""Mail to people who are no party: what it said and to whom is forgotten once it left."""


class MailQuerySet(RegisteredQuerySet["OutgoingMail"]):
    """Mail in the name of the viewer's own parties."""

    def standing(self) -> "MailQuerySet":
        """Return the mail that counts: not written anew."""
        return self.filter(replaced_by=None)

    def refused(self) -> "MailQuerySet":
        """Return the mail that did not arrive: a server does not take it, or sent it back.

        What was emptied before it left, was given up.
        """
        waits = Q(sent_at=None) & ~Q(problem="") & ~Q(address="")
        return self.filter(waits | Q(returned_at__isnull=False))

    def arrived(self) -> "MailQuerySet":
        """Return the mail that left and was not sent back."""
        return self.filter(sent_at__isnull=False, returned_at=None)

    def _own(self, viewer: Viewer) -> Q:
        return Q(sender__in=viewer.parties)


class OutgoingMail(RegisteredModel):
    """One mail of ``sender`` to ``recipient``, about the row ``about``.

    Written once; the database lets nobody change what was said, or when it was sent. Proof of
    sending is ``sent_at`` (handed to the mail server), ``message_id`` and the SHA-256 of the body.
    ``problem`` names the kind of error of the last try, never the server's words. What a server
    took and could not deliver came back at ``returned_at``, for ``returned_why`` (a code of
    RFC 3463); the first report stands. What it says may
    hold only until ``leave_before``: later it is not sent, and another takes its place, as one to
    another address does (``replaced_by``). What is ``FORGOTTEN`` has no recipient of the register.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=MailKind)
    about = models.UUIDField(_("about"), db_index=True)
    sender = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("in whose name")
    )
    recipient = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("to")
    )
    address = models.EmailField(_("e-mail"), blank=True)
    reply_to = models.EmailField(_("reply to"), blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    body_hash = models.CharField(_("SHA-256 of the text"), max_length=64)
    message_id = models.CharField(_("message id"), max_length=200, unique=True)
    queued_at = models.DateTimeField(_("written at"))
    next_try_at = models.DateTimeField(_("next try at"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    leave_before = models.DateTimeField(_("holds until"), null=True, blank=True)
    replaced_by = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instead_of",
        verbose_name=_("written anew as"),
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    problem = models.CharField(_("last problem"), max_length=60, blank=True)
    returned_at = models.DateTimeField(_("came back at"), null=True, blank=True)
    returned_why = models.CharField(
        _("reason of coming back"), max_length=9, blank=True, db_default=""
    )

    objects = MailQuerySet.as_manager()
    privacy = Privacy(
        personal={
            "address": Erasure.BLANK,
            "reply_to": Erasure.BLANK,
            "subject": Erasure.BLANK,
            "body": Erasure.BLANK,
        },
        not_personal=(
            "id",
            "kind",
            "about",
            "sender",
            "recipient",
            "body_hash",
            "message_id",
            "queued_at",
            "next_try_at",
            "tries",
            "leave_before",
            "replaced_by",
            "sent_at",
            "problem",
            "returned_at",
            "returned_why",
        ),
        kept=_(
            "To a person: until it left. To a party: five years; what stays then is a hash of it."
        ),
    )

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ("-queued_at", "pk")
        constraints = (
            models.CheckConstraint(name="mail_kind_known", condition=Q(kind__in=MailKind.values)),
            models.CheckConstraint(
                name="mail_to_a_party_or_a_follower",
                condition=Q(kind__in=FORGOTTEN, recipient=None)
                | ~Q(kind__in=FORGOTTEN) & Q(recipient__isnull=False),
            ),
            models.CheckConstraint(
                name="mail_comes_back_after_it_left",
                condition=Q(returned_at=None, returned_why="")
                | Q(sent_at__isnull=False, returned_at__isnull=False, returned_at__gte=F("sent_at"))
                & ~Q(returned_why=""),
            ),
        )
        indexes = (
            models.Index(
                fields=("next_try_at",), name="mail_waiting", condition=Q(sent_at__isnull=True)
            ),
            # Nearly all mail arrives: what did not is found among the mail of years.
            models.Index(
                fields=("sender",),
                name="mail_not_arrived",
                condition=Q(sent_at__isnull=True) | Q(returned_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.message_id

    @property
    def is_refused(self) -> bool:
        """Say whether it did not arrive, as far as is known: see ``MailQuerySet.refused``."""
        return bool(self.returned_at or (self.problem and self.address and not self.sent_at))

    @property
    def why_in_words(self) -> str:
        """What kept it from arriving, for people; "" where that is not known."""
        return in_words(self.returned_why) if self.returned_at else ""
