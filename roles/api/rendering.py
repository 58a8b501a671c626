"""Answers of the matrix as JSON: exactly the names that the API promises."""

from datetime import date, datetime
from typing import Any

from roles.queries.features import Consequence
from roles.queries.matrix import MatrixCell, RoleMatrix
from roles.queries.refs import PartyRef
from roles.rules.engine import Displaced, Ground


def matrix_body(matrix: RoleMatrix, known_at: datetime, language: str) -> dict[str, Any]:
    """Return the body of ``GET /role-matrix``; ``known_at`` is the instant it speaks of."""
    return {
        "asof_date": matrix.on,
        "known_at": known_at,
        "results": [cell_body(cell, language) for cell in matrix.cells],
    }


def cell_body(cell: MatrixCell, language: str) -> dict[str, Any]:
    """Return one row: a party, a data category, the role and everything it rests on."""
    upstream = cell.upstream
    return {
        "party": party_body(cell.party),
        "data_category": cell.category,
        "service_feature": cell.feature,
        "purpose": cell.purpose,
        "role": cell.role.value,
        "depth": cell.depth,
        "upstream": {"id": upstream.id, "name": upstream.name} if upstream else None,
        "valid_from_date": cell.valid_from,
        "valid_until_date": cell.valid_until,
        "grounds": grounds_body(cell.grounds, language),
        "path": [contract.id for contract in cell.path],
        "displaced": displaced_body(cell.displaced, language),
        "findings": list(cell.findings),
    }


def party_body(party: PartyRef) -> dict[str, Any]:
    """Return a party as answers name it."""
    return {"id": party.id, "name": party.name, "kind": party.kind}


def grounds_body(grounds: tuple[Ground, ...], language: str) -> list[dict[str, Any]]:
    """Return the rules that answered: code, sentence and citations."""
    return [ground_body(ground, language) for ground in grounds]


def displaced_body(displaced: tuple[Displaced, ...], language: str) -> list[dict[str, Any]]:
    """Return the rules that applied too, with the rule that took precedence."""
    return [{**ground_body(each.ground, language), "displaced_by": each.by} for each in displaced]


def ground_body(ground: Ground, language: str) -> dict[str, Any]:
    """Return one rule, its sentence in the reader's language."""
    sentence = ground.sentence.nl if language == "nl" else ground.sentence.en
    return {
        "rule": ground.rule,
        "sentence": sentence,
        "cites": [str(citation) for citation in ground.cites],
    }


def day_or_none(value: date | None) -> str | None:
    """Return a date as it is written."""
    return value.isoformat() if value else None


def keeping_body(each: Consequence) -> dict[str, Any]:
    """Return what a feature means for keeping one kind of data."""
    return {
        "data_category": each.category,
        "kept": each.kept.value,
        "starts": each.starts or None,
        "months": each.months or None,
        "text": {"nl": each.text.nl, "en": each.text.en},
        "cites": [str(cite) for cite in each.cites],
        "rests_on": each.source,
        "valid_from_date": each.valid_from,
        "valid_until_date": each.valid_until,
    }
