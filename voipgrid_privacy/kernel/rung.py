"""What our tasks have in common: each is rung for a row, and a ring may be lost."""

from typing import Any

from celery.contrib.django.task import DjangoTask
from django.db import transaction


class RungTask(DjangoTask[Any, Any]):
    """A task whose row is there before it is rung for, and which is rung for again.

    So a broker that is away fails no request: what was asked is done, and would be answered as if
    it was not.
    """

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]  # as it is
        """Ring once the row is there; what keeps the ring from being heard is logged."""

        def ring() -> None:  # no partial: Django logs the name of what failed
            self.delay(*args, **kwargs)

        transaction.on_commit(ring, robust=True)
