"""The mail about requests to parties: Dutch first, English below, and nothing about a person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy, override

from records.requests.choices import Duty
from records.requests.clocks import FORWARD_WITHIN
from records.requests.dues import Due, What
from records.requests.words import day
from roles.choices import PartyKind
from roles.mail.html import BETWEEN
from roles.mail.models import MailKind
from roles.mail.services import Letter
from roles.models import Party

LANGUAGES: Final = ("nl", "en")
SUBJECT: Final = gettext_lazy("Request %(reference)s waits for you")
TO_DO: Final = {
    Duty.ANSWER: gettext_lazy("Answer it."),
    Duty.FORWARD: gettext_lazy("Forward it."),
    Duty.ASSIST: gettext_lazy("Give the controller what you have for it."),
}


def due_letter(
    row: Any, found: Sequence[Due], sender: Party, reader: Party, address: str, *, at: datetime
) -> Letter:
    """Write to a party what it has to do about a request, and by when."""
    page = "admin:subject_request" if reader.kind == PartyKind.PLATFORM else "site:request"
    link = f"{settings.PUBLIC_URL}{reverse(page, args=[row.pk])}"
    said = []
    for language in LANGUAGES:
        with override(language):
            context = {"row": row, "sentences": _sentences(found, at), "page": link}
            said.append(render_to_string("mail/request_due.txt", context).strip())
    with override(LANGUAGES[0]):
        subject = str(SUBJECT) % {"reference": row.listed}
    return Letter(
        kind=MailKind.RIGHTS_DUE,
        about=row.pk,
        sender=sender,
        recipient=reader,
        address=address,
        subject=subject,
        body=BETWEEN.join(said) + "\n",
    )


def _sentences(found: Sequence[Due], at: datetime) -> list[str]:
    """Say each thing once: several parts are often due on one day."""
    return list(dict.fromkeys(_sentence(each, at) for each in found))


def _sentence(due: Due, at: datetime) -> str:
    words = {
        "day": day(due.due_on) if due.due_on else "",
        "do": TO_DO[Duty(due.duty.duty)],
        "hours": int(FORWARD_WITHIN.total_seconds() // 3_600),
    }
    return str(SAID[due.what, due.over(at)]) % words


SAID: Final = {
    (What.ANSWER, False): gettext_lazy("A part must be answered on %(day)s at the latest. %(do)s"),
    (What.ANSWER, True): gettext_lazy(
        "A part should have been answered on %(day)s at the latest. %(do)s"
    ),
    (What.FORWARD, False): gettext_lazy(
        "A part is to be forwarded at once: by our own measure within %(hours)s hours. Your"
        " agreement may ask for it sooner."
    ),
    (What.FORWARD, True): gettext_lazy(
        "A part was not forwarded within %(hours)s hours, which is our own measure. Forward it now."
    ),
}
