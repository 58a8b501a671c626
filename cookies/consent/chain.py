"""The chain of a site's consents, by the shared arithmetic; the verifier repeats it."""

from typing import Final

from voipgrid_privacy.kernel import chained
from voipgrid_privacy.kernel.chained import link

__all__ = ("FORMAT", "genesis", "head_text", "link")

FORMAT: Final = "voipgrid-consent-1"


def genesis(code: str) -> bytes:
    """Return the hash before the first record of a site."""
    return chained.genesis(FORMAT, code)


def head_text(code: str, day: str, seq: int, head: bytes) -> bytes:
    """Return what is signed of a head."""
    return chained.head_text(FORMAT, code, day, seq, head.hex())
