"""What is remembered between runs, and the locks that keep two starters apart."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Server:
    """The embedded server as its clients need it. ``keep``: started by hand, so stopped by hand."""

    port: int
    password: str
    keep: bool = True


def load(path: Path) -> Server | None:
    """Return what was saved, or None before the first start."""
    try:
        return Server(**json.loads(path.read_text()))
    except FileNotFoundError:
        return None


def save(path: Path, server: Server) -> None:
    """Replace the file in one step, readable by its owner only from its first byte on."""
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(server), file)
        file.flush()
        os.fsync(handle)
    half.replace(path)


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[int]:
    """Hold a lock that the kernel drops when its process dies, however it dies."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


@contextmanager
def locked_if_free(path: Path) -> Iterator[bool]:
    """Take the lock if nobody holds it, and say whether we have it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield is_last_holder(handle)
    finally:
        os.close(handle)


def is_last_holder(handle: int) -> bool:
    """Whether nobody else holds this lock; if so it is ours alone from here on."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
