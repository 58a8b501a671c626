"""Explanations as JSON."""

from typing import Any

from roles.api.rendering import (
    cell_body,
    displaced_body,
    ground_body,
    keeping_body,
    party_body,
)
from roles.explaining.entries import Entry
from roles.explaining.queries import Explanation, Recalled
from roles.explaining.telling import answer_in_a_sentence
from roles.rules.engine import Sentence
from roles.rules.fact_words import Fact
from roles.rules.why_not import Way, WhyNot


def explanation_body(explanation: Explanation, language: str) -> dict[str, Any]:
    """Return one answer with everything it rests on."""
    found, keeping = explanation.why_not, explanation.keeping
    return {
        "customer": party_body(explanation.subject),
        "sentence": answer_in_a_sentence(explanation),
        "answer": cell_body(explanation.cell, language),
        "facts": [fact_body(fact, language) for fact in explanation.facts],
        "entries": [_entry(entry) for entry in explanation.entries],
        "keeping": keeping_body(keeping) if keeping else None,
        "why_not": _why_not(found, language) if found else None,
        "answer_hash": explanation.hash,
    }


def recalled_body(found: Recalled, language: str) -> dict[str, Any]:
    """Return a question on record with its answer, and whether it is the one that was given."""
    question = found.question
    return {
        "reference": question.reference,
        "asof_date": question.on,
        "known_at": question.known_at,
        "recorded_at": question.recorded_at,
        "unchanged": found.same,
        "rulebook_changed": found.rulebook_changed,
        "recorded_hash": question.answer_hash,
        **explanation_body(found.explanation, language),
        "answer_hash": found.hash,
    }


def fact_body(fact: Fact, language: str) -> dict[str, Any]:
    """Return one fact: its name, its value as text, and its sentence."""
    value = "" if fact.value is None else str(fact.value)
    return {
        "fact": fact.name,
        "value": value.lower() if isinstance(fact.value, bool) else value,
        "sentence": _spoken(fact.sentence, language),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "id": entry.id,
        "description": entry.what,
        "valid_from_date": entry.valid_from,
        "valid_until_date": entry.valid_until,
        "entered_at": entry.entered_at,
        "entered_by": entry.entered_by,
        "changed_at": entry.changed_at,
        "changed_by": entry.changed_by or None,
    }


def _why_not(found: WhyNot, language: str) -> dict[str, Any]:
    return {
        "expected_role": found.expected.value,
        "holds": found.holds,
        "ways": [_way(way, language) for way in found.ways],
        "displaced": displaced_body(found.displaced, language),
        "lapsed": [ground_body(rule.ground, language) for rule in found.lapsed],
    }


def _way(way: Way, language: str) -> dict[str, Any]:
    return {
        "changes": [fact_body(change, language) for change in way.changes],
        "grounds": [ground_body(ground, language) for ground in way.grounds],
    }


def _spoken(sentence: Sentence, language: str) -> str:
    return sentence.nl if language == "nl" else sentence.en
