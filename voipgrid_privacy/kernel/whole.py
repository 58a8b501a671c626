"""Files and answers that are whole or not there: half of one must never pass for all of it."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from stat import S_IMODE
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final
from uuid import uuid4

from voipgrid_privacy.kernel.measuring import WHEN_WHOLE

LOG: Final = logging.getLogger(__name__)
IN_MEMORY: Final = 1024 * 1024
PIECE: Final = 64 * 1024
Notes = list[Callable[[int], None]]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@contextmanager
def written_whole(path: Path, *, mode: int = 0o666) -> Iterator[IO[bytes]]:
    """Give a file to write to, which has its name once everything is on the disk.

    What ends early, as on a full disk, leaves nothing behind, and what had the name before keeps
    it; of two writers at once the last has it. Who could read the file that was there can read
    the new one. What is no file of a disk (a pipe) cannot be put in place: it is written to.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    path = path.resolve()  # a link stays one: the file that it names is replaced
    half = path.with_name(f".{uuid4().hex}.half")
    try:
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            _as_private(handle, path)
            yield file
            file.flush()
            os.fsync(handle)
        put_in_place(half, path)
    finally:
        half.unlink(missing_ok=True)


def put_in_place(half: Path, path: Path) -> None:
    """Give a file that is on the disk a name in its folder, and see that this is there too."""
    half.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _as_private(handle: int, path: Path) -> None:
    """Give a new file the mode and, where that is allowed, the owner of the one it replaces."""
    if path.exists():
        before = path.stat()
        os.fchmod(handle, S_IMODE(before.st_mode))
        with suppress(PermissionError):
            os.fchown(handle, before.st_uid, before.st_gid)


class WholeAnswers:
    """Sends what is streamed once all of it is there, with its length.

    The web server ends an answer without a length in good order, whatever stopped it: a file cut
    short, by a database that restarts or a full disk, would be taken for the whole one. What it
    came to is counted then too: an answer that could not be made whole as an error.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer; raises what the stream raises, before anything of it is sent."""
        begun: list[Any] = []
        noting: Notes = []
        environ[WHEN_WHOLE] = noting
        answer = self.application(environ, lambda *said: begun.extend(said))
        status, headers, *more = begun
        bare = environ.get("REQUEST_METHOD") == "HEAD" or status.startswith(("1", "204", "304"))
        if bare or not _is_unmeasured(answer, headers):
            _note(noting, int(status[:3]))
            start_response(status, headers, *more)
            return answer
        with _told(noting, int(status[:3]), dict(headers).get("X-Request-ID", "")):
            file, length = _kept(answer)
        start_response(status, [*headers, ("Content-Length", str(length))], *more)
        return _Pieces(file)


def _is_unmeasured(answer: Iterable[bytes], headers: Iterable[tuple[str, str]]) -> bool:
    if not getattr(answer, "streaming", False):
        return False
    return all(name.lower() != "content-length" for name, _value in headers)


def _kept(answer: Any) -> tuple[IO[bytes], int]:
    """Return all of an answer, at its start, and its length: on disk where it is large."""
    with ExitStack() as until_whole, closing(answer):
        file = until_whole.enter_context(SpooledTemporaryFile(IN_MEMORY))
        for piece in answer:
            file.write(piece)
        length = file.tell()
        file.seek(0)
        until_whole.pop_all()  # the server closes it
    return file, length


@contextmanager
def _told(noting: Notes, status: int, name: str) -> Iterator[None]:
    """Note what an answer came to, and log what stops it.

    Under the ``name`` of the request, which Django thinks is answered.
    """
    came_to = 500
    try:
        yield
        came_to = status
    finally:
        _note(noting, came_to)
        if came_to != status:
            LOG.error("An answer could not be made whole: request %s", name)


def _note(noting: Notes, status: int) -> None:
    for note in noting:
        note(status)


class _Pieces:
    """A file, piece by piece, as a server takes an answer."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(PIECE), b"")

    def close(self) -> None:
        """Let go of it."""
        self.file.close()
