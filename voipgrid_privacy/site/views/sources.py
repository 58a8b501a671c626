"""What the register rests on, for anyone: sources, since when they hold, what replaced them."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roles.models import Reliance, Source
from roles.models.sources import SourceKind
from roles.queries.sources import rules_on, sources_relied_on
from roles.rules.engine import Rule
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import viewer_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A source with what rests on it today."""

    source: Source
    holds: bool
    rules: tuple[Rule, ...]
    relying: tuple[Reliance, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The sources of one kind."""

    kind: str
    sources: tuple[Shown, ...]


def sources(request: HttpRequest) -> HttpResponse:
    """List the legal sources by kind, each with the rules and statements that rest on it."""
    on = timezone.localdate()
    rows = list(sources_relied_on(viewer=viewer_of(request), on=on))
    groups = [
        Group(str(kind.label), tuple(_shown(row, on) for row in rows if row.kind == kind))
        for kind in SourceKind
    ]
    context = {"on": on, "groups": [group for group in groups if group.sources]}
    return render_page(request, "public/sources.html", context)


def _shown(row: Source, on: date) -> Shown:
    cited = rules_on(row, on) if row.instrument else ()
    return Shown(row, row.holds(on), cited, tuple(row.relying))  # type: ignore[attr-defined]  # prefetched
