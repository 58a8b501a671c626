"""What pages say of transfers, in the reader's language."""

from typing import Any

from django import template

from roles.transfers.choices import Outcome
from roles.transfers.countries import country_name
from roles.transfers.exporting import laws
from roles.transfers.law import Decision, Destination
from roles.transfers.queries import Flow
from roles.transfers.words import (
    covered_in_words,
    destination_in_words,
    ended_in_words,
    ground_in_words,
    language,
    looked_up_in_words,
    reasons_in_words,
)

register = template.Library()


@register.filter
def why_words(flow: Flow) -> str:
    """``{{ flow|why_words }}``: why, in sentences."""
    return " ".join(reasons_in_words(flow.stand))


@register.filter
def ground_words(transfer: Any) -> str:
    """``{{ transfer|ground_words }}``: what it rests on."""
    return ground_in_words(transfer)


@register.filter
def destination_words(to: Destination) -> str:
    """``{{ flow.to|destination_words }}``: where to, by name."""
    return destination_in_words(to)


@register.filter
def country_words(code: str) -> str:
    """``{{ row.country|country_words }}``: a country by name."""
    return country_name(code, language())


@register.filter
def where_words(transfer: Any) -> str:
    """``{{ transfer|where_words }}``: where a recorded transfer goes, by name."""
    return destination_in_words(Destination(transfer.country, transfer.organisation))


@register.filter
def covered_words(decision: Decision) -> str:
    """``{{ decision|covered_words }}``: who is covered, where not everyone is."""
    return covered_in_words(decision)


@register.filter
def looked_up_words(decision: Decision) -> str:
    """``{{ decision|looked_up_words }}``: where its number and day were looked up."""
    return looked_up_in_words(decision)


@register.filter
def ended_words(decision: Decision) -> str:
    """``{{ decision|ended_words }}``: how it ended."""
    return ended_in_words(decision)


@register.filter
def outcome_words(outcome: str) -> str:
    """``{{ assessment.outcome|outcome_words }}``: what it came to."""
    return str(Outcome(outcome).label)


@register.filter
def verdict_class(verdict: str) -> str:
    """``{{ flow.verdict|verdict_class }}``: the class that gives an answer its colour."""
    return f"verdict-{verdict.lower().replace('_', '-')}"


@register.filter
def flow_laws(flow: Flow) -> str:
    """``{{ flow|flow_laws }}``: the law behind an answer."""
    return laws(flow)
