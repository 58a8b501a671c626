"""The arithmetic of certificates. The verifier repeats it; changing it would break every one."""

import json
from hashlib import sha256
from typing import Any, Final

FORMAT: Final = "voipgrid-certificate-1"
REGISTER: Final = "register"
"""The chain of whole runs; a party's part is in the chain of that party."""


def canonical(body: Any) -> str:
    """Return the one text that a body has (RFC 8785, for text, whole numbers, lists and names)."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> bytes:
    """Return the hash of a canonical body."""
    return sha256(text.encode()).digest()


def genesis(chain: str) -> bytes:
    """Return what stands in a chain's first certificate for the hash of the one before it."""
    return sha256(f"{FORMAT}:{chain}".encode()).digest()


def signed_text(hash_: bytes) -> bytes:
    """Return what is signed of a certificate; its body names chain, number and the one before."""
    return f"{FORMAT}:{hash_.hex()}".encode()
