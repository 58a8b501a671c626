"""Several people at the same moment, each on a connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection

from voipgrid_privacy.kernel.errors import DomainError


def at_once(*asks: Callable[[], object]) -> list[object]:
    """Do all at the same moment on connections of their own; return results and refusals."""
    outcomes: list[object] = [None] * len(asks)
    barrier = threading.Barrier(len(asks))

    def run(number: int) -> None:
        try:
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
        thread.join(60)
    return outcomes
