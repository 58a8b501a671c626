"""How officers see that a notice does not arrive."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.mail.models import MailKind, OutgoingMail
from roles.sub_processors.choices import ChangeState
from roles.sub_processors.models import SubProcessorNotice


class MailFilter(admin.SimpleListFilter):
    """Which notices do not arrive."""

    title = gettext_lazy("mail")
    parameter_name = "mail"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return what can be asked for."""
        return [("refused", _("refused, or came back")), ("waiting", _("not sent yet"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[SubProcessorNotice]
    ) -> QuerySet[SubProcessorNotice]:
        """Return the notices whose mail waits, or was refused."""
        if self.value() not in {"refused", "waiting"}:
            return queryset
        mail = OutgoingMail.objects.standing().filter(kind=MailKind.NOTICE)
        mail = mail.refused() if self.value() == "refused" else mail.filter(sent_at=None)
        waits = queryset.filter(otherwise_on=None, change__state=ChangeState.NOTIFIED)
        return waits.filter(Exists(mail.filter(about=OuterRef("pk"))))


def mailed_in_words(notice: SubProcessorNotice) -> str:
    """Say when the mail of a notice left, or what keeps it."""
    rows = OutgoingMail.objects.standing().filter(about=notice.pk, kind=MailKind.NOTICE)
    mail = rows.first()
    if mail is None:
        return "–"
    if mail.returned_at:
        came = date_format(timezone.localtime(mail.returned_at), "j F Y H:i")
        why = mail.why_in_words or mail.returned_why
        return _("came back on %(at)s: %(why)s") % {"at": came, "why": why}
    if mail.sent_at:
        return date_format(timezone.localtime(mail.sent_at), "j F Y H:i")
    words = {"tries": mail.tries, "problem": mail.problem or "–"}
    return _("not sent; tries: %(tries)s, last problem: %(problem)s") % words
