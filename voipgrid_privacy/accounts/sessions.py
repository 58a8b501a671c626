"""How long a log-in lasts, and where someone is logged in."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from allauth.account.authentication import get_authentication_records
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest, HttpResponse

from voipgrid_privacy.accounts.models import User
from voipgrid_privacy.accounts.noticing import notice_end
from voipgrid_privacy.kernel.auditing import Kind, noted_as
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

SEEN: Final = "seen_at"
EACH: Final = 60
"""Seconds in which a visit is noted once: a page costs no write of its own."""


class SessionLimits:
    """Ends a log-in that nobody used for a while, and every one after a working day.

    When the person logged in is in the session, and when it was seen last; a factor that is given
    again later does not make it begin anew.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; as to the public where the log-in is over."""
        if request.session.session_key and request.user.is_authenticated:
            _look(request, time.time())
        return self.get_response(request)


def _look(request: HttpRequest, now: float) -> None:
    """Log out who has been in for too long, or away; note that the others were seen."""
    records = get_authentication_records(request, request.user)
    if not records:  # nobody gave a password: a program of ours made this session
        return
    began = min(record["at"] for record in records)
    seen = request.session.get(SEEN, began)
    idle = settings.SESSION_IDLE_OFFICER if request.user.is_staff else settings.SESSION_IDLE
    if now - seen > idle or now - began > settings.SESSION_LONGEST:
        notice_end(request, "session_over")
        logout(request)
    else:
        _see(request, now)


def _see(request: HttpRequest, now: float) -> None:
    if now - request.session.get(SEEN, 0) < EACH:
        return
    request.session[SEEN] = now
    rows = UserSession.objects.filter(session_key=request.session.session_key)
    rows.update(last_seen_at=datetime.fromtimestamp(now, tz=UTC))


def sessions_of(user: User) -> list[UserSession]:
    """Return where ``user`` is logged in, the latest first; what is over is put away."""
    rows = UserSession.objects.purge_and_list(user)
    return sorted(rows, key=lambda row: row.created_at, reverse=True)


@use_case
@noted_as(Kind.ACCESS)
def end_session(*, session: int, of: User, by: Viewer) -> None:
    """Log ``of`` out where it is logged in by ``session``; raises NotFound for another's."""
    row = UserSession.objects.filter(pk=session, user=of).first()
    if row is None or by.user_id != of.pk:
        raise NotFound
    row.end()


@use_case
@noted_as(Kind.ACCESS)
def end_sessions(*, of: User, but: str = "", by: Viewer) -> int:
    """Log ``of`` out everywhere but in the session of that key; return from how many places.

    One's own, or those of anybody for who manages access; raises NotAllowed.
    """
    if by.user_id != of.pk:
        by.must(Ability.MANAGE_ACCESS)
    rows = list(UserSession.objects.filter(user=of).exclude(session_key=but))
    for row in rows:
        row.end()
    return len(rows)


@use_case
@erases("forget-sessions")
def forget_ended_sessions(*, at: datetime, by: Viewer) -> int:
    """Delete log-ins that are over, with where they were made from; return how many. NotAllowed.

    What was counted of attempts goes as well, once it counts no more.
    """
    by.must(Ability.MANAGE_ACCESS)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_sharedcount WHERE expires < %s", [at])
    gone, _each = Session.objects.filter(expire_date__lte=at).delete()
    known = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=known).delete()
    return gone
