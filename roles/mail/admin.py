"""Mail for officers: what was written to whom, and the proof that it left."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from roles.followers.models import masked
from roles.mail.models import FORGOTTEN, OutgoingMail
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import display


@admin.register(OutgoingMail)
class OutgoingMailAdmin(RegisterAdmin):
    """Read only: what was said stays as it was said."""

    list_display = (
        "subject",
        "recipient",
        "sender",
        "kind",
        "queued_at",
        "sent_at",
        "tries",
        "problem",
    )
    list_filter = (
        "kind",
        ("sent_at", admin.EmptyFieldListFilter),
        ("problem", admin.EmptyFieldListFilter),
    )
    list_select_related = ("recipient", "sender")
    search_fields = ("recipient__name", "sender__name", "message_id")
    ordering = ("-queued_at", "pk")
    fields = readonly_fields = (
        "kind",
        "sender",
        "recipient",
        "shown_address",
        "reply_to",
        "subject",
        "shown_body",
        "body_hash",
        "message_id",
        "queued_at",
        "sent_at",
        "tries",
        "problem",
        "leave_before",
        "replaced_by",
    )

    @display(description=_("e-mail"))
    def shown_address(self, mail: OutgoingMail) -> str:
        """Show to which address it goes; of a follower only with which provider that is."""
        return masked(mail.address) if mail.address and _private(mail) else mail.address

    @display(description=_("text"))
    def shown_body(self, mail: OutgoingMail) -> str:
        """Show what it says; not of a follower, whose links are its own to use."""
        return "–" if _private(mail) else mail.body


def _private(mail: OutgoingMail) -> bool:
    return mail.kind in FORGOTTEN
