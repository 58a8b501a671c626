"""The arithmetic of a chain. The verifier repeats it; changing it would break every log."""

from hashlib import sha256
from typing import Final

FORMAT: Final = "voipgrid-consent-1"


def genesis(code: str) -> bytes:
    """Return the hash before the first record of a site."""
    return sha256(f"{FORMAT}:{code}".encode()).digest()


def link(before: bytes, seq: int, digest: bytes) -> bytes:
    """Return the hash of record ``seq``: over the one before it, its place and its content."""
    return sha256(before + seq.to_bytes(8, "big") + digest).digest()


def head_text(code: str, day: str, seq: int, head: bytes) -> bytes:
    """Return what is signed of a head."""
    return f"{FORMAT}:{code}:{day}:{seq}:{head.hex()}".encode()
