"""What a mail server reports of a mail that it took and could not deliver (RFC 3464, RFC 3463).

A report proves little: whoever knows the identifier of a mail can write one. That is who got it,
and the servers in between; what a report can do is therefore no more than saying that a mail did
not arrive. Nothing that it quotes is kept, but the code of its reason.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roles.mail.refusals import NoBounce
from voipgrid_privacy.kernel.reading_mail import (
    bytes_of,
    kind_of,
    named_address,
    opened,
    raw_header,
)

MOST_BYTES: Final = 1024 * 1024
"""A report holds the mail that failed, and ours are letters."""
MOST_RECIPIENTS: Final = 100
FAILED: Final = "failed"
UNSPOKEN: Final = "5.0.0"
"""The code of a failure that gives no reason: "other undefined status" (RFC 3463, 3.1)."""
GONE: Final = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
"""The codes of an address that nobody reads any more: there is none, it moved, or is closed."""

_STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_IDENTIFIER: Final = re.compile(r"<[!-;=?-~]{1,190}>")
_MESSAGE_ID: Final = re.compile(rb"(?im)^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[!-;=?-~]{1,190}>)")
_TAGGED: Final = re.compile(r"\+([0-9a-f]{32})@")
_HEADER_ALONE: Final = ("text/rfc822-headers", "message/rfc822-headers")
_TO: Final = ("X-Original-To", "Delivered-To", "To")

_REASONS: Final[dict[str, Promise]] = {
    "5.1.": _("the address does not exist, or cannot receive"),
    "5.2.1": _("the mailbox is closed"),
    "5.2.2": _("the mailbox is full"),
    "5.2.": _("the mailbox takes nothing in"),
    "5.3.": _("the receiving mail server cannot take it"),
    "5.4.": _("the receiving mail server could not be reached"),
    "5.5.": _("the mail servers did not understand each other"),
    "5.6.": _("the receiving mail server cannot read it"),
    "5.7.": _("the receiving mail server refuses mail from us"),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Who did not get a mail, "" where that is not said, and why: a code of RFC 3463."""

    address: str
    status: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """Which mail a report is about, and for whom it failed; nobody, where it may arrive yet.

    ``mail`` is its identifier, where the report was sent to the address that each mail has of its
    own; ``message_id`` is what the returned mail bears; either may be missing.
    """

    mail: UUID | None
    message_id: str
    failed: tuple[Failure, ...]


def read_bounce(raw: bytes) -> Bounce:
    """Return what a report says of a mail.

    Raises ``mail_too_large``, ``mail_not_readable``, ``mail_no_bounce``.
    """
    message, parts = opened(raw, most=MOST_BYTES)
    said = [block for part in parts if _is_report(part) for block in _blocks(part)]
    if not said:
        raise NoBounce(field="file")
    failed = (block for block in said if _field(block, "Action").lower() == FAILED)
    whom = tuple(Failure(_address(block), _status(block)) for block in failed)
    return Bounce(_tagged(message), _returned(parts), whom)


def returned_to(address: str, mail: UUID) -> str:
    """Return the address of its own to which reports on one mail are sent: ``bounces+…@host``."""
    name, _at, host = address.rpartition("@")
    return f"{name}+{mail.hex}@{host}"


def same_address(one: str, other: str) -> bool:
    """Say whether two addresses are one, however the names of their hosts are written."""
    return _plain(one) == _plain(other)


def _plain(address: str) -> tuple[str, str]:
    name, _at, host = address.lower().rpartition("@")
    try:
        return name, host.rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        return name, host


def in_words(status: str) -> str:
    """Return what the code of a reason means, for people; "" for a code that says nothing."""
    # The final four of 4.x.x: what was tried for days and given up.
    code = f"5{status[1:]}"
    known = (words for begin, words in _REASONS.items() if code.startswith(begin))
    return str(next(known, ""))


def _is_report(part: EmailMessage) -> bool:
    return kind_of(part) == "message/delivery-status"


def _blocks(part: EmailMessage) -> Iterator[EmailMessage]:
    """Yield what is said of each recipient: the first block is about the report as a whole."""
    blocks = part.get_payload()
    for block in blocks[:MOST_RECIPIENTS] if isinstance(blocks, list) else ():
        if isinstance(block, EmailMessage) and _field(block, "Action"):
            yield block


def _field(block: EmailMessage, name: str) -> str:
    return raw_header(block, name).strip()


def _status(block: EmailMessage) -> str:
    found = _STATUS.search(_field(block, "Status"))
    return found[0] if found and found[0][0] != "2" else UNSPOKEN


def _address(block: EmailMessage) -> str:
    """Return who did not get it: ``rfc822; name@host``."""
    return named_address(_field(block, "Final-Recipient").rpartition(";")[2])[1].lower()


def _returned(parts: list[EmailMessage]) -> str:
    """Return the identifier that the returned mail, or its header alone, bears."""
    found = (_identifier(part) for part in parts)
    return next(filter(None, found), "")


def _identifier(part: EmailMessage) -> str:
    kind, inside = kind_of(part), part.get_payload()
    if kind == "message/rfc822" and isinstance(inside, list):
        mail = inside[0] if inside else None
        bears = raw_header(mail, "Message-ID") if isinstance(mail, EmailMessage) else ""
        found = _IDENTIFIER.search(bears)
        return found[0] if found else ""
    if kind not in _HEADER_ALONE:
        return ""
    head = re.split(rb"\r?\n\r?\n", bytes_of(part).lstrip(), maxsplit=1)[0]
    said = _MESSAGE_ID.search(head)
    return said[1].decode("ascii") if said else ""


def _tagged(message: EmailMessage) -> UUID | None:
    """Return the mail whose own address a report was sent to."""
    for name in _TO:
        if found := _TAGGED.search(named_address(raw_header(message, name))[1]):
            return UUID(found[1])
    return None
