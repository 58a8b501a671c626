"""The chain of agreements through the API: what links lack, and what documents cover."""

import pytest

from roles.agreements.services import record_agreement
from roles.models import Party
from tests.api.conftest import START, Reseller
from tests.api.test_agreements import drafted
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db


def test_links_tell_what_they_lack(belfabriek: Reseller, platform: Party) -> None:
    (link,) = belfabriek.get("/flow-downs").json()["results"]
    assert (link["engaged"]["id"], link["agreement_id"]) == (str(platform.pk), None)
    assert "partner_without_agreement" in {each["code"] for each in link["missing"]}
    days = {"processor_signed_on": START, "controller_signed_on": START, "on": START}
    made = record_agreement(processor=platform, controller=belfabriek.party, **days, by=SYSTEM)
    (link,) = belfabriek.get("/flow-downs").json()["results"]
    assert (link["agreement_id"], link["data_categories"]) == (str(made.pk), ["TRANSMITTED"])
    missing = {each["code"]: each for each in link["missing"]}
    assert missing["flow_down_unknown"]["cites"][0] == "GDPR Art. 28(4)"
    early = belfabriek.get("/flow-downs?asof=2001-01-01").json()
    assert early["results"] == []


def test_a_document_is_said_to_cover_what_and_where(belfabriek: Reseller) -> None:
    place = f"/agreements/{drafted(belfabriek)['id']}/coverage"
    said = {
        "items": [{"item": "a", "place": "art. 2"}, {"item": "g", "place": "art. 9"}],
        "categories": [{"data_category": "TRANSMITTED", "place": "annex 1"}],
    }
    assert belfabriek.post(place, said).json()["total_count"] == 3
    gone = belfabriek.post(place, {"items": [{"item": "g", "place": ""}]}).json()
    assert {(row["item"], row["data_category"], row["place"]) for row in gone["results"]} == {
        ("a", None, "art. 2"),
        (None, "TRANSMITTED", "annex 1"),
    }
    assert belfabriek.get(place).json() == gone
    wrong = belfabriek.post(place, {"items": [{"item": "z", "place": "x"}]})
    assert wrong.status_code == 400


def test_anothers_coverage_is_like_none(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    place = f"/agreements/{drafted(belfabriek)['id']}/coverage"
    assert spraakwerk.get(place).status_code == 404
    assert spraakwerk.post(place, {"items": []}).status_code == 404
