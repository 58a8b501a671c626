"""Telling who follows a statement that a new version was published, with what changes in it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from roles.followers.links import leave_link
from roles.followers.models import Follower
from roles.mail.html import BETWEEN
from roles.mail.models import MailKind
from roles.mail.services import Letter, write
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case
from voipgrid_privacy.site.statements.differing import Difference, What, differences
from voipgrid_privacy.site.statements.models import StatementNews, StatementPublication

HOLDS: Final = timedelta(days=7)
MOST: Final = 20
"""How many differences a mail tells; the page tells them all."""
HERE: Final = "\x00"


@use_case
def tell_of_statements(*, at: datetime, by: Viewer) -> int:
    """Write to every follower of a statement that a version was published.

    What is due follows from the publications themselves, so nothing is missed and nothing told
    twice. Returns how many mails were written.
    """
    by.must(Ability.WRITE_REGISTER)
    due = StatementPublication.objects.filter(news=None).select_related("party", "proposal")
    return sum(_tell(row, at) for row in due.order_by("published_at", "pk"))


def _tell(row: StatementPublication, at: datetime) -> int:
    # Held: who leaves while this is written leaves after it, and takes its mail along.
    held = Follower.objects.select_for_update(no_key=True).order_by("pk")
    followers = list(held.filter(confirmed_at__isnull=False, statement_of=row.party))
    news = StatementNews(publication=row, written_at=at, told=len(followers))
    StatementNews.objects.bulk_create([news], ignore_conflicts=True)
    if not StatementNews.objects.filter(pk=news.pk).exists():
        return 0
    return len(write(_letters(row, followers, at), at=at))


def _letters(
    row: StatementPublication, followers: list[Follower], at: datetime
) -> Iterator[Letter]:
    if not followers:
        return
    subject, body = _subject(row), _body(row)
    for follower in followers:
        yield Letter(
            kind=MailKind.NEWS,
            about=follower.pk,
            sender=row.party,
            recipient=None,
            address=follower.address,
            subject=subject,
            body=body.replace(HERE, leave_link(follower.pk)),
            leave_before=at + HOLDS,
        )


def _subject(row: StatementPublication) -> str:
    with override("nl"):
        return _("Our privacy statement changes: version %(number)s") % {"number": row.number}


def _body(row: StatementPublication) -> str:
    before = StatementPublication.objects.filter(party=row.party, number=row.number - 1)
    old = before.select_related("proposal").first()
    told = []
    for language in ("nl", "en"):
        with override(language):
            found = _differences(row, old, language)
            place = reverse("site:statement-versions", args=(row.slug,))
            context = {
                "row": row,
                "name": row.party.name,
                "differs": found[:MOST],
                "more": max(0, len(found) - MOST),
                "page": settings.PUBLIC_URL + place,
                "leave": HERE,
            }
            told.append(render_to_string("mail/statement_news.txt", context).strip())
    return BETWEEN.join(told) + "\n"


def _differences(
    row: StatementPublication, old: StatementPublication | None, language: str
) -> tuple[Difference, ...]:
    if old is None:
        return ()
    found = differences(old.proposal.content, row.proposal.content, language)
    return tuple(each for each in found if each.what != What.MOVED)
