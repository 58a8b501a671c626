"""Mail that a mailbox got, read so that a request can be received from it.

Whoever wrote it may mean harm: text is text whatever it says that it is, and nothing in a mail is
ever fetched, opened or shown as it came.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.intake.contents import CheckedFile, GivenFile, checked
from records.intake.words_of_html import words_of
from roles.followers.models import ADDRESS
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.reading_mail import (
    FAULTS,
    MailNotReadable,
    bytes_of,
    header,
    named_address,
    opened,
)
from voipgrid_privacy.kernel.text import several_lines

MOST_TEXT: Final = 20_000
MOST_FILES: Final = 20


class Doubt(models.TextChoices):
    """What whoever reads the preview must know."""

    DAY_BY_SENDER = "DAY_BY_SENDER", _("The day is what the sender wrote: no server noted it.")
    NO_DAY = "NO_DAY", _("The mail has no day. Fill in when it arrived.")
    OTHER_REPLY = "OTHER_REPLY", _("The sender asks to be answered at another address.")
    CUT_OFF = "CUT_OFF", _("The text is longer than is kept, and was cut off.")
    FROM_HTML = "FROM_HTML", _("The mail has no plain text; this is what its HTML says in words.")
    BROKEN = "BROKEN", _("Parts of the mail are not as mail should be; look whether all is there.")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that was not taken along, and why not."""

    name: str
    refusal: DomainError


@dataclass(frozen=True, slots=True)
class ReadMail:
    """What a mail says."""

    address: str
    name: str
    subject: str
    received_at: datetime | None
    text: str
    files: tuple[CheckedFile, ...]
    left_out: tuple[LeftOut, ...]
    doubts: tuple[Doubt, ...]


def read_mail(raw: bytes) -> ReadMail:
    """Return what a mail says; raises ``mail_too_large``, ``mail_not_readable``."""
    message, parts = opened(raw)
    text, text_doubts = _text(parts)
    received_at, day_doubts = _received(message)
    address, name = _sender(message)
    files, left_out = _files(parts)
    doubts = [*day_doubts, *text_doubts]
    if (other := header(message, "Reply-To")) and plain_address(named_address(other)[1]) != address:
        doubts.append(Doubt.OTHER_REPLY)
    if any(part.defects for part in parts):
        doubts.append(Doubt.BROKEN)
    return ReadMail(
        address=address,
        name=name,
        subject=_clean(header(message, "Subject"))[:300],
        received_at=received_at,
        text=text,
        files=files,
        left_out=left_out,
        doubts=tuple(dict.fromkeys(doubts)),
    )


def _sender(message: EmailMessage) -> tuple[str, str]:
    name, address = named_address(header(message, "From"))
    return plain_address(address), _clean(name)[:120]


_ADDRESS: Final = re.compile(ADDRESS)


def plain_address(text: str) -> str:
    """Return one plain address in lower case; "" for what is none."""
    text = text.strip()
    plain = len(text) <= 254 and text.isprintable() and _ADDRESS.fullmatch(text)
    return text.lower() if plain else ""


def _received(message: EmailMessage) -> tuple[datetime | None, list[Doubt]]:
    """Return when it arrived: what the last server noted, on top; else what the sender wrote."""
    noted = _instant(header(message, "Received").rpartition(";")[2])
    if noted is not None:
        return noted, []
    written = _instant(header(message, "Date"))
    return written, [Doubt.DAY_BY_SENDER if written else Doubt.NO_DAY]


def _instant(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(" ".join(text.split()))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _text(parts: list[EmailMessage]) -> tuple[str, list[Doubt]]:
    """Return the words of a mail: its plain text, or what its HTML says."""
    doubts: list[Doubt] = []
    said = [_words(part) for part in parts if _is_text(part, "plain")]
    if not any(said):
        said = [_clean(words_of(_decoded(part))) for part in parts if _is_text(part, "html")]
        doubts = [Doubt.FROM_HTML] if any(said) else []
    text = "\n\n".join(filter(None, said))
    if len(text) > MOST_TEXT:
        return text[:MOST_TEXT], [*doubts, Doubt.CUT_OFF]
    return text, doubts


def _words(part: EmailMessage) -> str:
    # Cut before it is looked at closely: what is longer than is kept by far is no letter.
    return _clean(_decoded(part)[: 5 * MOST_TEXT])


def _is_text(part: EmailMessage, subtype: str) -> bool:
    try:
        kind, file = part.get_content_type(), part.get_content_disposition() == "attachment"
    except FAULTS:
        return False
    return kind == f"text/{subtype}" and not file


def _decoded(part: EmailMessage) -> str:
    """Return a part's text in whatever it says it is written; what cannot be read is replaced."""
    content = bytes_of(part)
    try:
        charset = part.get_content_charset() or "utf-8"
        return content.decode(charset, "replace")
    except FAULTS:  # no charset, or one that nobody knows
        return content.decode("utf-8", "replace")


def _files(parts: list[EmailMessage]) -> tuple[tuple[CheckedFile, ...], tuple[LeftOut, ...]]:
    kept: list[CheckedFile] = []
    left_out: list[LeftOut] = []
    for number, part in enumerate(parts, start=1):
        if _is_text(part, "plain") or _is_text(part, "html"):
            continue
        name = _file_name(part) or f"file {number}"
        try:
            kept.append(checked(GivenFile(name, bytes_of(part))))
        except DomainError as refusal:
            left_out.append(LeftOut(name, refusal))
        if len(kept) + len(left_out) > MOST_FILES:
            raise MailNotReadable(field="file")
    return tuple(kept), tuple(left_out)


def _file_name(part: EmailMessage) -> str:
    try:
        name = part.get_filename() or ""
        mail = part.get_content_type() == "message/rfc822"
    except FAULTS:
        return ""
    return f"{name or 'mail'}.eml" if mail and not name.lower().endswith(".eml") else name


def _clean(text: str) -> str:
    """Return text without what a database, a log or a screen takes ill; lines stay lines."""
    return re.sub(r"\n{3,}", "\n\n", several_lines(text)).strip()
