"""The form of a mail that somebody sent us: parts and headers, whatever they are made to do.

Whoever wrote it may mean harm: what is too large or too deep is refused before it costs anything,
and a header that lies about its own form is left out.
"""

import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from typing import Final

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError

MOST_BYTES: Final = 25 * 1024 * 1024
MOST_PARTS: Final = 100
DEEPEST: Final = 10
LONGEST_HEADER: Final = 8_000
FAULTS: Final = (
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    MessageError,
    RecursionError,
    AssertionError,
)
"""What the standard library raises over headers that are made to break it."""

# A header of a part that no mail program writes: reading it takes the square of its length.
_ENDLESS: Final = re.compile(
    rb"(?im)^content-[a-z-]{1,30}:[^\n]{%d,}$" % LONGEST_HEADER
    + rb"|^content-[a-z-]{1,30}:[^\n]*(?:\n[ \t][^\n]*){200,}"
)


class MailNotReadable(DomainError):
    """What was given is no mail, or one that is made to do harm."""

    code = "mail_not_readable"
    title = _("This is no mail that can be read.")


class MailTooLarge(DomainError):
    """A mail of more bytes than a mailbox takes."""

    code = "mail_too_large"
    title = _("This mail is larger than %(most)s MB.")
    status = 413


def opened(raw: bytes, *, most: int = MOST_BYTES) -> tuple[EmailMessage, list[EmailMessage]]:
    """Return a mail of at most so many bytes, and the parts that hold something.

    Raises MailTooLarge, MailNotReadable.
    """
    if len(raw) > most:
        raise MailTooLarge(field="file", most=most // (1024 * 1024))
    message = _parsed(raw)
    parts = list(_leaves(message))
    if len(parts) > MOST_PARTS or not _is_mail(message):
        raise MailNotReadable(field="file")
    return message, parts


def _parsed(raw: bytes) -> EmailMessage:
    # Some programs put a byte order mark or empty lines before the first header.
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if _ENDLESS.search(raw):
        raise MailNotReadable(field="file")
    try:
        return BytesParser(policy=policy.default).parsebytes(raw)
    except FAULTS as error:
        raise MailNotReadable(field="file") from error


def _is_mail(message: EmailMessage) -> bool:
    return any(name.lower() in {"from", "received", "date"} for name, _ in message.raw_items())


def _leaves(message: EmailMessage, depth: int = 0) -> Iterator[EmailMessage]:
    """Walk the parts that hold something; a mail within the mail is one, and stays closed."""
    if depth > DEEPEST:
        raise MailNotReadable(field="file")
    try:
        several = message.get_content_maintype() == "multipart" and message.is_multipart()
    except FAULTS:
        several = False
    if not several:
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, EmailMessage):
            yield from _leaves(part, depth + 1)


def raw_header(message: EmailMessage, name: str) -> str:
    """Return the first header of that name as it came; "" for none, and for an endless one.

    Nothing in it is decoded: that is what takes long where somebody means harm.
    """
    raw = next((str(v) for n, v in message.raw_items() if n.lower() == name.lower()), "")
    return raw if len(raw) <= LONGEST_HEADER else ""


def header(message: EmailMessage, name: str) -> str:
    """Return the first header of that name; "" for none, and for one that cannot be read."""
    raw = raw_header(message, name)
    if not raw:
        return ""
    try:
        return str(message[name])
    except FAULTS:
        return raw


def named_address(text: str) -> tuple[str, str]:
    """Return the name and the address that a header gives; ("", "") for what cannot be read."""
    try:
        return parseaddr(text)
    except FAULTS:  # comments within comments, thousands deep
        return "", ""


def kind_of(part: EmailMessage) -> str:
    """Return what a part says it is (``text/plain``), in lower case; "" if that is unreadable."""
    try:
        return part.get_content_type()
    except FAULTS:
        return ""


def bytes_of(part: EmailMessage) -> bytes:
    """Return what a part holds; a mail within the mail as it came."""
    try:
        if part.get_content_type() == "message/rfc822":
            inside = part.get_payload()
            first = inside[0] if isinstance(inside, list) and inside else None
            return first.as_bytes() if isinstance(first, EmailMessage) else b""
        content = part.get_payload(decode=True)
    except FAULTS:
        return b""
    return content if isinstance(content, bytes) else b""
