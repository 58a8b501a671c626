"""References that people type over from paper: twelve characters that are not mixed up."""

import secrets
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U."""
LENGTH, GROUP = 12, 4
MISREAD: Final = str.maketrans("OIL", "011")


def new_reference() -> str:
    """Return a reference that nobody can guess: 60 bits."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def normal(typed: str) -> str:
    """Return a reference as it is kept, however it was typed."""
    kept = "".join(c for c in typed.upper().translate(MISREAD) if c in ALPHABET)
    return _grouped(kept)


def _grouped(characters: str) -> str:
    return "-".join(characters[at : at + GROUP] for at in range(0, len(characters), GROUP))
