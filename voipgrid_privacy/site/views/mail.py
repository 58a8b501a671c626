"""Mail in the name of a party that did not arrive, and where each is put right."""

from dataclasses import dataclass
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roles.mail.models import MailKind, OutgoingMail
from roles.mail.queries import not_arrived
from roles.models import Party
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.shell import portal_page, shell

PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Refused:
    """One mail that did not arrive: what it was, and the page that puts it right, if any."""

    mail: OutgoingMail
    url: str = ""
    act: Promise | str = ""


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List what did not arrive, newest first."""
    rows = not_arrived(viewer=viewer_of(request), party=party)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {**shell(request, party), "page": page, "rows": [_shown(row, party) for row in page]}
    return render_page(request, "portal/mail.html", context)


def _shown(mail: OutgoingMail, own: Party) -> Refused:
    if mail.kind == MailKind.INVITATION:
        return Refused(mail, reverse("site:team"), _("Invite again, at another address"))
    if mail.kind == MailKind.REQUESTER:
        url = reverse("site:request-thread", args=(mail.about,))
        return Refused(mail, url, _("Look in the request how else to reach who asks"))
    if mail.recipient_id == own.pk:
        return Refused(mail, reverse("site:contacts"), _("Correct your contacts"))
    if mail.recipient is None:  # somebody whom the party does not provide for any more
        return Refused(mail)
    url = reverse("site:customer", args=(mail.recipient_id,))
    return Refused(mail, url, _("Look up the party"))
