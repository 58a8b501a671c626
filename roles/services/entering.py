"""Entering facts of readable data files: what is new is added, what was corrected is updated."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange

from roles.choices import PartyKind
from roles.models import (
    Contact,
    Contract,
    ContractCategory,
    ContractFeature,
    DataCategory,
    ExternalId,
    OwnUse,
    Party,
    Purpose,
    Service,
    ServiceFeature,
    Source,
)
from roles.models.parties import LegalForm
from roles.register import Entry, identifier
from roles.services.recording import change, keep
from voipgrid_privacy.kernel.models import RegisteredModel

M = TypeVar("M", bound=RegisteredModel)
Counts = Counter[str]
"""How many rows were ``added``, ``updated`` and ``unchanged``."""


def enter(model: type[M], key: dict[str, Any], values: dict[str, Any], done: Counts) -> M:
    """Add the row with ``key``, or update what differs from ``values``; count what was done."""
    row = model._default_manager.filter(**key).first()
    if row is None:
        done["added"] += 1
        return keep(model(**key, **values))
    differing = [name for name, value in values.items() if getattr(row, name) != value]
    if not differing:
        done["unchanged"] += 1
        return row
    for name in differing:
        setattr(row, name, values[name])
    done["updated"] += 1
    return change(row, *differing)


def source_of(entry: Entry) -> Source | None:
    """Return the source that an entry names, if it names one."""
    code = entry.get("source")
    return Source.objects.get(code=code) if code else None


@dataclass(slots=True)
class Entering:
    """One data file being entered. ``prefix`` keeps its codes apart from those of other files."""

    done: Counts = field(default_factory=Counter)
    prefix: str = ""

    def identifier(self, kind: str, code: str) -> Any:
        """Return the identifier of a row of this file."""
        return identifier(kind, f"{self.prefix}{code}")

    def party(self, code: str | None) -> Party | None:
        """Return the party with that code in this file, or else in the shipped register."""
        if code is None:
            return None
        ids = (self.identifier("party", code), identifier("party", code))
        return Party.objects.filter(pk__in=ids).get()

    def parties(self, entries: list[Entry]) -> None:
        """Enter parties with their numbers and contacts."""
        for entry in entries:
            values = {
                "kind": entry["kind"],
                "name": entry["name"],
                "legal_form": entry.get("legal_form", LegalForm.LEGAL_PERSON),
                "kvk_number": entry.get("kvk_number", ""),
                "country": entry.get("country", "NL"),
                "is_public": entry.get("is_public", False),
                "is_model": entry.get("is_model", False),
                "registered_by": self.party(entry.get("registered_by")),
            }
            key = {"id": self.identifier("party", entry["code"])}
            self._reachable(entry, enter(Party, key, values, self.done))

    def _reachable(self, entry: Entry, party: Party) -> None:
        for number, contact in enumerate(entry.get("contacts", ())):
            key = {"id": self.identifier("contact", f"{entry['code']}-{number}")}
            empty = {"name": "", "email": "", "phone": ""}
            enter(Contact, key, {"party": party, **empty, **contact}, self.done)
        platform = Party.objects.filter(kind=PartyKind.PLATFORM).first()
        giver = party.registered_by or platform
        for system, value in entry.get("numbers", {}).items():
            values = {"assigned_by": giver, "value": value}
            enter(ExternalId, {"party": party, "system": system}, values, self.done)

    def contracts(self, entries: list[Entry]) -> None:
        """Enter contracts with their limits and the features switched on under them."""
        for entry in entries:
            service = Service.objects.get(code=entry["service"])
            values = {
                "provider": self.party(entry["provider"]),
                "acquirer": self.party(entry["acquirer"]),
                "service": service,
                "kind": entry["kind"],
                "reference": entry["reference"],
                "source": source_of(entry),
                "valid_during": DateRange(entry["from"], entry.get("until")),
            }
            key = {"id": self.identifier("contract", entry["code"])}
            self._parts(entry, enter(Contract, key, values, self.done))

    def _parts(self, entry: Entry, contract: Contract) -> None:
        for code in entry.get("categories", ()):
            key = {"contract": contract, "category": DataCategory.objects.get(code=code)}
            enter(ContractCategory, key, {}, self.done)
        for part in entry.get("features", ()):
            feature = ServiceFeature.objects.get(service=contract.service, code=part["feature"])
            last = part.get("until", entry.get("until"))
            values = {"contract": contract, "feature": feature}
            values["valid_during"] = DateRange(part["from"], last)
            code = f"{entry['code']}-{part['feature']}-{part['from']}"
            enter(ContractFeature, {"id": self.identifier("feature", code)}, values, self.done)

    def own_uses(self, entries: list[Entry]) -> None:
        """Enter uses for own purposes (GDPR Art. 28(10))."""
        for entry in entries:
            values = {
                "party": self.party(entry["party"]),
                "category": DataCategory.objects.get(code=entry["category"]),
                "purpose": Purpose.objects.get(code=entry["purpose"]),
                "source": source_of(entry),
                "valid_during": DateRange(entry["from"], entry.get("until")),
            }
            key = {"id": self.identifier("own_use", entry["code"])}
            enter(OwnUse, key, values, self.done)
