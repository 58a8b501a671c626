"""Telling the data subject who the recipients are, if it asks (GDPR Art. 19, second sentence)."""

from datetime import date, datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from records.answers.keeping import acting
from records.intake.choices import Author
from records.intake.links import linked
from records.intake.models import RequestMessage
from records.intake.services import reply, write_to_requester
from records.intake.services.threading import Wrote, seen, written
from records.recipients.choices import Change, Means
from records.recipients.models import RecipientNotice
from records.recipients.queries import Recipient, Told, changes_asked, recipients_of
from records.requests.models import RequestPart, SubjectRequest
from records.requests.refusals import NotItsDuty
from records.requests.services.handling import answering
from roles.choices import PartyKind
from roles.models import DataCategory, Party
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def tell_requester_of_recipients(
    *, request: SubjectRequest, party: Party, name: str, at: datetime, by: Viewer
) -> RequestMessage:
    """Write to whoever asks to whom the data of ``party``'s parts were disclosed, and who was told.

    A customer has no account: whoever enters for it writes in its own thread.
    Raises NotFound, ``request_not_its_duty``, and as ``write_to_requester``.
    """
    row = seen(request, by)
    parts = [p for p in row.parts.visible_to(by).standing() if _answers(p, party, by)]
    if not parts:
        raise NotItsDuty
    with as_application():
        text = told_of(row, parts, legal_day(at))
    voice = acting(parts[0], by).party if party.kind == PartyKind.CUSTOMER else party
    return write_to_requester(request=row, party=voice, text=text, name=name, at=at, by=by)


@use_case
def ask_recipients(*, token: str, at: datetime, by: Viewer) -> None:
    """Ask, by the link, which recipients there are; what the register has is answered at once.

    The question stands in the thread, so that who has not told anybody yet sees it too. Raises
    ``request_link_gone``, ``request_thread_closed``, ``requests_too_many``.
    """
    request = linked(token, at)
    with override(request.language):
        asked = _("Which recipients were told of the change, and who are they (GDPR Art. 19)?")
    reply(token=token, text=asked, at=at, by=by)
    for party, parts in _by_party(request).items():
        text = told_of(request, parts, legal_day(at))
        written(request, Wrote(party, Author.PARTY, text), (), at)


def told_of(request: SubjectRequest, parts: list[RequestPart], on: date) -> str:
    """Return in the language of the request who got the data of some parts, and was told what."""
    with override(request.language):
        return "\n\n".join(_of_part(part, on) for part in parts)


def _answers(part: RequestPart, party: Party, by: Viewer) -> bool:
    try:
        return answering(part, by)[0].pk in {party.pk, part.controller_id}
    except NotItsDuty:
        return False


def _by_party(request: SubjectRequest) -> dict[Party, list[RequestPart]]:
    """Return the parts of which somebody was told, by in whose name."""
    notices = RecipientNotice.objects.filter(part__request=request, part__dropped_at=None)
    found: dict[Party, dict[UUID, RequestPart]] = {}
    for notice in notices.select_related("part", "party"):
        found.setdefault(notice.party, {})[notice.part_id] = notice.part
    return {party: list(parts.values()) for party, parts in found.items()}


def _of_part(part: RequestPart, on: date) -> str:
    row = DataCategory.objects.filter(code=part.category).first()
    title = str(row.name) if row else part.category
    changes = changes_asked(part)
    lines = [f"- {_line(each, changes)}" for each in recipients_of(part, on=on)]
    nobody = _("- The register knows of nobody who got these data.")
    return "\n".join([f"{title}:", *(lines or [nobody])])


def _line(each: Recipient, changes: list[Change]) -> str:
    said = [_said(told) for change in changes if (told := each.last(change))]
    nothing = _("not told yet")
    return f"{each.name}: {'; '.join(said) or nothing}"


def _said(told: Told) -> str:
    """Return what was told last of a change; what did not arrive was not told."""
    notice, mail = told.notice, told.mail
    change = notice.get_change_display()
    if told.lapsed or (mail and mail.sent_at is None):
        return _("not told yet. %(change)s") % {"change": change}
    if notice.means == Means.NOT_TOLD:
        words = {"why": notice.get_reason_display(), "text": notice.text}
        return _("not told. %(why)s: %(text)s") % words
    return _("told on %(day)s. %(change)s") % {
        "day": date_format(notice.said_on, "j F Y"),
        "change": change,
    }
