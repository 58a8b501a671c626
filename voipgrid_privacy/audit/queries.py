"""Reading the logbook: filtered, in words, as lines for the verifier, and what is published."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from voipgrid_privacy.audit.models import AuditChain, AuditCut, AuditEntry, AuditHead
from voipgrid_privacy.audit.verify_audit import LOGBOOK, heads_text
from voipgrid_privacy.kernel.auditing import Kind
from voipgrid_privacy.kernel.chained import fingerprint, head_text
from voipgrid_privacy.kernel.signing import public_key, published_keys, signing_key
from voipgrid_privacy.kernel.tenancy import Viewer

REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for in the logbook; empty: everything."""

    party: UUID | None = None
    kind: str = ""
    actor: str = ""
    about: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def fits(self) -> dict[str, Any]:
        """Return the conditions."""
        found = {
            "party_id": self.party,
            "kind": self.kind,
            "actor": self.actor,
            "about": self.about,
            "at__gte": self.since,
            "at__lt": self.until,
        }
        return {name: value for name, value in found.items() if value}


def entries(*, viewer: Viewer, asked: Asked) -> QuerySet[AuditEntry]:
    """Return the entries that fit, the latest first: of every chain, or of the viewer's own."""
    rows = AuditEntry.objects.visible_to(viewer).filter(**asked.fits())
    return rows.order_by("-id")


def names_for(viewer: Viewer, ids: Iterable[str] | None = None) -> "Names":
    """Return what actors are called today, to this viewer; of all, unless ``ids`` are given.

    To a partner whoever is no colleague is VoIPGRID: people of another organisation have no name
    there. Somebody who is gone is an identifier.
    """
    users: Any = get_user_model()._default_manager.all()
    if ids is not None:
        users = users.filter(pk__in=[each for each in ids if _is_uuid(each)])
    if not viewer.sees_everything:
        users = users.filter(memberships__party__in=viewer.parties).distinct()
    found = users.values_list("pk", "name", "email")  # what a partner's session may read
    known = {str(pk): name or email for pk, name, email in found}
    return Names(known, own=not viewer.sees_everything)


class Names:
    """Names by what entries say of who acted."""

    def __init__(self, users: dict[str, str], *, own: bool) -> None:
        self._known = {"system": _("the register itself"), "unknown": _("unknown"), **users}
        self._else = "VoIPGRID" if own else ""

    def __getitem__(self, actor: str) -> str:
        """Return the name; of a client its identifier."""
        return self._known.get(actor) or (self._else if _is_uuid(actor) else "") or actor


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def lines(chain: str, *, at: datetime) -> Iterator[str]:
    """Return a chain as the verifier reads it: a signed header, then a line an entry."""
    rows = AuditEntry.objects.filter(chain=chain).order_by("number")
    place = AuditChain.objects.filter(chain=chain).first()
    number, head = (place.length, bytes(place.head)) if place else (0, b"")
    yield json.dumps(_header(chain, at, number, head)) + "\n"
    found = rows.filter(number__lte=number).values_list("number", "hash", "body")
    for each, hash_, body in found.iterator(chunk_size=5_000):
        yield f"{each}\t{bytes(hash_).hex()}\t{body}\n"


def _header(chain: str, at: datetime, number: int, head: bytes) -> dict[str, Any]:
    moment = at.isoformat(timespec="seconds")
    text = head_text(LOGBOOK.format, chain, moment, number, head.hex())
    cut = AuditCut.objects.filter(chain=chain).order_by("-number").first()
    heads = AuditHead.objects.filter(chain=chain).order_by("day")
    return {
        "format": LOGBOOK.format,
        "chain": chain,
        "at": moment,
        "records": number,
        "head": head.hex(),
        "key": public_key(),
        "keys": [key["ed25519"] for key in published_keys()],
        "signature": signing_key().sign(text).hex(),
        "cut": _place(cut) if cut else None,
        "heads": [_place(row) for row in heads],
    }


def _place(row: AuditHead | AuditCut) -> dict[str, Any]:
    return {
        "day": row.day.isoformat(),
        "records": row.number,
        "head": bytes(row.hash).hex(),
        "key": row.key,
        "signature": bytes(row.signature).hex(),
    }


def days_published() -> list[str]:
    """Return the days of which heads are published, the latest first."""
    days = AuditHead.objects.order_by("-day").values_list("day", flat=True).distinct()
    return [day.isoformat() for day in days]


def published_heads(day: date) -> dict[str, Any] | None:
    """Return the fingerprints of all heads of a day, signed; None for a day that has none.

    A fingerprint tells nobody whose chain it is of, nor how long that is.
    """
    rows = AuditHead.objects.filter(day=day)
    own = ((row.chain, row.day.isoformat(), row.number, bytes(row.hash).hex()) for row in rows)
    found = sorted(fingerprint(LOGBOOK.format, *each) for each in own)
    if not found:
        return None
    signature = signing_key().sign(heads_text(day.isoformat(), found)).hex()
    return {
        "format": LOGBOOK.format,
        "day": day.isoformat(),
        "key": public_key(),
        "fingerprints": found,
        "signature": signature,
    }


def history_as_bound() -> Iterator[AuditEntry]:
    """Return each hash of history that is kept, the oldest first."""
    return AuditEntry.objects.filter(kind=Kind.HISTORY).order_by("id").iterator()
