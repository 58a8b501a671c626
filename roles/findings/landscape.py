"""All chains of one day at once: derived per distinct shape, reported per cause.

A hundred thousand customers of a thousand partners differ in few ways. One statement groups
them by seller, kind of person, limits, features and what was agreed; the contracts above them
are few; so the number of statements does not depend on the number of customers. Around some
parties only, the same statements read only what lies around them.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from roles.choices import ContractKind, Feature, PartyKind
from roles.findings.causes import Cause, summed
from roles.findings.chains import Chains, Group, Joint, Known, Link
from roles.findings.checking import Scopes, owner_of, within
from roles.findings.landscape_sql import ABOVE, CUSTOMERS
from roles.findings.relations import acting_above, between_parties, unannounced, with_customers
from roles.findings.stated import Stated, contradicted, stated_on
from roles.models import AcmRegistration, JointDetermination, Party, Service
from roles.models.parties import LegalForm
from roles.queries.matrix import answers
from roles.rules.derivation import Answer
from roles.rules.functions import FOR_SELLER
from voipgrid_privacy.kernel.tenancy import SYSTEM

# Own purposes have a check of their own, a feature that nobody uses is no finding, and what a
# statement says is compared with the roles, not with the chain.
NOT_REPORTED = frozenset(
    {
        "own_purpose",
        "feature_not_in_use",
        "category_not_in_feature",
        "legal_person_as_data_subject",
        "no_role_for_end_users",
        "website_visitors_not_in_statement",
    }
)


def landscape(on: date, scopes: Scopes) -> Iterator[Cause]:
    """Yield everything wrong with the chains of ``on`` around ``scopes``, once per scope."""
    services = Service.objects.visible_to(SYSTEM).prefetch_related("categories", "features")
    stated = stated_on(on)
    for service in services:
        yield from summed(_of_service(service, on, scopes, stated))


def _of_service(service: Service, on: date, scopes: Scopes, stated: Stated) -> Iterator[Cause]:
    groups = _groups(service, on, scopes, stated)
    chains = _chains(service, on, scopes, groups)
    registered = set(
        AcmRegistration.objects.visible_to(SYSTEM).in_force(on).values_list("party", flat=True)
    )
    by_seller: dict[UUID, list[Group]] = defaultdict(list)
    for group in groups:
        by_seller[group.provider].append(group)
    sellers = by_seller.keys() | (chains.above.keys() if not service.offered_by_id else set())
    for seller in sorted(sellers):
        if within(seller, scopes):
            yield from _around(chains, seller, by_seller[seller], stated, registered)


def _around(
    chains: Chains, seller: UUID, groups: list[Group], stated: Stated, registered: set[UUID]
) -> Iterator[Cause]:
    acting = acting_above(chains, seller) if not chains.service.offered_by_id else None
    if acting:
        yield from between_parties(chains, seller, acting)
        yield from unannounced(chains, seller, acting)
    provides = False
    for group in groups:
        drawn = chains.drawn(group)
        seen: set[Cause] = set()
        for answer in _answers(chains, group, drawn.shape):
            party = drawn.nodes[answer.node]
            seen.update(_of_answer(answer, party, chains, group))
            seen.update(contradicted(answer, party, group, stated))
            provides |= answer.facts.provides_to_subscriber and party == seller
        yield from sorted(seen, key=lambda cause: (cause.code, cause.key))
        if acting:
            yield from _broken(chains, group)
            yield from with_customers(chains, group, drawn, acting)
    if provides and seller not in registered and not chains.is_model(seller):
        owner = owner_of(chains.known[seller].kind)
        yield Cause(seller, "acm_registration_missing", f"party={seller}", seller, owner=owner)


def _answers(chains: Chains, group: Group, shape: Any) -> Iterator[Answer]:
    for feature in (Feature.CONVEYANCE.value, *sorted(group.features | _had_above(chains, group))):
        yield from answers(shape, categories=chains.categories, feature=feature, on=chains.on)


def _had_above(chains: Chains, group: Group) -> frozenset[str]:
    """Return what sellers above such customers have for themselves under their own contracts."""
    had = (
        link.features for link in chains.upwards(group.provider) if link.kind == ContractKind.RESALE
    )
    return frozenset().union(*had) & FOR_SELLER


def _of_answer(answer: Answer, party: UUID | None, chains: Chains, group: Group) -> Iterator[Cause]:
    for code in sorted(set(answer.findings) - NOT_REPORTED):
        subject, about, number = f"party={party}", party, 0
        if party is None:  # true of any such customer, in a chain that has one platform
            about = chains.top(group.provider)
            subject, number = f"customers-of={about}", group.counted
        owner = owner_of(chains.known[about].kind) if about else ""
        yield Cause(group.provider, code, subject, about, answer.category, number, owner)


def _broken(chains: Chains, group: Group) -> Iterator[Cause]:
    """Yield a chain that ends at a party that is not the platform."""
    top = chains.top(group.provider)
    if chains.known[top].kind != PartyKind.PLATFORM:
        number = group.counted
        yield Cause(group.provider, "chain_gap", f"party={top}", top, number=number)


def _groups(service: Service, on: date, scopes: Scopes, stated: Stated) -> list[Group]:
    if service.offered_by_id:
        return [Group(service.offered_by_id)] if within(service.offered_by_id, scopes) else []
    return [_group(row) for row in _rows(CUSTOMERS, service, on, scopes, stated)]


def _group(row: tuple[Any, ...]) -> Group:
    provider, natural, is_model, alone, limits, features, agreed, mandated, number = row
    return Group(
        provider=provider,
        natural_person=natural,
        is_model=is_model,
        alone=alone,
        limits=frozenset(limits),
        features=frozenset(features),
        agreed=agreed,
        mandated=frozenset(mandated),
        number=number,
    )


def _chains(service: Service, on: date, scopes: Scopes, groups: list[Group]) -> Chains:
    above: dict[UUID, list[Link]] = defaultdict(list)
    for row in _rows(ABOVE, service, on, scopes):
        provider, acquirer, kind, limits, features, agreed, mandated, announced = row
        ends = (provider, acquirer, ContractKind(kind))
        sets = (frozenset(limits), frozenset(features))
        above[acquirer].append(Link(*ends, *sets, agreed, frozenset(mandated), announced))
    return Chains(
        service=service,
        categories=tuple(category.code for category in service.categories.all()),
        features=tuple(feature.code for feature in service.features.all()),
        above=dict(above),
        known=_known(service, above, groups),
        joints=_joints(service, on),
        on=on,
    )


def chains_above(service: Service, on: date, scopes: Scopes) -> Chains:
    """Return the contracts above customers, without the customers."""
    return _chains(service, on, scopes, [])


def _known(
    service: Service, above: dict[UUID, list[Link]], groups: list[Group]
) -> dict[UUID, Known]:
    """Return what matters of every party that has a place of its own in a chain."""
    named = {link.provider for links in above.values() for link in links} | above.keys()
    named |= {group.provider for group in groups}
    named |= {pk for pk in (service.offered_by_id, service.used_by_id) if pk}
    rows = Party.objects.visible_to(SYSTEM).filter(pk__in=named)
    values = rows.values_list("pk", "legal_form", "kind", "is_model")
    return {
        pk: Known(form != LegalForm.LEGAL_PERSON, kind, model) for pk, form, kind, model in values
    }


def _joints(service: Service, on: date) -> list[Joint]:
    rows = JointDetermination.objects.visible_to(SYSTEM).in_force(on).filter(service=service)
    return [
        (frozenset({one, other}), category)
        for one, other, category in rows.values_list("party", "with_party", "category__code")
    ]


def _rows(
    sql: str, service: Service, on: date, scopes: Scopes, stated: Stated | None = None
) -> list[Any]:
    values: dict[str, Any] = {
        "on": on,
        "service": service.pk,
        "legal": LegalForm.LEGAL_PERSON.value,
        "scopes": None if scopes is None else list(scopes),
        "stated": list({party for party, _category, _feature in stated or {}}),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
