"""Passwords of foreign stores, encrypted at rest: AES-256-GCM under keys that rotate.

The associated data names the table, the row and the column, so that a ciphertext copied to
another row does not open there. ``STORE_KEYS`` lists keys as ``id:base64``; the first encrypts,
all decrypt. A key is 32 random bytes.
"""

import secrets
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from hashlib import sha256
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from records.errors import StoreKeysWrong, StorePasswordLost
from records.stores.models import StoreSecret

NONCE: Final = 12
KEY: Final = 32


def sealed(password: str, *, connection: UUID) -> dict[str, bytes | str]:
    """Return the fields of the secret of ``connection``, under the current key."""
    key_id, key = next(iter(keys().items()))
    nonce = secrets.token_bytes(NONCE)
    ciphertext = AESGCM(key).encrypt(nonce, password.encode(), _associated(connection))
    return {"key_id": key_id, "nonce": nonce, "ciphertext": ciphertext}


def opened(secret: StoreSecret) -> str:
    """Return the password; raises StorePasswordLost without its key or when it was moved."""
    key = keys().get(secret.key_id)
    if key is None:
        raise StorePasswordLost
    try:
        plain = AESGCM(key).decrypt(
            bytes(secret.nonce), bytes(secret.ciphertext), _associated(secret.connection_id)
        )
    except InvalidTag as error:
        raise StorePasswordLost from error
    return plain.decode()


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


def _associated(connection: UUID) -> bytes:
    return f"records_storesecret/{connection}/ciphertext".encode()
