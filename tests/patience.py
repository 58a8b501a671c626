"""What must come to an end: a bound for hanging, and no measure of speed."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

PATIENCE = 60.0
"""Seconds in which anything that ends at all has ended, on a busy machine too."""


@contextmanager
def comes_to_an_end(within: float = PATIENCE) -> Iterator[None]:
    """Fail what runs on and on, instead of waiting for it."""

    def gone_on(_number: int, _frame: FrameType | None) -> None:
        pytest.fail(f"it has not come to an end after {within:g} s")  # which no handler catches

    before = signal.signal(signal.SIGALRM, gone_on)
    signal.setitimer(signal.ITIMER_REAL, within)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
