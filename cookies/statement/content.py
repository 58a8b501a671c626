"""What a statement says, drawn from the registry; languages side by side, nothing formatted."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from cookies.choices import Phase
from cookies.exemption.queries import as_they_hold
from cookies.registry.models import ConsentCategory, Item, Provider, Site
from cookies.registry.queries import items
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

Content = dict[str, Any]


def content_of(site: Site, on: date) -> Content:
    """Return what the statement of ``site`` says on ``on``: its published items by category."""
    rows = items(viewer=SYSTEM, site=site).filter(published=True)
    rows = rows.select_related("category", "provider", "provider__party")
    shown = as_they_hold(rows, site, on)
    roles = _roles([i.provider for i in shown if i.provider], on)
    categories = ConsentCategory.objects.visible_to(SYSTEM).order_by("position")
    return {
        "site": {"code": site.code, "name": site.name, "hosts": list(site.hosts)},
        "controller": site.party.name,
        "groups": [group for c in categories if (group := _group(c, shown, roles, site))["items"]],
    }


def _roles(providers: Iterable[Provider], on: date) -> Mapping[Any, list[dict[str, Any]]]:
    found: dict[Any, list[dict[str, Any]]] = {}
    for provider in set(providers):
        held = provider.roles.filter(valid_during__contains=on)
        by_phase = {role.phase: role for role in held}
        found[provider.pk] = [
            {"phase": phase.value, "role": by_phase[phase].role, "why": two(by_phase[phase].reason)}
            for phase in Phase
            if phase in by_phase
        ]
    return found


def _group(
    category: ConsentCategory, shown: Sequence[Item], roles: Mapping[Any, Any], site: Site
) -> dict[str, Any]:
    return {
        "code": category.code,
        "name": two(category.name),
        "description": two(category.description),
        "needs_consent": category.needs_consent,
        "ground": category.exempt_ground,
        "items": [_item(i, roles, site) for i in shown if i.category_id == category.pk],
    }


def _item(item: Item, roles: Mapping[Any, Any], site: Site) -> dict[str, Any]:
    provider = item.provider
    own = provider is None or provider.is_site
    return {
        "name": item.pattern,
        "technique": item.technique,
        "domain": item.domain,
        "first_party": item.domain.lstrip(".") in site.hosts or not item.domain,
        "provider": {
            "name": site.party.name if provider is None or own else provider.name,
            "country": "" if provider is None or own else provider.country,
            "url": "" if provider is None else provider.privacy_url,
            "own": own,
        },
        "roles": roles.get(item.provider_id, []),
        "purpose": two(item.purpose),
        "recipients": two(item.recipients),
        "lifetime": item.lifetime,
        "effective_lifetime": item.effective_lifetime,
    }


def two(text: Localised | None) -> dict[str, str]:
    """Return a text in both languages, as plain data."""
    return {"nl": text.nl, "en": text.en} if text else {"nl": "", "en": ""}


def digest_of(content: Content) -> str:
    """Return the hash that names exactly this content."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two versions: names that came, went, or say something else."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def difference(old: Content, new: Content) -> Difference:
    """Return what is new, gone or different, by name and domain."""
    before, after = _by_name(old), _by_name(new)
    return Difference(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(sorted(k for k in after.keys() & before.keys() if after[k] != before[k])),
    )


def _by_name(content: Content) -> dict[str, Any]:
    return {
        f"{item['name']} ({item['domain']})" if item["domain"] else item["name"]: (
            group["code"],
            item,
        )
        for group in content["groups"]
        for item in group["items"]
    }
