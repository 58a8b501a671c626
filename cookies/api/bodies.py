"""Sites, items and consents as JSON."""

import base64
from typing import Any

from django.conf import settings

from cookies.models import BannerBundle, ConsentRecord, Item, Site
from voipgrid_privacy.kernel.text import Localised


def integrity(bundle: BannerBundle) -> str:
    """Return the hash by which a page pins the banner (Subresource Integrity)."""
    return f"sha256-{base64.b64encode(bytes.fromhex(bundle.digest)).decode()}"


def site_body(site: Site) -> dict[str, Any]:
    """Return a site with its newest banner and statement."""
    bundle = site.bundles.order_by("-number").first()
    statement = site.statements.order_by("-number").first()
    base = f"{settings.PUBLIC_URL}/c/{site.code}"
    return {
        "id": site.pk,
        "code": site.code,
        "name": site.name,
        "host": site.host,
        "other_hosts": site.other_hosts,
        "party_id": site.party_id,
        "banner_url": f"{base}/{bundle.digest}.js" if bundle else None,
        "banner_integrity": integrity(bundle) if bundle else None,
        "statement_url": f"{base}/statement.nl.html",
        "statement_version": statement.number if statement else None,
        "scanned_date": site.scanned_on,
        "retired_date": site.retired_on,
    }


def item_body(item: Item) -> dict[str, Any]:
    """Return an item of the registry."""
    return {
        "id": item.pk,
        "site": item.site.code if item.site else None,
        "technique": item.technique,
        "pattern": item.pattern,
        "domain": item.domain,
        "path": item.path,
        "partitioned": item.partitioned,
        "provider": item.provider.code if item.provider else None,
        "category": item.category.code if item.category else None,
        "purpose": _text(item.purpose),
        "recipients": _text(item.recipients),
        "lifetime": item.lifetime,
        "effective_lifetime": item.effective_lifetime,
        "status": item.status,
        "published": item.published,
    }


def consent_body(record: ConsentRecord) -> dict[str, Any]:
    """Return a choice with its place in the chain."""
    return {
        "site": record.site.code,
        "number": record.seq,
        "recorded_at": record.recorded_at,
        "action": record.action,
        "record": record.body,
        "record_digest": bytes(record.digest).hex(),
        "chain_hash": bytes(record.hash).hex(),
    }


def _text(text: Localised | None) -> dict[str, str] | None:
    return {"nl": text.nl, "en": text.en} if text else None
