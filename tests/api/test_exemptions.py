"""Statistics without consent through the API: read, answered and relied on, of own sites alone."""

import pytest
from django.core.management import call_command

from cookies.exemption.checklists import statistics
from cookies.models import ExemptionAnswer, Site
from tests.api.conftest import Reseller
from tests.cookies.scanner.scanned import site_of
from tests.cookies.test_exemption import declare

pytestmark = pytest.mark.django_db
ANSWERS = "/sites/winkel/exemption-answers"


@pytest.fixture
def shop(belfabriek: Reseller) -> None:
    call_command("load_cookies", verbosity=0)
    site_of(belfabriek.party)


def test_a_site_is_read_answered_and_holds(belfabriek: Reseller, shop: None) -> None:
    before = belfabriek.get("/sites/winkel/exemption").json()
    assert (before["holds"], before["relied_on"]) == (False, False)
    assert {each["state"] for each in before["points"]} == {"UNANSWERED"}
    for point in statistics().points:
        made = belfabriek.post(
            ANSWERS, {"point": point.code, "met": True, "evidence": "https://winkel.nl/avg"}
        )
        assert made.status_code == 201, made.content
    after = made.json()
    assert after["holds"]
    assert after["lapses_date"] == min(each["lapses_date"] for each in after["points"])
    claims = "/sites/winkel/exemption-claims"
    nothing = belfabriek.post(claims, {"relied_on": True})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "exemption_nothing_to_move")
    declare(Site.objects.get(code="winkel"), "_pk_id", "ANALYTICS")
    claimed = belfabriek.post(claims, {"relied_on": True})
    assert (claimed.status_code, claimed.json()["relied_on"]) == (201, True)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"point": "only_quality", "met": True}, "exemption_without_evidence"),
        ({"point": "we_are_nice", "met": False}, "exemption_point_unknown"),
    ],
)
def test_refusals_have_codes(
    belfabriek: Reseller, shop: None, given: dict[str, object], code: str
) -> None:
    refused = belfabriek.post(ANSWERS, given)
    assert refused.json()["code"] == code
    assert not ExemptionAnswer.objects.exists()


def test_a_strangers_site_is_not_there(
    spraakwerk: Reseller, belfabriek: Reseller, shop: None
) -> None:
    assert spraakwerk.get("/sites/winkel/exemption").status_code == 404
    for path in (ANSWERS, "/sites/winkel/exemption-claims"):
        body = {"relied_on": True} if "claims" in path else {"point": "only_quality", "met": False}
        assert spraakwerk.post(path, body).status_code == 404
    assert not ExemptionAnswer.objects.exists()
