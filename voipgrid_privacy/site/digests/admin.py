"""Who chose a summary by mail, for officers."""

from django.contrib import admin

from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.site.digests.models import DigestChoice


@admin.register(DigestChoice)
class DigestChoiceAdmin(RegisterAdmin):
    """Read only: whoever gets it chooses."""

    list_display = ("membership", "pace", "topics", "chosen_at", "made_for")
    list_filter = ("pace",)
    list_select_related = ("membership__user", "membership__party")
    search_fields = ("membership__user__email", "membership__party__name")
    ordering = ("membership__party__name", "pk")
    fields = readonly_fields = ("membership", "pace", "topics", "chosen_at", "made_for")
