"""Restricting the use of data, telling the person before it is lifted, and lifting it (Art. 18)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from records.answers.keeping import acting, must_be_known
from records.intake.choices import Author
from records.intake.letters import letter_about
from records.intake.refusals import NoAddress, ThreadClosed
from records.intake.services.threading import Wrote, standing_of, written
from records.requests.choices import PartKind
from records.requests.models import RequestPart
from records.requests.refusals import RequestNameless, RequestOver
from records.requests.services.handling import answering
from records.requests.services.keeping import Said, in_request_words, kept, seen_part
from records.restrictions.choices import CAN_END_IN, ENDS_WHEN, Ground, ToldBy
from records.restrictions.covering import cover, uncover
from records.restrictions.models import Restriction
from records.restrictions.refusals import (
    LiftedAlready,
    LiftingEarly,
    LiftingTooSoon,
    LiftingUnannounced,
    LiftingUnheard,
    LiftingWordless,
    RestrictedAlready,
    RestrictionNotAsked,
)
from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import write
from roles.models import DataCategory, Party
from roles.services.recording import held_for_update
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.legal_days import AMSTERDAM
from voipgrid_privacy.kernel.tenancy import Viewer, as_application
from voipgrid_privacy.kernel.text import one_line, several_lines
from voipgrid_privacy.kernel.use_case import use_case


@dataclass(frozen=True, slots=True)
class Speaking:
    """For whom something is said of a part: its controller, in whose thread, and who says it."""

    part: RequestPart
    party: Party
    voice: Party
    said: Said


@use_case
def restrict_part(
    *,
    part: RequestPart,
    ground: Ground,
    text: str = "",
    name: str,
    on: date,
    at: datetime,
    by: Viewer,
) -> Restriction:
    """Restrict the data of a part from now on: they are kept, and nothing else (GDPR Art. 18(1)).

    Runs under way know of it from their next batch. Whoever asks reads it at the link of the
    request, and gets a mail where there is an address. Raises NotFound, NotAllowed,
    ``request_not_its_duty``, ``request_nameless``, ``request_over``, ``answer_identity_open``,
    ``request_restriction_unasked``, ``request_restricted_already``.
    """
    speaks = _speaks(part, Said(name, text, on, at, by))
    if not CAN_END_IN & set(speaks.part.request.rights) or speaks.part.kind != PartKind.DATA:
        raise RestrictionNotAsked
    with as_application():  # the thread, links and holds are nobody's tables; who acts was judged
        if standing_of(speaks.part.request).over:
            raise RequestOver
        must_be_known(speaks.part)
        if Restriction.objects.in_force().filter(part=speaks.part, ground=ground).exists():
            raise RestrictedAlready
        row = kept(
            Restriction(
                part=speaks.part,
                party=speaks.party,
                ground=ground,
                said_on=on,
                text=speaks.said.text,
                name=speaks.said.name,
                entered_at=at,
            )
        )
        row.refresh_from_db(fields=("entered_at",))
        cover(speaks.part, at)
        _tell(speaks, _restricted(speaks, row))
    return row


@use_case
def announce_lifting(
    *,
    restriction: Restriction,
    lifts_on: date,
    told_by: ToldBy,
    text: str,
    name: str,
    on: date,
    at: datetime,
    by: Viewer,
) -> Restriction:
    """Tell the data subject that a restriction will be lifted on a day, and why (Art. 18(3)).

    In the thread of the request, or it was told in another way, and ``text`` says how. It can be
    announced anew, for another day. Raises NotFound, NotAllowed, ``request_not_its_duty``,
    ``request_nameless``, ``request_restriction_lifted``, ``request_restriction_notice_short``,
    ``request_restriction_wordless``, ``request_no_address``, ``request_thread_closed``.
    """
    row, speaks = _held(restriction, Said(name, text, on, at, by))
    if not speaks.said.text:
        raise LiftingWordless(field="text")
    if lifts_on <= on:
        raise LiftingTooSoon(field="lifts_on")
    with as_application():
        row.announced_on, row.announced_by, row.lifts_on = on, told_by, lifts_on
        row.announced_text, row.announced_name = speaks.said.text, speaks.said.name
        _keep(row, "announced_on", "announced_by", "lifts_on", "announced_text", "announced_name")
        if told_by == ToldBy.THREAD and not _tell(speaks, _to_be_lifted(speaks, row)):
            raise NoAddress
    return row


@use_case
def lift_restriction(
    *, restriction: Restriction, name: str, on: date, at: datetime, by: Viewer
) -> Restriction:
    """Lift a restriction, on the day that was announced or later; its holds are released.

    Raises NotFound, NotAllowed, ``request_not_its_duty``, ``request_nameless``,
    ``request_restriction_lifted``, ``request_restriction_unannounced``,
    ``request_restriction_early``, ``request_restriction_unheard``.
    """
    row, speaks = _held(restriction, Said(name, "", on, at, by))
    if row.lifts_on is None:
        raise LiftingUnannounced
    if on < row.lifts_on:
        raise LiftingEarly(field="on", day=date_format(row.lifts_on, "j F Y"))
    with as_application():
        if row.announced_by == ToldBy.THREAD and _did_not_arrive(row):
            raise LiftingUnheard
        row.lifted_on, row.lifted_name = on, speaks.said.name
        _keep(row, "lifted_on", "lifted_name")
        uncover(row, at)
    return row


def _did_not_arrive(row: Restriction) -> bool:
    """Say whether mail to whoever asks failed since the announcement, and none arrived.

    Any mail leads to all messages of the request: whoever got one of that day or later can read it.
    """
    since = datetime.combine(row.announced_on or date.max, time.min, tzinfo=AMSTERDAM)
    mail = OutgoingMail.objects.standing().filter(
        kind=MailKind.REQUESTER, about=row.part.request_id, queued_at__gte=since
    )
    return mail.refused().exists() and not mail.arrived().exists()


def _speaks(part: RequestPart, said: Said) -> Speaking:
    row = seen_part(part, said.by)
    party, entered_by = answering(row, said.by)
    if entered_by is None:
        raise NotAllowed
    if not one_line(said.name):
        raise RequestNameless(field="name")
    words = replace(said, name=one_line(said.name)[:120], text=several_lines(said.text))
    return Speaking(row, party, acting(row, said.by).party, words)


def _held(restriction: Restriction, said: Said) -> tuple[Restriction, Speaking]:
    """Return a restriction that nobody else changes meanwhile; raises ``…_lifted`` too."""
    rows = Restriction.objects.visible_to(said.by).select_related("part")
    seen = rows.filter(pk=restriction.pk).first()
    if seen is None:
        raise NotFound
    speaks = _speaks(seen.part, said)
    with as_application():
        row = held_for_update(Restriction.objects.all(), seen)
    if row is None:
        raise NotFound
    if row.lifted_on is not None:
        raise LiftedAlready
    return row, speaks


def _keep(row: Restriction, *fields: str) -> None:
    row.full_clean(exclude=("part", "party"))
    with in_request_words():
        row.save(update_fields=fields)


def _tell(speaks: Speaking, text: str) -> bool:
    """Write to whoever asks; say whether there is an address. Raises ``request_thread_closed``."""
    request, at = speaks.part.request, speaks.said.at
    if standing_of(request).over:
        raise ThreadClosed
    written(request, Wrote(speaks.voice, Author.PARTY, text, speaks.said.name), (), at)
    letter = letter_about(request, "message", at)
    write([letter] if letter else [], at=at)
    return letter is not None


def _restricted(speaks: Speaking, row: Restriction) -> str:
    with override(speaks.part.request.language):
        said = _(
            "%(party)s restricted the use of these data about you on %(day)s: %(data)s. They are"
            " kept %(until)s. Nothing else is done with them without your consent, except for a"
            " legal claim, to protect the rights of somebody else, or for an important public"
            " interest. You hear it before the restriction is lifted (GDPR Art. 18)."
        )
        words = {**_words(speaks, row.said_on), "until": str(ENDS_WHEN[Ground(row.ground)])}
        return _joined(said % words, speaks.said.text)


def _to_be_lifted(speaks: Speaking, row: Restriction) -> str:
    with override(speaks.part.request.language):
        said = _(
            "%(party)s lifts the restriction of these data about you on %(day)s: %(data)s. After"
            " that they are used again as before. Do you not agree? Write it before that day. You"
            " can also complain to the Autoriteit Persoonsgegevens"
            " (autoriteitpersoonsgegevens.nl) and go to court (GDPR Art. 18(3), 77 and 79)."
        )
        words = _words(speaks, row.lifts_on or speaks.said.on)
        return _joined(said % words, speaks.said.text)


def _words(speaks: Speaking, day: date) -> dict[str, str]:
    row = DataCategory.objects.filter(code=speaks.part.category).first()
    data = str(row.name) if row else speaks.part.category
    return {"party": speaks.party.name, "day": date_format(day, "j F Y"), "data": data}


def _joined(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)
