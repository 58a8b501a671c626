"""Getting the log out: lines for the verifier, and records in the terms of ISO/IEC TS 27560."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from cookies.banner.models import BannerBundle, BannerSettings
from cookies.consent.chain import FORMAT, head_text
from cookies.consent.controller import controller_in
from cookies.consent.models import ConsentRecord, SignedHead
from cookies.registry.models import Site
from cookies.statement.models import StatementVersion
from roles.models import Contact
from voipgrid_privacy.kernel.signing import public_key, published_keys, signing_key
from voipgrid_privacy.kernel.tenancy import Viewer, scope_for

DPV = "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr"
STATES = {"REFUSE": "ConsentRefused", "WITHDRAW": "ConsentWithdrawn"}


def lines(site: Site, *, at: datetime) -> Iterator[str]:
    """Return the log of a site as the verifier reads it: a signed header, then a line a record.

    A line is number, hash and content, divided by tabs; an erased record keeps its digest.
    """
    records = ConsentRecord.objects.filter(site=site).order_by("seq")
    last = records.order_by("-seq").only("seq", "hash").first()
    seq, head = (last.seq, bytes(last.hash)) if last else (0, b"")
    yield orjson.dumps(_header(site, at, seq, head)).decode() + "\n"
    rows = records.filter(seq__lte=seq).values_list("seq", "hash", "digest", "body")
    for number, hash_, digest, body in rows.iterator(chunk_size=5_000):
        content = body if body is not None else f"-{bytes(digest).hex()}"
        yield f"{number}\t{bytes(hash_).hex()}\t{content}\n"


def streamed(site: Site, *, at: datetime, viewer: Viewer) -> Iterator[str]:
    """Yield :func:`lines` in a scope of their own: an answer is streamed after the request's."""
    with scope_for(viewer):
        yield from lines(site, at=at)


def _header(site: Site, at: datetime, seq: int, head: bytes) -> dict[str, Any]:
    moment = at.isoformat(timespec="seconds")
    signature = signing_key().sign(head_text(site.code, moment, seq, head))
    return {
        "format": FORMAT,
        "site": site.code,
        "at": moment,
        "records": seq,
        "head": head.hex(),
        "key": public_key(),
        "keys": [key["ed25519"] for key in published_keys()],
        "signature": signature.hex(),
        "heads": heads(site),
    }


def heads(site: Site) -> list[dict[str, Any]]:
    """Return the published heads of a site, oldest first."""
    rows = SignedHead.objects.filter(site=site).order_by("day")
    return [
        {
            "day": row.day.isoformat(),
            "records": row.seq,
            "head": bytes(row.hash).hex(),
            "key": row.key,
            "signature": bytes(row.signature).hex(),
        }
        for row in rows
    ]


def receipt(site: Site, subject: UUID) -> list[dict[str, Any]]:
    """Return every choice of one subject, with its place in the chain; empty for nobody."""
    rows = ConsentRecord.objects.filter(site=site, subject=subject).order_by("seq")
    bundles = {b.pk: b for b in BannerBundle.objects.filter(site=site).defer("script")}
    return [_in_terms(site, row, bundles[row.bundle_id]) for row in rows]


def _in_terms(site: Site, row: ConsentRecord, bundle: BannerBundle) -> dict[str, Any]:
    """Return a record with the fields of ISO/IEC TS 27560 and what the GDPR adds.

    The controller is that of the moment of the choice; how it is reached is of now.
    """
    body = orjson.loads(row.body or "{}")
    settings = BannerSettings.objects.get(site=site)
    who = controller_in(body, site)
    contact = Contact.objects.filter(party_id=who["id"], kind="PRIVACY").first()
    statement = StatementVersion.objects.filter(site=site).order_by("-number").first()
    return {
        "schema_version": DPV,
        "record_id": f"{site.code}/{row.seq}",
        "pii_principal_id": str(row.subject),
        "notice": {"banner": bundle.digest, "texts": bundle.text_digest, "version": bundle.number},
        "statement": statement.number if statement else None,
        "language": body["language"],
        "purposes": _purposes(bundle, body),
        "pii_controllers": [
            {
                "party_id": who["id"],
                "party_name": who["name"],
                "party_address": who["address"],
                "party_contact": contact.email if contact else "",
                "party_type": "data controller",
                "country": who["country"],
            }
        ],
        "recipient_third_parties": sorted(body["services"]),
        "retention_period": f"P{settings.keep_months}M",
        "validity_duration": f"P{settings.reask_months}M",
        "jurisdiction": "NL",
        "lawful_basis": "GDPR Art. 6(1)(a)",
        "withdrawal_method": f"https://{site.host}/",
        "collection_method": "banner",
        "event": {
            "time": body["at"],
            "type": "consent",
            "state": STATES.get(row.action, "ConsentGiven"),
            "action": row.action,
            "gpc": body["gpc"],
            "origin": body["origin"],
        },
        "chain": {"number": row.seq, "hash": bytes(row.hash).hex(), "record": row.body},
    }


def _purposes(bundle: BannerBundle, body: dict[str, Any]) -> list[dict[str, Any]]:
    language = body["language"]
    return [
        {
            "purpose": each["n"][language],
            "description": each["d"][language],
            "pii_type": "identifier on the device, pages visited",
            "services": each["s"],
            "granted": body["choices"][each["k"]],
        }
        for each in bundle.texts["asked"]
    ]
