"""Where the pool hands out a connection, it is one that works.

After a restart of PostgreSQL every idle connection of the pool is dead. psycopg's own check tries
them one by one and waits longer after each, so a pool of sixteen refuses work for half a minute.
Here the dead are put away without a pause: what comes after them is new.

A server that goes away says so: it ends the conversation, which makes the socket readable. So an
idle connection that has nothing to say is alive, and asking it costs no question to the server.

While the server is away whoever asks is told so soon: a request asks more than once, and each time
waited as long as a server needs to come back. `patience` bounds what it waits in all.
"""

from select import POLLIN, POLLPRI, poll
from typing import Any, Final

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg_pool import ConnectionPool, PoolTimeout

from voipgrid_privacy.kernel.postgresql.patience import PatientPool

MEANWHILE: Final = 1.0
"""Seconds to wait for a connection once somebody has waited in vain, until there is one."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper, which looks whether each pooled connection still lives."""

    @property
    def pool(self) -> Any:
        """Return Django's pool, which counts for a request how long it waits."""
        pool = super().pool
        if type(pool) is ConnectionPool:  # Django names the class itself
            pool.__class__ = PatientPool
        return pool

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection that answers; `OperationalError` if the server gives none."""
        if self.pool is None:
            return super().get_new_connection(conn_params)
        connection = self._given(conn_params)
        # Every dead one is replaced, so the pool's size bounds how many there can be.
        for _ in range(self.pool.max_size):
            if self._answers(connection):
                break
            self.pool.putconn(connection)
            connection = self._given(conn_params)
        return connection

    def _given(self, conn_params: dict[str, Any]) -> Any:
        try:
            connection = super().get_new_connection(conn_params)
        except PoolTimeout:
            if not self.pool.get_stats().get("pool_size"):  # else they are all in use
                self.pool.timeout = MEANWHILE
            raise
        self.pool.timeout = self.settings_dict["OPTIONS"]["pool"]["timeout"]
        return connection

    @staticmethod
    def _answers(connection: Any) -> bool:
        try:
            if _silent(connection):
                return True
            ConnectionPool.check_connection(connection)
        except OperationalError:
            connection.close()
            return False
        return True


def _silent(connection: Any) -> bool:
    """Say whether nothing waits to be read: an ended conversation, or a notice, always does."""
    looking = poll()
    looking.register(connection.fileno(), POLLIN | POLLPRI)
    return not looking.poll(0)
