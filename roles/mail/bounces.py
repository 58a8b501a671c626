"""What a mail server reports of a mail that it took and could not deliver (RFC 3464, RFC 3463).

A report proves little: whoever knows the identifier of a mail can write one. That is who got it,
and the servers in between; what a report can do is therefore no more than saying that a mail did
not arrive. Nothing that it quotes is kept, but the code of its reason.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.utils import parseaddr
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roles.mail.refusals import BounceNotFinal, NoBounce
from voipgrid_privacy.kernel.reading_mail import FAULTS, bytes_of, header, kind_of, opened

FAILED: Final = "failed"
UNSPOKEN: Final = "5.0.0"
"""The code of a failure that gives no reason: "other undefined status" (RFC 3463, 3.1)."""
GONE: Final = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
"""The codes of an address that nobody reads any more: there is none, it moved, or is closed."""

_STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_MESSAGE_ID: Final = re.compile(rb"(?im)^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{1,190}>)")
_TAGGED: Final = re.compile(r"\+([0-9a-f]{32})@")
_QUOTED: Final = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")
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
class Bounce:
    """Which mail failed and why.

    ``mail`` is its identifier, where the report was sent to the address that each mail has of its
    own; ``message_id`` is what the returned mail bears. ``status`` is a code of RFC 3463.
    """

    mail: UUID | None
    message_id: str
    status: str


def read_bounce(raw: bytes) -> Bounce:
    """Return what a report says of the mail that failed.

    Raises ``mail_too_large``, ``mail_not_readable``, ``mail_no_bounce`` and, where the mail may
    arrive yet, ``mail_bounce_not_final``.
    """
    message, parts = opened(raw)
    said = [block for part in parts if _is_report(part) for block in _blocks(part)]
    if not said:
        raise NoBounce(field="file")
    failed = [block for block in said if block.get("Action", "").strip().lower() == FAILED]
    if not failed:
        raise BounceNotFinal(field="file")
    return Bounce(_tagged(message), _returned(parts), _status(failed[0]))


def returned_to(address: str, mail: UUID) -> str:
    """Return the address of its own to which reports on one mail are sent: ``bounces+…@host``."""
    name, _at, host = address.rpartition("@")
    return f"{name}+{mail.hex}@{host}"


def in_words(status: str) -> str:
    """Return what the code of a reason means, for people; "" for a code that says nothing."""
    # The final four of 4.x.x: what was tried for days and given up.
    code = f"5{status[1:]}"
    known = (words for begin, words in _REASONS.items() if code.startswith(begin))
    return str(next(known, ""))


def _is_report(part: EmailMessage) -> bool:
    return kind_of(part) == "message/delivery-status"


def _blocks(part: EmailMessage) -> Iterator[Message]:
    """Yield what is said of each recipient: the first block is about the report as a whole."""
    blocks = part.get_payload()
    if isinstance(blocks, list):
        yield from (block for block in blocks if isinstance(block, Message) and "Action" in block)


def _status(block: Message) -> str:
    found = _STATUS.search(str(block.get("Status", ""))[:100])
    return found[0] if found and found[0][0] != "2" else UNSPOKEN


def _returned(parts: list[EmailMessage]) -> str:
    """Return the identifier that the returned mail, or its header alone, bears."""
    for part in parts:
        if kind_of(part) in _QUOTED and (found := _MESSAGE_ID.search(_head(part))):
            return found[1].decode("ascii", "replace")
    return ""


def _head(part: EmailMessage) -> bytes:
    try:
        return re.split(rb"\r?\n\r?\n", bytes_of(part).lstrip(), maxsplit=1)[0]
    except FAULTS:
        return b""


def _tagged(message: EmailMessage) -> UUID | None:
    """Return the mail whose own address a report was sent to."""
    for name in _TO:
        if found := _TAGGED.search(parseaddr(header(message, name))[1]):
            return UUID(found[1])
    return None
