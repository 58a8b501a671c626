"""The banner: small, archived, and impossible to make unlawful."""

import gzip

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cookies.banner.build import build
from cookies.banner.services import COOKIE, configure_banner, refresh_banners
from cookies.errors import ContrastTooLow, KeepTerm, ReaskTerm
from cookies.models import BannerBundle, BannerSettings, Item
from cookies.registry.services import withdraw_item
from roles.services.refusals import Invalid
from tests.cookies.conftest import TODAY, World
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import SYSTEM

HERE = "https://privacy.example"


def configure(world: World, **wanted) -> BannerSettings:
    by = wanted.pop("by", SYSTEM)
    return configure_banner(site=world.voipgrid, address=HERE, on=TODAY, by=by, **wanted)


def latest(world: World) -> BannerBundle:
    return BannerBundle.objects.filter(site=world.voipgrid).order_by("-number").first()


def test_both_layers_with_style_and_data_stay_within_six_kilobytes(world: World) -> None:
    packed = Client().get("/c/voipgrid/banner.js", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) <= 6_000
    assert gzip.decompress(packed.content).decode() == latest(world).script


def test_it_says_who_and_why(world: World) -> None:
    why = latest(world).texts["nl"]["why"]
    assert "VoIPGRID B.V. wil graag bezoeken tellen en reclame op u afstemmen" in why
    for name in ("Google Ads", "LinkedIn", "Microsoft Advertising", "Vimeo"):
        assert name in why


def test_the_same_facts_make_the_same_bytes(world: World) -> None:
    settings = BannerSettings.objects.get(site=world.voipgrid)
    one, other = (build(settings, address=HERE, number=1, on=TODAY) for _ in "ab")
    assert one == other


def test_a_bundle_is_served_for_ever_by_its_hash(world: World) -> None:
    old = latest(world)
    configure(world, colour="#0b5d1e")
    new = latest(world)
    assert new.number == old.number + 1
    answer = Client().get(f"/c/voipgrid/{old.digest}.js")
    assert answer.content.decode() == old.script
    assert "immutable" in answer["Cache-Control"]
    assert Client().get("/c/voipgrid/banner.js").content.decode() == new.script
    assert Client().get(f"/c/voipgrid/{'0' * 64}.js").status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        BannerBundle.objects.update(script="")


@pytest.mark.parametrize(
    ("colour", "letters"), [("#ffffff", "#eeeeee"), ("#777777", "#ffffff"), ("#ff0000", "#00ff00")]
)
def test_colours_that_cannot_be_read_are_refused_by_the_database(
    world: World, colour: str, letters: str
) -> None:
    with pytest.raises(ContrastTooLow), transaction.atomic():
        configure(world, colour=colour, on_colour=letters)
    with pytest.raises(IntegrityError), transaction.atomic():
        BannerSettings.objects.update(colour=colour, on_colour=letters)


def test_colours_that_can_be_read_are_taken(world: World) -> None:
    for colour, letters in (("#767676", "#FFFFFF"), ("#ffdd00", "#000000")):
        assert configure(world, colour=colour, on_colour=letters).on_colour == letters.lower()


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"reask_months": 1}, ReaskTerm),
        ({"reask_months": 25}, ReaskTerm),
        ({"keep_months": 1}, KeepTerm),
        ({"colour": "red"}, Invalid),
        ({"place": "EVERYWHERE"}, Invalid),
        ({"consent_mode": "ADVANCED"}, Invalid),
    ],
)
def test_what_the_law_fixes_cannot_be_set(world: World, wanted: dict, refusal: type) -> None:
    with pytest.raises(refusal), transaction.atomic():
        configure(world, **wanted)


def test_nobody_changes_anothers_banner(world: World) -> None:
    with pytest.raises(NotAllowed):
        configure(world, by=world.manager(world.eve))


def test_a_new_purpose_makes_a_new_banner_that_asks_again(world: World) -> None:
    old = latest(world)
    for item in Item.objects.filter(site=world.voipgrid, category__code="TRACKING"):
        withdraw_item(item=item, by=SYSTEM)
    assert refresh_banners(address=HERE, on=TODAY, by=SYSTEM) >= 1
    new = latest(world)
    assert new.purposes_digest != old.purposes_digest
    assert [c["k"] for c in new.texts["asked"]] == ["ANALYTICS"]


def test_the_banner_declares_its_own_cookie_on_the_site(world: World) -> None:
    own = Item.objects.get(site=world.voipgrid, pattern=COOKIE)
    assert (own.published, own.category.code, own.lifetime) == (True, "FUNCTIONAL", "P6M")


def test_a_site_that_asks_nothing_has_a_banner_that_shows_nothing(world: World) -> None:
    own = BannerBundle.objects.get(site__code="register")
    assert own.texts["asked"] == []


def test_cookies_that_scripts_cannot_reach_are_taken_away_by_the_site_itself(world: World) -> None:
    site = world.voipgrid
    client = Client(SERVER_NAME="voipgrid.nl")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.ALLOWED_HOSTS", ["voipgrid.nl", "testserver"])
        answer = client.post("/c/voipgrid/forget", b'{"keep": []}', content_type="text/plain")
        kept = client.post(
            "/c/voipgrid/forget", b'{"keep": ["ANALYTICS"]}', content_type="text/plain"
        )
        assert Client().post("/c/voipgrid/forget").status_code == 404
    assert answer.status_code == 204
    assert {"_ga", "_gcl_au"} <= set(answer.cookies)
    assert answer.cookies["_ga"]["max-age"] == 0
    assert "PHPSESSID" not in answer.cookies
    assert "_ga" not in kept.cookies
    assert site.host == "voipgrid.nl"
