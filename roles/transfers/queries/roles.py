"""Which role exporter and importer have for each category: derived wherever a contract says so.

For any number of supplies the chains of one service are read together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from roles.choices import Feature, PartyKind, Role
from roles.models import Party, Service
from roles.queries.chain import ChainFacts, chains_facts
from roles.queries.matrix import TELEPHONY, answers, model_contract, needs_customer, with_customer
from roles.queries.refs import ContractRef
from roles.transfers.law import module_for
from voipgrid_privacy.kernel.tenancy import Viewer

SELLS = frozenset({PartyKind.PARTNER, PartyKind.RESELLER})
PLAIN = {Role.JOINT_CONTROLLER: Role.CONTROLLER}
"""How the clauses see a role: who decides together with others decides."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The roles of exporter and importer, and the module of the clauses that fits them."""

    exporter: Role
    importer: Role

    @property
    def module(self) -> int | None:
        """Return the module of (EU) 2021/914; None where it has none for these two."""
        return module_for(*(PLAIN.get(role, role).value for role in (self.exporter, self.importer)))


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, about which day, as recorded when (None: now)."""

    viewer: Viewer
    on: date
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Supplied:
    """A supply of which the roles are asked: under which contract, from whom to whom."""

    contract: UUID
    exporter: Party
    importer: UUID
    service: UUID


Pairs = Mapping[str, Pair]


def role_pairs(asked: Asked, supplies: Iterable[Supplied]) -> dict[UUID, Pairs]:
    """Return the roles by contract and category of data; empty where no chain gives any."""
    rows: dict[UUID, list[Supplied]] = defaultdict(list)
    for supply in supplies:
        rows[supply.service].append(supply)
    if not rows:
        return {}
    models = _Models(asked)
    services = Service.objects.filter(pk__in=list(rows)).values_list("pk", "code")
    found: dict[UUID, Pairs] = {}
    for pk, code in services:
        found |= _of_service(asked, code, rows[pk], models)
    return found


def modules_for(pairs: Iterable[Pair]) -> tuple[int, ...]:
    """Return the modules that the roles ask for, each once."""
    return tuple(sorted({pair.module for pair in pairs if pair.module}))


@dataclass(slots=True)
class _Models:
    """The model customer's contract for each service, read once each."""

    asked: Asked
    read: dict[str, ContractRef | None] = field(default_factory=dict)

    def __getitem__(self, service: str) -> ContractRef | None:
        if service not in self.read:
            found = model_contract(service, self.asked.on, self.asked.known_at)
            self.read[service] = found
        return self.read[service]


def _of_service(
    asked: Asked, service: str, rows: list[Supplied], models: _Models
) -> dict[UUID, Pairs]:
    """Return the roles in the supplies of one service."""
    subjects = {row.contract: _subject(row.exporter, service, models) for row in rows}
    chains = chains_facts(
        viewer=asked.viewer,
        parties={party for party in subjects.values() if party},
        on=asked.on,
        service=service,
        known_at=asked.known_at,
    )
    given = {party: _given(facts, asked.on, models) for party, facts in chains.items()}
    return {
        row.contract: _pairs(given[subject], row) if subject in given else {}
        for row in rows
        for subject in [subjects[row.contract]]
    }


def _subject(exporter: Party, service: str, models: _Models) -> UUID | None:
    """Return in whose chain the supply stands: the exporter's own, or the model customer's."""
    if exporter.kind in SELLS:
        return exporter.pk
    model = models[service]
    return model.acquirer.id if model else None


@dataclass(slots=True)
class _Given:
    """The roles in one chain: of each party, and of each under a contract."""

    of: dict[tuple[UUID, str], Role] = field(default_factory=dict)
    under: dict[tuple[UUID, UUID], dict[str, Role]] = field(
        default_factory=lambda: defaultdict(dict)
    )


def _given(facts: ChainFacts, on: date, models: _Models) -> _Given:
    """Return the roles in delivering the service, not those for purposes of a party's own."""
    whole = with_customer(facts, models[TELEPHONY]) if needs_customer(facts) else facts
    codes = tuple(code for code, _name in whole.categories)
    found = _Given()
    for answer in answers(whole.shape(), categories=codes, feature=Feature.CONVEYANCE, on=on):
        if answer.purpose is None:
            party = whole.parties[answer.node].id
            found.of.setdefault((party, answer.category), answer.role)
            for number in answer.path:
                contract = whole.links[number].contract.id
                found.under[contract, party][answer.category] = answer.role
    return found


def _pairs(given: _Given, row: Supplied) -> Pairs:
    received = given.under.get((row.contract, row.importer), {})
    sent = {category: given.of.get((row.exporter.pk, category)) for category in received}
    return {code: Pair(role, received[code]) for code, role in sent.items() if role}
