"""A party's register of incidents (GDPR Art. 33(5)) as a table, also of what was not notified."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.incidents.choices import Level, Nature, Risk, StepKind
from records.incidents.queries.dossiers import facts_of, open_duties, steps_of
from records.incidents.words import moment_in_words
from voipgrid_privacy.kernel.tables import Table
from voipgrid_privacy.kernel.tenancy import Viewer

COLUMNS: Final = (
    gettext_lazy("Incident"),
    gettext_lazy("Party"),
    gettext_lazy("Aware since"),
    gettext_lazy("What happened"),
    gettext_lazy("Nature"),
    gettext_lazy("Data categories"),
    gettext_lazy("Persons, approximately"),
    gettext_lazy("Records, approximately"),
    gettext_lazy("Likely consequences"),
    gettext_lazy("Measures taken or proposed"),
    gettext_lazy("Severity"),
    gettext_lazy("Risk"),
    gettext_lazy("Notified"),
    gettext_lazy("Reasons not to notify"),
    gettext_lazy("Persons told"),
    gettext_lazy("What is learned"),
    gettext_lazy("Still to do"),
)


def register_table(rows: Iterable[Any], *, viewer: Viewer, at: datetime) -> Table:
    """Return the files as they stand; texts as they were recorded."""
    return Table(
        name="incidents",
        title=_("Register of incidents (GDPR Art. 33(5))"),
        about=((_("As of"), moment_in_words(at)),),
        columns=tuple(str(column) for column in COLUMNS),
        rows=list(_rows(rows, viewer)),
        made_at=at,
    )


def _rows(rows: Iterable[Any], viewer: Viewer) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        facts, steps = facts_of(row, viewer).first(), list(steps_of(row, viewer))
        yield (
            row.incident.reference,
            str(row.party),
            moment_in_words(row.aware_at),
            facts.what if facts else "",
            "; ".join(str(Nature(code).label) for code in facts.nature) if facts else "",
            ", ".join(facts.categories) if facts else "",
            facts.persons if facts else None,
            facts.records if facts else None,
            facts.consequences if facts else "",
            facts.measures if facts else "",
            str(Level(row.level).label) if row.level else "",
            str(Risk(row.risk).label) if row.risk else "",
            "; ".join(_notified(step) for step in steps if step.kind == StepKind.NOTIFIED),
            "; ".join(step.text for step in steps if step.kind == StepKind.REASONED),
            "; ".join(_told(step) for step in steps if step.kind == StepKind.TOLD),
            facts.lessons if facts else "",
            "; ".join(str(duty.label) for duty in open_duties(row)),
        )


def _notified(step: Any) -> str:
    said = f"{step.get_regime_display()} {moment_in_words(step.done_at)} {step.reference}".strip()
    return f"{said} ({step.delay})" if step.delay else said


def _told(step: Any) -> str:
    return f"{moment_in_words(step.done_at)} {step.get_means_display()}"
