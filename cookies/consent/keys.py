"""The key that signs heads: from settings; in development one is made in the data folder."""

import base64
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
    given = settings.CONSENT_SIGNING_KEY
    if given:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(given))
    if settings.PRODUCTION:
        raise ImproperlyConfigured("Production needs a CONSENT_SIGNING_KEY (32 bytes, base64).")
    return Ed25519PrivateKey.from_private_bytes(_made(Path(settings.DATA_DIR) / "consent.key"))


def _made(place: Path) -> bytes:
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(Ed25519PrivateKey.generate().private_bytes_raw())
        place.chmod(0o600)
    return place.read_bytes()[:LENGTH]


def public_key() -> str:
    """Return the public key as hexadecimal text."""
    return signing_key().public_key().public_bytes_raw().hex()


def key_name() -> str:
    """Return the short name under which the public key is published."""
    return sha256(bytes.fromhex(public_key())).hexdigest()[:16]
