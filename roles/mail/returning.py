"""Mail that a server took and sent back: what its report says is written on the mail itself."""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.db.models import Q

from roles.mail.bounces import read_bounce
from roles.mail.models import OutgoingMail
from roles.mail.refusals import BounceUnknown
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.reading_mail import MOST_BYTES
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

log = logging.getLogger(__name__)

AT_ONCE: Final = 200
"""How many reports are read at a time; what is left is read by the next ring."""
KEPT: Final = timedelta(days=30)
"""How long a message that is no report on our mail stays in the box, for people to look at."""


@use_case
def record_bounce(*, raw: bytes, at: datetime, by: Viewer) -> OutgoingMail:
    """Write on a mail that it came back, and why; return the mail. The first report stands.

    ``raw`` is the report, as a mailbox got it. Raises NotAllowed, ``mail_too_large``,
    ``mail_not_readable``, ``mail_no_bounce``, ``mail_bounce_not_final``, ``mail_bounce_unknown``.
    """
    by.must(Ability.WRITE_REGISTER)
    bounce = read_bounce(raw)
    ours = Q(pk=bounce.mail) if bounce.mail else Q(message_id=bounce.message_id)
    row = OutgoingMail.objects.filter(ours).select_for_update(of=("self",)).first()
    if row is None or row.sent_at is None:
        raise BounceUnknown(field="file")
    if row.returned_at is None:
        row.returned_at, row.returned_why = max(at, row.sent_at), bounce.status
        row.save(update_fields=("returned_at", "returned_why"))
    return row


def read_box(folder: Path, *, at: datetime, by: Viewer) -> int:
    """Read the reports that a mail server left in a Maildir; return how many were about our mail.

    What was read is deleted. What is no report on our mail is kept for ``KEPT``, as seen. Safe to
    call at once from several places, and again after a crash.
    """
    if not all((folder / part).is_dir() for part in ("new", "cur")):
        log.warning("BOUNCE_MAILDIR names %s, which is no Maildir.", folder)
        return 0
    _forget(folder / "cur", at)
    arrived = sorted((folder / "new").iterdir())[:AT_ONCE]
    return sum(_read(message, folder / "cur", at, by) for message in arrived)


def _read(message: Path, seen: Path, at: datetime, by: Viewer) -> bool:
    """Read one message; False where another reader was sooner, and for what is not about ours."""
    with suppress(FileNotFoundError):
        with message.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        try:
            record_bounce(raw=raw, at=at, by=by)
        except DomainError as refusal:
            log.info("A message in the box of reports was left there: %s", refusal.code)
            message.rename(seen / f"{message.name}:2,S")
            return False
        message.unlink()
        return True
    return False


def _forget(seen: Path, at: datetime) -> None:
    before = (at - KEPT).timestamp()
    for message in seen.iterdir():
        with suppress(FileNotFoundError):
            if message.stat().st_mtime < before:
                message.unlink()
