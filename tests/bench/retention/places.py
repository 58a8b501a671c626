"""Where the bench works: how a table is filled, what one raw statement does, who else writes."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pymysql

from records.choices import Technique

DUE_SHARE = 5
"""One row in so many is due: the oldest."""
DUE, RECENT = "2025-07-31", "2026-07-31"

CALLS = """ (
    {id}, partner {uuid}, customer {uuid}, src varchar(32), dst varchar(32), mail varchar(100),
    ended_at {instant}, invoice_date date NOT NULL, duration int, PRIMARY KEY (id{more}){keys}
)"""


@dataclass(frozen=True)
class Place:
    """A table that others use as well. It is sent to their processes."""

    address: str
    table: str
    fills: tuple[str, ...]
    raws: tuple[tuple[Technique, str], ...]
    inserts: str
    changes: str
    reads: str

    @property
    def is_mariadb(self) -> bool:
        return self.address.startswith("mysql")

    def session(self) -> Any:
        """Connect as an application of its own does."""
        parts = urlsplit(self.address)
        if not self.is_mariadb:
            return psycopg.connect(self.address)
        return pymysql.connect(
            host=parts.hostname,
            port=parts.port or 3306,
            user=parts.username,
            database=parts.path[1:],
            autocommit=False,
        )

    def run(self, *statements: str) -> None:
        """Run statements, each on its own."""
        session = self.session()
        if self.is_mariadb:
            session.autocommit(value=True)
        else:
            session.autocommit = True
        with session.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        session.close()

    def fill(self, rows: int) -> None:
        """Fill the table afresh, in the order of time; the oldest fifth is due."""
        self.run(*(each.format(rows=rows, due=rows // DUE_SHARE) for each in self.fills))

    def raw(self, technique: Technique) -> None:
        """Do the same in one statement."""
        self.run(dict(self.raws)[technique])

    def write(self, session: Any, number: int) -> None:
        """Do what an application does: a call ends, and one of lately is corrected."""
        for statement, values in ((self.inserts, None), (self.changes, (number,))):
            while not _written(session, statement, values):
                pass


def _written(session: Any, statement: str, values: tuple[int, ...] | None) -> bool:
    """Write; an application tries again when it was chosen to end a deadlock."""
    try:
        with session.cursor() as cursor:
            cursor.execute(statement, values)
        session.commit()
    except pymysql.OperationalError:
        session.rollback()
        return False
    return True


OWN = "records_calldetailrecord"
OWN_RAW = f"""
    UPDATE {OWN} c SET id = -id, call_day = (started_at AT TIME ZONE
        'Europe/Amsterdam')::date, caller_class = 'NL_FIXED', callee_class = 'NL_MOBILE',
        duration_band = 'SHORT', anonymised_on = '2026-08-31', job_id = gen_random_uuid(),
        partner_id = NULL, customer_id = NULL, caller = NULL, callee = NULL, started_at = NULL,
        duration_seconds = NULL, invoice_date = NULL
    WHERE invoice_date + interval '6 months' <= '2026-08-31' AND anonymised_on IS NULL
