"""The registry: keys, claims beside each other, settling, publishing, inheritance, tenancy."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from cookies.choices import ItemField, ItemStatus, Phase, Provenance, Technique
from cookies.errors import (
    AdoptionDecided,
    ItemIncomplete,
    OfferToAnother,
    PassingWithLifetime,
    PatternMalformed,
    SiteCodeTaken,
    SiteHostTaken,
)
from cookies.models import Claim, ConsentCategory, Item, Provider
from cookies.registry.queries import claims, items, lints, sites
from cookies.registry.services import (
    Facts,
    Said,
    add_provider,
    decide_adoption,
    enter_item,
    offer_item,
    publish_item,
    register_site,
    set_provider_role,
    settle,
)
from roles.choices import Role
from tests.cookies.conftest import TODAY, World
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed
from voipgrid_privacy.kernel.law import gdpr
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope
from voipgrid_privacy.kernel.text import Localised

WORDS = Localised(nl="Telt bezoeken.", en="Counts visits.")
PERSON = Said(Provenance.PERSON, TODAY)
SCAN = Said(Provenance.SCAN, TODAY, reference="scan 1")


def facts(pattern: str = "_ga", **more) -> Facts:
    given = {"technique": Technique.HTTP_COOKIE, "domain": "belfabriek.nl", **more}
    return Facts(pattern=pattern, **given)


def enter(world: World, given: Facts, said: Said = PERSON, by=SYSTEM) -> Item:
    return enter_item(owner=world.belfabriek, site=world.shop, facts=given, said=said, by=by)


def complete(**more) -> Facts:
    return facts(
        provider=Provider.objects.get(code="google-analytics"),
        category=ConsentCategory.objects.get(code="ANALYTICS"),
        purpose=WORDS,
        recipients=WORDS,
        lifetime="P2Y",
        **more,
    )


def test_the_same_name_on_two_hosts_is_two_items(world: World) -> None:
    one = enter(world, facts("lang", domain="ads.linkedin.com"))
    other = enter(world, facts("lang", domain="linkedin.com"))
    partitioned = enter(world, facts("lang", domain="linkedin.com", partitioned=True))
    assert len({one.pk, other.pk, partitioned.pk}) == 3


def test_a_second_source_stands_beside_the_first_and_overwrites_nothing(world: World) -> None:
    item = enter(world, facts(lifetime="P2D"))
    item = enter(world, facts(lifetime="P1D"), SCAN)
    assert (item.lifetime, item.status) == ("P2D", ItemStatus.DISPUTED)
    said = claims(viewer=SYSTEM, item=item).filter(field="lifetime")
    assert {(c.value, c.provenance) for c in said} == {("P2D", "PERSON"), ("P1D", "SCAN")}


def test_settling_answers_the_question_and_keeps_every_claim(world: World) -> None:
    item = enter(world, facts(lifetime="P2D"))
    enter(world, facts(lifetime="P1D"), SCAN)
    item = settle(item=item, field=ItemField.LIFETIME, value="P1D", on=TODAY, by=SYSTEM)
    assert (item.lifetime, item.status) == ("P1D", ItemStatus.CONFIRMED)
    assert claims(viewer=SYSTEM, item=item).filter(field="lifetime").count() == 3


def test_a_scan_confirms_what_was_declared_and_finds_what_was_not(world: World) -> None:
    enter(world, facts("_ga"))
    assert enter(world, facts("_ga"), SCAN).status == ItemStatus.CONFIRMED
    assert enter(world, facts("_fbp"), SCAN).status == ItemStatus.OBSERVED


def test_claims_are_only_ever_added(world: World) -> None:
    enter(world, facts(lifetime="P2D"))
    for attack in (lambda: Claim.objects.update(value="x"), lambda: Claim.objects.all().delete()):
        with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
            attack()


def test_an_item_is_published_only_when_visitors_can_be_told_everything(world: World) -> None:
    bare = enter(world, facts("_bare"))
    with pytest.raises(ItemIncomplete):
        publish_item(item=bare, by=SYSTEM)
    assert publish_item(item=enter(world, complete()), by=SYSTEM).published


def test_a_provider_without_a_role_in_every_phase_is_not_published(world: World) -> None:
    provider = add_provider(owner=world.belfabriek, code="x", name="X", by=SYSTEM)
    for phase in (Phase.COLLECTION, Phase.TRANSMISSION):
        set_provider_role(
            provider=provider,
            phase=phase,
            role=Role.JOINT_CONTROLLER,
            reason=WORDS,
            grounds=[gdpr(26, 1)],
            on=TODAY,
            by=SYSTEM,
        )
    given = complete(path="/x")
    item = enter(world, Facts(**{**_fields(given), "provider": provider}))
    with pytest.raises(ItemIncomplete):
        publish_item(item=item, by=SYSTEM)


def _fields(given: Facts) -> dict:
    return {name: getattr(given, name) for name in given.__slots__}


def test_a_role_that_follows_another_ends_it_on_that_day(world: World) -> None:
    provider = Provider.objects.get(code="vimeo")
    later = date(2027, 1, 1)
    set_provider_role(
        provider=provider,
        phase=Phase.LATER_USE,
        role=Role.NOT_ASSIGNED,
        reason=WORDS,
        grounds=[gdpr(26, 1)],
        on=later,
        by=SYSTEM,
    )
    held = provider.roles.filter(phase=Phase.LATER_USE)
    assert [r.role for r in held.order_by("valid_during")] == ["CONTROLLER", "NOT_ASSIGNED"]
    assert held.filter(valid_during__contains=later).get().role == "NOT_ASSIGNED"


def test_what_passes_has_no_lifetime(world: World) -> None:
    with pytest.raises(PassingWithLifetime):
        enter(world, facts("collect", technique=Technique.PIXEL, lifetime="session"))


@pytest.mark.parametrize("pattern", ["", "*", "^_ga$", " _ga"])
def test_a_pattern_that_is_none_is_refused(world: World, pattern: str) -> None:
    with pytest.raises(PatternMalformed):
        enter(world, facts(pattern))


def test_a_code_and_a_host_are_taken_once(world: World) -> None:
    given = {"party": world.belfabriek, "name": "N", "by": SYSTEM}
    with pytest.raises(SiteCodeTaken):
        register_site(code="belfabriek", host="other.nl", **given)
    with pytest.raises(SiteHostTaken):
        register_site(code="other", host="BELFABRIEK.nl", **given)
    with pytest.raises(DomainError):
        register_site(code="other", host="https://other.nl/", **given)


def test_a_host_that_is_named_twice_is_one(world: World) -> None:
    hosts = ["WWW.other.nl", "", " other.nl", "www.other.nl"]
    site = register_site(
        party=world.belfabriek, name="N", code="o", host="other.nl", other_hosts=hosts, by=SYSTEM
    )
    assert (site.host, site.other_hosts) == ("other.nl", ["www.other.nl"])


def test_overlapping_patterns_of_a_site_are_told(world: World) -> None:
    for pattern in ("_ga*", "_gat"):
        enter(world, facts(pattern))
    found = lints(list(items(viewer=SYSTEM, site=world.shop)))
    assert [(each.code, each.pattern, each.other) for each in found] == [
        ("overlaps", "_ga*", "_gat")
    ]


# Inheritance


def offered(world: World) -> Item:
    item = enter_item(owner=world.platform, facts=complete(), said=PERSON, by=SYSTEM)
    return publish_item(item=item, by=SYSTEM)


def test_an_item_of_the_platform_stands_on_a_site_once_its_party_approves(world: World) -> None:
    adoption = offer_item(item=offered(world), site=world.shop, by=SYSTEM)
    assert not items(viewer=SYSTEM, site=world.shop).exists()
    by = world.manager(world.belfabriek)
    decided = decide_adoption(adoption=adoption, approve=True, on=TODAY, by=by)
    assert items(viewer=SYSTEM, site=world.shop).get().pk == adoption.item_id
    assert decided.approved_version
    with pytest.raises(AdoptionDecided):
        decide_adoption(adoption=adoption, approve=True, on=TODAY, by=by)


def test_a_change_of_an_inherited_item_shows_at_once_and_asks_for_another_look(
    world: World,
) -> None:
    item = offered(world)
    adoption = offer_item(item=item, site=world.shop, by=SYSTEM)
    by = world.manager(world.belfabriek)
    first = decide_adoption(adoption=adoption, approve=True, on=TODAY, by=by).approved_version
    settle(item=item, field=ItemField.LIFETIME, value="P1Y", on=TODAY, by=SYSTEM)
    assert items(viewer=SYSTEM, site=world.shop).get().lifetime == "P1Y"
    again = decide_adoption(adoption=adoption, approve=True, on=TODAY, by=by)
    assert again.approved_version > first


def test_nobody_decides_for_another_or_offers_outside_the_chain(world: World) -> None:
    adoption = offer_item(item=offered(world), site=world.shop, by=SYSTEM)
    eve = world.manager(world.eve)
    with pytest.raises(NotAllowed):
        decide_adoption(adoption=adoption, approve=True, on=TODAY, by=eve)
    hers = enter_item(owner=world.eve, facts=complete(), said=PERSON, by=eve)
    with pytest.raises(OfferToAnother):
        offer_item(item=hers, site=world.shop, by=eve)


# Tenancy


def test_a_partner_writes_its_own_registry_in_its_own_session(world: World) -> None:
    by = world.manager(world.belfabriek)
    with partner_scope(by):
        item = enter(world, complete(), by=by)
        assert publish_item(item=item, by=by).published
        settle(item=item, field=ItemField.LIFETIME, value="P1Y", on=TODAY, by=by)


def test_a_partner_neither_sees_nor_writes_anothers(world: World) -> None:
    item = enter(world, facts())
    eve = world.manager(world.eve)
    assert "belfabriek" not in set(sites(viewer=eve).values_list("code", flat=True))
    assert not items(viewer=eve).filter(pk=item.pk).exists()
    with pytest.raises(NotAllowed):
        enter(world, facts("_new"), by=eve)
    with partner_scope(eve):
        assert not Item.objects.filter(pk=item.pk).exists()
        assert not Claim.objects.filter(item=item.pk).exists()
        for attack in (
            lambda: Item.objects.filter(pk=item.pk).update(pattern="x"),
            lambda: Item.objects.create(
                owner=world.eve, site=world.shop, technique="PIXEL", pattern="x"
            ),
        ):
            with transaction.atomic():
                try:
                    touched = attack()
                except DatabaseError as refusal:
                    assert refusal.__cause__.sqlstate == "42501"  # noqa: PT017
                    transaction.set_rollback(True)
                else:
                    assert touched == 0
