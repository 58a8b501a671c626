"""When a proven host is looked at again, and how long it is served without its proof. Pure."""

from datetime import datetime, timedelta
from typing import Final

EVERY: Final = timedelta(days=1)
"""After this a host is looked at again."""
AGAIN: Final = timedelta(hours=1)
"""The same while its proof is missing."""
PATIENCE: Final = timedelta(hours=6)
"""A name server may be away for a while: whose proof is missing for longer is told so."""
GRACE: Final = timedelta(days=14)
"""So long the pages stay without proof, for their party to put it back."""


def is_worth_telling(*, missing_since: datetime, at: datetime) -> bool:
    """Say whether the proof is missing for so long that its party is told."""
    return at - missing_since >= PATIENCE


def served_until(missing_since: datetime) -> datetime:
    """Return the instant from which pages without proof are no longer served."""
    return missing_since + GRACE
