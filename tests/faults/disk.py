"""A small file system for the product to be on, and to be filled up."""

import errno
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SIZE = 4 * 1024**3
"""Bytes; of a file that takes up no more than what is written to it."""
BLOCK = 4096
MOST = 256 * 1024**2
AGAIN = 0.2
"""Seconds after which what was let go of meanwhile is taken too."""


@dataclass
class Disk:
    """A file system in a file, mounted on ``folder``."""

    folder: Path

    @property
    def image(self) -> Path:
        """The file in which it is: beside the folder, on the machine's own disk."""
        return self.folder.with_name(f"{self.folder.name}.disk")

    @property
    def filler(self) -> Path:
        """The file that takes what is free."""
        return self.folder / "filler"

    def mount(self) -> None:
        """Make it and mount it; raises OSError, CalledProcessError."""
        with self.image.open("wb") as file:
            file.truncate(SIZE)
        _run("mkfs.ext4", "-q", "-m", "0", "-E", "root_owner=0:0", str(self.image))
        _run("mount", "-o", "loop", str(self.image), str(self.folder))
        self.folder.chmod(0o755)

    def unmount(self) -> None:
        """Take it away, with all that is on it; safe to call where there is none."""
        if self.folder.is_mount():
            _run("umount", "--lazy", str(self.folder))
        self.image.unlink(missing_ok=True)

    @contextmanager
    def full(self) -> Iterator[None]:
        """Leave nothing free, whatever is let go of meanwhile."""
        over = threading.Event()
        self._fill()
        keeper = threading.Thread(target=self._keep, args=(over,), daemon=True)
        keeper.start()
        try:
            yield
        finally:
            over.set()
            keeper.join()
            self.filler.unlink()

    def _keep(self, over: threading.Event) -> None:
        while not over.wait(AGAIN):
            self._fill()

    def _fill(self) -> None:
        handle = os.open(self.filler, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            size, more = os.fstat(handle).st_size, MOST
            while more >= BLOCK:
                if _grown(handle, size, more):
                    size += more
                else:
                    more //= 2
        finally:
            os.close(handle)


def _grown(handle: int, size: int, more: int) -> bool:
    try:
        os.posix_fallocate(handle, size, more)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return False
    return True


def mounted(folder: Path) -> tuple[Disk | None, str]:
    """Put a disk under ``folder``; return it, or None and why there is none."""
    if os.geteuid() != 0:
        return None, "only root mounts one"
    disk = Disk(folder)
    try:
        disk.mount()
    except (OSError, subprocess.CalledProcessError) as error:
        disk.unmount()
        told = getattr(error, "stderr", b"") or str(error).encode()
        return None, told.decode(errors="replace").strip()
    return disk, ""


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
