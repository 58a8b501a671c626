"""Which kind of file it is, told by its contents and never by its name.

What is kept is what was judged: a picture without what it tells about place, time and maker, and
text as UTF-8. Nothing here opens a file to show it: it is handed out again to be saved.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.intake.pictures import PictureBroken, plain_jpeg, plain_png
from records.intake.refusals import (
    FileBroken,
    FileEmpty,
    FileKindUnknown,
    FileTooLarge,
    TooManyFiles,
)
from voipgrid_privacy.kernel.text import seen

MEGABYTE: Final = 1024 * 1024
MOST_BYTES: Final = 10 * MEGABYTE
MOST_TOGETHER: Final = 20 * MEGABYTE
MOST_FILES: Final = 5
LONGEST_NAME: Final = 120


class FileKind(models.TextChoices):
    """What a file is."""

    PDF = "PDF", _("PDF")
    PNG = "PNG", _("Picture (PNG)")
    JPEG = "JPEG", _("Picture (JPEG)")
    TEXT = "TEXT", _("Plain text")
    MAIL = "MAIL", _("Saved mail")


MEDIA_TYPES: Final[Mapping[FileKind, str]] = {
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.TEXT: "text/plain; charset=utf-8",
    FileKind.MAIL: "message/rfc822",
}
ENDINGS: Final[Mapping[FileKind, str]] = {
    FileKind.PDF: ".pdf",
    FileKind.PNG: ".png",
    FileKind.JPEG: ".jpg",
    FileKind.TEXT: ".txt",
    FileKind.MAIL: ".eml",
}


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as it comes in."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file as it is kept: its kind by its contents, and a name that ends accordingly."""

    name: str
    kind: FileKind
    content: bytes

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return len(self.content)

    @property
    def media_type(self) -> str:
        """What it is called where it is handed out."""
        return MEDIA_TYPES[self.kind]


def checked(given: GivenFile) -> CheckedFile:
    """Return what is kept of a file.

    Raises ``attachment_empty``, ``attachment_too_large``, ``attachment_kind``,
    ``attachment_broken``.
    """
    name = plain_name(given.name)
    must_fit(name, len(given.content))
    kind = kind_of(given)
    if kind is None:
        raise FileKindUnknown(field="attachments", name=name)
    try:
        content = _KEPT[kind](given.content)
    except PictureBroken as error:
        raise FileBroken(field="attachments", name=name) from error
    return CheckedFile(_ending_as(kind, name), kind, content)


def must_fit(name: str, size: int) -> None:
    """Raise ``attachment_empty`` or ``attachment_too_large``; ask before you read."""
    if not size:
        raise FileEmpty(field="attachments", name=plain_name(name))
    if size > MOST_BYTES:
        most = MOST_BYTES // MEGABYTE
        raise FileTooLarge(field="attachments", name=plain_name(name), most=most)


def must_be_few(sizes: Iterable[int]) -> None:
    """Raise ``attachments_too_many`` for more than one message has, in number or in bytes."""
    each = list(sizes)
    if len(each) > MOST_FILES or sum(each) > MOST_TOGETHER:
        together = MOST_TOGETHER // MEGABYTE
        raise TooManyFiles(field="attachments", most=MOST_FILES, megabytes=together)


def kind_of(given: GivenFile) -> FileKind | None:
    """Return what the contents are; None for what is not taken in."""
    for start, kind in _STARTS.items():
        if given.content.startswith(start):
            return kind
    text = _as_text(given.content)
    if text is None:
        return None
    saved_mail = given.name.lower().endswith(".eml") and _HEADERS.match(text)
    return FileKind.MAIL if saved_mail else FileKind.TEXT


def plain_name(name: str) -> str:
    """Return a file's name without folders or anything that a header or a screen takes ill."""
    last = re.split(r"[\\/]", name)[-1]
    kept = "".join(" " if c in _UNKIND else c for c in seen(last))
    return " ".join(kept.split()).strip(". ")[-LONGEST_NAME:] or "file"


_UNKIND: Final = frozenset('"<>:|?*;%')
_STARTS: Final[Mapping[bytes, FileKind]] = {
    b"%PDF-": FileKind.PDF,
    b"\x89PNG\r\n\x1a\n": FileKind.PNG,
    b"\xff\xd8\xff": FileKind.JPEG,
}
_HEADERS: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}\r?\n")
# What no text has: a NUL and its like. A tab, the ends of lines and of pages are no harm.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def _as_text(content: bytes) -> str | None:
    """Return bytes as text, in the encodings of plain text files; None for what is none."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROLS.search(text) else text
    return None


def _as_utf8(content: bytes) -> bytes:
    return (_as_text(content) or "").encode()


def _as_it_is(content: bytes) -> bytes:
    return content


_KEPT: Final[Mapping[FileKind, Callable[[bytes], bytes]]] = {
    FileKind.PDF: _as_it_is,
    FileKind.PNG: plain_png,
    FileKind.JPEG: plain_jpeg,
    FileKind.TEXT: _as_utf8,
    FileKind.MAIL: _as_it_is,
}


def _ending_as(kind: FileKind, name: str) -> str:
    """Return the name with the ending of what it is: a PDF that is called .exe is called .pdf."""
    stem, _dot, ending = name.rpartition(".")
    same = f".{ending.lower()}" in {ENDINGS[kind], ".jpeg" if kind == FileKind.JPEG else ""}
    return name if stem and same else f"{stem or name}{ENDINGS[kind]}"
