"""The register of legal sources: which hold, what replaced them, and which rules rest on them."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Prefetch, QuerySet

from roles.models import Reliance, Source
from roles.rules import rulebook
from roles.rules.engine import Rule
from voipgrid_privacy.kernel.tenancy import Viewer


def sources(*, viewer: Viewer) -> QuerySet[Source]:
    """Return every source, with what replaced it and what it replaced."""
    return (
        Source.objects.visible_to(viewer)
        .select_related("superseded_by")
        .prefetch_related("supersedes")
        .order_by("kind", "code")
    )


def sources_relied_on(*, viewer: Viewer, on: date) -> QuerySet[Source]:
    """Return every source with the statements that rest on it that day."""
    relying = Reliance.objects.visible_to(viewer).in_force(on).select_related("party", "source")
    return sources(viewer=viewer).prefetch_related(
        Prefetch("relied_on_by", queryset=relying, to_attr="relying")
    )


def rules_on(source: Source, on: date) -> tuple[Rule, ...]:
    """Return the rules in force on ``on`` that cite the source."""
    return tuple(
        rule for rule in rulebook.rules if rule.in_force(on) and source.instrument in cited_by(rule)
    )


def cited_by(rule: Rule) -> frozenset[str]:
    """Return the instruments that a rule cites."""
    return frozenset(citation.instrument for citation in rule.ground.cites)


def resting_on_what_no_longer_holds(*, viewer: Viewer, on: date) -> Iterator[tuple[Rule, Source]]:
    """Yield each rule in force that cites a source that was replaced or has lapsed.

    A rule that also cites what came in its place rests on that.
    """
    known = list(sources(viewer=viewer))
    for source in known:
        if source.instrument and not source.holds(on):
            heirs = {heir.instrument for heir in _heirs(source, known)}
            for rule in rules_on(source, on):
                if not heirs & cited_by(rule):
                    yield rule, source


def _heirs(source: Source, known: list[Source]) -> Iterator[Source]:
    """Yield what replaced the source, and what replaced that; a loop ends where it began."""
    by_key = {each.pk: each for each in known}
    seen = {source.pk}
    while source.superseded_by_id and source.superseded_by_id not in seen:
        source = by_key[source.superseded_by_id]
        seen.add(source.pk)
        yield source
