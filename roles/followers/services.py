"""Following the public list of sub-processors by mail: ask, say yes, be told, leave."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare

from roles.choices import PartyKind
from roles.followers import letters
from roles.followers.links import follower_of, hash_of, new_token
from roles.followers.models import ADDRESS, Follower, FollowerNews, News
from roles.followers.refusals import AddressNotPlain, LinkNotValid, TooManyQuestions
from roles.mail.bounces import GONE
from roles.mail.models import FOLLOWERS, MailKind, OutgoingMail
from roles.mail.services import forget, write
from roles.models import Party
from roles.services.recording import held_for_update
from roles.sub_processors.choices import ChangeState, Visibility
from roles.sub_processors.models import SubProcessorChange
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

KEPT_UNCONFIRMED: Final = timedelta(days=3)
"""How long the link to say yes holds, and so how long an address without a yes is kept."""

PAUSE: Final = timedelta(hours=1)
"""How long an address that asks again waits for the next mail: nobody's box is filled by others."""

_ADDRESS: Final = re.compile(ADDRESS)

MOST: Final = 200
"""How many addresses are asked in an hour, whoever leaves them."""


@use_case
def follow(
    *,
    address: str,
    at: datetime,
    by: Viewer,  # noqa: ARG001  stamps history
    statement_of: Party | None = None,
) -> None:
    """Ask the reader of ``address``, by mail, whether it wants to follow the list.

    With ``statement_of`` the privacy statement of that party, which sends the mail.
    Does the same for every address, and tells nobody whether it is known. Raises
    ``too_many_followers``, ``follow_address_invalid``.
    """
    row, token = _asked(address.strip(), at, statement_of)
    if token is None:
        return
    sender = statement_of or Party.objects.filter(kind=PartyKind.PLATFORM).first()
    if sender is None:
        raise NotFound
    letter = (
        letters.known(row, sender, at) if row.confirmed_at else letters.question(row, sender, token)
    )
    write([letter], at=at)


def _asked(address: str, at: datetime, statement_of: Party | None) -> tuple[Follower, str | None]:
    """Return the address as it is kept, and the token to ask with; None: it was asked just now."""
    if len(address) > 254 or not _plain(address):
        raise AddressNotPlain(field="address")
    # Mail, not rows: who asks and leaves again is counted as well.
    lately = OutgoingMail.objects.filter(kind=MailKind.FOLLOW, queued_at__gt=at - PAUSE)
    if lately.count() >= MOST:
        raise TooManyQuestions
    token, kept = new_token()
    until = at + KEPT_UNCONFIRMED
    new = Follower(
        address=address,
        statement_of=statement_of,
        asked_at=at,
        confirm_hash=kept,
        confirm_before=until,
    )
    Follower.objects.bulk_create([new], ignore_conflicts=True)
    same = Follower.objects.select_for_update(of=("self",)).select_related("statement_of")
    row = same.get(address__iexact=address, statement_of=statement_of)
    if row.pk == new.pk:
        return row, token
    if row.asked_at > at - PAUSE:
        return row, None
    row.asked_at = at
    if row.confirmed_at is None:
        row.confirm_hash, row.confirm_before = kept, until
    row.save(update_fields=("asked_at", "confirm_hash", "confirm_before"))
    return row, token


@use_case
def confirm_following(*, token: str, at: datetime, by: Viewer) -> None:  # noqa: ARG001
    """Let the reader of an address say yes: once, and while the link holds.

    Raises ``follow_link_not_valid``.
    """
    row = _asked_by(token, at, Follower.objects.select_for_update())
    row.confirm_hash, row.confirm_before, row.confirmed_at = "", None, at
    row.save(update_fields=("confirm_hash", "confirm_before", "confirmed_at"))


def must_be_open(*, token: str, at: datetime) -> Follower:
    """Return who asked; raises ``follow_link_not_valid`` unless a yes can be said by this link."""
    return _asked_by(token, at, Follower.objects.select_related("statement_of"))


def _asked_by(token: str, at: datetime, rows: QuerySet[Follower]) -> Follower:
    kept = hash_of(token)
    row = rows.filter(confirm_hash=kept).first()
    if row is None or not constant_time_compare(row.confirm_hash, kept):
        raise LinkNotValid
    if row.confirm_before is None or row.confirm_before <= at:
        raise LinkNotValid
    return row


