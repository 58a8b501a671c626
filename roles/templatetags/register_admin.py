"""What the officers' templates say in words: roles, periods, citations, rules."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from roles.agreements.queries import Standing
from roles.choices import ContractKind, Role
from roles.findings import sentence_for
from roles.models import Contract, Finding, Party
from voipgrid_privacy.kernel.admin_links import page_of, who_is_what
from voipgrid_privacy.kernel.citing import citation_in_words
from voipgrid_privacy.kernel.law import Citation
from voipgrid_privacy.kernel.logbook import Change, period_in_words, shown

register = template.Library()


@register.simple_tag
def role_chip(role: str, depth: int | None = None) -> SafeString:
    """``{% role_chip cell.role cell.depth %}``: the role in words, on its colour."""
    return format_html('<span class="role role-{}">{}</span>', role, role_words(role, depth))


@register.simple_tag
def role_words(role: str, depth: int | None = None) -> str:
    """``{% role_words cell.role cell.depth %}``: the role, with its depth below the controller."""
    label = str(Role(role).label)
    return f"{label} {depth}" if role == Role.SUB_PROCESSOR and depth else label


@register.simple_tag
def period_words(fact: Any) -> str:
    """``{% period_words cell %}``: since when and until when it holds."""
    return period_in_words(fact.valid_from, fact.valid_until)


@register.filter
def in_words(value: Any) -> str:
    """``{{ matrix.on|in_words }}``: a date as people read it."""
    return shown(value)


@register.filter
def read_aloud(sentence: Any) -> str:
    """``{{ ground.sentence|read_aloud }}``: the rule in the reader's language."""
    return str(sentence.en if (get_language() or "nl").startswith("en") else sentence.nl)


@register.filter
def law(citation: Citation) -> str:
    """``{{ citation|law }}``: the citation as a lawyer writes it."""
    return citation_in_words(citation)


@register.filter
def finding_words(code: str) -> str:
    """``{{ code|finding_words }}``: what the finding says."""
    return sentence_for(code)


@register.filter
def contract_kind(kind: str) -> str:
    """``{{ contract.kind|contract_kind }}``: the kind without its explanation."""
    return str(ContractKind(kind).label).partition(":")[0]


@register.filter
def contract_page(reference: Any) -> str:
    """``{{ contract|contract_page }}``: the address of the contract's page."""
    return page_of(Contract(pk=reference.id))


@register.filter
def party_page(reference: Any) -> str:
    """``{{ party|party_page }}``: the address of the party's page."""
    return page_of(Party(pk=reference.id))


@register.filter
def party_page_of(party: Party) -> str:
    """``{{ row.acquirer|party_page_of }}``: the address of a party's page."""
    return page_of(party)


@register.filter
def standing_words(standing: str) -> str:
    """``{{ row.standing|standing_words }}``: whether there is an agreement, in words."""
    return str(Standing(standing).label)


@register.simple_tag
def who_is_what_url(party: Any, on: Any = None) -> str:
    """``{% who_is_what_url party on %}``: the roles in the party's chain."""
    return who_is_what(party.pk, on=on)


@register.simple_tag
def change_link(change: Change) -> SafeString | str:
    """``{% change_link change %}``: the row, linked to its history where it has a page."""
    opts = change.model._meta
    words = sentence_for(change.name) if change.model is Finding else change.name
    try:
        page = reverse(f"admin:{opts.app_label}_{opts.model_name}_history", args=(change.pk,))
    except NoReverseMatch:
        return words
    return format_html('<a class="reg-link" href="{}">{}</a>', page, words or change.kind)