"""


def own(address: str) -> Place:
    """Our own call records."""
    columns = "partner_id, customer_id, caller, callee, started_at, duration_seconds, invoice_date"
    one = f"""('00000000-0000-4000-8000-' || lpad((n % 20)::text, 12, '0'))::uuid,
        gen_random_uuid(), '+31100' || lpad((n % 1000000)::text, 6, '0'),
        '+3161' || lpad((n % 1000000)::text, 6, '0'),
        '2025-06-01'::timestamptz + n * interval '1 second', n % 700,
        CASE WHEN n <= {{due}} THEN '{DUE}'::date ELSE '{RECENT}'::date END"""
    return Place(
        address=address,
        table=OWN,
        fills=(
            f"TRUNCATE {OWN}",
            f"INSERT INTO {OWN} ({columns}) SELECT {one} FROM generate_series(1, {{rows}}) n",
            f"VACUUM ANALYZE {OWN}",
            "CHECKPOINT",
        ),
        raws=((Technique.GENERALISE, OWN_RAW),),
        inserts=f"INSERT INTO {OWN} ({columns}) VALUES (gen_random_uuid(), gen_random_uuid(),"
        f" '+31100000000', '+31610000000', now(), 60, '{RECENT}')",
        changes=f"UPDATE {OWN} SET duration_seconds = 61 WHERE id = (SELECT max(id) FROM {OWN})"
        " - %s %% 100",
        reads=f"SELECT count(*) FROM {OWN} WHERE invoice_date > '2026-08-01'",
    )


_WRITES = {
    "inserts": "INSERT INTO cdr (partner, customer, src, dst, mail, ended_at, invoice_date,"
    " duration) VALUES ('{one}', '{one}', '0612345678', '0201234567', 'a@example.nl',"
    f" '2026-07-15 12:00', '{RECENT}', 60)".format(one="00000000-0000-4000-8000-000000000001"),
    "reads": "SELECT count(*) FROM cdr WHERE invoice_date > '2026-08-01'",
}
_RAWS = (
    (
        Technique.SUPPRESS,
        (
            f"UPDATE cdr SET src = NULL, dst = NULL WHERE invoice_date <= '{DUE}'"
            " AND (src IS NOT NULL OR dst IS NOT NULL)"
        ),
    ),
    (Technique.DELETE, f"DELETE FROM cdr WHERE invoice_date <= '{DUE}'"),
)


def postgresql(address: str, account: str, *, months: bool) -> Place:
    """A table of calls in another PostgreSQL; by month where asked for."""
    shape = CALLS.format(
        id="id bigint GENERATED BY DEFAULT AS IDENTITY",
        uuid="uuid",
        instant="timestamptz",
        more=", invoice_date" if months else "",
        keys="",
    )
    parts = (
        " PARTITION BY RANGE (invoice_date)",
        "CREATE TABLE old PARTITION OF cdr FOR VALUES FROM (MINVALUE) TO ('2025-08-01')",
        "CREATE TABLE new PARTITION OF cdr FOR VALUES FROM ('2025-08-01') TO (MAXVALUE)",
        f'ALTER TABLE old OWNER TO "{account}"',
        f'ALTER TABLE new OWNER TO "{account}"',
        f'GRANT CREATE ON SCHEMA public TO "{account}"',
    )
    return Place(
        address=address,
        table="cdr",
        fills=(
            "DROP TABLE IF EXISTS cdr",
            f"CREATE TABLE cdr{shape}{parts[0] if months else ''}",
            *(parts[1:] if months else ()),
            "CREATE INDEX ON cdr (invoice_date)",
            "CREATE INDEX ON cdr (customer)",
            f'ALTER TABLE cdr OWNER TO "{account}"',
            (
                "INSERT INTO cdr"
                " (partner, customer, src, dst, mail, ended_at, invoice_date, duration)"
                " SELECT ('00000000-0000-4000-8000-' || lpad((n % 20)::text, 12, '0'))::uuid,"
                " gen_random_uuid(), '06' || lpad((n % 100000000)::text, 8, '0'), '0201234567',"
                " 'jan' || n || '@example.nl', '2025-06-01'::timestamptz + n * interval '1 second',"
                f" CASE WHEN n <= {{due}} THEN '{DUE}'::date ELSE '{RECENT}'::date END, n % 700"
                " FROM generate_series(1, {rows}) n"
            ),
            "VACUUM ANALYZE cdr",
            "CHECKPOINT",
        ),
        raws=_RAWS,
        changes="UPDATE cdr SET duration = 61 WHERE id = (SELECT max(id) FROM cdr) - %s %% 100",
        **_WRITES,
    )


def mariadb(address: str, *, months: bool) -> Place:
    """The same in MariaDB."""
    shape = CALLS.format(
        id="id bigint AUTO_INCREMENT",
        uuid="char(36)",
        instant="datetime",
        more=", invoice_date" if months else "",
        keys=", KEY (invoice_date), KEY (customer)",
    )
    parts = (
        " PARTITION BY RANGE COLUMNS (invoice_date) (PARTITION old VALUES LESS THAN ('2025-08-01'),"
        " PARTITION new VALUES LESS THAN (MAXVALUE))"
    )
    return Place(
        address=address,
        table="cdr",
        fills=(
            "DROP TABLE IF EXISTS cdr",
            f"CREATE TABLE cdr{shape}{parts if months else ''}",
            (
                "INSERT INTO cdr"
                " (partner, customer, src, dst, mail, ended_at, invoice_date, duration)"
                " SELECT concat('00000000-0000-4000-8000-', lpad(seq % 20, 12, '0')), uuid(),"
                " concat('06', lpad(seq % 100000000, 8, '0')), '0201234567',"
                " concat('jan', seq, '@example.nl'), '2025-06-01' + INTERVAL seq SECOND,"
                f" if(seq <= {{due}}, '{DUE}', '{RECENT}'), seq % 700 FROM seq_1_to_{{rows}}"
            ),
            "ANALYZE TABLE cdr",
        ),
        raws=_RAWS,
        changes="UPDATE cdr SET duration = 61 + %s %% 2 ORDER BY id DESC LIMIT 1",
        **_WRITES,
    )
