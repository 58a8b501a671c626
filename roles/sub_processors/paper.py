"""A change of sub-processors on paper: who was told when, what was answered, and how it ended."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roles.mail.models import MailKind, OutgoingMail
from roles.sub_processors.choices import ToldBy
from roles.sub_processors.models import Objection, SubProcessorChange, SubProcessorNotice
from roles.sub_processors.words import data_of
from roles.transfers.countries import country_name
from roles.transfers.words import language
from voipgrid_privacy.kernel.documents import Document
from voipgrid_privacy.kernel.tenancy import Viewer

MOST: Final = 400
"""Notices in the table; of more the file with all of them is named."""


def on_paper(change: SubProcessorChange, viewer: Viewer, at: datetime, files: str) -> Document:
    """Return the document, in the reader's language; ``files`` is the hash of what it tells of."""
    told = SubProcessorNotice.objects.visible_to(viewer).filter(change=change)
    objected = Objection.objects.visible_to(viewer).filter(notice__change=change)
    number = told.count()
    notices = list(told.select_related("recipient", "sender").order_by("notified_on", "pk")[:MOST])
    return Document(
        template="notices.typ",
        title=_("Notice of sub-processor %(name)s") % {"name": change.sub_processor_name},
        language=language(),
        identifier=f"sub-processor-{change.pk}",
        hash=files,
        hash_label=_("SHA-256 of the files"),
        found_at=settings.PUBLIC_URL
        + reverse("admin:roles_subprocessorchange_change", args=[change.pk]),
        made_at=at,
        data={
            "sentence": _sentence(change),
            "head": _head(change, number),
            "told_title": _("Who was told"),
            "columns": [_("Who"), _("Told"), _("May object until"), _("Answer")],
            "told": _rows(notices, viewer),
            "more": _more(number),
            "objections_title": _("Objections"),
            "none": _("Nobody objected."),
            "objections": [
                _objection(row) for row in objected.select_related("notice__recipient")[:MOST]
            ],
            "checked_title": _("How this is checked"),
            "checked_text": _(
                "The pack of evidence holds this page and the files it tells of. The hash below is"
                " that of the list of their hashes: grep -v .pdf SHA256SUMS | sha256sum"
            ),
        },
    )


def _sentence(change: SubProcessorChange) -> str:
    words = {"name": change.sub_processor_name, "who": change.proposer.name}
    if change.activated_on:
        words["day"] = _day(change.activated_on)
        return _("%(who)s has engaged %(name)s as a sub-processor since %(day)s.") % words
    if change.withdrawn_on:
        words["day"] = _day(change.withdrawn_on)
        return _("The engagement of %(name)s by %(who)s was called off on %(day)s.") % words
    return _("%(who)s intends to engage %(name)s as a sub-processor; it has not begun.") % words


def _head(change: SubProcessorChange, number: int) -> list[tuple[str, str]]:
    spoken = language()
    lines = (
        (_("Which data"), str(data_of(change).in_language(spoken))),
        (_("What it will do"), str(change.purpose)),
        (_("Why"), str(change.reason)),
        (_("Country where the data will be"), country_name(change.location, spoken)),
        (_("Transfer rests on"), f"{change.get_mechanism_display()} {change.safeguards}".strip()),
        (_("Proposed on"), _day(change.proposed_on)),
        (_("Planned first day"), _day(change.planned_on)),
        (_("Notified on"), _day(change.notified_on)),
        (_("Active since"), _day(change.activated_on)),
        (_("Called off on"), _day(change.withdrawn_on)),
        (_("Called off because"), change.withdrawn_because),
        (_("Number of notices"), str(number)),
    )
    return [(label, value) for label, value in lines if value]


def _rows(notices: list[SubProcessorNotice], viewer: Viewer) -> list[list[list[str]]]:
    mail = OutgoingMail.objects.visible_to(viewer).standing().filter(kind=MailKind.NOTICE)
    mails = {row.about: row for row in mail.filter(about__in=[n.pk for n in notices])}
    answers = _answers(notices, viewer)
    return [_row(notice, mails.get(notice.pk), answers.get(notice.pk, 0)) for notice in notices]


def _answers(notices: list[SubProcessorNotice], viewer: Viewer) -> dict[UUID, int]:
    counted: dict[UUID, int] = {}
    rows = Objection.objects.visible_to(viewer).filter(notice__in=[n.pk for n in notices])
    for notice in rows.values_list("notice", flat=True):
        counted[notice] = counted.get(notice, 0) + 1
    return counted


def _row(notice: SubProcessorNotice, mail: OutgoingMail | None, objected: int) -> list[list[str]]:
    answer = [_("Objected: see below")] if objected else []
    if notice.consented_on:
        agreed = _("Agreed on %(day)s.") % {"day": _day(notice.consented_on)}
        given = f"{notice.get_consent_given_display()} {notice.evidence}".strip()
        answer += [agreed, given]
    return [
        [notice.recipient.name, _("by %(sender)s") % {"sender": notice.sender.name}],
        _told(notice, mail),
        [_day(notice.last_day), notice.get_authorisation_display()],
        answer or ["–"],
    ]


def _told(notice: SubProcessorNotice, mail: OutgoingMail | None) -> list[str]:
    if notice.otherwise_on:
        return [_day(notice.otherwise_on), notice.proof or _("otherwise than by mail")]
    if notice.told_by == ToldBy.LETTER:
        return [_day(notice.notified_on), notice.get_told_by_display()]
    if mail is None or mail.sent_at is None:
        return [_day(notice.notified_on), _("the mail has not left")]
    left = date_format(timezone.localtime(mail.sent_at), "j F Y H:i")
    if mail.returned_at:
        came = date_format(timezone.localtime(mail.returned_at), "j F Y H:i")
        return [left, _("the mail came back on %(at)s") % {"at": came}]
    return [left, notice.get_told_by_display()]


def _objection(row: Objection) -> tuple[str, list[tuple[str, str]]]:
    late = f" ({_('too late')})" if row.late else ""
    lines = (
        (_("Why"), row.reason),
        (_("How it was settled"), row.get_settlement_display() or _("Not settled")),
        (_("What was agreed"), row.agreed),
        (_("Settled on"), _day(row.settled_on)),
    )
    title = f"{row.notice.recipient.name}, {_day(row.made_on)}{late}"
    return title, [(label, str(value)) for label, value in lines if value]


def _more(number: int) -> str:
    if number <= MOST:
        return ""
    return _("And %(number)s more: see notices.csv.") % {"number": number - MOST}


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""
