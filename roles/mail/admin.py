"""Mail for officers: what was written to whom, and the proof that it left."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextareaWidget

from roles.followers.models import masked
from roles.mail.bounces import MOST_BYTES
from roles.mail.models import FORGOTTEN, OutgoingMail
from roles.mail.returning import record_bounce
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_actions import action, display
from voipgrid_privacy.kernel.admin_questions import ask
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of


class BounceForm(forms.Form):
    """A message of a mail server: pasted whole, with its headers, or as a file."""

    pasted = forms.CharField(
        label=gettext_lazy("The mail with its headers"),
        required=False,
        max_length=500_000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "In your mail program: show the source, or the original. Paste all of it."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or the mail as a file (.eml)"),
        required=False,
        widget=UnfoldAdminFileFieldWidget,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two; raises ValidationError."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("pasted") and not given.get("file"):
            raise ValidationError(gettext_lazy("Paste a mail, or choose a file."), "required")
        return given


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
        "returned_at",
    )
    list_filter = (
        "kind",
        ("sent_at", admin.EmptyFieldListFilter),
        ("returned_at", admin.EmptyFieldListFilter),
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
        "returned_at",
        "shown_why",
        "leave_before",
        "replaced_by",
    )
    actions_list = ("read_report",)

    @action(
        description=gettext_lazy("Read a report of a mail server"),
        url_path="read-report",
        icon="undo",
        permissions=["read_report"],
    )
    def read_report(self, request: HttpRequest) -> HttpResponse:
        """Write on a mail that it came back, by the report that a mailbox got."""

        def run(given: dict[str, Any]) -> str:
            file = given["file"]
            raw = file.read(MOST_BYTES + 1) if file else given["pasted"].encode()
            mail = record_bounce(raw=raw, at=timezone.now(), by=viewer_of(request))
            words = {"mail": mail.get_kind_display(), "why": mail.why_in_words or mail.returned_why}
            return _("It is written on the mail (%(mail)s) that it came back: %(why)s.") % words

        return ask(
            request,
            title=_("Read a report of a mail server"),
            text=_(
                "A mail server took a mail and could not deliver it. Which mail it was and why is"
                " written on that mail; nothing else of the report is kept."
            ),
            form=BounceForm(request.POST or None, request.FILES or None),
            run=run,
            back=reverse("admin:roles_outgoingmail_changelist"),
        )

    def has_read_report_permission(self, request: HttpRequest) -> bool:
        """Only who may change the register says that mail came back."""
        return viewer_of(request).may(Ability.WRITE_REGISTER)

    @display(description=gettext_lazy("reason of coming back"))
    def shown_why(self, mail: OutgoingMail) -> str:
        """Show why it came back: the code of the mail server, and what that means."""
        return f"{mail.returned_why} {mail.why_in_words}".strip() or "–"

    @display(description=gettext_lazy("e-mail"))
    def shown_address(self, mail: OutgoingMail) -> str:
        """Show to which address it goes; of a follower only with which provider that is."""
        return masked(mail.address) if mail.address and _private(mail) else mail.address

    @display(description=gettext_lazy("text"))
    def shown_body(self, mail: OutgoingMail) -> str:
        """Show what it says; not of a follower, whose links are its own to use."""
        return "–" if _private(mail) else mail.body


def _private(mail: OutgoingMail) -> bool:
    return mail.kind in FORGOTTEN
