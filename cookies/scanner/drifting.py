"""Drift: what a scan shows to be wrong that the scan before it did not; its party is told."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from cookies.scanner.choices import ScanStatus
from cookies.scanner.models import Scan, ScanProblem
from cookies.scanner.telling import told
from roles.choices import PartyKind
from roles.mail.models import MailKind
from roles.mail.services import Letter, addresses, write
from roles.models import Party
from roles.webhooks.choices import EventType
from roles.webhooks.telling import tell
from voipgrid_privacy.kernel.tenancy import SYSTEM

LANGUAGES: Final = ("nl", "en")
BETWEEN: Final = "\n\n– English –\n\n"


def previous_of(scan: Scan) -> Scan | None:
    """Return the whole scan of the same site before this one."""
    rows = Scan.objects.filter(site=scan.site_id, status=ScanStatus.DONE).exclude(pk=scan.pk)
    return rows.order_by("-finished_at", "-pk").first()


def drift(*, scan: Scan, since: Scan | None) -> list[ScanProblem]:
    """Return what is wrong by ``scan`` and was not by the one before; nothing of a first scan."""
    if since is None:
        return []
    before = set(ScanProblem.objects.filter(scan=since).values_list("code", "subject"))
    rows = ScanProblem.objects.filter(scan=scan).order_by("code", "subject")
    return [row for row in rows if (row.code, row.subject) not in before]


def tell_of_drift(*, scan: Scan, since: Scan | None, at: datetime) -> int:
    """Tell the party of the site what is new; return how many mails. Part of keeping a scan.

    One mail a scan, and an event for its webhooks; nothing without news, and no mail where the
    party has no address.
    """
    news = drift(scan=scan, since=since)
    if not news:
        return 0
    tell(EventType.SCAN_DRIFT, parties=[scan.site.party_id], about=scan.pk, by=SYSTEM)
    sender = Party.objects.filter(kind=PartyKind.PLATFORM).first()
    owner = scan.site.party
    address = addresses(parties=(owner.pk,), viewer=SYSTEM).get(owner.pk)
    if sender is None or address is None:
        return 0
    with override("nl"):
        subject = _("The scan of %(site)s shows something new") % {"site": scan.site.name}
    letter = Letter(
        kind=MailKind.SCAN,
        about=scan.pk,
        sender=sender,
        recipient=owner,
        address=address,
        subject=subject,
        body=_body(scan, news),
    )
    return len(write([letter], at=at))


def _body(scan: Scan, news: list[ScanProblem]) -> str:
    own = scan.site.party.kind == PartyKind.PLATFORM
    page = reverse("admin:cookies_scan_change" if own else "site:scan", args=[scan.pk])
    said = []
    for language in LANGUAGES:
        with override(language):
            context = {"scan": scan, "kinds": told(news), "page": f"{settings.PUBLIC_URL}{page}"}
            said.append(render_to_string("mail/scan_drift.txt", context).strip())
    return BETWEEN.join(said) + "\n"
