"""Passwords of foreign stores, encrypted at rest; see :mod:`voipgrid_privacy.kernel.vault`."""

from uuid import UUID

from records.errors import StorePasswordLost
from records.stores.models import StoreSecret
from voipgrid_privacy.kernel import vault


def sealed(password: str, *, connection: UUID) -> dict[str, bytes | str]:
    """Return the fields of the secret of ``connection``, under the current key."""
    kept = vault.sealed(password.encode(), place=_place(connection))
    return {"key_id": kept.key_id, "nonce": kept.nonce, "ciphertext": kept.ciphertext}


def opened(secret: StoreSecret) -> str:
    """Return the password; raises StorePasswordLost without its key or when it was moved."""
    kept = vault.Sealed(secret.key_id, bytes(secret.nonce), bytes(secret.ciphertext))
    try:
        return vault.opened(kept, place=_place(secret.connection_id)).decode()
    except vault.SealBroken as error:
        raise StorePasswordLost from error


def _place(connection: UUID) -> str:
    return f"records_storesecret/{connection}/ciphertext"
