"""What the account of a store may do: enough for its work, and nothing beyond it.

Least privileges: SELECT, UPDATE and DELETE on the tables where retention applies. Dropping
whole partitions also needs ownership of the table (PostgreSQL) or DROP and ALTER (MariaDB).
"""

from collections.abc import Iterable, Iterator
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from sqlalchemy import Connection, text

from records.stores.models import StoreTable


class Problem(models.TextChoices):
    """What a check of an account finds."""

    UNREACHABLE = "UNREACHABLE", _("The store cannot be reached")
    SUPERUSER = "SUPERUSER", _("The account is a superuser: give it one of its own")
    MAY_MANAGE = "MAY_MANAGE", _("The account may create accounts or databases")
    MAY_GRANT = "MAY_GRANT", _("The account may pass its rights on")
    MAY_NOT_READ = "MAY_NOT_READ", _("The account may not read a mapped table")
    MAY_NOT_ERASE = "MAY_NOT_ERASE", _("The account may not change or delete in a mapped table")
    NO_TLS = "NO_TLS", _("The connection is not encrypted")
    DRIFTED = "DRIFTED", _("A mapped table has changed since it was read")


def problems_of(connection: Connection, tables: Iterable[StoreTable]) -> Iterator[Problem]:
    """Yield what is too much and what is missing."""
    if connection.dialect.name == "postgresql":
        yield from _postgresql(connection, tables)
    else:
        yield from _mariadb(connection, tables)


_ROLE: Final = text(
    "SELECT rolsuper OR rolbypassrls OR rolreplication, rolcreaterole OR rolcreatedb"
    " FROM pg_roles WHERE rolname = current_user"
)
_MAY: Final = text(
    "SELECT has_table_privilege(format('%I.%I', :schema, :name), :right)"
    " FROM (SELECT CAST(:schema AS text), CAST(:name AS text)) AS t"
)
_TLS: Final = text(
    "SELECT coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)"
)


def _postgresql(connection: Connection, tables: Iterable[StoreTable]) -> Iterator[Problem]:
    superuser, manages = connection.execute(_ROLE).one()
    if superuser:
        yield Problem.SUPERUSER
    if manages:
        yield Problem.MAY_MANAGE
    for table in tables:
        rights = [_may(connection, table, right) for right in ("SELECT", "UPDATE", "DELETE")]
        if not rights[0]:
            yield Problem.MAY_NOT_READ
        if not all(rights[1:]):
            yield Problem.MAY_NOT_ERASE
    if not connection.execute(_TLS).scalar_one():
        yield Problem.NO_TLS


def _may(connection: Connection, table: StoreTable, right: str) -> bool:
    named = {"schema": table.schema, "name": table.name, "right": right}
    return bool(connection.execute(_MAY, named).scalar_one())


def _mariadb(connection: Connection, tables: Iterable[StoreTable]) -> Iterator[Problem]:
    grants = [str(row[0]).upper() for row in connection.execute(text("SHOW GRANTS"))]
    everywhere = [grant for grant in grants if " ON *.* " in grant]
    if any("ALL PRIVILEGES" in grant or " SUPER" in grant for grant in everywhere):
        yield Problem.SUPERUSER
    if any("CREATE USER" in grant for grant in everywhere):
        yield Problem.MAY_MANAGE
    if any("GRANT OPTION" in grant for grant in grants):
        yield Problem.MAY_GRANT
    for table in tables:
        rights = [_granted(grants, table, right) for right in ("SELECT", "UPDATE", "DELETE")]
        if not rights[0]:
            yield Problem.MAY_NOT_READ
        if not all(rights[1:]):
            yield Problem.MAY_NOT_ERASE
    cipher = connection.execute(text("SHOW STATUS LIKE 'Ssl_cipher'")).one()[1]
    if not cipher:
        yield Problem.NO_TLS


def _granted(grants: list[str], table: StoreTable, right: str) -> bool:
    places = ("*.*", f"`{table.schema}`.*", f"`{table.schema}`.`{table.name}`")
    on = tuple(f" ON {place} ".upper() for place in places)
    return any(
        (right in grant or "ALL PRIVILEGES" in grant) and any(place in grant for place in on)
        for grant in grants
    )
