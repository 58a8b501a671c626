"""Files and answers that are whole or not there: half of one must never pass for all of it."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

IN_MEMORY: Final = 1024 * 1024
PIECE: Final = 64 * 1024
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@contextmanager
def written_whole(path: Path, *, mode: int = 0o666) -> Iterator[IO[bytes]]:
    """Give a file to write to, which has its name once everything is on the disk.

    What ends early, as on a full disk, leaves nothing behind, and what had the name before keeps
    it. What is no file of a disk (a pipe, a terminal) cannot be put in place: it is written to.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    path = path.resolve()  # a link stays one: the file that it names is replaced
    half = path.with_name(f"{path.name}.half")
    half.unlink(missing_ok=True)
    try:
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(handle)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


class WholeAnswers:
    """Sends what is streamed once all of it is there, with its length.

    The web server ends an answer without a length in good order, whatever stopped it: a file cut
    short, by a database that restarts or a full disk, would be taken for the whole one.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer; raises what the stream raises, before anything of it is sent."""
        begun: list[Any] = []
        answer = self.application(environ, lambda *said: begun.extend(said))
        status, headers, *more = begun
        if environ.get("REQUEST_METHOD") == "HEAD" or not _is_unmeasured(answer, headers):
            start_response(status, headers, *more)
            return answer
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


class _Pieces:
    """A file, piece by piece, as a server takes an answer."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(PIECE), b"")

    def close(self) -> None:
        """Let go of it."""
        self.file.close()
