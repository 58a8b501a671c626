"""Telling: the proposer those it delivers to, and each of them its own customers."""

from dataclasses import dataclass
from datetime import datetime

from roles.mail.services import write
from roles.models import Party
from roles.services.recording import change as save
from roles.services.refusals import in_our_words
from roles.sub_processors.choices import ChangeState, ToldBy
from roles.sub_processors.letters import Letters
from roles.sub_processors.models import SubProcessorChange, SubProcessorNotice
from roles.sub_processors.recipients import DEFAULT_DAYS, Recipient, recipients
from roles.sub_processors.refusals import NobodyToTell, NoticeClosed, Unreachable
from roles.sub_processors.services.holding import held_change, seen_notice
from roles.webhooks.choices import EventType
from roles.webhooks.telling import tell_each
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def notify(
    *,
    change: SubProcessorChange,
    default_days: int = DEFAULT_DAYS,
    otherwise: bool = False,
    at: datetime,
    by: Viewer,
) -> list[SubProcessorNotice]:
    """Tell everyone that the proposer delivers to, and open their windows (GDPR Art. 28(2)).

    Again: whoever has not been told yet, each with a window of its own. ``default_days`` hold where
    no agreement names any; with ``otherwise`` those without an address are told by other means,
    which the caller sees to. Raises NotAllowed, ``change_not_open``, ``recipient_unreachable``,
    ``nobody_to_tell``.
    """
    by.must(Ability.WRITE_REGISTER)
    held = held_change(change, by)
    first = held.state == ChangeState.PROPOSED
    if first:
        held.state, held.notified_on = ChangeState.NOTIFIED, legal_day(at)
        save(held, "state", "notified_on")
    _must_be_open(held)
    telling = Telling(held, held.proposer, None, default_days, otherwise, at, by)
    found = telling.recipients()
    if not found and not first:
        raise NobodyToTell
    return telling.tell(found)


@use_case
def pass_on(
    *,
    notice: SubProcessorNotice,
    default_days: int = DEFAULT_DAYS,
    otherwise: bool = False,
    at: datetime,
    by: Viewer,
) -> list[SubProcessorNotice]:
    """Let whoever was told by ``notice`` tell its own customers, each with the window agreed there.

    Officers may do so in its name. Raises NotAllowed, NotFound, ``change_not_open``,
    ``recipient_unreachable``, ``nobody_to_tell``.
    """
    seen = seen_notice(notice, by)
    if not by.may(Ability.WRITE_REGISTER):
        by.must(Ability.WRITE_OWN)
        if seen.recipient_id not in by.parties:
            raise NotAllowed
    _must_be_open(seen.change)
    telling = Telling(seen.change, seen.recipient, seen, default_days, otherwise, at, by)
    found = telling.recipients()
    if not found:
        raise NobodyToTell
    return telling.tell(found)


def _must_be_open(change: SubProcessorChange) -> None:
    if change.state != ChangeState.NOTIFIED:
        raise NoticeClosed


@dataclass(frozen=True, slots=True)
class Telling:
    """One round of notices: of what, by whom, passing on what, and how."""

    change: SubProcessorChange
    sender: Party
    parent: SubProcessorNotice | None
    default_days: int
    otherwise: bool
    at: datetime
    by: Viewer

    def tell(self, found: list[Recipient]) -> list[SubProcessorNotice]:
        """Enter the notices and the mail; raises ``recipient_unreachable``."""
        unreachable = sum(not one.address for one in found)
        if unreachable and not self.otherwise:
            raise Unreachable(number=unreachable)
        notices = [self.notice(one) for one in found]
        with in_our_words():
            SubProcessorNotice.objects.bulk_create(notices, batch_size=500)
        letters, told = Letters(self.change, self.by), zip(notices, found, strict=True)
        write(
            (letters.notice(n, one.address, self.at) for n, one in told if one.address), at=self.at
        )
        told_to = [(one.recipient_id, one.pk) for one in notices]
        tell_each(EventType.SUB_PROCESSOR_ANNOUNCED, told_to, by=self.by)
        return notices

    def recipients(self) -> list[Recipient]:
        """Return whom there is left to tell."""
        return recipients(
            change=self.change,
            sender=self.sender,
            on=legal_day(self.at),
            default_days=self.default_days,
            viewer=self.by,
        )

    def notice(self, one: Recipient) -> SubProcessorNotice:
        """Return the notice to one of them."""
        above = self.parent.through if self.parent else [self.sender.pk]
        return SubProcessorNotice(
            change=self.change,
            parent=self.parent,
            sender=self.sender,
            recipient=one.party,
            contract=one.contract,
            mandate=one.mandate,
            through=[*above, one.party.pk],
            authorisation=one.authorisation,
            told_by=ToldBy.MAIL if one.address else ToldBy.LETTER,
            notice_days=one.days,
            notified_on=legal_day(self.at),
            last_day=one.last_day,
        )
