"""When an answer changed or will change, and through which fact.

A role can differ only on a day on which a fact of its chain starts or ends, or a rule does. Those
days are looked up, the chain is read on each and on the day before, and what differs is told. So
what is scheduled is told before it takes effect, and nothing has to be kept.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.choices import ContractKind, Feature, PartyKind
from roles.models import Contract, ContractFeature, OwnUse, ServiceFeature
from roles.queries.chain import ChainFacts, Link, chains_on_days
from roles.queries.differences import Cells, Difference, by_key, differences
from roles.queries.matrix import (
    TELEPHONY,
    matrix_of,
    model_contracts,
    needs_customer,
    with_customer,
)
from roles.queries.refs import ContractRef, PartyRef
from roles.rules import rulebook
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised

ONE: Final = timedelta(days=1)
MOST: Final = 200
"""Days that are looked at for one chain."""
Edge = tuple[date, UUID, str]
"""A day on which a fact starts or ends, in whose chain, of which service."""
Model = Callable[[date], ContractRef | None]
Names = Mapping[str, Localised]
"""What features of a service are called, by code."""

# Along every contract that ever was part of the chain, as long as it hung on the subject.
_DAYS: Final = """
    WITH RECURSIVE svc AS (SELECT id FROM roles_service WHERE code = %(service)s),
    up(contract, party, period) AS (
        SELECT c.id, c.provider_id, c.valid_during FROM roles_contract c, svc
        WHERE c.acquirer_id = %(party)s AND c.service_id = svc.id
        UNION
        SELECT c.id, c.provider_id, c.valid_during * up.period
        FROM up, svc, LATERAL (
            SELECT x.* FROM roles_contract x WHERE x.acquirer_id = up.party OFFSET 0) c
        WHERE c.service_id = svc.id AND c.valid_during && up.period
    ), member AS (SELECT party FROM up UNION SELECT %(party)s::uuid
    ), holds(period) AS (
        SELECT c.valid_during FROM roles_contract c JOIN up ON up.contract = c.id
        UNION SELECT f.valid_during FROM roles_contractfeature f
            JOIN up ON up.contract = f.contract_id
        UNION SELECT u.valid_during FROM roles_ownuse u JOIN member m ON m.party = u.party_id
        UNION SELECT j.valid_during FROM roles_jointdetermination j
            JOIN member m ON m.party = j.party_id JOIN member w ON w.party = j.with_party_id
    ), edge(day) AS (SELECT lower(period) FROM holds UNION SELECT upper(period) FROM holds)
    SELECT DISTINCT day FROM edge WHERE day IS NOT NULL
      AND day >= coalesce(%(since)s::date, day) AND day < coalesce(%(until)s::date, 'infinity')
    ORDER BY day
"""


class FactKind(models.TextChoices):
    """Through what an answer changes."""

    CONTRACT = "CONTRACT", gettext_lazy("Contract")
    FEATURE = "FEATURE", gettext_lazy("Feature switched on")
    OWN_USE = "OWN_USE", gettext_lazy("Use for an own purpose")
    JOINT = "JOINT", gettext_lazy("Joint determination")
    RULE = "RULE", gettext_lazy("Rule of law")


@dataclass(frozen=True, slots=True)
class Cause:
    """A fact that starts or ends on the day."""

    kind: str
    what: str
    starts: bool

    @property
    def sentence(self) -> str:
        """The fact in the reader's language."""
        words = {"kind": FactKind(self.kind).label, "what": self.what}
        if self.starts:
            return _("%(kind)s starts: %(what)s") % words
        return _("%(kind)s ends: %(what)s") % words


@dataclass(frozen=True, slots=True)
class DayOfChange:
    """What changes in one chain on one day, and through which facts."""

    day: date
    subject: PartyRef
    causes: tuple[Cause, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class _State:
    facts: ChainFacts | None
    cells: Cells
    told: tuple[tuple[str, str], ...]
    """Every fact of the chain as its kind and in words."""


NOTHING: Final = _State(None, {}, ())


def chain_changes(
    *,
    viewer: Viewer,
    party: UUID,
    service: str = TELEPHONY,
    since: date | None = None,
    until: date | None = None,
) -> list[DayOfChange]:
    """Return every day on which an answer in the chain of ``party`` changes, oldest first.

    What is not the viewer's on a day is as if it were not there.
    """
    days = _days(party=party, service=service, since=since, until=until)
    return _changes(viewer, [(day, party, service) for day in days[:MOST]])


def latest_changes(
    *, viewer: Viewer, since: date, until: date | None = None, start: int = 0, number: int = 50
) -> list[DayOfChange]:
    """Return the changes in all chains that the viewer may see, latest first.

    Of a contract that many customers hang on, the relation is told and not each customer.
    """
    edges = sorted(_edges(viewer, since, until), key=lambda edge: (edge[0], str(edge[1])))
    return _changes(viewer, list(reversed(edges))[start : start + number])


def _days(**asked: Any) -> list[date]:
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, asked)
        found = {row[0] for row in cursor.fetchall()}
    if found:
        found |= {day for day in _rule_days() if min(found) < day <= max(found)}
    return sorted(found)


def _rule_days() -> set[date]:
    """Return the days on which a rule starts or lapses."""
    return {day for rule in rulebook.rules for day in (rule.since, rule.until) if day}


