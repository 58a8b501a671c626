"""Statements as they were and are."""

from dataclasses import dataclass

from django.db.models import QuerySet

from cookies.registry.models import Site
from cookies.statement.content import Difference, difference
from cookies.statement.models import StatementVersion
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer


@dataclass(frozen=True, slots=True)
class Change:
    """A version beside the one before it."""

    version: StatementVersion
    difference: Difference | None


def versions(*, viewer: Viewer, site: Site) -> QuerySet[StatementVersion]:
    """Return every version, newest first."""
    return StatementVersion.objects.visible_to(viewer).filter(site=site).order_by("-number")


def current(*, viewer: Viewer, code: str) -> StatementVersion:
    """Return what the site with that code says now; raises NotFound."""
    rows = StatementVersion.objects.visible_to(viewer).select_related("site", "site__party")
    found = rows.filter(site__code=code).order_by("-number").first()
    if found is None:
        raise NotFound
    return found


def changes(*, viewer: Viewer, site: Site, most: int = 10) -> tuple[Change, ...]:
    """Return the latest versions with what changed in each."""
    rows = list(versions(viewer=viewer, site=site)[: most + 1])
    older = [*rows[1:], None][: len(rows)]
    return tuple(
        Change(new, difference(old.content, new.content) if old else None)
        for new, old in zip(rows, older, strict=True)
    )[:most]
