"""What can be supposed of a chain: each turns the facts of a chain into others, in memory."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.choices import ContractKind, Feature, PartyKind
from roles.explaining.entries import contract_in_words
from roles.models import ServiceFeature
from roles.queries.chain import ChainFacts, Link, Period, Use
from roles.queries.refs import ContractRef, PartyRef
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised

SELLERS: Final = frozenset({PartyKind.PARTNER, PartyKind.RESELLER})
NEW_PARTY, NEW_CONTRACT, SUPPOSED = UUID(int=1), UUID(int=2), "SUPPOSED"
OWN_PURPOSE: Final = Localised(nl="een eigen doel (verondersteld)", en="an own purpose (supposed)")


class NothingLikeThat(DomainError):
    """What is supposed has nothing to do with this chain on this day."""

    code = "supposition_not_possible"
    title = gettext_lazy("That cannot be supposed of this chain on this day.")


@dataclass(frozen=True, slots=True)
class Supposition:
    """One thing that might be so: how it is named, and the chain as it would be."""

    value: str
    group: str
    label: str
    apply: Callable[[ChainFacts], ChainFacts]
    feature: str = Feature.CONVEYANCE


def possible(*, viewer: Viewer, facts: ChainFacts, service: str) -> list[Supposition]:
    """Return everything that can be supposed of a chain; nothing else is answered."""
    return [
        *_sub_reselling(facts),
        *_features(viewer, facts, service),
        *_endings(facts),
        *_own_uses(facts),
    ]


def the_one(suppositions: list[Supposition], value: str) -> Supposition:
    """Return the supposition of that name; raises ``supposition_not_possible``."""
    for each in suppositions:
        if each.value == value:
            return each
    raise NothingLikeThat(field="what")


def _sub_reselling(facts: ChainFacts) -> list[Supposition]:
    """A seller lets a new party sell to the customer."""
    sold = [x.contract for x in facts.links if x.contract.kind == ContractKind.SUBSCRIPTION]
    return [
        Supposition(
            value=f"SUB_RESELLS:{contract.provider.id}",
            group=_("Sub-reselling"),
            label=_("%(party)s sells through a sub-reseller") % {"party": contract.provider.name},
            apply=lambda known, sold=contract: _through_another(known, sold),  # type: ignore[misc]
        )
        for contract in sold
        if contract.provider.kind in SELLERS
    ]


def _through_another(facts: ChainFacts, sold: ContractRef) -> ChainFacts:
    new = PartyRef(NEW_PARTY, _("New sub-reseller"), PartyKind.RESELLER, natural_person=False)
    links: list[Link] = []
    for link in facts.links:
        if link.contract.id != sold.id:
            links.append(link)
            continue
        links.append(replace(link, contract=replace(sold, provider=new)))
        resale = replace(
            sold, id=NEW_CONTRACT, kind=ContractKind.RESALE, acquirer=new, reference=""
        )
        links.append(Link(resale, frozenset(), frozenset()))
    at = next(n for n, party in enumerate(facts.parties) if party.id == sold.provider.id)
    parties = (*facts.parties[:at], new, *facts.parties[at:])
    return replace(facts, links=tuple(links), parties=parties)


def _features(viewer: Viewer, facts: ChainFacts, service: str) -> list[Supposition]:
    """The customer switches on what is not on yet."""
    sold = [x for x in facts.links if x.contract.kind == ContractKind.SUBSCRIPTION]
    on = {feature for link in sold for feature in link.features}
    rows = ServiceFeature.objects.visible_to(viewer).filter(service__code=service, always_on=False)
    return [
        Supposition(
            value=f"FEATURE_ON:{row.code}",
            group=_("Features"),
            label=_("%(feature)s is switched on") % {"feature": row.name},
            apply=lambda known, code=row.code: _switched_on(known, code),  # type: ignore[misc]
            feature=row.code,
        )
        for row in rows
        if sold and row.code not in on
    ]


def _switched_on(facts: ChainFacts, code: str) -> ChainFacts:
    links = tuple(
        replace(link, features=link.features | {code})
        if link.contract.kind == ContractKind.SUBSCRIPTION
        else link
        for link in facts.links
    )
    return replace(facts, links=links)


def _endings(facts: ChainFacts) -> list[Supposition]:
    """A contract of the chain ends that day."""
    return [
        Supposition(
            value=f"CONTRACT_ENDS:{link.contract.id}",
            group=_("Contracts"),
            label=_("%(contract)s ends") % {"contract": contract_in_words(link.contract)},
            apply=lambda known, ended=link.contract.id: _without(known, ended),  # type: ignore[misc]
        )
        for link in facts.links
    ]


def _without(facts: ChainFacts, ended: UUID) -> ChainFacts:
    """Return the chain without a contract, and without what hung on it alone."""
    reached, links = {facts.parties[0].id, facts.subject.id}, []
    for link in facts.links:  # nearest first, so one pass suffices
        if link.contract.id != ended and link.contract.acquirer.id in reached:
            reached.add(link.contract.provider.id)
            links.append(link)
    stay = reached | {facts.used_by}
    return replace(
        facts,
        links=tuple(links),
        parties=tuple(p for p in facts.parties if p.id in stay),
        uses=tuple(use for use in facts.uses if use.party in stay),
        joints=tuple(joint for joint in facts.joints if joint.parties <= stay),
    )


def _own_uses(facts: ChainFacts) -> list[Supposition]:
    """A party that delivers uses a category for a purpose of its own."""
    providers = dict.fromkeys(link.contract.provider for link in facts.links)
    return [
        Supposition(
            value=f"OWN_USE:{party.id}:{code}",
            group=_("Use for an own purpose"),
            label=_("%(party)s uses %(data)s for a purpose of its own")
            % {"party": party.name, "data": str(name).lower()},
            apply=lambda known, who=party.id, what=code: _used(known, who, what),  # type: ignore[misc]
        )
        for party in providers
        if party.kind != PartyKind.SUPPLIER
        for code, name in facts.categories
    ]


def _used(facts: ChainFacts, party: UUID, category: str) -> ChainFacts:
    use = Use(party, category, SUPPOSED, OWN_PURPOSE, Period())
    return replace(facts, uses=(*facts.uses, use))
