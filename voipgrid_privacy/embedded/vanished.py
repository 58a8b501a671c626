"""How soon either end of a connection notices that the other has vanished.

Who is cut off says no goodbye. Left to the kernel, an answer is waited for a quarter of an hour and
a silent connection is kept two hours; so long a worker that is gone holds its locks, and whoever
asks a database that is gone waits. Here both ends give up within half a minute: a shorter break
costs nothing, for what is repeated meanwhile arrives in the end.
"""

import socket
from typing import Any, Final

IDLE, EVERY, TIMES = 10, 5, 3
"""Seconds of silence before the other end is asked for a sign of life, between askings, and how
many of these may go unanswered."""
UNHEARD: Final = 15_000
"""Milliseconds for which what was sent may go unacknowledged."""
CONNECT: Final = 5
"""Seconds that connecting may take."""
AGAIN: Final = 4
"""Seconds for which a pool tries again by itself, longer after each time; then whoever asks next
does. By its own five minutes it would sleep for two of them while the database is back."""

AT_THE_CLIENT: Final[dict[str, int]] = {
    "connect_timeout": CONNECT,
    "keepalives": 1,
    "keepalives_idle": IDLE,
    "keepalives_interval": EVERY,
    "keepalives_count": TIMES,
    "tcp_user_timeout": UNHEARD,
}
"""Words of an address, for libpq."""

AT_THE_SERVER: Final = (
    f"-c tcp_keepalives_idle={IDLE} -c tcp_keepalives_interval={EVERY}"
    f" -c tcp_keepalives_count={TIMES} -c tcp_user_timeout={UNHEARD}"
)
"""What a session asks of the server, whose configuration need say nothing of it."""


def of_redis() -> dict[str, Any]:
    """Return the same for kombu's connections to Redis, as far as this system knows of it."""
    named = {
        "TCP_KEEPIDLE": IDLE,
        "TCP_KEEPINTVL": EVERY,
        "TCP_KEEPCNT": TIMES,
        "TCP_USER_TIMEOUT": UNHEARD,
    }
    known = {getattr(socket, name): said for name, said in named.items() if hasattr(socket, name)}
    return {
        "socket_connect_timeout": CONNECT,
        "socket_keepalive": True,
        "socket_keepalive_options": known,
    }
