"""Entering what statements say, what was agreed and who is registered, from readable data files."""

from datetime import UTC, datetime, time
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from roles.agreements.models import MandateKind
from roles.measures.models import StatedBy
from roles.models import (
    AcmRegistration,
    Agreement,
    AgreementTemplate,
    DataCategory,
    Disclosure,
    Mandate,
    Measure,
    Reliance,
    Source,
    StatedRole,
    TakenMeasure,
)
from roles.register import Entry
from roles.services.entering import Entering, enter, source_of
from roles.services.recording import keep
from voipgrid_privacy.kernel.text import localised

SIGNED = ("processor_signed_on", "controller_signed_on")


def enter_statement(entering: Entering, statement: Any) -> None:
    """Enter the roles a statement states, what it tells and what it relies on."""
    party = entering.party(statement["party"])
    source = Source.objects.get(code=statement["source"])
    for entry in statement["roles"]:
        values = {
            "stated_by": party,
            "party": entering.party(entry["party"]),
            "category": _category(entry),
            "role": entry["role"],
            "source": source,
        }
        name = (entry["party"], entry["category"])
        _enter(entering, StatedRole, entry, values, statement=statement, name=name)
    for entry in statement["tells"]:
        values = {"party": party, "item": entry["item"], "source": source}
        values["category"] = _category(entry)
        name = (entry["item"], entry.get("category", ""))
        _enter(entering, Disclosure, entry, values, statement=statement, name=name)
    for entry in statement["relies_on"]:
        rests_on = Source.objects.get(code=entry["rests_on"])
        values = {"party": party, "source": source, "rests_on": rests_on}
        values["ascribed_to"] = entry.get("ascribed_to", "")
        _enter(entering, Reliance, entry, values, statement=statement, name=(entry["rests_on"],))


def _enter(
    entering: Entering,
    model: Any,
    entry: Entry,
    values: dict[str, Any],
    *,
    statement: Any,
    name: tuple[str, ...],
) -> None:
    """Enter one thing that a statement says, from the day it is first known to say so."""
    start = entry.get("from", statement["from"])
    code = "-".join((statement["source"], *name, str(start)))
    days = {"valid_during": DateRange(start, entry.get("until")), "place": entry["place"]}
    key = {"id": entering.identifier(model._meta.model_name, code)}
    enter(model, key, values | days, entering.done)


def _category(entry: Entry) -> DataCategory | None:
    code = entry.get("category")
    return DataCategory.objects.get(code=code) if code else None


def enter_agreements(entering: Entering, agreements: list[Entry]) -> None:
    """Enter agreements with the general mandate that they may hold."""
    for entry in agreements:
        _agreement(entering, entry)


def _agreement(entering: Entering, entry: Entry) -> None:
    processor, controller = entering.party(entry["processor"]), entering.party(entry["controller"])
    days = DateRange(entry["from"], entry.get("until"))
    values = {
        "processor": processor,
        "controller": controller,
        "template": AgreementTemplate.objects.filter(code=entry.get("template")).first(),
        "reference": entry["reference"],
        "valid_during": days,
    }
    # A day that the data do not give may have been signed since: it stays.
    values |= {name: entry[name] for name in SIGNED if name in entry}
    key = {"id": entering.identifier("agreement", entry["reference"])}
    agreement = enter(Agreement, key, values, entering.done)
    if "notice_days" in entry:
        given = {"giver": controller, "holder": processor, "agreement": agreement}
        terms = {"kind": MandateKind.GENERAL, "notice_days": entry["notice_days"]}
        key = {"id": entering.identifier("mandate", entry["reference"])}
        enter(Mandate, key, {**given, **terms, "valid_during": days}, entering.done)


def enter_registrations(entering: Entering, entries: list[Entry]) -> None:
    """Enter registrations with the ACM."""
    for entry in entries:
        values = {
            "party": entering.party(entry["party"]),
            "number": entry["number"],
            "registered_name": entry.get("registered_name", ""),
            "name_matches": entry.get("name_matches"),
            "checked_on": entry.get("checked_on"),
            "valid_during": DateRange(entry["from"], entry.get("until")),
        }
        key = {"id": entering.identifier("acm", entry["party"])}
        enter(AcmRegistration, key, values, entering.done)


def enter_measures(entering: Entering, said: Any) -> None:
    """Enter the catalogue of security measures, and what parties state that they take of it.

    A statement is only added: that it was ended since stays.
    """
    for entry in said.get("catalogue", ()):
        values = {
            "kind": entry["kind"],
            "name": localised(entry["name"]),
            "description": localised(entry["description"]),
            "source": source_of(entry),
            "party": entering.party(entry.get("party")),
        }
        enter(Measure, {"code": entry["code"]}, values, entering.done)
    for entry in said["taken"]:
        for code in entry["measures"]:
            _taken(entering, entry, code)


def _taken(entering: Entering, entry: Entry, code: str) -> None:
    pk = entering.identifier("taken", f"{entry['party']}-{code}-{entry['from']}")
    if TakenMeasure.objects.filter(pk=pk).exists():
        entering.done["unchanged"] += 1
        return
    entering.done["added"] += 1
    keep(
        TakenMeasure(
            pk=pk,
            party=entering.party(entry["party"]),
            measure=Measure.objects.get(code=code),
            valid_during=DateRange(entry["from"], entry.get("until")),
            evidence=entry.get("evidence", ""),
            name=entry.get("name", ""),
            stated_at=datetime.combine(entry["from"], time(), UTC),  # the database dates it
            entered_by=StatedBy.OFFICE,
        )
    )
