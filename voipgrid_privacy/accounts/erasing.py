"""Erasing people who log in: by an officer, or by themselves once they have nothing to do here."""

from datetime import datetime
from typing import Final

from dateutil.relativedelta import relativedelta
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.accounts.choices import OfficerGroup
from voipgrid_privacy.accounts.models import User
from voipgrid_privacy.accounts.sessions import end_sessions
from voipgrid_privacy.kernel.auditing import Kind, noted_as
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

IDLE: Final = relativedelta(months=6)
"""How long a log-in that opens nothing is kept after it was used last; our own decision."""


class LastOfficer(DomainError):
    """Nobody else could let people in, or run what must be run."""

    code = "last_officer"
    title = _("This is the last privacy officer. Let another in first.")
    status = 409


@use_case
@noted_as(Kind.ACCESS)
def erase_user(*, user: User, by: Viewer) -> None:
    """Erase who logged in, with second factors, log-ins and memberships (GDPR Art. 17).

    What that person did stays in history and logbook, as of an identifier that is nobody's any
    more. Raises NotAllowed, also for oneself, and ``last_officer``.
    """
    by.must(Ability.MANAGE_ACCESS)
    if by.user_id == user.pk:
        raise NotAllowed
    _must_leave_an_officer(user)
    end_sessions(of=user, by=by)
    user.delete()


@use_case
@erases("erase-idle-users")
def erase_idle_users(*, at: datetime, by: Viewer) -> int:
    """Erase log-ins that open nothing and were not used for six months; return how many.

    Nothing: no membership, no officers' group (GDPR Art. 5(1)(e)). Safe to run again.
    """
    by.must(Ability.MANAGE_ACCESS)
    opens = Q(memberships__isnull=False) | Q(groups__isnull=False) | Q(is_superuser=True)
    rows = User.objects.exclude(opens).annotate(used=Coalesce("last_login", "date_joined"))
    idle = list(rows.filter(used__lt=at - IDLE).order_by("pk"))
    for user in idle:
        end_sessions(of=user, by=by)
        user.delete()
    return len(idle)


def _must_leave_an_officer(user: User) -> None:
    officers = User.objects.filter(
        Q(groups__name=OfficerGroup.PRIVACY_OFFICER) | Q(is_superuser=True), is_active=True
    )
    if not officers.filter(pk=user.pk).exists():
        return
    others = officers.exclude(pk=user.pk).values("pk")
    if not User.objects.select_for_update().filter(pk__in=others).exists():
        raise LastOfficer
