"""Objecting, agreeing, and settling objections: what travels back up the chain."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from roles.mail.services import addresses, write
from roles.models import Party
from roles.services.recording import change as save
from roles.services.recording import keep
from roles.sub_processors.choices import (
    Authorisation,
    ChangeState,
    ConsentGiven,
    Settlement,
)
from roles.sub_processors.letters import Letters
from roles.sub_processors.models import Objection, SubProcessorNotice
from roles.sub_processors.refusals import (
    AgreedMissing,
    AlreadySettled,
    EvidenceMissing,
    NoConsentAsked,
    NoticeClosed,
    ObjectionReasonMissing,
)
from roles.sub_processors.services.holding import held_objection, seen_notice
from roles.webhooks.choices import EventType
from roles.webhooks.telling import tell
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer, read_as_application
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def object_to(*, notice: SubProcessorNotice, reason: str, at: datetime, by: Viewer) -> Objection:
    """Object to a change in the name of whoever was told; its sender may do so for it.

    Everyone through whom the notice came sees it, and is told by mail. After the last day it is
    kept as too late and holds up nothing. Raises NotAllowed, NotFound, ``change_not_open``,
    ``already_objected``, ``objection_reason_missing``.
    """
    seen = seen_notice(notice, by)
    _must_answer_for(seen, by)
    if seen.change.state != ChangeState.NOTIFIED:
        raise NoticeClosed
    if not reason.strip():
        raise ObjectionReasonMissing(field="reason")
    on = legal_day(at)
    made = keep(Objection(notice=seen, reason=reason.strip(), made_on=on, late=on > seen.last_day))
    _tell_above(seen, made, at, by)
    return made


@use_case
def consent(
    *, notice: SubProcessorNotice, evidence: str = "", at: datetime, by: Viewer
) -> SubProcessorNotice:
    """Record that whoever authorises specifically agrees to this sub-processor (Art. 28(2)).

    Whoever records it in its name says by what evidence. Raises NotAllowed, NotFound,
    ``change_not_open``, ``no_consent_asked``, ``evidence_missing``.
    """
    seen = seen_notice(notice, by)
    _must_answer_for(seen, by)
    if seen.change.state != ChangeState.NOTIFIED:
        raise NoticeClosed
    if not awaits_consent(seen):
        raise NoConsentAsked
    itself = seen.recipient_id in by.parties
    if not itself and not evidence.strip():
        raise EvidenceMissing(field="evidence")
    seen.consented_on, seen.evidence = legal_day(at), evidence.strip()
    seen.consent_given = ConsentGiven.ITSELF if itself else ConsentGiven.FOR_IT
    return save(seen, "consented_on", "evidence", "consent_given")


@use_case
def refuse_consent(
    *, notice: SubProcessorNotice, reason: str, at: datetime, by: Viewer
) -> Objection:
    """Record that whoever authorises specifically does not agree, and why (GDPR Art. 28(2)).

    It is kept and told as an objection, which can be settled; and while it does not agree the
    change cannot begin, also when the last day is past. Raises NotAllowed, NotFound,
    ``change_not_open``, ``no_consent_asked``, ``already_objected``, ``objection_reason_missing``.
    """
    seen = seen_notice(notice, by)
    _must_answer_for(seen, by)
    if not awaits_consent(seen):
        raise NoConsentAsked
    return object_to(notice=seen, reason=reason, at=at, by=by)


def awaits_consent(notice: SubProcessorNotice) -> bool:
    """Say whether nothing may happen before whoever was told agrees."""
    return notice.authorisation == Authorisation.SPECIFIC and notice.consented_on is None


@use_case
def settle_objection(
    *, objection: Objection, settlement: str, agreed: str = "", at: datetime, by: Viewer
) -> Objection:
    """Record how an objection came to an end, and in which words.

    Whoever objected takes it back; those above it, and officers, record what was agreed with it,
    or how they know that it was taken back. The others hear of it by mail.
    Raises NotAllowed, NotFound, ``already_settled``, ``agreed_missing``.
    """
    held = held_objection(objection, by)
    notice = seen_notice(held.notice, by)
    _must_settle(notice, settlement, by)
    if held.settled_on is not None:
        raise AlreadySettled
    taken_back = settlement == Settlement.TAKEN_BACK and notice.recipient_id in by.parties
    if not taken_back and not agreed.strip():
        raise AgreedMissing(field="agreed")
    held.settlement, held.agreed, held.settled_on = settlement, agreed.strip(), legal_day(at)
    save(held, "settlement", "agreed", "settled_on")
    _tell_settled(notice, held, at, by)
    return held


def may_answer(notice: SubProcessorNotice, by: Viewer) -> bool:
    """Say whether ``by`` objects or agrees in the name of whoever was told."""
    if by.may(Ability.WRITE_REGISTER):
        return True
    own = {notice.recipient_id, notice.sender_id} & by.parties
    return by.may(Ability.WRITE_OWN) and bool(own)


def may_settle(notice: SubProcessorNotice, by: Viewer) -> bool:
    """Say whether ``by`` records what was agreed with whoever objected."""
    if by.may(Ability.WRITE_REGISTER):
        return True
    above = set(notice.through) - {notice.recipient_id}
    return by.may(Ability.WRITE_OWN) and bool(above & by.parties)


def _must_answer_for(notice: SubProcessorNotice, by: Viewer) -> None:
    if not may_answer(notice, by):
        raise NotAllowed


def _must_settle(notice: SubProcessorNotice, settlement: str, by: Viewer) -> None:
    own = by.may(Ability.WRITE_OWN) and notice.recipient_id in by.parties
    if may_settle(notice, by) or (own and settlement == Settlement.TAKEN_BACK):
        return
    raise NotAllowed


def _tell_above(notice: SubProcessorNotice, objection: Objection, at: datetime, by: Viewer) -> None:
    """Tell the sender and the proposer, in the name of whoever recorded the objection."""
    speaker = notice.sender if notice.sender_id in by.parties else notice.recipient
    above = {party.pk: party for party in (notice.sender, notice.change.proposer)}
    above.pop(speaker.pk, None)
    letters, known = Letters(notice.change, by), _reached(above)
    written = (
        letters.objection(objection, notice, speaker, above[pk], address)
        for pk, address in known.items()
    )
    write(written, at=at)
    tell(EventType.OBJECTION_RECEIVED, parties=above, about=objection.pk, by=by)


def _tell_settled(
    notice: SubProcessorNotice, objection: Objection, at: datetime, by: Viewer
) -> None:
    """Tell whoever objected, and those it was told to, in the name of whoever settled it."""
    speaker = _speaker(notice, by)
    others = {
        party.pk: party for party in (notice.recipient, notice.sender, notice.change.proposer)
    }
    others.pop(speaker.pk, None)
    letters, known = Letters(notice.change, by), _reached(others)
    written = (
        letters.settled(objection, notice, speaker, others[pk], address)
        for pk, address in known.items()
    )
    write(written, at=at)


def _reached(parties: Iterable[UUID]) -> dict[UUID, str]:
    """Return where those in the chain of a notice are written.

    A customer does not see its provider's contacts, nor that the provider's: it was told by them
    all the same, at an address that its notice names, and they must hear its answer.
    """
    with read_as_application():
        return addresses(parties=parties, viewer=SYSTEM)


def _speaker(notice: SubProcessorNotice, by: Viewer) -> Party:
    """Return in whose name ``by`` settles: its own party's, or for officers the sender's."""
    own = Party.objects.visible_to(by).filter(pk__in=set(notice.through) & by.parties)
    return own.first() or notice.sender
