"""One readable stream out of many: a line at a time, each with the name of who said it."""

import errno
import os
import sys
from typing import TextIO

WIDTH = 8
LONGEST = 64 * 1024  # a line without an end must not fill the memory
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def use_colour(stream: TextIO) -> bool:
    """Colour is for people at a terminal who did not decline it (no-color.org)."""
    return stream.isatty() and "NO_COLOR" not in os.environ


class Lines:
    """Cuts one process's output into lines and prints them under its name."""

    def __init__(self, name: str, colour: int, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        label = f"{name:<{WIDTH}}|"
        self._label = f"\x1b[{colour}m{label}\x1b[0m" if use_colour(self._stream) else label
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """Print the lines that ``data`` completes, and keep the rest."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        for line in whole:
            self._print(line)
        if len(self._rest) > LONGEST:
            self.end()

    def end(self) -> None:
        """Print what never got its line end."""
        if self._rest:
            self._print(self._rest)
            self._rest = b""

    def say(self, text: str) -> None:
        """Print a text of our own."""
        for line in text.splitlines():
            self._print(line.encode())

    def _print(self, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip("\r")
        try:
            self._stream.write(f"{self._label} {text}\n")
            self._stream.flush()
        except OSError as error:  # a log that fits on no disk is no reason to stop serving
            if error.errno not in FULL:
                raise
