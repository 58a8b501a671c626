"""kombu's transport of pgmq, whose pool is back as soon as the database is."""

from kombu.transport import pgmq
from pgmq import PGMQueue

from voipgrid_privacy.embedded import vanished


class Transport(pgmq.Transport):
    """As it comes; but its pool does not sleep longer and longer, up to five minutes.

    A worker that lost its database for two minutes found it a minute after everybody else.
    """

    def _create_pgmq_client(self) -> PGMQueue:
        client = super()._create_pgmq_client()
        if client.pool is not None:
            client.pool.reconnect_timeout = vanished.AGAIN
        return client
