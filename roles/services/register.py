"""Entering the shipped register, and the cast of the demo."""

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from roles.agreements.services.templates import load_templates
from roles.models import DataCategory, DataElement, Purpose, Service, ServiceFeature, Source
from roles.register import Entry, read
from roles.services.entering import Counts, Entering, enter, source_of
from roles.services.entering_facts import (
    enter_agreements,
    enter_measures,
    enter_registrations,
    enter_statement,
)
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.text import localised
from voipgrid_privacy.kernel.use_case import use_case

DEMO = "demo-"


@use_case
def load_register(*, by: Viewer) -> Counts:
    """Enter VoIPGRID's register from the shipped data files; running again changes nothing.

    Raises NotAllowed, and the DomainError of whatever the database refuses.
    """
    by.must(Ability.WRITE_REGISTER)
    entering = Entering()
    _load_sources(read("sources"), entering.done)
    _load_vocabulary(entering.done)
    entering.parties(read("parties"))
    _load_services(read("services"), entering)
    conduct = read("conduct")
    entering.contracts(conduct["contracts"])
    entering.own_uses(conduct["own_uses"])
    enter_statement(entering, read("statement"))
    enter_measures(entering, read("measures"))
    load_templates(entering.done)
    return entering.done


@use_case
def seed_cast(*, by: Viewer) -> Counts:
    """Enter the cast of the demo; the register must be loaded. Running again changes nothing."""
    by.must(Ability.WRITE_REGISTER)
    entering = Entering(prefix=DEMO)
    cast = read("demo")
    entering.parties(cast["parties"])
    entering.contracts(cast["contracts"])
    entering.own_uses(cast["own_uses"])
    enter_agreements(entering, cast["agreements"])
    enter_registrations(entering, cast["acm_registrations"])
    enter_measures(entering, cast["measures"])
    return entering.done


def _load_sources(entries: list[Entry], done: Counts) -> None:
    for entry in sorted(entries, key=lambda entry: "superseded_by" in entry):
        values = {
            "kind": entry["kind"],
            "instrument": entry.get("instrument", ""),
            "title": localised(entry["title"]),
            "url": entry.get("url", ""),
            "published_on": entry.get("published_on"),
            "consulted_on": entry.get("consulted_on"),
            "valid_during": _in_force(entry),
            **_succession(entry),
        }
        enter(Source, {"code": entry["code"]}, values, done)


def _in_force(entry: Entry) -> DateRange | None:
    first, after = entry.get("from"), entry.get("until")
    return DateRange(first, after) if first or after else None


def _succession(entry: Entry) -> dict[str, Any]:
    """Return what replaced a source; where the data say nothing, what an officer said stays."""
    if "superseded_by" not in entry:
        return {}
    newer = Source.objects.get(code=entry["superseded_by"])
    return {"superseded_by": newer, "superseded_on": entry.get("superseded_on")}


def _load_vocabulary(done: Counts) -> None:
    for position, entry in enumerate(read("categories"), start=1):
        values = {
            "name": localised(entry["name"]),
            "description": localised(entry["description"]),
            "position": position,
            "source": source_of(entry),
        }
        category = enter(DataCategory, {"code": entry["code"]}, values, done)
        _load_elements(category, entry["elements"], done)
    for entry in read("purposes"):
        values = {"name": localised(entry["name"]), "source": source_of(entry)}
        enter(Purpose, {"code": entry["code"]}, values, done)


def _load_elements(category: DataCategory, entries: list[Entry], done: Counts) -> None:
    for position, entry in enumerate(entries, start=1):
        values = {
            "name": localised(entry["name"]),
            "category": category,
            "position": position,
            "source": source_of(entry),
        }
        enter(DataElement, {"code": entry["code"]}, values, done)


def _load_services(entries: list[Entry], entering: Entering) -> None:
    for entry in entries:
        values = {
            "name": localised(entry["name"]),
            "offered_by": entering.party(entry.get("offered_by")),
            "used_by": entering.party(entry.get("used_by")),
        }
        service = enter(Service, {"code": entry["code"]}, values, entering.done)
        service.categories.set(DataCategory.objects.filter(code__in=entry["categories"]))
        _load_features(service, entry["features"], entering.done)


def _load_features(service: Service, entries: list[Entry], done: Counts) -> None:
    for position, entry in enumerate(entries, start=1):
        values = {
            "name": localised(entry["name"]),
            "always_on": entry.get("always_on", False),
            "position": position,
        }
        enter(ServiceFeature, {"service": service, "code": entry["code"]}, values, done)
