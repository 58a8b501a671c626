"""Secrets of endpoints: made, kept encrypted, read again, renewed with two valid for a while."""

import secrets
from base64 import b64encode
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from roles.webhooks.models import WebhookEndpoint, WebhookSecret
from roles.webhooks.refusals import OverlapTooLong, SecretUnreadable
from voipgrid_privacy.kernel import vault
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

BYTES: Final = 32
PREFIX: Final = "whsec_"
USUAL_OVERLAP: Final = 24
LONGEST_OVERLAP: Final = 168
"""For how many hours a former secret signs beside its successor."""


def new_secret(endpoint: WebhookEndpoint, slot: int, at: datetime) -> WebhookSecret:
    """Return a new secret for ``endpoint``, not yet kept."""
    row = WebhookSecret(endpoint=endpoint, slot=slot, made_at=at)
    return _fill(row, secrets.token_bytes(BYTES))


def renewed(endpoint: WebhookEndpoint, *, hours: int, at: datetime) -> WebhookSecret:
    """Give a held endpoint a new secret; the former one signs too, for ``hours`` more."""
    if not 0 <= hours <= LONGEST_OVERLAP:
        raise OverlapTooLong(field="hours", hours=LONGEST_OVERLAP)
    rows = {row.slot: row for row in endpoint.secrets.all()}
    former = next((row for row in rows.values() if row.valid_until is None), None)
    slot = 1 - former.slot if former else 0
    if former:
        former.valid_until = at + timedelta(hours=hours)
        former.save(update_fields=("valid_until",))
    row = rows.get(slot) or WebhookSecret(endpoint=endpoint, slot=slot)
    row.made_at, row.valid_until = at, None
    _fill(row, secrets.token_bytes(BYTES)).save()
    return row


def valid(endpoint: WebhookEndpoint, at: datetime) -> list[WebhookSecret]:
    """Return the secrets that sign at ``at``, the newest first; a worker may have read them."""
    lasting = Q(valid_until=None) | Q(valid_until__gt=at)
    return list(endpoint.secrets.filter(lasting).order_by("-made_at"))


def opened(row: WebhookSecret) -> bytes:
    """Return the secret's bytes; raises SecretUnreadable, StoreKeysWrong."""
    kept = vault.Sealed(row.key_id, bytes(row.nonce), bytes(row.ciphertext))
    try:
        return vault.opened(kept, place=_place(row.pk))
    except vault.SealBroken as error:
        raise SecretUnreadable from error


def in_words(row: WebhookSecret) -> str:
    """Return the secret as receivers enter it; raises SecretUnreadable, StoreKeysWrong."""
    return PREFIX + b64encode(opened(row)).decode()


@use_case
def rotate_webhook_keys(*, by: Viewer) -> int:
    """Encrypt every secret again under the current key; return how many were. Raises NotAllowed."""
    by.must(Ability.MANAGE_ACCESS)
    old = WebhookSecret.objects.exclude(key_id=vault.current()).select_for_update()
    for row in (rows := list(old)):
        _fill(row, opened(row)).save()
    return len(rows)


def _fill(row: WebhookSecret, secret: bytes) -> WebhookSecret:
    kept = vault.sealed(secret, place=_place(row.pk))
    row.key_id, row.nonce, row.ciphertext = kept.key_id, kept.nonce, kept.ciphertext
    return row


def _place(row: UUID) -> str:
    return f"roles_webhooksecret/{row}/ciphertext"
