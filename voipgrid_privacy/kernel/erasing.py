"""When each job that erases what we keep last looked, and when it last erased anything."""

import functools
from collections.abc import Callable, Sized
from typing import Final, ParamSpec, TypeVar

from django.db import connection

P = ParamSpec("P")
R = TypeVar("R", bound=int | Sized)

JOBS: Final[set[str]] = set()
"""The jobs that were marked, of every module that is loaded."""

_NOTE: Final = """
    INSERT INTO kernel_erasingjob AS j (job, looked_at, erased_at, erased)
    VALUES (%(job)s, now(), CASE WHEN %(erased)s > 0 THEN now() END, %(erased)s)
    ON CONFLICT (job) DO UPDATE SET looked_at = excluded.looked_at,
        erased_at = coalesce(excluded.erased_at, j.erased_at),
        erased = CASE WHEN excluded.erased > 0 THEN excluded.erased ELSE j.erased END
"""


def erases(job: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Note of a use case what it erased, as it says itself: put it below ``@use_case``.

    The note is in the transaction of the erasure: what was not erased is not noted either.
    """
    JOBS.add(job)

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            result = function(*args, **kwargs)
            erased = result if isinstance(result, int) else len(result)
            with connection.cursor() as cursor:
                cursor.execute(_NOTE, {"job": job, "erased": erased})
            return result

        return wrapper

    return mark
