"""Secrets that we must be able to read again, encrypted at rest: AES-256-GCM under rotating keys.

The associated data name the table, the row and the column, so that a ciphertext copied to another
row does not open there. ``STORE_KEYS`` lists keys as ``id:base64``; the first encrypts, all
decrypt. A key is 32 random bytes.
"""

import secrets
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import gdpr

NONCE: Final = 12
KEY: Final = 32


class StoreKeysWrong(DomainError):
    """Without keys no secret is kept."""

    code = "store_keys_wrong"
    title = _("The keys for passwords and secrets (STORE_KEYS) are missing or unreadable.")
    cites = (gdpr(32, 1, "a"),)
    status = 409


class SealBroken(Exception):
    """The key is gone, or the ciphertext belongs to another row."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret as it is kept."""

    key_id: str
    nonce: bytes
    ciphertext: bytes


def sealed(secret: bytes, *, place: str) -> Sealed:
    """Return ``secret`` under the current key, bound to ``place`` (``table/row/column``)."""
    key_id, key = next(iter(keys().items()))
    nonce = secrets.token_bytes(NONCE)
    return Sealed(key_id, nonce, AESGCM(key).encrypt(nonce, secret, place.encode()))


def opened(kept: Sealed, *, place: str) -> bytes:
    """Return the secret; raises SealBroken without its key or when it was moved."""
    key = keys().get(kept.key_id)
    if key is None:
        raise SealBroken
    try:
        return AESGCM(key).decrypt(kept.nonce, kept.ciphertext, place.encode())
    except InvalidTag as error:
        raise SealBroken from error


def current() -> str:
    """Return the id of the key that encrypts."""
    return next(iter(keys()))


def keys() -> Mapping[str, bytes]:
    """Return the keys by id, the current one first; raises StoreKeysWrong.

    Outside production there is always one, made from the secret key, so that trying needs
    no preparation.
    """
    found = dict(map(_key, settings.STORE_KEYS))
    if not found and settings.PRODUCTION:
        raise StoreKeysWrong
    return found or {"development": sha256(b"store" + settings.SECRET_KEY.encode()).digest()}


def _key(entry: str) -> tuple[str, bytes]:
    name, _colon, text = entry.partition(":")
    try:
        key = b64decode(text, validate=True)
    except NotBase64 as error:
        raise StoreKeysWrong from error
    if not name or len(key) != KEY:
        raise StoreKeysWrong
    return name, key
