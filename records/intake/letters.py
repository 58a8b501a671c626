"""Mail to somebody who made a request: a reference and a link, and nothing about the person."""

from datetime import datetime
from typing import Final

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from records.intake.links import HOLDS, address_of, new_link
from records.requests.models import RequestPerson, SubjectRequest
from roles.mail.html import BETWEEN
from roles.mail.models import MailKind
from roles.mail.services import Letter

SUBJECTS: Final = {
    "received": _("We received your request %(reference)s"),
    "message": _("There is a message about your request %(reference)s"),
    "link": _("The link to your request %(reference)s"),
}


def letter_about(request: SubjectRequest, what: str, at: datetime) -> Letter | None:
    """Write to whoever asks, with a link of its own; None where there is no address."""
    address = address_to_write_to(request)
    if not address:
        return None
    with override(request.language):  # of whoever asks, whatever the sender reads
        link = address_of(new_link(request, at))
    context = {"reference": request.reference, "link": link}
    said = []
    for language in ("nl", "en"):
        with override(language):
            said.append(render_to_string(f"mail/request_{what}.txt", context).strip())
    with override("nl"):
        subject = str(SUBJECTS[what]) % {"reference": request.reference}
    return Letter(
        kind=MailKind.REQUESTER,
        about=request.pk,
        sender=request.received_by,
        recipient=None,
        address=address,
        subject=subject,
        body=BETWEEN.join(said) + "\n",
        leave_before=at + HOLDS,
    )


def address_to_write_to(request: SubjectRequest) -> str:
    """Return the address of whoever asks; "" for none."""
    asks = who_asks(request)
    return asks.email if asks else ""


def who_asks(request: SubjectRequest) -> RequestPerson | None:
    """Return whoever asks: the agent where there is one; None once that is erased."""
    people = {person.capacity: person for person in request.persons.all()}
    return people.get("REQUESTER") or people.get("SUBJECT")
