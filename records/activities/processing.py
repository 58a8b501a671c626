"""The processor's record (GDPR Art. 30(2)), generated: one group per controller, from contracts.

For whom a party processes, and as processor or sub-processor, the rulebook says of each chain;
what it does then, the entries of its record say per category of data and function. Nothing here
is stored, so nothing can be out of date; purposes, grounds and terms are not the processor's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from records.activities.choices import RecordKind
from records.activities.queries import Entry, must_read, record
from roles.choices import ContractKind, Feature, Role
from roles.models import Contact, Contract, Party
from roles.models.parties import ContactKind
from roles.queries.answers import DECIDES
from roles.queries.chain import ChainFacts, chains_facts
from roles.queries.matrix import TELEPHONY, answers, needs_customer, with_model_customer
from roles.queries.parties import deliveries_of
from roles.rules.derivation import Answer
from roles.rules.functions import FUNCTIONS, UNKNOWN
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised

ACTS: frozenset[Role] = frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR})
SOLD = (ContractKind.RESALE, ContractKind.SUBSCRIPTION)
AT_ONCE = 500
"""How many chains are read in one statement: memory stays flat."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is done for one controller with one category of data, and in which place of the chain.

    ``entries`` are those of the party's record that describe it; ``upstream`` is who instructs.
    """

    category: str
    category_name: Localised
    role: Role
    depth: int | None
    upstream: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One controller on whose behalf a party processes, and what (GDPR Art. 30(2)(a), (b))."""

    controller: UUID
    name: str
    kvk_number: str
    country: str
    contact: str
    officer: str
    contract: str
    since: date | None
    parts: tuple[Part, ...]

    @property
    def missing(self) -> str:
        """The letters of Art. 30(2) that this group lacks."""
        lacks = set() if self.contact else {"a"}
        lacks |= {"b" for part in self.parts if not part.entries}
        lacks |= {m.letter for part in self.parts for e in part.entries for m in e.missing}
        return "".join(sorted(lacks))


def served(*, viewer: Viewer, party: Party, on: date, q: str = "") -> QuerySet[Contract]:
    """Return the contracts below ``party``, at any depth: for each acquirer it may process.

    ``q`` is a part of a name. Raises NotFound for a record that is not the viewer's.
    """
    must_read(viewer, party)
    rows = deliveries_of(viewer=viewer, party=party.pk, on=on, q=q)
    return rows.filter(service__code=TELEPHONY, acquirer__is_model=False)


def groups(*, viewer: Viewer, party: Party, on: date, contracts: Iterable[Contract]) -> list[Group]:
    """Return the groups of some contracts: of each acquirer that is itself a controller of ours."""
    rows = list(contracts)
    entries = record(viewer=viewer, party=party, kind=RecordKind.PROCESSOR, on=on).entries
    return list(_groups(viewer, party, on, rows, entries))


def every_group(*, viewer: Viewer, party: Party, on: date) -> Iterator[Group]:
    """Yield all groups of a party, seller by seller, at constant memory.

    Sellers are held by identifier only; of their customers some hundred at a time.
    """
    entries = record(viewer=viewer, party=party, kind=RecordKind.PROCESSOR, on=on).entries
    waiting: list[UUID | None] = [None]
    seen: set[UUID] = {party.pk}
    while waiting:
        through = waiting.pop()
        after: tuple[str, UUID] | None = None
        while rows := _following(viewer, party, on, through, after):
            after = (rows[-1].acquirer.name, rows[-1].pk)
            yield from _groups(viewer, party, on, rows, entries)
            for row in rows:
                if row.kind == ContractKind.RESALE and row.acquirer_id not in seen:
                    seen.add(row.acquirer_id)
                    waiting.append(row.acquirer_id)


def _following(
    viewer: Viewer, party: Party, on: date, through: UUID | None, after: tuple[str, UUID] | None
) -> list[Contract]:
    rows = (
        Contract.objects.visible_to(viewer)
        .in_force(on)
        .filter(provider=through or party.pk, kind__in=SOLD)
        .filter(service__code=TELEPHONY, acquirer__is_model=False)
        .select_related("acquirer")
        .order_by("acquirer__name", "pk")
    )
    if after:
        name, pk = after
        rows = rows.filter(Q(acquirer__name__gt=name) | Q(acquirer__name=name, pk__gt=pk))
    return list(rows[:AT_ONCE])


def _groups(
    viewer: Viewer, party: Party, on: date, rows: list[Contract], entries: tuple[Entry, ...]
) -> Iterator[Group]:
    acquirers = [row.acquirer_id for row in rows]
    chains = chains_facts(viewer=viewer, parties=acquirers, on=on, service=TELEPHONY)
    contacts = _contacts(viewer, acquirers)
    for row in rows:
        facts = chains.get(row.acquirer_id)
        parts = _parts(facts, party, on, entries) if facts else ()
        if parts:
            found = _group(row.acquirer, parts, contacts.get(row.acquirer_id, {}))
            yield replace(found, contract=row.reference or str(row.pk), since=row.valid_from)


def _parts(
    facts: ChainFacts, party: Party, on: date, entries: tuple[Entry, ...]
) -> tuple[Part, ...]:
    """Return what ``party`` does with the data that the subject of a chain controls."""
    subject = facts.subject.id
    whole = with_model_customer(facts, on) if needs_customer(facts) else facts
    codes = tuple(code for code, _name in whole.categories)
    names = dict(whole.categories)
    given = answers(whole.shape(), categories=codes, feature=Feature.CONVEYANCE, on=on)
    mine = {a.category: a for a in given if a.purpose is None and _is(whole, a, subject, DECIDES)}
    features = frozenset({Feature.CONVEYANCE}).union(*(link.features for link in whole.links))
    return tuple(
        Part(
            category=a.category,
            category_name=names[a.category],
            role=a.role,
            depth=a.depth,
            upstream="" if a.upstream is None else whole.parties[a.upstream].name,
            entries=tuple(e for e in entries if _describes(e, a.category, features)),
        )
        for a in given
        if a.purpose is None and a.category in mine and _is(whole, a, party.pk, ACTS)
    )


def _is(facts: ChainFacts, answer: Answer, party: UUID, roles: frozenset[Role]) -> bool:
    return facts.parties[answer.node].id == party and answer.role in roles


def _describes(entry: Entry, category: str, features: frozenset[str]) -> bool:
    covers = entry.body.get("covers")
    if not entry.applies or covers is None or covers["category"] != category:
        return False
    on = {f for f in features if FUNCTIONS.get(f, UNKNOWN).handles(category)}
    return not covers["features"] or bool(on & set(covers["features"]))


def _contacts(viewer: Viewer, parties: list[UUID]) -> dict[UUID, dict[str, str]]:
    rows = Contact.objects.visible_to(viewer).filter(party__in=parties).order_by("-kind", "pk")
    found: dict[UUID, dict[str, str]] = {}
    for row in rows:
        how = ", ".join(filter(None, (row.name, row.email, row.phone)))
        place = "officer" if row.kind == ContactKind.DPO else "contact"
        found.setdefault(row.party_id, {}).setdefault(place, how)
    return found


def _group(controller: Party, parts: tuple[Part, ...], contacts: dict[str, str]) -> Group:
    return Group(
        controller=controller.pk,
        name=controller.name,
        kvk_number=controller.kvk_number,
        country=controller.country,
        contact=contacts.get("contact", ""),
        officer=contacts.get("officer", ""),
        contract="",
        since=None,
        parts=parts,
    )
