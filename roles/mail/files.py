"""Mail that is kept as files, where there is no mail server: each is whole, or not there."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.mail import EmailMessage
from django.core.mail.backends import filebased
from django.utils import timezone

from voipgrid_privacy.kernel.whole import written_whole


class EmailBackend(filebased.EmailBackend):
    """Django's, which leaves part of a mail on a full disk as if it had left."""

    stream: Any

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them; raises OSError, asked to be silent or not, and then none of them is there."""
        if not email_messages:
            return 0
        self.fail_silently = False
        try:
            with written_whole(Path(self._get_filename())) as self.stream:
                sent: int = super().send_messages(email_messages)
        finally:
            self.stream = None
        return sent

    def _get_filename(self) -> str:
        """Return a name that nothing has: what is put in place would put another away."""
        folder: Any = self.file_path
        return str(Path(folder) / f"{timezone.now():%Y%m%d-%H%M%S}-{uuid4().hex}.log")
