"""Noting what somebody saw, took along or was refused, from the answer that they got."""

from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

from voipgrid_privacy.audit.pages import ADMIN_WITHOUT, API_WITHOUT, PORTAL_WITHOUT
from voipgrid_privacy.kernel.auditing import Kind, actor, is_somebody, note
from voipgrid_privacy.kernel.privacy import privacy_of
from voipgrid_privacy.kernel.tenancy import Viewer

OFFICES: Final = {"admin", "site"}
PORTAL: Final = "portal/"
PARTS: Final = ("changelist", "change", "add", "history")


def notice(request: HttpRequest, response: HttpResponseBase, viewer: Viewer) -> None:
    """Note what a page of the portal or the admin gave to ``viewer``, or refused."""
    match = request.resolver_match
    if match is None or not is_somebody(viewer) or not _within(match):
        return
    kind = _kind(response, shows=_shows_people(match))
    if kind is None or connection.needs_rollback:
        return
    about = _about(match)
    parties = _parties(request, viewer, about)
    note(kind=kind, by=actor(viewer), action=match.view_name, parties=parties, about=about)


def notice_of_api(
    *,
    viewer: Viewer,
    response: HttpResponseBase,
    resource: str,
    method: str,
    about: dict[str, Any],
) -> None:
    """Note what the API gave to a client, or refused; its writes are noted as what they do."""
    asks = method in {"GET", "POST"}
    kind = _kind(response, shows=asks and resource not in API_WITHOUT)
    if kind is None or connection.needs_rollback:
        return
    note(
        kind=Kind.READ if kind is Kind.SEEN else kind,
        by=actor(viewer),
        action=f"api:{resource}",
        parties=viewer.parties,
        about=(resource, _first_id(about)),
    )


def _kind(response: HttpResponseBase, *, shows: bool) -> Kind | None:
    """Return what an answer was; None for one that nobody needs to know of."""
    if response.status_code == 403:
        return Kind.REFUSED
    if response.status_code != 200:
        return None
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        return Kind.TAKEN
    return Kind.SEEN if shows else None


def _within(match: ResolverMatch) -> bool:
    if match.namespace == "site":
        return PORTAL in match.route
    return match.namespace == "admin"


def _shows_people(match: ResolverMatch) -> bool:
    name = str(match.url_name)
    if match.namespace == "site":
        return name not in PORTAL_WITHOUT
    model = _model(name)
    if model is None:
        return name not in ADMIN_WITHOUT
    privacy = privacy_of(model)
    return bool(privacy and privacy.personal)


def _model(name: str) -> Any:
    """Return the table that a page of the admin belongs to: ``app_model_page``; None for none."""
    app, _, rest = name.partition("_")
    model = rest.partition("_")[0]
    known = apps.all_models.get(app, {})
    return known.get(model)


def _about(match: ResolverMatch) -> tuple[str, str]:
    """Return of which row a page is: its kind and its identifier; nothing else of a path."""
    model = _model(str(match.url_name)) if match.namespace == "admin" else None
    kind = model._meta.label_lower if model else str(match.url_name)
    return kind, _first_id(match.kwargs)


def _first_id(parts: dict[str, Any]) -> str:
    for value in parts.values():
        try:
            return str(UUID(str(value)))
        except ValueError:
            continue
    return ""


def _parties(
    request: HttpRequest, viewer: Viewer, about: tuple[str, str]
) -> tuple[UUID | None, ...]:
    """Return in whose chains it is noted: of the party whose page it is, or else of who looks."""
    looks_as: UUID | None = getattr(request, "looks_as", None)
    if viewer.sees_everything:
        return (looks_as or _owner(*about),)
    return (looks_as,) if looks_as in viewer.parties else tuple(viewer.parties)


def _owner(kind: str, identifier: str) -> UUID | None:
    """Return the party of a row that an officer looks at, where the row says so."""
    if not identifier or "." not in kind:
        return None
    if kind == "roles.party":
        return UUID(identifier)
    model = apps.get_model(kind)
    columns = {field.attname for field in model._meta.concrete_fields}
    if "party_id" not in columns:
        return None
    found: UUID | None = (
        model._default_manager.filter(pk=identifier).values_list("party_id", flat=True).first()
    )
    return found
