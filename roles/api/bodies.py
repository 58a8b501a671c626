"""Parties, contracts and categories as JSON."""

from collections.abc import Iterable
from typing import Any

from roles.findings import finding_types
from roles.models import Contract, DataCategory, DataElement, Party
from voipgrid_privacy.kernel.text import Localised


def party_body(party: Party) -> dict[str, Any]:
    """Return a party; ``external_ids`` are those that the viewer may see."""
    numbers = sorted((each.system, each.value) for each in party.external_ids.all())
    return {
        "id": party.pk,
        "kind": party.kind,
        "name": party.name,
        "legal_form": party.legal_form,
        "kvk_number": party.kvk_number or None,
        "country": party.country,
        "external_ids": [{"system": system, "value": value} for system, value in numbers],
    }


def contract_body(contract: Contract) -> dict[str, Any]:
    """Return a contract; without data categories it concerns all of its service."""
    return version_body(contract, [limit.category.code for limit in contract.limits.all()])


def version_body(contract: Any, categories: Iterable[str]) -> dict[str, Any]:
    """Return a contract, or a version of one, that is limited to some data categories."""
    return {
        "id": contract.id,
        "provider": _named(contract.provider),
        "acquirer": _named(contract.acquirer),
        "service": contract.service.code,
        "kind": contract.kind,
        "reference": contract.reference,
        "data_categories": sorted(categories),
        "valid_from_date": contract.valid_during.lower,
        "valid_until_date": contract.valid_during.upper,
    }


def warning_body(code: str, party: Party) -> dict[str, Any]:
    """Return what a kind of finding says, about a party: a warning before it is raised."""
    (kind,) = (each for each in finding_types() if each.code == code)
    return {
        "code": code,
        "party": _named(party),
        "title": str(kind.sentence),
        "next_step": str(kind.next_step),
        "cites": [str(citation) for citation in kind.cites],
    }


def category_body(category: DataCategory) -> dict[str, Any]:
    """Return a data category with its elements."""
    return {
        "code": category.code,
        "name": _text(category.name),
        "description": _text(category.description),
        "elements": [element_body(element) for element in category.elements.all()],
    }


def element_body(element: DataElement) -> dict[str, Any]:
    """Return a data element."""
    return {"code": element.code, "name": _text(element.name)}


def _named(party: Party) -> dict[str, Any]:
    return {"id": party.pk, "name": party.name, "kind": party.kind}


def _text(text: Localised) -> dict[str, str]:
    return {"nl": text.nl, "en": text.en}
