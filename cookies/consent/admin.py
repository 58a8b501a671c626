"""The consent log for officers: it shows, and nothing more."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from cookies.consent.in_terms import as_bytes, consent_record
from cookies.consent.models import ConsentRecord
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import display


@admin.register(ConsentRecord)
class ConsentAdmin(RegisterAdmin):
    """The log: nothing can be changed here, nor anywhere."""

    writes = None
    list_display = ("site", "seq", "recorded_at", "action", "bundle")
    list_filter = ("site", "action")
    list_select_related = ("site", "bundle", "bundle__site")
    ordering = ("-recorded_at",)
    fields = readonly_fields = (
        "site",
        "seq",
        "recorded_at",
        "action",
        "bundle",
        "body",
        "digest_hex",
        "hash_hex",
        "in_terms",
    )

    @display(description=gettext_lazy("in the terms of ISO/IEC TS 27560"))
    def in_terms(self, record: ConsentRecord) -> str:
        """Show the record as JSON-LD, as the API hands it out."""
        if record.body is None:
            return "–"
        return format_html("<pre>{}</pre>", as_bytes(consent_record(record)).decode())

    @display(description=gettext_lazy("hash of the record"))
    def digest_hex(self, record: ConsentRecord) -> str:
        """Show the digest."""
        return bytes(record.digest).hex()

    @display(description=gettext_lazy("hash in the chain"))
    def hash_hex(self, record: ConsentRecord) -> str:
        """Show the hash."""
        return bytes(record.hash).hex()
