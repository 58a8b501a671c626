"""What followers read: Dutch first, English below it, with a link to leave."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from roles.followers.links import confirm_link, leave_link
from roles.followers.models import Follower, FollowerNews, News
from roles.mail.html import BETWEEN
from roles.mail.models import MailKind
from roles.mail.services import Letter
from roles.models import Party
from roles.sub_processors.words import data_of

NEWS_HOLDS: Final = timedelta(days=7)
"""How long a mail server may refuse news before it is given up."""

SUBJECTS: Final = {
    News.ANNOUNCED: _("Announced: %(name)s, not before %(day)s"),
    News.BEGUN: _("Begun: %(name)s"),
    News.CALLED_OFF: _("Called off: sub-processor %(name)s"),
}


def question(row: Follower, sender: Party, token: str) -> Letter:
    """Ask the reader of an address whether it is its own wish to follow the list."""
    subject = _("Confirm that you follow the sub-processors of VoIPGRID")
    if row.statement_of:
        subject = _("Confirm that you follow our privacy statement")
    links = {
        "confirm": confirm_link(token),
        "leave": leave_link(row.pk),
        "statement_of": row.statement_of,
    }
    return _letter(
        row,
        sender,
        kind=MailKind.FOLLOW,
        subject=_in_dutch(subject),
        body=_body("follower_question.txt", links),
        leave_before=row.confirm_before,
    )


def known(row: Follower, sender: Party, at: datetime) -> Letter:
    """Tell who asks again that it follows the list already."""
    subject = _("You follow the sub-processors of VoIPGRID already")
    if row.statement_of:
        subject = _("You follow our privacy statement already")
    said = {"leave": leave_link(row.pk), "statement_of": row.statement_of}
    return _letter(
        row,
        sender,
        kind=MailKind.FOLLOW,
        subject=_in_dutch(subject),
        body=_body("follower_known.txt", said),
        leave_before=at + NEWS_HOLDS,
    )


class NewsLetters:
    """The mails about one piece of news; what they share is written once."""

    def __init__(self, news: FollowerNews, sender: Party) -> None:
        self.sender, self.leave_before = sender, news.written_at + NEWS_HOLDS
        change, data = news.change, data_of(news.change)
        self.subject = _in_dutch(SUBJECTS[News(news.news)], change)
        self.body = _body("follower_news.txt", {"change": change, "news": news.news}, data)

    def to(self, row: Follower) -> Letter:
        """Write it to one follower."""
        return _letter(
            row,
            self.sender,
            kind=MailKind.NEWS,
            subject=self.subject,
            body=self.body.replace(HERE, leave_link(row.pk)),
            leave_before=self.leave_before,
        )


HERE: Final = "\x00"
"""Where each follower's own link to leave comes in a text that all of them get."""


def _letter(row: Follower, sender: Party, **said: Any) -> Letter:
    return Letter(about=row.pk, sender=sender, recipient=None, address=row.address, **said)


def _in_dutch(words: str | Promise, change: Any = None) -> str:
    with override("nl"):
        if change is None:
            return str(words)
        day = date_format(change.planned_on, "j F Y")
        return str(words) % {"name": change.sub_processor_name, "day": day}


def _body(template: str, context: dict[str, Any], data: Any = None) -> str:
    told = []
    for language in ("nl", "en"):
        with override(language):
            shared = {
                "list": settings.PUBLIC_URL + reverse("site:sub-processors"),
                "leave": HERE,
                "data": data.in_language(language) if data else "",
            }
            told.append(render_to_string(f"mail/{template}", {**shared, **context}).strip())
    return BETWEEN.join(told) + "\n"
