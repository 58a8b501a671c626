"""A banner that an older version made is a finding, until it is published again."""

from datetime import date

import pytest
from django.core.management import call_command

from cookies.banner.build import is_of_this_version
from cookies.banner.services import publish_banner
from cookies.errors import NoBanner
from cookies.findings import banners_of_older_versions
from cookies.models import BannerBundle
from tests.cookies.conftest import World
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import SYSTEM

TODAY = date(2026, 11, 28)
HERE = "http://127.0.0.1:8000"


def latest(world: World) -> BannerBundle:
    found = BannerBundle.objects.filter(site=world.voipgrid).order_by("-number").first()
    assert found is not None
    return found


def made_by_an_older_version(world: World, old: str, new: str) -> None:
    was = latest(world)
    script = was.script.replace(old, new, 1)
    assert script != was.script
    BannerBundle.objects.create(
        site=world.voipgrid,
        number=was.number + 1,
        made_on=TODAY,
        script=script,
        texts=was.texts,
        digest=f"{was.number:064x}",
        text_digest=was.text_digest,
        purposes_digest=was.purposes_digest,
    )


def found(world: World) -> list[str]:
    scopes = {world.voipgrid.party_id}
    codes = [each.key for each in banners_of_older_versions(TODAY, scopes)]
    return [each for each in codes if "site=voipgrid/" in each]


@pytest.mark.parametrize(("old", "new"), [("privacyChoice", "privacychoice"), ("24px", "9px")])
def test_it_is_found_and_gone_once_published_again(world: World, old: str, new: str) -> None:
    assert found(world) == []
    made_by_an_older_version(world, old, new)
    number = latest(world).number
    assert found(world) == [f"site=voipgrid/banner {number}"]
    with pytest.raises(NotAllowed):
        publish_banner(site=world.voipgrid, address=HERE, on=TODAY, by=world.manager(world.eve))
    made = publish_banner(site=world.voipgrid, address=HERE, on=TODAY, by=SYSTEM)
    assert (made.number, is_of_this_version(made.script)) == (number + 1, True)
    assert found(world) == []


def test_the_command_publishes_all(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("publish_banners")
    capsys.readouterr()
    made_by_an_older_version(world, "privacyChoice", "privacychoice")
    call_command("publish_banners")
    assert capsys.readouterr().out == "Banners: 1 published anew.\n"
    assert found(world) == []


def test_a_site_without_a_banner_has_none_to_publish(world: World) -> None:
    with pytest.raises(NoBanner):
        publish_banner(site=world.eves, address=HERE, on=TODAY, by=SYSTEM)
