"""Two at the same moment: whoever comes second sees what the first did, or is refused."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from time import monotonic

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from roles.followers.services import follow, tell_followers
from roles.models import Contract, Follower, OutgoingMail, Party
from roles.services import conclude_contract, register_party
from roles.sub_processors import services
from roles.sub_processors.models import Objection, SubProcessorChange, SubProcessorNotice
from roles.sub_processors.refusals import NoticeClosed, StepByStep
from tests.at_once import at_once
from tests.roles.conftest import Cast
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM
from voipgrid_privacy.kernel.text import Localised

PATIENCE = 60.0


@pytest.fixture
def change(committed_cast: Cast) -> SubProcessorChange:
    """A change without a day of notice, told to two partners otherwise than by mail."""
    cast = committed_cast
    made = services.propose_change(
        proposer=cast.platform,
        sub_processor=cast.party("Carrier", "SUPPLIER", is_public=True),
        service=cast.telephony,
        categories=[cast.category("TRAFFIC_BILLING")],
        purpose=Localised("Bellen.", "Calls."),
        reason=Localised("Meer.", "More."),
        location="NL",
        mechanism="NONE_NEEDED",
        planned_on=date(2025, 1, 1),
        at=timezone.now(),
        by=SYSTEM,
    )
    services.notify(change=made, otherwise=True, at=timezone.now(), by=SYSTEM)
    with connection.cursor() as cursor:  # the windows of yesterday, without waiting for them
        cursor.execute("ALTER TABLE roles_subprocessornotice DISABLE TRIGGER USER")
        cursor.execute("UPDATE roles_subprocessornotice SET last_day = legal_today() - 1")
        cursor.execute("ALTER TABLE roles_subprocessornotice ENABLE TRIGGER USER")
    return made


def in_a_thread(act) -> tuple[threading.Thread, list[BaseException]]:
    raised: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except (StepByStep, NoticeClosed) as refusal:
            raised.append(refusal)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


def waits_for_a_lock() -> None:
    """Wait until another session stands before a lock.

    A transaction sees the sessions as they were when it first looked, so it looks anew each time.
    """
    until = monotonic() + PATIENCE
    while monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


def activate(change: SubProcessorChange) -> Contract:
    return services.activate_change(change=change, at=timezone.now(), by=SYSTEM)


def objecting(change: SubProcessorChange) -> Objection:
    notice = SubProcessorNotice.objects.filter(change=change).first()
    return services.object_to(notice=notice, reason="Nee.", at=timezone.now(), by=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_being_called_off_does_not_begin(change):
    with transaction.atomic():
        services.withdraw_change(change=change, because="Nee.", at=timezone.now(), by=SYSTEM)
        thread, raised = in_a_thread(lambda: activate(change))
        waits_for_a_lock()
    thread.join()
    assert [type(one) for one in raised] == [StepByStep]
    change.refresh_from_db()
    assert change.state == "WITHDRAWN"
    assert not Contract.objects.filter(provider__name="Carrier").exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_taking_effect_takes_no_more_objections(change):
    with transaction.atomic():
        activate(change)
        thread, raised = in_a_thread(lambda: objecting(change))
        waits_for_a_lock()
    thread.join()
    assert [type(one) for one in raised] == [NoticeClosed]
    assert not Objection.objects.exists()
    assert Contract.objects.filter(provider=Party.objects.get(name="Carrier")).count() == 1


def telling(change: SubProcessorChange) -> None:
    """Tell a partner that had not been told, which may object from now on."""
    newcomer = register_party(kind="PARTNER", name="Noorderlijn", by=SYSTEM)
    conclude_contract(
        provider=change.proposer,
        acquirer=newcomer,
        service=change.service,
        kind="RESALE",
        on=date(2026, 1, 1),
        by=SYSTEM,
    )
    services.notify(change=change, otherwise=True, at=timezone.now(), by=SYSTEM)


def somebody_may_still_object() -> bool:
    return SubProcessorNotice.objects.filter(last_day__gt=timezone.localdate()).exists()


GUARD = "'sub_processor_change_guard()'::regprocedure"
ASKED = "current_setting('transaction_isolation') <> 'read committed'"


def activate_by_an_old_snapshot(change: SubProcessorChange, meanwhile: Callable[[], object]) -> int:
    """Begin, let another session do something and commit, and then write by what was seen."""
    sql = "UPDATE roles_subprocessorchange SET state = 'ACTIVE', activated_on = legal_today()"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT count(*) FROM roles_subprocessornotice")
        thread, _raised = in_a_thread(meanwhile)
        thread.join()
        cursor.execute(f"{sql} WHERE id = %s", [change.pk])
        return cursor.rowcount


@pytest.mark.django_db(transaction=True)
def test_no_snapshot_of_before_decides(change):
    """A session that sees the register as it was would not see who was told since."""
    with pytest.raises(IntegrityError) as refusal:
        activate_by_an_old_snapshot(change, meanwhile=lambda: telling(change))
    assert refusal.value.__cause__.diag.constraint_name == "change_step_by_step"
    assert somebody_may_still_object()


@pytest.fixture
def _guard_that_does_not_ask() -> Iterator[None]:
    """The guard without its question about snapshots, until the end of the test."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_get_functiondef({GUARD})")
        (whole,) = cursor.fetchone()
        assert whole.count(ASKED) == 1
        cursor.execute(whole.replace(ASKED, "false"))
    yield
    with connection.cursor() as cursor:
        cursor.execute(whole)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_guard_that_does_not_ask")
def test_it_is_the_guard_that_stops_it(change):
    """Without its question the same steps begin a change in an open window."""
    assert activate_by_an_old_snapshot(change, meanwhile=lambda: telling(change)) == 1
    change.refresh_from_db()
    assert change.state == "ACTIVE"
    assert somebody_may_still_object()


def test_the_same_address_twice_at_the_same_moment_is_one_follower_and_one_mail(
    committed_cast: Cast,
) -> None:
    at = timezone.now()
    said = at_once(
        *(lambda: follow(address="jan@example.nl", at=at, by=PUBLIC) for _each in "1234")
    )
    assert said == [None] * 4
    assert Follower.objects.count() == 1
    assert OutgoingMail.objects.filter(kind="FOLLOW").count() == 1


def test_two_workers_tell_followers_once(change: SubProcessorChange) -> None:
    at = timezone.now()
    row = Follower.objects.create(
        address="jan@example.nl", asked_at=at, confirm_hash="x", confirm_before=at + timedelta(1)
    )
    Follower.objects.filter(pk=row.pk).update(confirm_hash="", confirm_before=None, confirmed_at=at)
    assert sorted(at_once(*[lambda: tell_followers(at=at, by=SYSTEM)] * 3)) == [0, 0, 1]
    assert OutgoingMail.objects.filter(kind="NEWS").count() == 1
