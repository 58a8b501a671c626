"""Mail that a server took and sent back: what its report says is written on the mail itself."""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from roles.mail.bounces import MOST_BYTES, Bounce, Failure, read_bounce, same_address
from roles.mail.models import OutgoingMail
from roles.mail.refusals import BounceForwarded, BounceLate, BounceNotFinal, BounceUnknown
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.reading_mail import FAULTS
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

log = logging.getLogger(__name__)

AT_ONCE: Final = 200
"""How many reports are read at a time; what is left is read by the next ring."""
REPORTED_WITHIN: Final = timedelta(days=30)
"""How long after it was sent a mail can come back: servers try for five days (RFC 5321, 4.5.4.1),
and somebody may have been away who reads the reports. The database keeps to it as well."""
KEPT: Final = timedelta(days=30)
"""How long a message that is no report on our mail stays in the box, for people to look at."""


@use_case
def record_bounce(*, raw: bytes, at: datetime, by: Viewer) -> OutgoingMail:
    """Write on a mail that it came back, and why; return the mail. The first report stands.

    ``raw`` is the report, as a mailbox got it. Raises NotAllowed, ``mail_too_large``,
    ``mail_not_readable``, ``mail_no_bounce``, ``mail_bounce_not_final``, ``mail_bounce_unknown``,
    ``mail_bounce_forwarded``, ``mail_bounce_late``.
    """
    by.must(Ability.WRITE_REGISTER)
    bounce = read_bounce(raw)
    row = _about(bounce)
    if row is None or row.sent_at is None:
        raise BounceUnknown(field="file")
    failure = _of_reader(bounce, row)
    if at > row.sent_at + REPORTED_WITHIN:
        raise BounceLate(field="file", days=REPORTED_WITHIN.days)
    if row.returned_at is None:
        row.returned_at, row.returned_why = max(at, row.sent_at), failure.status
        row.save(update_fields=("returned_at", "returned_why"))
    return row


def _of_reader(bounce: Bounce, row: OutgoingMail) -> Failure:
    """Return what went wrong at the address that a mail was sent to, where that is still known."""
    if not bounce.failed:
        raise BounceNotFinal(field="file")
    for failure in bounce.failed:
        if not (failure.address and row.address) or same_address(failure.address, row.address):
            return failure
    raise BounceForwarded(field="file")


def _about(bounce: Bounce) -> OutgoingMail | None:
    """Return the mail that a report is about, to be written on: by its own address, or its id."""
    rows = OutgoingMail.objects.select_for_update(of=("self",))
    tagged = rows.filter(pk=bounce.mail).first() if bounce.mail else None
    named = rows.filter(message_id=bounce.message_id) if bounce.message_id else rows.none()
    return tagged or named.first()


def read_box(folder: Path, *, at: datetime, by: Viewer) -> int:
    """Read the reports that a mail server left in a Maildir; return how many were about our mail.

    What was read is deleted. What is no report on our mail is kept for ``KEPT``, as seen. Safe to
    call at once from several places, and again after a crash.
    """
    if not all((folder / part).is_dir() for part in ("new", "cur")):
        log.warning("BOUNCE_MAILDIR names %s, which is no Maildir.", folder)
        return 0
    _forget(folder / "cur", at)
    arrived = sorted(path for path in (folder / "new").iterdir() if path.is_file())
    read = (_read(message, folder / "cur", at, by) for message in arrived)
    return sum(islice((ours for ours in read if ours is not None), AT_ONCE))


def _read(message: Path, seen: Path, at: datetime, by: Viewer) -> bool | None:
    """Read one message, and say whether a mail of ours came back by it; None: it cannot be read.

    What is about a mail of ours goes at once, whatever it says: it quotes that mail.
    """
    try:
        with message.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        try:
            record_bounce(raw=raw, at=at, by=by)
        except (BounceNotFinal, BounceForwarded, BounceLate) as refusal:
            log.info("A report on a mail of ours has no consequence: %s", refusal.code)
            message.unlink()
            return False
        except (DomainError, *FAULTS) as error:
            log.info("A message in the box of reports was left there: %s", type(error).__name__)
            message.rename(seen / f"{message.name}:2,S")
            return False
        message.unlink()
    except OSError as error:
        log.warning("A message in the box of reports cannot be read: %s", type(error).__name__)
        return None
    return True


def _forget(seen: Path, at: datetime) -> None:
    before = (at - KEPT).timestamp()
    for message in seen.iterdir():
        with suppress(OSError):
            if message.is_file() and message.stat().st_mtime < before:
                message.unlink()
