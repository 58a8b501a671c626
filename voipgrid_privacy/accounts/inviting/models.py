"""Invitations: who may come to act for a party, until when, and whether it did."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from roles.models import Party
from voipgrid_privacy.accounts.choices import MemberRole
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class InvitationQuerySet(RegisteredQuerySet["Invitation"]):
    """Invitations to the viewer's own parties."""

    def open(self) -> "InvitationQuerySet":
        """Return those that nobody answered or took back; the day may have passed."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties)


@tracked
class Invitation(RegisteredModel):
    """``party`` invites the reader of an address to act for it.

    Of the link only a SHA-256 is kept. The address is erased once the invitation is answered,
    taken back, or over: then the membership, or nothing, remains. What is taken back within ten
    minutes keeps it until the next round of the task that forgets, so that nobody mails it again.
    """

    party = models.ForeignKey(
        Party, models.CASCADE, related_name="invitations", verbose_name=_("party")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=10, choices=MemberRole)
    token_hash = models.CharField(_("SHA-256 of the link"), max_length=64, unique=True)
    invited_at = models.DateTimeField(_("invited at"))
    invited_by = models.UUIDField(_("user"), null=True, blank=True)
    open_before = models.DateTimeField(_("open until"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()
    privacy = Privacy(
        personal={
            "email": Erasure.BLANK,
            "invited_by": Erasure.NOT_RELATABLE,
            "token_hash": Erasure.NOT_RELATABLE,
        },
        not_personal=(
            "id",
            "party",
            "role",
            "invited_at",
            "open_before",
            "accepted_at",
            "withdrawn_at",
        ),
        kept=_(
            "The address until it is answered, withdrawn or expired; that somebody invited stays"
        ),
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-invited_at", "pk")
        constraints = (
            models.UniqueConstraint(
                "party",
                Lower("email"),
                name="invitation_once",
                condition=Q(accepted_at=None, withdrawn_at=None) & ~Q(email=""),
            ),
            models.CheckConstraint(
                name="invitation_role_known", condition=Q(role__in=MemberRole.values)
            ),
            models.CheckConstraint(
                name="invitation_answered_once",
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.party}: {self.get_role_display()}"
