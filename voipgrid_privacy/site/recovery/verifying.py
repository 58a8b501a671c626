"""Whether what we prove can still be proven: every chain, every signature, every key."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from cookies.consent import verify_consents
from cookies.consent.export import lines
from cookies.models import Site
from records.certificates import verify_certificates
from records.certificates.queries import envelope
from records.errors import StorePasswordLost
from records.models import Certificate, StoreSecret
from records.stores import vault
from roles.webhooks import secrets
from roles.webhooks.models import WebhookSecret
from roles.webhooks.refusals import SecretUnreadable
from voipgrid_privacy.audit import verify_audit
from voipgrid_privacy.audit.models import AuditChain
from voipgrid_privacy.audit.queries import history_as_bound
from voipgrid_privacy.audit.queries import lines as audited
from voipgrid_privacy.audit.services import hashed
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.signing import published_keys
from voipgrid_privacy.kernel.vault import StoreKeysWrong
from voipgrid_privacy.site.recovery.manifest import Manifest, counted


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how much of it there is, and what is wrong with it (nothing: "")."""

    what: str
    number: int
    problem: str = ""


def verified(*, at: datetime, made: Manifest | None = None) -> list[Check]:
    """Return every check of the database, at an instant; against a backup's manifest if given."""
    found = [_consents(at), _certificates(), *_logbook(at), _store_passwords(), _webhook_secrets()]
    return [*found, _counted(made)] if made else found


def _keys() -> list[str]:
    return [key["ed25519"] for key in published_keys()]


def _consents(at: datetime) -> Check:
    """Read every consent log as whoever verifies one reads it."""
    records = 0
    for site in Site.objects.order_by("code"):
        try:
            records += verify_consents.verify(lines(site, at=at), *_keys())["records"]
        except verify_consents.Broken as broken:
            return Check("consent records in their chains", records, f"{site.code}: {broken}")
    return Check("consent records in their chains", records)


def _certificates() -> Check:
    what, rows = "certificates in their chains", Certificate.objects.order_by("chain", "number")
    if not rows.exists():
        return Check(what, 0)
    texts = (json.dumps(envelope(row)) for row in rows.iterator())
    try:
        found = verify_certificates.verify(texts, *_keys(), complete=True)
    except verify_certificates.Broken as broken:
        return Check(what, rows.count(), str(broken))
    return Check(what, found["certificates"])


def _logbook(at: datetime) -> list[Check]:
    """Read every chain of the logbook as whoever verifies one reads it, and history against it."""
    what, number = "entries of the logbook in their chains", 0
    for chain in AuditChain.objects.order_by("chain").values_list("chain", flat=True):
        try:
            found = verify_audit.verify(audited(chain, at=at), *_keys())
        except verify_audit.Broken as broken:
            return [Check(what, number, f"{chain}: {broken}")]
        number += found["records"] - found["cut"]
    return [Check(what, number), _history()]


def _history() -> Check:
    """Compute anew what history was bound with."""
    what, number = "rows of history as they were bound", 0
    for entry in history_as_bound():
        bound, table = entry.detail, entry.action
        rows, digest = hashed(table, bound["columns"], bound["since"], bound["until"])
        if (rows, digest) != (bound["rows"], bound["digest"]):
            return Check(what, number, f"{table} between {bound['since']} and {bound['until']}")
        number += rows
    return Check(what, number)


def _store_passwords() -> Check:
    return _readable("passwords of data stores", StoreSecret, vault.opened, StorePasswordLost)


def _webhook_secrets() -> Check:
    return _readable("secrets of webhooks", WebhookSecret, secrets.opened, SecretUnreadable)


def _readable(
    what: str, kept: type[Model], opened: Callable[[Any], object], unreadable: type[DomainError]
) -> Check:
    """Open every secret: whoever restores without the keys hears it now, and not from a worker."""
    rows = kept._default_manager.order_by("pk")
    number = 0
    for row in rows.iterator():
        try:
            opened(row)
        except (unreadable, StoreKeysWrong) as problem:
            return Check(what, number, str(problem))
        number += 1
    return Check(what, number)


def _counted(made: Manifest) -> Check:
    """Count every table again: a dump that lost rows is found out, whichever they are."""
    now, what = counted(), "rows in all tables"
    tables = sorted(now.keys() | made.rows.keys())
    wrong = [
        f"{table} has {now.get(table, 0)} rows and had {made.rows.get(table, 0)}"
        for table in tables
        if now.get(table) != made.rows.get(table)
    ]
    return Check(what, sum(now.values()), "; ".join(wrong))
