"""The mail about agreements: Dutch first, English below it."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from roles.agreements.ends import data_of, named_to
from roles.agreements.models import Agreement, AgreementDocument, EndState
from roles.choices import PartyKind
from roles.mail.html import BETWEEN
from roles.mail.models import MailKind
from roles.mail.services import Letter
from roles.models import Party
from voipgrid_privacy.kernel.tenancy import SYSTEM

LANGUAGES = ("nl", "en")
PORTAL = frozenset({PartyKind.PARTNER, PartyKind.RESELLER})


def to_sign(
    agreement: Agreement, document: AgreementDocument, address: str, reply_to: str
) -> Letter:
    """Write to the party above that a paper waits for its signature."""
    return Letter(
        kind=MailKind.TO_SIGN,
        about=document.pk,
        sender=agreement.processor,
        recipient=agreement.controller,
        address=address,
        reply_to=reply_to,
        subject=_subject(_("Agreement %(reference)s waits for your signature"), document.reference),
        body=_body("agreement_to_sign.txt", agreement, agreement.controller, document=document),
    )


def ends_soon(agreement: Agreement, sender: Party, reader: Party, address: str) -> Letter:
    """Write to one of the two that their agreement is about to end."""
    return Letter(
        kind=MailKind.EXPIRY,
        about=agreement.pk,
        sender=sender,
        recipient=reader,
        address=address,
        subject=_subject(_("Data processing agreement %(reference)s ends soon"), str(agreement)),
        body=_body("agreement_ends_soon.txt", agreement, reader),
    )


def _subject(words: Promise, reference: str) -> str:
    with override("nl"):
        return str(words) % {"reference": reference}


def _body(template: str, agreement: Agreement, reader: Party, **more: Any) -> str:
    """Render in both languages; only who has the portal is given an address in it."""
    other = agreement.processor if reader == agreement.controller else agreement.controller
    page = more.pop("page", None)
    if page is None:
        page = reverse("site:agreements-with", args=[other.pk]) if reader.kind in PORTAL else ""
    said = []
    for language in LANGUAGES:
        with override(language):
            context = {"agreement": agreement, "other": other, **more}
            context["page"] = f"{settings.PUBLIC_URL}{page}" if page else ""
            said.append(render_to_string(f"mail/{template}", context).strip())
    return BETWEEN.join(said) + "\n"


def end_due(row: Any, state: EndState, sender: Party, reader: Party, address: str) -> Letter:
    """Write to whoever must choose, carry out or confirm after the end of a service.

    Of what was passed on: whose data it is about, by name or else by its reference, since the
    service below goes on for others.
    """
    agreement: Agreement = row.agreement
    whose = named_to(reader, row) if row.above_id else ""
    page = reverse("site:end-of-service", args=[row.pk]) if reader.kind in PORTAL else ""
    data = list(data_of(row, SYSTEM))
    more = {"row": row, "state": state.value, "page": page, "whose": whose, "data": data}
    about = f"{agreement}, {whose or row.reference}" if row.above_id else str(agreement)
    return Letter(
        kind=MailKind.END,
        about=row.pk,
        sender=sender,
        recipient=reader,
        address=address,
        subject=_subject(_("Data after the end of service: %(reference)s"), about),
        body=_body("end_due.txt", agreement, reader, **more),
    )
