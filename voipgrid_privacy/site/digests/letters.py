"""The summary as a mail: Dutch first, English below it."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from roles.mail.html import BETWEEN
from roles.mail.leaving import leaving_link
from roles.mail.models import MailKind
from roles.mail.services import Letter
from roles.models import Party
from voipgrid_privacy.kernel.legal_days import end_of_legal_day
from voipgrid_privacy.site.digests.contents import late, sections
from voipgrid_privacy.site.digests.models import DigestChoice
from voipgrid_privacy.site.todo import Todo


def summary(row: DigestChoice, todo: Todo, sender: Party) -> Letter:
    """Tell somebody what waits for its party; it holds for the day on which it is written."""
    said = []
    several = row.membership.user.memberships.count() > 1
    for language in ("nl", "en"):
        with override(language):
            told = sections(todo, row.topics)
            context = {
                "party": _name(row),
                "several": several,
                "on": todo.on,
                "sections": told,
                "choose": settings.PUBLIC_URL + reverse("site:digest"),
                "stop": leaving_link(MailKind.DIGEST, row.membership_id),
            }
            said.append(render_to_string("mail/digest.txt", context).strip())
    return Letter(
        kind=MailKind.DIGEST,
        about=row.membership_id,
        sender=sender,
        recipient=None,
        address=row.membership.user.email,
        subject=_subject(row, todo, sum(each.count for each in told)),
        body=BETWEEN.join(said) + "\n",
        leave_before=end_of_legal_day(todo.at),
    )


def _subject(row: DigestChoice, todo: Todo, things: int) -> str:
    over = late(todo, row.topics)
    with override("nl"):
        told = ngettext("%(party)s: one thing to do", "%(party)s: %(number)s things to do", things)
        if over:
            told = _("%(party)s: %(number)s to do, %(late)s too late")
        return told % {"party": _name(row), "number": things, "late": over}


def _name(row: DigestChoice) -> str:
    """Return what the party is called, on one line whatever was typed."""
    return " ".join(row.membership.party.name.split())
