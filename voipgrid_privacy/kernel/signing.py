"""The key that signs what we prove: from settings; in development one is made in the data folder.

A key is replaced by putting its public half among ``FORMER_SIGNING_KEYS`` and destroying the rest:
what it signed can be verified for ever, and nothing new is signed with it.
"""

import base64
import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LENGTH: Final = 32


@lru_cache(maxsize=1)
def signing_key() -> Ed25519PrivateKey:
    """Return the key; raises ImproperlyConfigured without one in production."""
    given = settings.SIGNING_KEY
    if given:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(given))
    if settings.PRODUCTION:
        raise ImproperlyConfigured("Production needs a SIGNING_KEY (32 bytes, base64).")
    return Ed25519PrivateKey.from_private_bytes(_made(Path(settings.DATA_DIR) / "signing.key"))


def _made(place: Path) -> bytes:
    """Return the key at that place; of two processes that make one, both return the first's."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        draft = place.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_bytes(Ed25519PrivateKey.generate().private_bytes_raw())
        try:
            place.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return place.read_bytes()[:LENGTH]


def public_key() -> str:
    """Return the public key as hexadecimal text."""
    return signing_key().public_key().public_bytes_raw().hex()


def key_name(public: str = "") -> str:
    """Return the short name under which a public key, the one in use if none, is published."""
    return sha256(bytes.fromhex(public or public_key())).hexdigest()[:16]


def published_keys() -> list[dict[str, str]]:
    """Return every key that signs or has signed, the one in use first."""
    keys = dict.fromkeys([public_key(), *(key.lower() for key in settings.FORMER_SIGNING_KEYS)])
    return [{"name": key_name(key), "ed25519": key} for key in keys]
