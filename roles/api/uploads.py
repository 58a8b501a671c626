"""Bodies that are files: kept on disk while they come in, no larger than they may be."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Final

from django.utils.http import parse_header_parameters
from rest_framework.request import Request

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.text import one_line

PIECE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A body, kept on disk while it comes in."""

    file: IO[bytes]

    def pieces(self) -> Iterator[bytes]:
        """Yield the body from its start."""
        self.file.seek(0)
        while piece := self.file.read(PIECE):
            yield piece


@contextmanager
def received(
    request: Request, *, most: int, too_large: Callable[[], DomainError]
) -> Iterator[Upload]:
    """Give the body of a request without holding it in memory; its digest serves retries.

    Raises what ``too_large`` makes for more than ``most`` bytes.
    """
    http, digest = request._request, sha256()  # noqa: SLF001  # the bytes, not what was made of them
    with tempfile.SpooledTemporaryFile(max_size=PIECE) as file:
        while piece := http.read(PIECE):
            digest.update(piece)
            if file.tell() + len(piece) > most:
                raise too_large()
            file.write(piece)
        http.body_digest = digest.digest()  # type: ignore[attr-defined]
        yield Upload(file)


def media_type(request: Request) -> str:
    """Return what the body says it is, without its parameters."""
    return (request.content_type or "").partition(";")[0].strip().lower()


def file_name(request: Request, default: str, *, most: int = 200) -> str:
    """Return what the file is called according to ``Content-Disposition``: at most
    ``most`` printable characters.

    ``default`` where it says nothing that can be read, such as a character set that there is not.
    """
    try:
        _kind, named = parse_header_parameters(request.headers.get("Content-Disposition", ""))
    except (LookupError, ValueError):
        return default
    return one_line(named.get("filename", ""))[:most].strip() or default
