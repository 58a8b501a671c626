"""Several people at the same moment, each on a connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection

from voipgrid_privacy.kernel.errors import DomainError


def at_once(*asks: Callable[[], object]) -> list[object]:
    """Do all at the same moment on connections of their own; return results and refusals.

    They wait for each other as long as it takes: on a busy machine that is longer than a person has
    patience for.
    """
    outcomes: list[object] = [None] * len(asks)
    barrier = threading.Barrier(len(asks))

    def run(number: int) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5min'")
            barrier.wait()
            outcomes[number] = asks[number]()
        except DomainError as refusal:
            outcomes[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(asks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    return outcomes
