"""Between two parties: who acts for whom, and what they should have agreed about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from roles.choices import ContractKind, Feature, Role
from roles.findings.causes import Cause
from roles.findings.chains import ANYONE, Chains, Drawn, Group
from roles.findings.checking import owner_of
from roles.queries.matrix import answers
from roles.rules.derivation import Answer
from roles.rules.gdpr import ACTORS_FOR_ANOTHER


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts on whose instructions above and at one seller, for any data in any feature."""

    pairs: frozenset[tuple[UUID, UUID]]
    under: frozenset[tuple[UUID, UUID]]
    """Those of them who act for somebody that acts for another itself."""
    kinds: frozenset[tuple[UUID, UUID, str]]
    """For which data they do so."""

    def engaged_by(self, party: UUID) -> frozenset[str]:
        """Return whom ``party`` engages as processors."""
        return frozenset(str(n) for n, upstream in self.pairs if upstream == party)


def acting_above(chains: Chains, seller: UUID) -> Acting:
    """Return who acts for whom in the chain of any customer that ``seller`` has or may get."""
    features = frozenset(chains.features)
    drawn = chains.drawn(Group(seller, features=features))
    found = [
        ((drawn.nodes[a.node], drawn.nodes[a.upstream]), a.role, a.category)
        for a in _acting(chains, drawn, features)
        if a.upstream
    ]
    return Acting(
        pairs=frozenset(pair for pair, _role, _data in found),  # type: ignore[misc]  # not the customer
        under=frozenset(pair for pair, role, _data in found if role == Role.SUB_PROCESSOR),  # type: ignore[misc]
        kinds=frozenset((*pair, data) for pair, role, data in found if role == Role.SUB_PROCESSOR),  # type: ignore[misc]
    )


def acts_for_customer(chains: Chains, drawn: Drawn, group: Group) -> bool:
    """Say whether the seller of such customers processes on their instructions."""
    return any(
        a.upstream == 0 and drawn.nodes[a.node] == group.provider
        for a in _acting(chains, drawn, group.features)
    )


def _acting(chains: Chains, drawn: Drawn, features: frozenset[str]) -> Iterator[Answer]:
    for feature in sorted({Feature.CONVEYANCE.value, *features}):
        found = answers(drawn.shape, categories=chains.categories, feature=feature, on=chains.on)
        yield from (a for a in found if a.role in ACTORS_FOR_ANOTHER and a.upstream is not None)


def between_parties(chains: Chains, party: UUID, acting: Acting) -> Iterator[Cause]:
    """Yield what ``party`` and those that act for it have not agreed (GDPR Art. 28(2)-(4))."""
    for link in chains.above.get(party, ()):
        if (link.provider, party) not in acting.pairs or chains.is_model(link.provider, party):
            continue
        subject = f"party={party}/provider={link.provider}"
        resale = link.kind == ContractKind.RESALE
        owner = owner_of(chains.known[link.provider if resale else party].kind)
        if not link.agreed:
            code = "partner_without_agreement" if resale else "supplier_without_agreement"
            yield Cause(party, code, subject, party, owner=owner)
        if not covers(link.mandated, acting.engaged_by(link.provider)):
            yield Cause(party, "mandate_missing", subject, party, owner=owner)


def unannounced(chains: Chains, seller: UUID, acting: Acting) -> Iterator[Cause]:
    """Yield suppliers above ``seller`` that sub-process, and of which nobody was told."""
    for link in chains.upwards(seller):
        pair = (link.provider, link.acquirer)
        if link.announced or pair not in acting.under or chains.is_model(*pair):
            continue
        subject = f"party={link.acquirer}/provider={link.provider}"
        owner = owner_of(chains.known[link.acquirer].kind)
        yield Cause(seller, "sub_processor_unannounced", subject, link.acquirer, owner=owner)


def with_customers(chains: Chains, group: Group, drawn: Drawn, acting: Acting) -> Iterator[Cause]:
    """Yield what a seller has not agreed with such customers."""
    seller = group.provider
    if group.is_model or chains.is_model(seller) or not acts_for_customer(chains, drawn, group):
        return
    subject, owner = f"party={seller}/customers", owner_of(chains.known[seller].kind)
    if not group.agreed:
        code = "customer_without_agreement"
        yield Cause(seller, code, subject, seller, number=group.number, owner=owner)
    if not covers(group.mandated, acting.engaged_by(seller)):
        yield Cause(seller, "mandate_missing", subject, seller, number=group.number, owner=owner)


def covers(mandated: frozenset[str], engaged: frozenset[str]) -> bool:
    """Say whether a mandate authorises to engage all of these."""
    return ANYONE in mandated or engaged <= mandated
