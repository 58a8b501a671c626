"""Who is what: the role of every party of a chain for every category of data, with reasons."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache, reduce
from operator import and_
from uuid import UUID

from django.db.models import QuerySet

from roles.choices import ContractKind, Feature, PartyKind, Role
from roles.models import Contract, Party, Service
from roles.queries.chain import ChainFacts, Link, Period, chain_facts
from roles.queries.refs import ContractRef, PartyRef
from roles.rules.derivation import Answer, derive
from roles.rules.engine import Displaced, Ground
from roles.rules.facts import Involvement
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.history import events_of
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer
from voipgrid_privacy.kernel.text import Localised

TELEPHONY = "TELEPHONY"
WEBSITE = "WEBSITE"

# Chains of equal shape have equal answers, so a hundred thousand customers share a handful.
answers = lru_cache(maxsize=8_192)(derive)


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One party's role for one category of data: the answer and everything it rests on.

    ``purpose`` is None for the role in delivering the service; a purpose of the party's own has
    a cell of its own (GDPR Art. 28(10)). ``valid_until`` is the first day on which it may differ.
    """

    party: PartyRef
    category: str
    category_name: Localised
    feature: str
    purpose: str | None
    purpose_name: Localised | None
    role: Role
    depth: int | None
    upstream: PartyRef | None
    valid_from: date | None
    valid_until: date | None
    grounds: tuple[Ground, ...]
    displaced: tuple[Displaced, ...]
    path: tuple[ContractRef, ...]
    findings: tuple[str, ...]
    facts: Involvement


@dataclass(frozen=True, slots=True)
class RoleMatrix:
    """All roles of one chain on one day, as the register says or said them."""

    on: date
    known_at: datetime | None
    subject: PartyRef
    service: str
    feature: str
    categories: tuple[tuple[str, Localised], ...]
    parties: tuple[PartyRef, ...]
    cells: tuple[MatrixCell, ...]

    def cell(self, party: UUID, category: str) -> MatrixCell | None:
        """Return the party's role in delivering the service, if it is in the chain."""
        wanted = (party, category, None)
        return next((c for c in self.cells if (c.party.id, c.category, c.purpose) == wanted), None)

    def own_uses(self, party: UUID, category: str) -> tuple[MatrixCell, ...]:
        """Return the party's roles for purposes of its own."""
        return tuple(
            c for c in self.cells if c.purpose and (c.party.id, c.category) == (party, category)
        )


def role_matrix(
    *,
    viewer: Viewer,
    party: UUID,
    on: date,
    service: str = TELEPHONY,
    feature: str = Feature.CONVEYANCE,
    purpose: str | None = None,
    known_at: datetime | None = None,
) -> RoleMatrix:
    """Return who is what in the chain of ``party`` on ``on`` (GDPR Art. 4(7), 4(8), 26, 28).

    For a customer: its own chain. For a partner or reseller without a customer: what holds for
    any customer of its own, with the model customer in that place. With ``purpose`` only the
    answers for that purpose. Raises NotFound for a party or a chain that is not the viewer's.
    """
    facts = chain_facts(viewer=viewer, party=party, on=on, service=service, known_at=known_at)
    facts = with_model_customer(facts, on, known_at) if needs_customer(facts) else facts
    matrix = matrix_of(facts, on=on, known_at=known_at, service=service, feature=feature)
    if purpose is None:
        return matrix
    return replace(matrix, cells=tuple(c for c in matrix.cells if c.purpose == purpose))


def model_matrix(*, viewer: Viewer, on: date, service: str = TELEPHONY) -> RoleMatrix:
    """Return the register's explanation of itself: the chain of its model customer.

    For a service offered to the public: the chain of the party that offers it. Raises NotFound
    when the register has not been loaded.
    """
    row = Service.objects.visible_to(viewer).filter(code=service).first()
    contract = None if row is None or row.offered_by_id else model_contract(service, on)
    party = (row and row.offered_by_id) or (contract and contract.acquirer.id)
    if not party:
        raise NotFound
    return role_matrix(viewer=viewer, party=party, on=on, service=service)


def needs_customer(facts: ChainFacts) -> bool:
    """Say whether the subject sells the service on, so that its roles need a customer to show."""
    if facts.subject.kind in {PartyKind.PLATFORM, PartyKind.SUPPLIER, PartyKind.CUSTOMER}:
        return False
    bought = [x.contract for x in facts.links if x.contract.acquirer.id == facts.subject.id]
    return any(contract.kind == ContractKind.RESALE for contract in bought)


def model_contract(service: str, on: date, known_at: datetime | None = None) -> ContractRef | None:
    """Return the subscription of the model customer that day, as known then; anyone may see it."""
    if known_at is None:
        return model_contracts(service)(on)
    rows = _of_model_customers(service)
    held = _held_then(rows.values_list("pk", flat=True), known_at)
    found = ((row, held[row.pk]) for row in rows if row.pk in held)
    return next((_contract_ref(row, then) for row, then in found if on in then), None)