@use_case
def stop_following(*, token: str, by: Viewer) -> None:  # noqa: ARG001
    """Let a follower leave by the link in its mail: its address is erased. Safe to ask twice.

    Raises ``follow_link_not_valid`` for a link that is not ours.
    """
    _erase([follower_of(token)])


@use_case
def erase_follower(*, follower: Follower, by: Viewer) -> None:
    """Erase the address of somebody who asks for that otherwise (Art. 17); raises NotAllowed."""
    by.must(Ability.WRITE_REGISTER)
    held = held_for_update(Follower.objects.all(), follower)
    if held is None:
        raise NotFound
    _erase([held.pk])


@use_case
@erases("forget-followers")
def forget_unconfirmed(*, at: datetime, by: Viewer) -> int:
    """Erase addresses whose reader did not say yes in time, or that nobody reads any more.

    Mail to them that was given up is emptied. Returns how many addresses.
    """
    by.must(Ability.WRITE_REGISTER)
    forget(OutgoingMail.objects.filter(kind__in=FOLLOWERS, leave_before__lte=at))
    late = Follower.objects.filter(confirmed_at=None, confirm_before__lte=at)
    gone = OutgoingMail.objects.filter(kind__in=FOLLOWERS, returned_why__in=GONE)
    unread = Follower.objects.filter(pk__in=gone.values("about"))
    return _erase({*late.values_list("pk", flat=True), *unread.values_list("pk", flat=True)})


def _erase(followers: Iterable[UUID]) -> int:
    """Delete rows, and empty what is still to be sent to them."""
    # The rows first: who writes to one of them meanwhile is waited for, and its mail is found.
    held = Follower.objects.filter(pk__in=list(followers)).order_by("pk").select_for_update()
    ids = list(held.values_list("pk", flat=True))
    forget(OutgoingMail.objects.filter(kind__in=FOLLOWERS, about__in=ids))
    return Follower.objects.filter(pk__in=ids).delete()[0]


@use_case
def tell_followers(*, at: datetime, by: Viewer) -> int:
    """Write to every follower what was announced to everyone, has begun or was called off.

    What is due follows from the changes themselves, so nothing is missed and nothing told twice.
    Returns how many mails were written.
    """
    by.must(Ability.WRITE_REGISTER)
    sender = Party.objects.filter(kind=PartyKind.PLATFORM).first()
    public = SubProcessorChange.objects.filter(visibility=Visibility.PUBLIC)
    changes = public.filter(notified_on__isnull=False).exclude(_told())
    return sum(_tell(change, sender, at) for change in changes.order_by("notified_on", "pk"))


HAPPENED: Final = {
    ChangeState.NOTIFIED: News.ANNOUNCED,
    ChangeState.ACTIVE: News.BEGUN,
    ChangeState.WITHDRAWN: News.CALLED_OFF,
}
"""What there is to tell of a change in each state: one that went on meanwhile is told as it is."""


def _told() -> Q:
    """Return the condition for a change of which the last thing was told."""
    told, each = FollowerNews.objects.all(), Q(pk__in=())
    for state, news in HAPPENED.items():
        each |= Q(state=state, pk__in=told.filter(news=news).values("change"))
    return each


def _tell(change: SubProcessorChange, sender: Party | None, at: datetime) -> int:
    """Write one piece of news, to all who follow now; nothing when another was first."""
    if sender is None:
        return 0
    # Held: who leaves while this is written leaves after it, and takes its mail along.
    held = Follower.objects.select_for_update(no_key=True).order_by("pk")
    followers = list(held.filter(confirmed_at__isnull=False, statement_of=None))
    news = HAPPENED[ChangeState(change.state)]
    row = FollowerNews(change=change, news=news, written_at=at, told=len(followers))
    FollowerNews.objects.bulk_create([row], ignore_conflicts=True)
    if not FollowerNews.objects.filter(pk=row.pk).exists():
        return 0
    told = letters.NewsLetters(row, sender)
    return len(write((told.to(each) for each in followers), at=at))


def _plain(address: str) -> bool:
    """Say whether it is one address and nothing else: what follows it would go into a header."""
    return address.isprintable() and _ADDRESS.fullmatch(address) is not None
