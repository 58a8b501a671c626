"""Recording a choice: checked, bound to the chain and stored in one round trip."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection

from cookies.banner.models import BannerBundle
from cookies.choices import ConsentAction
from cookies.consent.chain import FORMAT, genesis
from cookies.consent.controller import controller_at
from cookies.consent.models import ConsentChain
from cookies.errors import ConsentMalformed, ConsentNotFromSite, TooManyConsents
from cookies.scanner.addresses import host_of
from voipgrid_privacy.kernel.errors import NotFound

LONGEST: Final = 2_000
LARGEST: Final = 2**31
FIELDS: Final = {"bundle", "subject", "action", "granted", "language", "gpc"}

APPEND: Final = """
    WITH link AS (
        UPDATE cookies_consentchain SET length = length + 1,
            head = sha256(head || int8send(length + 1) || %(digest)s::bytea),
            minute = %(minute)s::bigint,
            in_minute = CASE WHEN minute = %(minute)s::bigint THEN in_minute ELSE 0 END + 1
        WHERE site_id = %(site)s::uuid
            AND (minute <> %(minute)s::bigint OR in_minute < %(most)s::bigint)
        RETURNING length, head
    )
    INSERT INTO cookies_consentrecord
        (id, site_id, seq, subject, recorded_at, action, bundle_id, body, digest, hash)
    SELECT gen_random_uuid(), %(site)s::uuid, length, %(subject)s::uuid, %(at)s::timestamptz,
        %(action)s,
        %(bundle)s::uuid, %(body)s, %(digest)s::bytea, head
    FROM link RETURNING seq, hash
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """What of an archived banner is needed to check and describe a choice."""

    site: UUID
    bundle: UUID
    digest: str
    text_digest: str
    services: Mapping[str, tuple[str, ...]]
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where a choice stands in the chain."""

    seq: int
    hash: str


def record_choice(*, code: str, content: bytes, origin: str, at: datetime) -> Recorded:
    """Add one choice to the chain of a site; the row lock of the chain orders writers.

    No address and no agent is looked at. Raises NotFound, ConsentMalformed, ConsentNotFromSite, and
    TooManyConsents once the site has had as many in this minute as ``CONSENTS_PER_MINUTE`` says.
    """
    given = _read(content)
    shown = _shown(code, given["bundle"])
    host = host_of(origin)
    if origin and host not in shown.hosts:
        raise ConsentNotFromSite
    if not _agrees(given["action"], set(given["granted"]), shown.services.keys()):
        raise ConsentMalformed(field="granted")
    body = _body(given, shown, code, host, at)
    return _append(shown, given, code=code, body=body, at=at)


def _read(content: bytes) -> dict[str, Any]:
    try:
        given = orjson.loads(content) if len(content) <= LONGEST else None
        valid = isinstance(given, dict) and given.keys() == FIELDS and _typed(given)
    except (ValueError, TypeError, AttributeError) as error:
        raise ConsentMalformed from error
    if not valid or given is None:
        raise ConsentMalformed
    return {**given, "subject": str(UUID(given["subject"]))}  # one spelling in log and receipt


def _typed(given: dict[str, Any]) -> bool:
    UUID(given["subject"])
    return (
        type(given["bundle"]) is int
        and 0 < given["bundle"] < LARGEST
        and given["action"] in ConsentAction.values
        and isinstance(given["granted"], list)
        and all(isinstance(each, str) for each in given["granted"])
        and given["language"] in {"nl", "en"}
        and isinstance(given["gpc"], bool)
    )


def _agrees(action: Any, granted: Set[str], asked: Set[str]) -> bool:
    """Say whether what is granted is what the action says: no record contradicts itself."""
    says = {
        ConsentAction.ACCEPT: granted == asked,
        ConsentAction.REFUSE: not granted,
        ConsentAction.WITHDRAW: granted != asked or not asked,
    }
    return granted <= asked and says.get(action, True)


@lru_cache(maxsize=512)
def _shown(code: str, number: int) -> Shown:
    """Return an archived banner: it never changes, so a process reads it once."""
    found = BannerBundle.objects.filter(site__code=code, number=number).select_related("site")
    if (bundle := found.first()) is None:
        raise NotFound
    services = {c["k"]: tuple(c["s"]) for c in bundle.texts["asked"]}
    hosts = bundle.site.hosts
    return Shown(
        bundle.site_id, bundle.pk, bundle.digest, bundle.text_digest, services, tuple(hosts)
    )


def _body(given: dict[str, Any], shown: Shown, code: str, host: str, at: datetime) -> str:
    """Return the canonical text of a record (ISO/IEC TS 27560: event, choices, notice, party)."""
    granted = set(given["granted"])
    record = {
        "schema": FORMAT,
        "site": code,
        "subject": given["subject"],
        "at": at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "action": given["action"],
        "choices": {k: k in granted for k in shown.services},
        "services": {s: k in granted for k, each in shown.services.items() for s in each},
        "banner": shown.digest,
        "texts": shown.text_digest,
        "language": given["language"],
        "gpc": given["gpc"],
        "origin": host,
        "controller": controller_at(shown.site, at),
    }
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS).decode()


def _append(shown: Shown, given: dict[str, Any], *, code: str, body: str, at: datetime) -> Recorded:
    values = {
        "digest": sha256(body.encode()).digest(),
        "site": str(shown.site),
        "subject": given["subject"],
        "at": at,
        "action": given["action"],
        "bundle": str(shown.bundle),
        "body": body,
        "minute": int(at.timestamp() // 60),
        "most": settings.CONSENTS_PER_MINUTE or LARGEST,
    }
    row = _linked(values)
    if row is None:  # the first choice of a site: now there is a chain; or the limit of the minute
        ConsentChain.objects.get_or_create(site_id=shown.site, defaults={"head": genesis(code)})
        row = _linked(values)
    if row is None:
        raise TooManyConsents
    return Recorded(row[0], bytes(row[1]).hex())


def _linked(values: dict[str, Any]) -> tuple[int, bytes] | None:
    connection.ensure_connection()
    raw: Any = connection.connection
    with connection.wrap_database_errors:
        row: tuple[int, bytes] | None = raw.execute(APPEND, values, prepare=True).fetchone()
    return row
