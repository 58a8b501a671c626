"""Keys that only a visitor has, and what is kept under them (AES-256-GCM)."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE: Final = 12
LONGEST: Final = 64
"""No token of ours is longer: what is, is not looked for."""


class NotItsKey(Exception):
    """What was kept is not opened by this key, or belongs to another place."""


@dataclass(frozen=True, slots=True)
class VisitorKey:
    """A random token at the visitor, from which both the place and the key follow."""

    token: str

    @property
    def finder(self) -> str:
        """What its answers are found by; nobody makes the token from it."""
        return hashlib.sha256(b"intake/find/" + self.token.encode()).hexdigest()

    def seal(self, plain: bytes, *, place: str) -> bytes:
        """Return bytes as they are kept, bound to ``place``."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + AESGCM(self._key).encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes | memoryview, *, place: str) -> bytes:
        """Return what was kept; raises NotItsKey."""
        kept = bytes(sealed)
        try:
            return AESGCM(self._key).decrypt(kept[:NONCE], kept[NONCE:], place.encode())
        except (InvalidTag, ValueError) as error:
            raise NotItsKey from error

    @property
    def _key(self) -> bytes:
        stretched = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"intake/seal")
        return stretched.derive(self.token.encode())


def new_key() -> VisitorKey:
    """Return a key that nobody had before."""
    return VisitorKey(secrets.token_urlsafe(32))


def new_token() -> tuple[str, str]:
    """Return what a link bears, and what is kept of it."""
    token = secrets.token_urlsafe(32)
    return token, hash_of(token)


def hash_of(token: str) -> str:
    """Return what is kept of a token: enough to know it again, not to make the link."""
    return hashlib.sha256(token.encode()).hexdigest()
