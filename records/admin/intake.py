"""What comes in about requests, for officers: threads by their days, likenesses, erasures."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from records.intake.models import RequestErasure, RequestLikeness, RequestMessage
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display


@admin.register(RequestMessage)
class RequestMessageAdmin(RegisterAdmin):
    """Read only, without the words: those are read, and answered, in the thread itself."""

    writes = None
    list_display = ("request", "author", "party", "written_at", "thread")
    list_filter = ("author",)
    list_select_related = ("request", "party")
    ordering = ("-written_at", "pk")
    fields = readonly_fields = ("request", "author", "party", "written_at", "thread")
    actions_list = ("take_mail_in",)

    @display(description=_("thread"))
    def thread(self, row: RequestMessage) -> SafeString:
        """Lead to the messages and files of the request."""
        url = reverse("site:request-thread", args=(row.request_id,))
        return format_html('<a class="reg-link" href="{}">{}</a>', url, row.request)

    @action(description=_("Take mail in"), url_path="take-mail-in", icon="mail")
    def take_mail_in(self, request: HttpRequest) -> HttpResponse:
        """Lead to where a mail from a mailbox is read and received."""
        return redirect("site:request-mail")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave the words where they are."""
        rows: QuerySet[Any] = super().get_queryset(request).defer("text")
        return rows


@admin.register(RequestLikeness)
class RequestLikenessAdmin(RegisterAdmin):
    """Read only: what was judged to be the same, or not."""

    writes = None
    list_display = ("request", "first", "verdict", "judged_at")
    list_filter = ("verdict",)
    list_select_related = ("request", "first")
    ordering = ("-judged_at", "pk")
    fields = readonly_fields = ("request", "first", "verdict", "judged_at")


@admin.register(RequestErasure)
class RequestErasureAdmin(RegisterAdmin):
    """Read only: of which requests nothing tells any more who asked."""

    writes = None
    list_display = ("request", "ended_on", "months", "persons", "messages", "files", "erased_at")
    list_select_related = ("request",)
    ordering = ("-erased_at", "pk")
    fields = readonly_fields = list_display
