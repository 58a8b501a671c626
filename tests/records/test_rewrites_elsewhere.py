"""Rewrites in other databases: by the owner of the table in PostgreSQL, not in MariaDB."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import monotonic, sleep

import psycopg
import pytest
from django.conf import settings
from django.utils import timezone

from records.choices import RewriteProblem, RewriteState
from records.engine.rewrites import working
from records.engine.rewrites.services import plan_rewrite
from records.errors import RewriteNotOwner, RewriteNotThere
from records.models import StoreTable, TableRewrite
from tests.records.foreign import Server
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 120.0
"""Who writes in any database of the server, as other tests do, may still see old rows."""
ENDED = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'VACUUM (FULL%'"


def plan(row: TableRewrite) -> datetime:
    now = timezone.now()
    plan_rewrite(rewrite=row.pk, starts=now, ends=now + timedelta(hours=1), at=now, by=SYSTEM)
    return now


def done(row: TableRewrite, at: datetime) -> bool:
    """Try until nobody sees old rows."""
    until = monotonic() + PATIENCE
    while not (is_done := working.rewrite(row.pk, at=at)) and monotonic() < until:
        row.refresh_from_db()
        if row.problem != RewriteProblem.STILL_READ:
            break
        sleep(0.2)
    row.refresh_from_db()
    return is_done


@pytest.fixture
def waiting(table: StoreTable) -> TableRewrite:
    return TableRewrite.objects.create(store=table.store, table=table)


@pytest.fixture
def owned(server: Server, waiting: TableRewrite) -> Iterator[TableRewrite]:
    """The account is the owner of the table (PostgreSQL only)."""
    if server.kind != "POSTGRESQL":
        pytest.skip("not done in MariaDB")
    server.execute(f'ALTER TABLE cdr OWNER TO "{server.account}"')  # type: ignore[attr-defined]
    yield waiting
    server.execute("ALTER TABLE cdr OWNER TO CURRENT_USER")
    server.execute(f'GRANT SELECT, UPDATE, DELETE ON cdr TO "{server.account}"')  # type: ignore[attr-defined]


def test_only_the_owner_may_and_mariadb_is_named(server: Server, waiting: TableRewrite) -> None:
    refusal = RewriteNotOwner if server.kind == "POSTGRESQL" else RewriteNotThere
    with pytest.raises(refusal):
        plan(waiting)


def test_what_is_not_possible_any_more_is_told(server: Server, waiting: TableRewrite) -> None:
    """A window that was decided before the account lost the table, or by other means."""
    now = timezone.now()
    TableRewrite.objects.update(window=(now, now + timedelta(hours=1)))
    if server.kind != "POSTGRESQL":
        assert working.rewrite(waiting.pk, at=now) is False
        waiting.refresh_from_db()
        assert waiting.problem == RewriteProblem.NOT_THERE
        return
    assert working.rewrite(waiting.pk, at=now) is False
    waiting.refresh_from_db()
    assert waiting.problem == RewriteProblem.NOT_OWNER


def test_the_files_of_the_table_are_other_ones(server: Server, owned: TableRewrite) -> None:
    node = "SELECT pg_relation_filenode('cdr')"
    before, rows = server.execute(node), server.execute("SELECT * FROM cdr ORDER BY id")
    server.execute("UPDATE cdr SET src = NULL WHERE id = 1")
    assert done(owned, plan(owned)), owned.problem
    assert server.execute(node) != before
    assert len(server.execute("SELECT * FROM cdr")) == len(rows)
    assert owned.state == RewriteState.DONE


def test_a_session_that_is_ended_meanwhile_changes_nothing_and_it_is_done_again(
    server: Server, owned: TableRewrite
) -> None:
    at, node = plan(owned), "SELECT pg_relation_filenode('cdr')"
    before = server.execute(node)
    address = settings.DATABASE_URL.rpartition("/")[0]

    def end() -> bool:
        until = monotonic() + 10
        while monotonic() < until:
            if server.execute(ENDED):
                return True
            sleep(0.05)
        return False

    with psycopg.connect(f"{address}/{server.database}") as other, ThreadPoolExecutor(1) as pool:
        other.execute("LOCK cdr IN SHARE MODE")
        ended = pool.submit(end)
        assert working.rewrite(owned.pk, at=at) is False
        assert ended.result()
    owned.refresh_from_db()
    assert owned.problem == RewriteProblem.UNREACHABLE
    assert server.execute(node) == before
    assert done(owned, at), owned.problem


def test_partitions_are_written_anew_one_by_one_and_all(
    server: Server, owned: TableRewrite
) -> None:
    account = server.account  # type: ignore[attr-defined]
    server.execute("CREATE TABLE parts (id int, day date) PARTITION BY RANGE (day)")
    for name, ends in (("p1", "'2025-01-01'"), ("p2", "MAXVALUE")):
        starts = "MINVALUE" if name == "p1" else "'2025-01-01'"
        server.execute(
            f"CREATE TABLE {name} PARTITION OF parts FOR VALUES FROM ({starts}) TO ({ends})"
        )
        server.execute(f'ALTER TABLE {name} OWNER TO "{account}"')
    server.execute(f'ALTER TABLE parts OWNER TO "{account}"')
    server.execute(
        "INSERT INTO parts SELECT n, '2024-12-30'::date + n FROM generate_series(1, 5) n"
    )
    server.execute("DELETE FROM parts WHERE id IN (1, 4)")
    StoreTable.objects.filter(pk=owned.table_id).update(name="parts")
    nodes = "SELECT pg_relation_filenode('p1'), pg_relation_filenode('p2')"
    ((first, second),) = server.execute(nodes)
    server.execute("ALTER TABLE p2 OWNER TO CURRENT_USER")
    with pytest.raises(RewriteNotOwner):
        plan(owned)
    server.execute(f'ALTER TABLE p2 OWNER TO "{account}"')
    assert done(owned, plan(owned)), owned.problem
    ((first_now, second_now),) = server.execute(nodes)
    assert (first_now, second_now) != (first, second)
    assert first_now != first
    assert second_now != second
    assert server.execute("SELECT count(*) FROM parts") == [(3,)]
    server.execute("DROP TABLE parts")
