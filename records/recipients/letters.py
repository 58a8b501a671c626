"""The mail to a recipient of data that were changed; it names nobody whom the data are about."""

from datetime import date
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy, override

from records.recipients.choices import Change
from records.recipients.models import RecipientNotice
from records.recipients.queries import Recipient
from records.requests.models import RequestDuty, RequestPart
from roles.choices import PartyKind
from roles.mail.html import BETWEEN
from roles.mail.models import MailKind
from roles.mail.services import Letter
from roles.models import DataCategory, Party

LANGUAGES: Final = ("nl", "en")
SUBJECTS: Final = {
    Change.RECTIFIED: gettext_lazy("Personal data were rectified: %(reference)s"),
    Change.ERASED: gettext_lazy("Personal data were erased: %(reference)s"),
    Change.RESTRICTED: gettext_lazy("The use of personal data is restricted: %(reference)s"),
    Change.LIFTED: gettext_lazy("A restriction of personal data was lifted: %(reference)s"),
}
SAID: Final = {
    Change.RECTIFIED: gettext_lazy("%(party)s rectified personal data that you got from it."),
    Change.ERASED: gettext_lazy("%(party)s erased personal data that you got from it."),
    Change.RESTRICTED: gettext_lazy(
        "%(party)s restricted the use of personal data that you got from it: keep them, and do"
        " nothing else with them (GDPR Art. 18(2))."
    ),
    Change.LIFTED: gettext_lazy(
        "%(party)s lifted the restriction of personal data that you got from it: you may use them"
        " again as before."
    ),
}


def recipient_letter(
    notice: RecipientNotice, recipient: Recipient, *, reply_to: str, on: date
) -> Letter:
    """Write to a recipient what was done, about which data, and where it is told about whom."""
    part, change = notice.part, Change(notice.change)
    reference = part.request.reference
    said = []
    for language in LANGUAGES:
        with override(language):
            context = {
                "sentence": str(SAID[change]) % {"party": notice.party.name},
                "category": _category(part),
                "on": on,
                "reference": reference,
                "party": notice.party.name,
                "text": notice.text,
                "page": _page(part, recipient.party),
            }
            said.append(render_to_string("mail/recipient.txt", context).strip())
    with override(LANGUAGES[0]):
        subject = str(SUBJECTS[change]) % {"reference": reference}
    return Letter(
        kind=MailKind.RECIPIENTS,
        about=notice.pk,
        sender=notice.party,
        recipient=recipient.party,
        address=recipient.address,
        reply_to=reply_to,
        subject=subject,
        body=BETWEEN.join(said) + "\n",
    )


def _category(part: RequestPart) -> str:
    row = DataCategory.objects.filter(code=part.category).first()
    return str(row.name) if row else part.category


def _page(part: RequestPart, reader: Party | None) -> str:
    """Return where the reader sees the person, if it has a share in the request; "" if not."""
    if reader is None:
        return ""
    if reader.kind == PartyKind.PLATFORM:
        return _address("admin:subject_request", part)
    reached = RequestDuty.objects.filter(part=part, party=reader, reached_at__isnull=False)
    return _address("site:request", part) if reached.exists() else ""


def _address(page: str, part: RequestPart) -> str:
    return f"{settings.PUBLIC_URL}{reverse(page, args=[part.request_id])}"
