"""What officers can search of the role registry."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from roles.models import Contract, Party
from roles.queries.answers import Controlled, by_controller, controllers_of
from roles.queries.search import contracts_like, parties_like
from voipgrid_privacy.kernel.admin_links import page_of, who_is_what
from voipgrid_privacy.kernel.logbook import period_in_words
from voipgrid_privacy.kernel.search import SHOWN, Hit, Question, Surface, searchable


@searchable(Surface.ADMIN, "parties", _("Parties"), order=10)
def parties(question: Question) -> Iterable[Hit]:
    """Find parties, with who is controller of what today."""
    found = parties_like(viewer=question.viewer, q=question.words, most=SHOWN)
    ids = [party.pk for party in found]
    lines = controllers_of(viewer=question.viewer, parties=ids, on=question.on)
    return [party_hit(party, lines.get(party.pk, ()), who_is_what(party.pk)) for party in found]


@searchable(Surface.ADMIN, "contracts", _("Contracts"), order=20)
def contracts(question: Question) -> Iterable[Hit]:
    """Find contracts by their reference."""
    found = contracts_like(viewer=question.viewer, q=question.words, most=SHOWN)
    return [contract_hit(contract, page_of(contract)) for contract in found]


def party_hit(party: Party, line: Iterable[Controlled], url: str) -> Hit:
    """Return a party as a result that holds the answer already."""
    return Hit(party.name, url, kind=party.get_kind_display(), answers=by_controller(line))


def contract_hit(contract: Contract, url: str) -> Hit:
    """Return a contract as a result: between whom, for what, when."""
    period = period_in_words(contract.valid_from, contract.valid_until)
    detail = f"{contract.provider} → {contract.acquirer} · {contract.service} · {period}"
    return Hit(contract.reference, url, kind=str(_("Contract")), detail=detail)
