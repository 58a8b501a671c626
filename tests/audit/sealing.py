"""What a commit does, within the transaction of a test."""

from typing import Any
from uuid import UUID

from django.db import connection

from voipgrid_privacy.audit.models import AuditEntry


def sealed(**wanted: Any) -> list[AuditEntry]:
    """Seal what was noted, and return the entries that fit, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return list(AuditEntry.objects.filter(**wanted).order_by("id"))


def noted(party: UUID | None, number: int = 1, at: str = "") -> None:
    """Note so many things in the chain of a party, as if at an instant."""
    with connection.cursor() as cursor:
        for each in range(number):
            cursor.execute(
                "SELECT audit_note(%s, 'SEEN', 'someone', %s, 'roles.party', '', '{}')",
                [party, f"look-{each}"],
            )
        if at:
            cursor.execute("UPDATE audit_pending SET at = %s", [at])
    sealed()
