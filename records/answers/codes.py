"""The one secret of a package: it is shown once, and without it nobody opens what is kept.

From the code follow, each on its own way, by what the package is found and the key that opens it.
The database holds the first and a ciphertext: a copy of it opens nothing. A code has 125 random
bits, so that a slow hash adds nothing.
"""

import secrets
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that is read as a figure or another letter, and none to swear with."""
GROUPS: Final = 5
PER_GROUP: Final = 5
NONCE: Final = 12
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


class WrongCode(Exception):
    """The code opens nothing, or not this."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A package as it is kept."""

    nonce: bytes
    ciphertext: bytes


def new_code() -> str:
    """Return a code to be shown once: ``7K2QF-…``, in groups that can be read out."""
    groups = [
        "".join(secrets.choice(ALPHABET) for _sign in range(PER_GROUP)) for _g in range(GROUPS)
    ]
    return "-".join(groups)


def normal(typed: str) -> str:
    """Return a code as it was made, however it was typed; "" for what can be none."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_READ_AS)
    whole = len(signs) == GROUPS * PER_GROUP and all(sign in ALPHABET for sign in signs)
    return signs if whole else ""


def found_by(code: str) -> bytes:
    """Return by what a package is found in the database; the code does not follow from it."""
    return _derived(code, b"answer package: found by", None)


def locked(content: bytes, *, code: str, package: UUID) -> Locked:
    """Return ``content`` as only the code opens it, and only in this row."""
    nonce = secrets.token_bytes(NONCE)
    return Locked(nonce, AESGCM(_key(code, package)).encrypt(nonce, content, _place(package)))


def opened(kept: Locked, *, code: str, package: UUID) -> bytes:
    """Return the content; raises WrongCode."""
    try:
        return AESGCM(_key(code, package)).decrypt(kept.nonce, kept.ciphertext, _place(package))
    except InvalidTag as error:
        raise WrongCode from error


def _key(code: str, package: UUID) -> bytes:
    return _derived(code, b"answer package: key", package.bytes)


def _place(package: UUID) -> bytes:
    return f"records_answerpackage/{package}/ciphertext".encode()


def _derived(code: str, purpose: bytes, salt: bytes | None) -> bytes:
    secret = normal(code)
    if not secret:
        raise WrongCode
    return HKDF(SHA256(), length=32, salt=salt, info=purpose).derive(secret.encode())
