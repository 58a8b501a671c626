"""What reasons say, in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from roles.transfers.choices import Derogation, Instrument, Mechanism
from roles.transfers.countries import country_name
from roles.transfers.law import Decision, Destination, organisations
from roles.transfers.rules import Reason, Stand

SENTENCES: Final[Mapping[str, Promise]] = {
    "inside_eea": gettext_lazy("The data stays within the European Economic Area."),
    "interim": gettext_lazy("Treated as no third country for the time being: %(number)s."),
    "decision": gettext_lazy("Adequacy decision %(decision)s."),
    "decision_covers": gettext_lazy("Adequacy decision %(decision)s, which covers the importer."),
    "decision_ended": gettext_lazy("Decision %(decision)s %(ended)s."),
    "no_decision": gettext_lazy("No adequacy decision applies there on this day."),
    "cover_ended": gettext_lazy(
        "The importer is no longer covered by decision %(decision)s (%(covered)s)."
    ),
    "not_covered": gettext_lazy(
        "Nothing shows that the importer is covered by decision %(decision)s (%(covered)s)."
    ),
    "no_mechanism": gettext_lazy("No ground for this transfer is recorded."),
    "safeguards": gettext_lazy("%(instrument)s."),
    "not_signed": gettext_lazy("Not signed on this day: %(instrument)s."),
    "clauses_not_then": gettext_lazy(
        "On the day of signing these clauses could not be concluded: %(instrument)s."
    ),
    "clauses_over": gettext_lazy("These clauses no longer protect on this day: %(instrument)s."),
    "binding_rules": gettext_lazy("Binding corporate rules that the authority approved."),
    "not_approved": gettext_lazy("Binding corporate rules that are not approved on this day."),
    "derogation": gettext_lazy("Derogation %(letter)s, which is an exception and no rule."),
    "not_occasional": gettext_lazy(
        "Derogation %(letter)s is for now and then; a contract makes this data go all the time."
    ),
    "assessment_missing": gettext_lazy("There is no transfer impact assessment."),
    "assessment_overdue": gettext_lazy(
        "The transfer impact assessment had to be reviewed by %(day)s."
    ),
    "not_equivalent": gettext_lazy(
        "The transfer impact assessment of %(day)s says that protection is not equivalent."
    ),
    "measures_missing": gettext_lazy(
        "The transfer impact assessment asks for supplementary measures, and none is recorded."
    ),
    "module_unfit": gettext_lazy("The roles ask for module %(module)s, which was not signed."),
}
ENDED: Final[Mapping[str, Promise]] = {
    "INVALIDATED": gettext_lazy("was declared invalid by the Court of Justice (%(by)s)"),
    "REPEALED": gettext_lazy("was repealed or suspended by the Commission (%(by)s)"),
    "EXPIRED": gettext_lazy("has expired"),
    "ACCESSION": gettext_lazy("ended with accession (%(by)s)"),
}


BUT: Final[Mapping[str, Promise]] = {
    "day": gettext_lazy("its number, not its day"),
    "number": gettext_lazy("its days, not its number"),
}


def in_words(reason: Reason) -> str:
    """Return what a reason says."""
    given = dict(reason.words)
    said = {name: _FILLERS.get(name, _as_it_is)(value, given) for name, value in given.items()}
    if decision := reason.decision:
        said["decision"] = decision.title
        said["covered"] = covered_in_words(decision)
        said["ended"] = str(ENDED[given["how"]]) % {"by": given["by"]}
    return str(SENTENCES[reason.code]) % said


def reasons_in_words(stand: Stand) -> tuple[str, ...]:
    """Return what all reasons of an answer say."""
    return tuple(in_words(reason) for reason in stand.reasons)


def covered_in_words(decision: Decision) -> str:
    """Return who is covered by a decision that does not cover everyone."""
    return decision.covered.get(language(), "")


def ended_in_words(decision: Decision) -> str:
    """Return how a decision ended: by whom, or by itself."""
    how, by = decision.why_ended()
    return str(ENDED[how]) % {"by": by}


def looked_up_in_words(decision: Decision) -> str:
    """Return where number and day of a decision were looked up, and what was not seen there."""
    seen = decision.looked_up
    said = _("looked up %(where)s") % {"where": seen.how.label} if seen.url else str(seen.how.label)
    return f"{said}; {BUT[seen.but]}" if seen.but else said


def destination_in_words(to: Destination) -> str:
    """Return where data goes, by name."""
    name = country_name(to.country, language())
    if not to.organisation:
        return name
    return f"{organisations().get(to.organisation, to.organisation)} ({name})"


def ground_in_words(row: Any) -> str:
    """Return what a recorded transfer rests on: instrument, modules, day of signing."""
    named = Instrument(row.instrument) if row.instrument else Mechanism(row.mechanism)
    letter = str(Derogation(row.derogation).label) if row.derogation else ""
    signed = row.signed_on and {"day": date_format(row.signed_on, "j F Y")}
    day = _("signed on %(day)s") % signed if signed else ""
    parts = (str(named.label), letter, modules_in_words(row.modules), day)
    return ", ".join(part for part in parts if part)


def modules_in_words(modules: Iterable[int]) -> str:
    """Return which modules, such as "module 2, 3"; nothing without any."""
    listed = ", ".join(map(str, sorted(modules)))
    return _("module %(modules)s") % {"modules": listed} if listed else ""


def language() -> str:
    """Return the reader's language, of the two that we speak."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def _as_it_is(value: str, _given: Mapping[str, str]) -> str:
    return value


def _instrument(value: str, _given: Mapping[str, str]) -> str:
    return str(Instrument(value).label)


def _letter(value: str, _given: Mapping[str, str]) -> str:
    return str(Derogation(value).label)


def _day(value: str, _given: Mapping[str, str]) -> str:
    return date_format(date.fromisoformat(value), "j F Y")


_FILLERS: Final[Mapping[str, Callable[[str, Mapping[str, str]], str]]] = {
    "instrument": _instrument,
    "letter": _letter,
    "day": _day,
}
