"""What partners can search: their own part of the register, and the pages of the portal."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from roles.queries.answers import controllers_of
from roles.queries.search import contracts_like, parties_like
from roles.searchables import contract_hit, party_hit
from voipgrid_privacy.kernel.search import (
    SHOWN,
    Hit,
    Question,
    Surface,
    by_likeness,
    searchable,
)
from voipgrid_privacy.site.shell import PLACES


@searchable(Surface.PORTAL, "parties", _("Customers and parties"), order=10)
def parties(question: Question) -> Iterable[Hit]:
    """Find whom the party delivers to, and who delivers to it, with the answer of today."""
    viewer = question.viewer
    found = parties_like(viewer=viewer, q=question.words, within=question.party, most=SHOWN)
    ids = [party.pk for party in found]
    lines = controllers_of(viewer=viewer, parties=ids, on=question.on)
    roles = reverse("site:roles")
    return [
        party_hit(party, lines.get(party.pk, ()), f"{roles}?{urlencode({'party': party.pk})}")
        for party in found
    ]


@searchable(Surface.PORTAL, "contracts", _("Contracts"), order=20)
def contracts(question: Question) -> Iterable[Hit]:
    """Find contracts by their reference; each leads to whoever acquires."""
    found = contracts_like(
        viewer=question.viewer, q=question.words, within=question.party, most=SHOWN
    )
    return [
        contract_hit(contract, reverse("site:customer", args=(contract.acquirer_id,)))
        for contract in found
        if contract.acquirer_id != question.party
    ]


@searchable(Surface.PORTAL, "commands", _("Go to"), order=90)
def commands(question: Question) -> Iterable[Hit]:
    """Find pages of the portal by title."""
    return by_likeness(
        question.words, [(title, Hit(str(title), reverse(name))) for name, title in PLACES]
    )
