"""The answer in a line: who is controller of what for a party, on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from roles.choices import Feature, Role
from roles.queries.chain import ChainFacts, chains_facts
from roles.queries.matrix import TELEPHONY, answers, needs_customer, with_model_customer
from roles.queries.refs import PartyRef
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised

DECIDES = frozenset({Role.CONTROLLER, Role.JOINT_CONTROLLER})


@dataclass(frozen=True, slots=True)
class Controlled:
    """A category of data and who decides about it; nobody, when no rule says so."""

    code: str
    category: Localised
    controllers: tuple[PartyRef, ...]


def controllers_of(
    *, viewer: Viewer, parties: Iterable[UUID], on: date, service: str = TELEPHONY
) -> dict[UUID, tuple[Controlled, ...]]:
    """Return per party who is controller of what in its chain (GDPR Art. 4(7)).

    For a seller: what holds for any customer of its own. A party without a chain that day, or
    whose chain is not the viewer's, is left out.
    """
    found = chains_facts(viewer=viewer, parties=parties, on=on, service=service)
    return {party: _line(facts, on) for party, facts in found.items() if facts.links}


def _line(facts: ChainFacts, on: date) -> tuple[Controlled, ...]:
    whole = with_model_customer(facts, on) if needs_customer(facts) else facts
    codes = tuple(code for code, _name in whole.categories)
    given = answers(whole.shape(), categories=codes, feature=Feature.CONVEYANCE, on=on)
    decides = [a for a in given if a.purpose is None and a.role in DECIDES]
    return tuple(
        Controlled(code, name, tuple(whole.parties[a.node] for a in decides if a.category == code))
        for code, name in whole.categories
    )


def by_controller(line: Iterable[Controlled]) -> tuple[tuple[str, str], ...]:
    """Return (who, of what) in the reader's language, one pair per controller or joint group."""
    what: dict[str, list[str]] = {}
    for part in line:
        who = " + ".join(party.name for party in part.controllers) or _("nobody assigned")
        what.setdefault(who, []).append(str(part.category).lower())
    return tuple((who, ", ".join(categories)) for who, categories in what.items())
