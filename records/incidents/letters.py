"""The mail about incidents: Dutch first, English below it, and nothing that names a person."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from records.incidents.models import IncidentNotice
from records.incidents.words import moment_in_words
from roles.choices import PartyKind
from roles.mail.html import BETWEEN
from roles.mail.models import MailKind
from roles.mail.services import Letter, addresses
from roles.models import DataCategory, Party, ServiceFeature
from roles.queries.matrix import TELEPHONY
from voipgrid_privacy.kernel.tenancy import SYSTEM

LANGUAGES = ("nl", "en")
PORTAL = frozenset({PartyKind.PARTNER, PartyKind.RESELLER})


def notice_letters(told: Iterable[IncidentNotice], known: dict[UUID, str]) -> Iterator[Letter]:
    """Write to each that has an address what it is told, in the name of who tells it."""
    rows = [row for row in told if row.recipient_id in known]
    replies = addresses(parties={row.sender_id for row in rows}, viewer=SYSTEM)
    names = {row.code: row.name for row in DataCategory.objects.all()}
    features = ServiceFeature.objects.filter(service__code=TELEPHONY)
    parts = {row.code: row.name for row in features}
    for row in rows:
        yield Letter(
            kind=MailKind.BREACH,
            about=row.pk,
            sender=row.sender,
            recipient=row.recipient,
            address=known[row.recipient_id],
            reply_to=replies.get(row.sender_id, ""),
            subject=_subject(_("Incident %(reference)s touches your data"), row.incident.reference),
            body=_body(
                "breach.txt",
                {"notice": row, "names": names, "parts": parts, "page": _page(row)},
            ),
        )


def clock_letter(clock: Any, sender: Party, address: str, *, over: bool) -> Letter:
    """Write to a party that a clock of its own is about to end, or is over."""
    reference = clock.dossier.incident.reference
    page = reverse("site:incident", args=[clock.dossier.pk])
    if clock.dossier.party.kind == PartyKind.PLATFORM:
        page = reverse("admin:incident", args=[clock.dossier.pk])
    context = {"clock": clock, "over": over, "page": f"{settings.PUBLIC_URL}{page}"}
    return Letter(
        kind=MailKind.BREACH_DUE,
        about=clock.pk,
        sender=sender,
        recipient=clock.dossier.party,
        address=address,
        subject=_subject(_("Incident %(reference)s: a clock is about to end"), reference),
        body=_body("breach_due.txt", context),
    )


def _page(row: IncidentNotice) -> str:
    if row.recipient.kind == PartyKind.PLATFORM:
        return f"{settings.PUBLIC_URL}{reverse('admin:incidents')}"
    if row.recipient.kind not in PORTAL:
        return ""
    return f"{settings.PUBLIC_URL}{reverse('site:incidents')}"


def _subject(words: Any, reference: str) -> str:
    with override("nl"):
        return str(words) % {"reference": reference}


def _body(template: str, context: dict[str, Any]) -> str:
    said = []
    for language in LANGUAGES:
        with override(language):
            shown = {**context, **_told(context)}
            said.append(render_to_string(f"mail/{template}", shown).strip())
    return BETWEEN.join(said) + "\n"


def _told(context: dict[str, Any]) -> dict[str, Any]:
    """Return what is said in the language of now."""
    if clock := context.get("clock"):
        return {"ends": moment_in_words(clock.ends_at)}
    row: IncidentNotice = context["notice"]
    names, parts = context["names"], context["parts"]
    moments: dict[str, datetime | None] = {
        "began": row.began_at,
        "ended": row.ended_at,
        "discovered": row.discovered_at,
        "told": row.told_at,
    }
    return {
        "data": [str(names.get(code, code)) for code in row.categories],
        "features": [str(parts.get(code, code)) for code in row.features],
        "nature": row.nature_in_words(),
        "duties": row.duties_in_words(),
        **{key: moment_in_words(value) for key, value in moments.items() if value},
    }
