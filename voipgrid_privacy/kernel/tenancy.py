"""Who is asking, and the database role under which a partner's questions run.

A partner's request runs in one transaction under ``PARTNER_ROLE``, which owns nothing and is
bound by row-level security; the parties it may act for are a transaction-local setting, so a
pooled connection forgets both at the end. No setting means no rows.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest
from psycopg.pq import TransactionStatus

from voipgrid_privacy.kernel.errors import NotAllowed

PARTNER_ROLE = "voipgrid_privacy_partner"


class Ability(Enum):
    """What a viewer may do, apart from whose data it is."""

    READ_ALL = "read everything in the register"
    WRITE_REGISTER = "change parties, contracts and conduct"
    JUDGE_FINDINGS = "accept and reopen findings"
    RUN_RETENTION = "start and stop retention runs"
    MANAGE_ACCESS = "manage users and API clients"
    WRITE_OWN = "change what belongs to the own parties"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever asks or acts: a person, an API client, a command, or the public.

    ``parties`` are those it may act for; ``upstream`` those that deliver to them, by name
    visible though not theirs. ``user_id`` is stamped on history (never a name).
    """

    user_id: UUID | None
    name: str
    parties: frozenset[UUID] = frozenset()
    upstream: frozenset[UUID] = frozenset()
    abilities: frozenset[Ability] = frozenset()

    def may(self, ability: Ability) -> bool:
        """Return whether this viewer has ``ability``."""
        return ability in self.abilities

    def must(self, ability: Ability) -> None:
        """Raise NotAllowed without ``ability``."""
        if not self.may(ability):
            raise NotAllowed

    @property
    def sees_everything(self) -> bool:
        """Officers, the DPO, auditors and commands see all parties."""
        return Ability.READ_ALL in self.abilities


SYSTEM = Viewer(user_id=None, name="system", abilities=frozenset(Ability))
PUBLIC = Viewer(user_id=None, name="public")


def viewer_of(request: HttpRequest) -> Viewer:
    """Return who is asking; the public where nobody logged in."""
    viewer: Viewer = getattr(request, "viewer", PUBLIC)
    return viewer


@contextmanager
def partner_scope(viewer: Viewer) -> Iterator[None]:
    """Run the block in one transaction as ``PARTNER_ROLE`` for the viewer's parties.

    Read everything you need inside: what is streamed or runs on commit comes after the scope.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(*scope_statement(viewer))
        yield
        if connection.needs_rollback:
            return
        with connection.cursor() as cursor:  # an outer transaction (a test) goes on unscoped
            cursor.execute("SELECT set_config('role', 'none', true)")


SETTINGS = ("tenancy.parties", "tenancy.upstream", "tenancy.actor", "role")


@contextmanager
def scope_within(viewer: Viewer) -> Iterator[None]:
    """Run the block like :func:`partner_scope`, and go on afterwards in the scope of before."""
    read = ", ".join(f"current_setting('{name}', true)" for name in SETTINGS)
    write = ", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {read}")
            before = cursor.fetchone() or ()
        with partner_scope(viewer):
            yield
        if connection.needs_rollback:
            return
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {write}", [value or "" for value in before])


def scope_for(viewer: Viewer) -> AbstractContextManager[None]:
    """Return a transaction to read in outside the request's, for a partner in its own scope."""
    return transaction.atomic() if viewer.sees_everything else scope_within(viewer)


@contextmanager
def as_application() -> Iterator[None]:
    """Inside a partner's scope, go on as the application, which policies do not bind.

    For what no partner's session may touch itself: judge first whether the viewer may.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), set_config('role', 'none', true)")
        (role, _set) = cursor.fetchone() or ("none", "none")
    try:
        yield
    finally:
        if role != "none" and _goes_on():  # else the role goes with the transaction
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('role', %s, true)", [role])


def _goes_on() -> bool:
    raw = connection.connection
    healthy = raw is not None and raw.info.transaction_status == TransactionStatus.INTRANS
    return healthy and not connection.needs_rollback


@contextmanager
def read_as_application() -> Iterator[None]:
    """Inside a partner's scope, read as the application: for walks that policies would make slow.

    Whatever is read must be judged under the scope again, by identifier, before anyone sees it;
    what is only counted must be limited by ``visible_to``, in what it asks of other tables too.
    """
    with as_application():
        yield


def scope_statement(viewer: Viewer) -> tuple[str, tuple[str, ...]]:
    """Return the one statement that sets role and parties for the rest of a transaction."""
    sql = (
        "SELECT set_config('tenancy.parties', %s, true), set_config('tenancy.upstream', %s, true),"
        " set_config('tenancy.actor', %s, true), set_config('role', %s, true)"
    )
    parties, upstream = _joined(viewer.parties), _joined(viewer.upstream)
    return sql, (parties, upstream, str(viewer.user_id or ""), PARTNER_ROLE)


def _joined(ids: frozenset[UUID]) -> str:
    return ",".join(sorted(map(str, ids)))