def model_contracts(service: str) -> Callable[[date], ContractRef | None]:
    """Return :func:`model_contract` for any day, with what the register says read once."""
    found = [_contract_ref(row) for row in _of_model_customers(service)]

    def held(on: date) -> ContractRef | None:
        return next((c for c in found if on in Period(c.valid_from, c.valid_until)), None)

    return held


def _of_model_customers(service: str) -> QuerySet[Contract]:
    return (
        Contract.objects.visible_to(SYSTEM)
        .filter(acquirer__is_model=True, kind=ContractKind.SUBSCRIPTION, service__code=service)
        .select_related("provider", "acquirer", "source")
        .order_by("acquirer__legal_form", "reference")
    )


def _held_then(contracts: Iterable[UUID], known_at: datetime) -> dict[UUID, Period]:
    """Return when each of a few contracts held, as the register said at an instant."""
    events = events_of(Contract)._default_manager.filter(
        pgh_obj_id__in=list(contracts), pgh_created_at__lte=known_at
    )
    latest = events.order_by("pgh_obj_id", "-pgh_created_at", "-pgh_id").distinct("pgh_obj_id")
    rows = latest.values_list("pgh_obj_id", "pgh_label", "valid_during")
    return {pk: Period(d.lower, d.upper) for pk, label, d in rows if label != "delete"}


def with_model_customer(
    facts: ChainFacts, on: date, known_at: datetime | None = None
) -> ChainFacts:
    """Return the chain with the model customer as a customer of the subject."""
    return with_customer(facts, model_contract(TELEPHONY, on, known_at))


def with_customer(facts: ChainFacts, model: ContractRef | None) -> ChainFacts:
    """Return the chain with the acquirer of a contract as a customer of the subject, if any."""
    if model is None:
        return facts
    contract = replace(model, provider=facts.subject)
    return replace(
        facts,
        parties=(model.acquirer, *facts.parties),
        links=(Link(contract, frozenset(), frozenset()), *facts.links),
    )


def _contract_ref(contract: Contract, held: Period | None = None) -> ContractRef:
    held = held or Period(contract.valid_from, contract.valid_until)
    return ContractRef(
        id=contract.pk,
        reference=contract.reference,
        kind=contract.kind,
        provider=_party_ref(contract.provider),
        acquirer=_party_ref(contract.acquirer),
        valid_from=held.start,
        valid_until=held.end,
        source=contract.source.code if contract.source else None,
    )


def _party_ref(party: Party) -> PartyRef:
    return PartyRef(party.pk, party.name, party.kind, party.natural_person)


def matrix_of(
    facts: ChainFacts, *, on: date, known_at: datetime | None, service: str, feature: str
) -> RoleMatrix:
    """Return the matrix of a chain whose facts are known, or supposed."""
    codes = tuple(code for code, _name in facts.categories)
    names = dict(facts.categories)
    ways = facts.ways()
    found = answers(facts.shape(), categories=codes, feature=feature, on=on)
    return RoleMatrix(
        on=on,
        known_at=known_at,
        subject=facts.subject,
        service=service,
        feature=feature,
        categories=facts.categories,
        parties=facts.parties,
        cells=tuple(cell_of(a, facts, names, period_of(a, facts, ways)) for a in found),
    )


def cell_of(
    answer: Answer, facts: ChainFacts, names: dict[str, Localised], period: Period
) -> MatrixCell:
    """Return an answer about a shape as a cell about these parties."""
    uses = [facts.uses[number] for number in answer.own_uses]
    return MatrixCell(
        party=facts.parties[answer.node],
        category=answer.category,
        category_name=names[answer.category],
        feature=answer.feature,
        purpose=answer.purpose,
        purpose_name=uses[0].purpose_name if uses else None,
        role=answer.role,
        depth=answer.depth,
        upstream=None if answer.upstream is None else facts.parties[answer.upstream],
        valid_from=period.start,
        valid_until=period.end,
        grounds=answer.grounds,
        displaced=answer.displaced,
        path=tuple(facts.links[number].contract for number in answer.path),
        findings=answer.findings,
        facts=answer.facts,
    )


def period_of(answer: Answer, facts: ChainFacts, ways: dict[UUID, tuple[int, ...]]) -> Period:
    """Return the days for which the facts and rules behind an answer all hold.

    That includes the contracts by which the party is in this chain at all (``ways``): an answer
    about a customer ends when the customer moves. An answer that rests on no contract holds
    while the chain is as it is.
    """
    party = facts.parties[answer.node].id
    numbers = {*answer.path, *ways.get(party, ())} if answer.path else range(len(facts.links))
    rested = [facts.links[number].period for number in numbers]
    rested += [facts.uses[number].period for number in answer.own_uses]
    rested += [joint.period for joint in facts.joints if party in joint.parties]
    return reduce(and_, rested, Period(answer.since, answer.until))
