"""A cookie statement on paper: the same version, in one language."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cookies.choices import Phase
from cookies.statement import words
from cookies.statement.models import StatementVersion
from roles.choices import Role
from voipgrid_privacy.kernel.documents import Document


def on_paper(version: StatementVersion) -> Document:
    """Return the document of a version, in the reader's language."""
    site, language = version.site, (get_language() or "nl")[:2]
    page = reverse("cookies-statement", args=(site.code, language, "html"))
    day = timezone.make_aware(datetime.combine(version.published_on, time.min))
    return Document(
        template="cookie_statement.typ",
        title=_("Cookie statement of %(site)s") % {"site": site.name},
        language=language,
        identifier=f"cookies-{site.code}-{version.number}-{language}",
        hash=version.digest,
        hash_label=_("SHA-256 of the content"),
        made_at=day,
        found_at=settings.PUBLIC_URL + page,
        data={
            "sentence": _in_force(version),
            "heads": [
                _("Name"),
                _("What for"),
                _("By whom"),
                _("How long"),
                _("Who else gets access"),
            ],
            "groups": [_group(group) for group in version.content["groups"]],
            "roles_title": _("Who is responsible for what"),
            "roles": _roles(version),
            "nothing": _("This site stores and reads nothing."),
            "change_title": _("Change or withdraw your choice"),
            "change": _("Use “Privacy settings” on any page of the site."),
        },
    )


def _in_force(version: StatementVersion) -> str:
    told = {"number": version.number, "day": date_format(version.published_on, "j F Y")}
    first = _("Version %(number)s, in force since %(day)s.") % told
    if version.scanned_on is None:
        scanned = _("The site has not been scanned yet: this is what was declared.")
    else:
        day = date_format(version.scanned_on, "j F Y")
        scanned = _("The site was last scanned on %(day)s.") % {"day": day}
    return f"{first} {scanned}"


def _own(text: Mapping[str, str]) -> str:
    return text["en" if (get_language() or "nl").startswith("en") else "nl"]


def _group(group: Mapping[str, Any]) -> dict[str, Any]:
    asked = _("Only with your permission.") if group["needs_consent"] else ""
    return {
        "name": _own(group["name"]),
        "text": f"{_own(group['description'])} {asked}".strip(),
        "items": [_item(item) for item in group["items"]],
    }


def _item(item: Mapping[str, Any]) -> list[str]:
    provider, kind = item["provider"], words.technique(item["technique"])
    where = f"{kind}, {item['domain']}" if item["domain"] else kind
    country = f" ({provider['country']})" if provider["country"] else ""
    whom = f"{provider['name']}{country}"
    stays = words.how_long(item["technique"], item["lifetime"])
    return [item["name"], where, _own(item["purpose"]), whom, stays, _own(item["recipients"])]


def _roles(version: StatementVersion) -> list[dict[str, Any]]:
    named: dict[str, Any] = {}
    for group in version.content["groups"]:
        for item in group["items"]:
            named.setdefault(item["provider"]["name"], item["roles"])
    return [
        {"name": name, "lines": [_role(role) for role in roles]}
        for name, roles in sorted(named.items())
    ]


def _role(role: Mapping[str, Any]) -> str:
    phase, held = str(Phase(role["phase"]).label), str(Role(role["role"]).label).lower()
    return f"{phase}: {held}. {_own(role['why'])}"