def _edges(viewer: Viewer, since: date, until: date | None) -> set[Edge]:
    """Return day, chain and service of every fact that starts or ends in the window."""
    last = until or date.max
    contracts = Contract.objects.visible_to(viewer).filter(_in_window(since, last))
    features = ContractFeature.objects.visible_to(viewer).filter(_in_window(since, last))
    uses = OwnUse.objects.visible_to(viewer).filter(_in_window(since, last))
    rows = [
        *contracts.values_list("acquirer", "acquirer__kind", "service__code", "valid_during"),
        *features.values_list(
            "contract__acquirer",
            "contract__acquirer__kind",
            "contract__service__code",
            "valid_during",
        ),
        *(
            (p, k, TELEPHONY, v)
            for p, k, v in uses.values_list("party", "party__kind", "valid_during")
        ),
    ]
    models = {service: model_contracts(service) for service in {row[2] for row in rows}}
    return {
        (day, _subject(party, kind, models[service], day), service)
        for party, kind, service, period in rows
        for day in (period.lower, period.upper)
        if day and since <= day < last
    }


def _in_window(since: date, last: date) -> Q:
    starts = Q(valid_during__startswith__gte=since, valid_during__startswith__lt=last)
    return starts | Q(valid_during__endswith__gte=since, valid_during__endswith__lt=last)


def _subject(party: UUID, kind: str, model: Model, day: date) -> UUID:
    """Return in whose chain it shows: of what the platform itself gets, in the model's."""
    if kind not in {PartyKind.PLATFORM, PartyKind.SUPPLIER}:
        return party
    found = model(day) or model(day - ONE)
    return found.acquirer.id if found else party


def _changes(viewer: Viewer, edges: Sequence[Edge]) -> list[DayOfChange]:
    """Return what changes on each day in the chain beside it, in that order."""
    states: dict[Edge, _State] = {}
    for service in {service for _day, _party, service in edges}:
        states |= _states(viewer, service, [edge for edge in edges if edge[2] == service])
    found = (_change(states, *edge) for edge in edges)
    return [change for change in found if change]


def _states(viewer: Viewer, service: str, edges: Sequence[Edge]) -> dict[Edge, _State]:
    """Return each chain as it is on its day and as it was on the day before."""
    asked = {(party, at) for day, party, _service in edges for at in (day, day - ONE)}
    chains = chains_on_days(viewer=viewer, asked=asked, service=service)
    model = model_contracts(TELEPHONY)
    features = ServiceFeature.objects.filter(service__code=service)
    names = dict(features.values_list("code", "name"))
    return {
        (day, party, service): _state(facts, model, day, service, names)
        for (party, day), facts in chains.items()
        if facts.links
    }


def _change(
    states: Mapping[Edge, _State], day: date, party: UUID, service: str
) -> DayOfChange | None:
    before = states.get((day - ONE, party, service), NOTHING)
    after = states.get((day, party, service), NOTHING)
    found = differences(before.cells, after.cells)
    facts = after.facts or before.facts
    if not found or facts is None:
        return None
    return DayOfChange(day, facts.subject, tuple(_causes(before, after, day)), found)


def _state(facts: ChainFacts, model: Model, day: date, service: str, names: Names) -> _State:
    whole = with_customer(facts, model(day)) if needs_customer(facts) else facts
    matrices = (
        matrix_of(whole, on=day, known_at=None, service=service, feature=feature)
        for feature in _features(whole)
    )
    return _State(whole, by_key(matrices), tuple(_told(whole, names)))


def _features(facts: ChainFacts) -> Iterable[str]:
    """Return plain delivery, and what is switched on."""
    sold = (x for x in facts.links if x.contract.kind == ContractKind.SUBSCRIPTION)
    return dict.fromkeys([Feature.CONVEYANCE.value, *(f for x in sold for f in sorted(x.features))])


def _causes(before: _State, after: _State, day: date) -> Iterator[Cause]:
    for old, new, starts in ((before, after, True), (after, before, False)):
        yield from (
            Cause(kind, what, starts) for kind, what in new.told if (kind, what) not in old.told
        )
    for rule in rulebook.rules:
        if day in {rule.since, rule.until}:
            yield Cause("RULE", rule.code, rule.since == day)


def _told(facts: ChainFacts, features: Names) -> list[tuple[str, str]]:
    names = {party.id: party.name for party in facts.parties}
    contracts = [("CONTRACT", _contract(link)) for link in facts.links]
    switched = [
        ("FEATURE", f"{_named(code, features)}: {_contract(link)}")
        for link in facts.links
        if link.contract.kind == ContractKind.SUBSCRIPTION
        for code in sorted(link.features)
    ]
    uses = [
        ("OWN_USE", f"{names[u.party]}: {u.purpose_name}") for u in facts.uses if u.party in names
    ]
    joints = [
        ("JOINT", " + ".join(sorted(names[p] for p in joint.parties if p in names)))
        for joint in facts.joints
    ]
    return [*contracts, *switched, *uses, *joints]


def _contract(link: Link) -> str:
    contract = link.contract
    ends = f"{contract.provider.name} → {contract.acquirer.name}"
    return f"{ends} ({contract.reference})" if contract.reference else ends


def _named(code: str, features: Names) -> str:
    return str(features.get(code) or _("feature %(code)s") % {"code": code})
