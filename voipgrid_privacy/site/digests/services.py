"""Choosing a summary, stopping it, and writing those that are due."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from roles.choices import PartyKind
from roles.mail.bounces import GONE
from roles.mail.leaving import who_leaves
from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import forget, write
from roles.models import Party
from voipgrid_privacy.accounts.models import Membership
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, as_application, scope_within
from voipgrid_privacy.kernel.use_case import use_case
from voipgrid_privacy.site.digests.choices import Pace, Topic
from voipgrid_privacy.site.digests.contents import sections
from voipgrid_privacy.site.digests.due import is_due
from voipgrid_privacy.site.digests.errors import NothingChosen, StopLinkNotValid
from voipgrid_privacy.site.digests.letters import summary
from voipgrid_privacy.site.digests.models import DigestChoice
from voipgrid_privacy.site.in_name_of import as_party
from voipgrid_privacy.site.todo import todo_of


@use_case
def choose_digest(
    *, party: Party, pace: Pace, topics: Collection[Topic], at: datetime, by: Viewer
) -> DigestChoice:
    """Let ``by`` itself get a summary of what waits for ``party``, or none.

    At another pace the first comes after the day on which it is chosen; other subjects are told
    from the next on. Raises NotFound for who does not act for the party, ``digest_topics_missing``.
    """
    if pace != Pace.NEVER and not topics:
        raise NothingChosen(field="topics")
    with as_application():
        members = Membership.objects.select_for_update(no_key=True)
        member = members.filter(party=party, user=by.user_id).first()
        if by.user_id is None or member is None:
            raise NotFound
        row = DigestChoice.objects.select_for_update().filter(membership=member).first()
        if row is None or row.pace != pace:
            row = row or DigestChoice(membership=member)
            row.pace, row.made_for = pace, legal_day(at)
        row.topics, row.chosen_at = [topic for topic in Topic if topic in topics], at
        row.save()
        if pace == Pace.NEVER:
            _forget(member.pk)
    return row


@use_case
def stop_digest(*, token: str, by: Viewer) -> None:  # noqa: ARG001  stamps history
    """Let whoever holds the link of a summary get no more. Safe to ask twice.

    Raises ``digest_link_not_valid``.
    """
    with as_application():
        row = _by_token(DigestChoice.objects.select_for_update(of=("self",)), token)
        row.pace = Pace.NEVER
        row.save(update_fields=("pace",))
        _forget(row.membership_id)


def stopped_by(token: str) -> DigestChoice:
    """Return which summary a link stops; raises ``digest_link_not_valid``."""
    with transaction.atomic(), as_application():
        return _by_token(DigestChoice.objects.all(), token)


def _by_token(rows: QuerySet[DigestChoice], token: str) -> DigestChoice:
    member = who_leaves(MailKind.DIGEST, token)
    row = rows.select_related("membership__party").filter(membership=member).first()
    if member is None or row is None:
        raise StopLinkNotValid
    return row


def digests_waiting(*, at: datetime) -> list[UUID]:
    """Return whose summary is to be made at ``at`` (an instant)."""
    wanted = DigestChoice.objects.exclude(pace=Pace.NEVER).filter(made_for__lt=legal_day(at))
    rows = wanted.filter(membership__user__is_active=True).order_by("made_for", "pk")
    return [
        pk
        for pk, pace, made_for in rows.values_list("pk", "pace", "made_for")
        if is_due(Pace(pace), made_for=made_for, at=at)
    ]


@use_case
def write_digest(*, choice: UUID, at: datetime, by: Viewer) -> bool:
    """Write one summary, if it is due and something waits; say whether one was written.

    Safe to call again, and by several at once: the day for which it was made is kept with the mail.
    Raises NotAllowed.
    """
    by.must(Ability.WRITE_REGISTER)
    rows = DigestChoice.objects.select_for_update(skip_locked=True, of=("self",))
    row = rows.select_related("membership__user", "membership__party").filter(pk=choice).first()
    if row is None or not is_due(Pace(row.pace), made_for=row.made_for, at=at):
        return False
    row.made_for = legal_day(at)
    row.save(update_fields=("made_for",))
    reader, party = viewer_for(row.membership.user), row.membership.party
    if party.pk not in reader.parties:  # not active any more
        return False
    own = as_party(reader, party)
    with scope_within(own):  # the database itself lets no other party's rows into the mail
        todo = todo_of(viewer=own, party=party, at=at)
    if not sections(todo, row.topics):
        return False
    write([summary(row, todo, Party.objects.get(kind=PartyKind.PLATFORM))], at=at)
    return True


@use_case
def forget_digests(*, at: datetime, by: Viewer) -> int:
    """Empty summaries that hold no more, or that nobody wants any more; return how many.

    Who cannot be reached, as the mail server of the address says, gets no more. Raises NotAllowed.
    """
    by.must(Ability.WRITE_REGISTER)
    mail = OutgoingMail.objects.filter(kind=MailKind.DIGEST)
    gone = mail.filter(returned_at__isnull=False, returned_why__in=GONE)
    since = gone.filter(about=OuterRef("membership"), queued_at__gt=OuterRef("chosen_at"))
    DigestChoice.objects.filter(Exists(since)).update(pace=Pace.NEVER)
    wanted = DigestChoice.objects.exclude(pace=Pace.NEVER).filter(membership__user__is_active=True)
    waiting = mail.filter(sent_at=None)
    unwanted = waiting.exclude(about__in=wanted.values("membership"))
    return forget(waiting.filter(leave_before__lte=at)) + forget(unwanted)


def _forget(member: UUID) -> None:
    """Empty what is still to be sent to a member."""
    forget(OutgoingMail.objects.filter(kind=MailKind.DIGEST, about=member))
