"""Mail for officers: what was written to whom, and the proof that it left."""

from django.contrib import admin

from roles.mail.models import OutgoingMail
from voipgrid_privacy.kernel.admin import RegisterAdmin


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
        "address",
        "reply_to",
        "subject",
        "body",
        "body_hash",
        "message_id",
        "queued_at",
        "sent_at",
        "tries",
        "problem",
        "leave_before",
        "replaced_by",
    )
