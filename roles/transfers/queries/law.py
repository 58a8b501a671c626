"""The law of Chapter V: what the code ships, with the acts that officers entered since."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from roles.transfers.acts import Entered, with_acts
from roles.transfers.choices import Act, Seen
from roles.transfers.law import Decision, Destination, Law, LookedUp, shipped
from roles.transfers.models import LawAct
from voipgrid_privacy.kernel.tenancy import Viewer


def law_now(*, viewer: Viewer, known_at: datetime | None = None) -> Law:
    """Return the law with all that was entered; with ``known_at``: by that instant."""
    rows = LawAct.objects.visible_to(viewer).order_by("entered_at", "pk")
    return law_with(list(rows if known_at is None else rows.filter(entered_at__lte=known_at)))


def law_with(rows: Iterable[LawAct], *, without: LawAct | None = None) -> Law:
    """Return the law with those of these acts that nothing succeeds, and not one of them.

    What ``without`` took the place of does not count again: it is left out after the looking.
    """
    known = list(rows)
    gone = {row.replaces_id for row in known} | {without.pk if without else None}
    counting = [row for row in known if row.pk not in gone and not row.withdrawn]
    return with_acts(shipped(), map(_entered, counting))


def decision_titles(*, viewer: Viewer) -> dict[str, str]:
    """Return what each decision is called, by its code; also what was withdrawn since."""
    entered = LawAct.objects.visible_to(viewer).filter(kind=Act.ADEQUACY)
    titles = dict(entered.values_list("decision", "number"))
    return titles | {each.code: each.title for each in law_now(viewer=viewer).decisions}


def listed_decisions(*, viewer: Viewer, to: Destination) -> list[Decision]:
    """Return the decisions about a destination that cover some importers only, newest first."""
    found = law_now(viewer=viewer).decisions_for(to)
    return [decision for decision in found if decision.listed][::-1]


def law_acts(*, viewer: Viewer) -> QuerySet[LawAct]:
    """Return every act that was entered, also those that others succeed."""
    return LawAct.objects.visible_to(viewer).select_related("replaces", "successor")


def _entered(row: LawAct) -> Entered:
    return Entered(
        kind=row.kind,
        number=row.number,
        adopted_on=row.adopted_on,
        effective_on=row.effective_on,
        looked_up=LookedUp(Seen(row.seen), row.url),
        decision=row.decision,
        country=row.country,
        name=row.name,
        until=row.until,
        listed=row.listed,
        covered={"nl": row.covered_nl, "en": row.covered_en},
    )
