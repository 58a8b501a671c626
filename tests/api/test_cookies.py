"""Items, providers, offers and the banner through the API; of own parties alone."""

from uuid import uuid4

import pytest

from cookies.models import Adoption, Item
from cookies.register.loading import load_vocabulary
from cookies.registry.services import register_site
from tests.api.conftest import Reseller, token_for
from tests.cookies.scanner.scanned import scan_of, site_of
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
TOLD = {
    "category": "ANALYTICS",
    "provider": "google-analytics",
    "purpose": {"nl": "Telt bezoeken.", "en": "Counts visits."},
    "recipients": {"nl": "Google.", "en": "Google."},
    "lifetime": "P2Y",
}
KEY = {"technique": "HTTP_COOKIE", "pattern": "_ga"}


@pytest.fixture(autouse=True)
def shop(belfabriek: Reseller) -> None:
    load_vocabulary(by=SYSTEM)
    site_of(belfabriek.party)


def made(by: Reseller, **more: object) -> dict:
    answer = by.post("/cookies", {**KEY, **more})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_an_item_is_entered_completed_and_shown(belfabriek: Reseller) -> None:
    item = made(belfabriek, site="winkel")
    where = f"/cookies/{item['id']}"
    early = belfabriek.post(f"{where}/publications", {"published": True})
    assert (early.status_code, early.json()["code"]) == (409, "item_incomplete")
    done = belfabriek.post(f"{where}/corrections", TOLD)
    assert (done.status_code, done.json()["purpose"]["en"]) == (201, "Counts visits.")
    shown = belfabriek.post(f"{where}/publications", {"published": True})
    assert shown.json()["published"] is True
    told = belfabriek.http.get("/c/winkel/statement.json").json()
    assert [i["name"] for g in told["groups"] for i in g["items"]] == ["_ga"]
    found = belfabriek.get(where).json()
    assert {(c["property"], c["value"]) for c in found["claims"]} >= {("lifetime", "P2Y")}
    gone = belfabriek.post(f"{where}/publications", {"published": False})
    assert gone.json()["published"] is False


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"domain": "https://x.nl"}, "item_domain_malformed"),
        ({"path": "x"}, "item_path_malformed"),
        ({"pattern": "*"}, "pattern_malformed"),
        ({"lifetime": "2 years"}, "lifetime"),
        ({"technique": "PIXEL", "lifetime": "P1Y"}, "passing_with_lifetime"),
    ],
)
def test_what_is_none_is_refused_with_its_code(
    belfabriek: Reseller, wrong: dict, code: str
) -> None:
    refused = belfabriek.post("/cookies", {**KEY, "site": "winkel", **wrong})
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert not Item.objects.exists()


def test_where_sources_disagree_the_caller_settles_it(belfabriek: Reseller) -> None:
    scan = scan_of(Item.site.field.related_model.objects.get(code="winkel"))
    found = scan.found.get()
    taken = belfabriek.post(f"/scans/{scan.pk}/acceptances", {"found_item": str(found.pk)}).json()
    known = {"technique": "JS_COOKIE", "domain": "winkel.nl", "lifetime": "P1D"}
    assert made(belfabriek, site="winkel", **known)["status"] == "DISPUTED"
    where = f"/cookies/{taken['id']}"
    settled = belfabriek.post(f"{where}/corrections", {"lifetime": "P2Y"}).json()
    assert (settled["status"], settled["lifetime"]) == ("CONFIRMED", "P2Y")
    said = {c["value"] for c in belfabriek.get(where).json()["claims"]}
    assert said >= {"P1D", "P2Y"}


def test_unknown_words_are_refused_alike(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    own = {"name": "Stats BV", "conduct": "FOR_SITE", "country": "NL"}
    assert spraakwerk.post("/cookie-providers", own).status_code == 201
    bodies = [
        belfabriek.post("/cookies", {**KEY, "site": "winkel", "provider": code}).content
        for code in ("stats-bv", "nowhere-bv")
    ]
    assert bodies[0] == bodies[1].replace(b"nowhere-bv", b"stats-bv")
    listed = belfabriek.get("/cookie-providers?limit=200").json()["results"]
    assert "stats-bv" not in {each["code"] for each in listed}
    mine = belfabriek.post("/cookie-providers", own).json()
    assert (mine["own"], [role["role"] for role in mine["roles"]]) == (True, ["PROCESSOR"] * 3)
    assert belfabriek.post("/cookie-providers", own).json()["code"] == "provider_known"


def test_anothers_item_is_as_good_as_none(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    item, nobody = made(belfabriek, site="winkel"), uuid4()
    for what, body in {
        "corrections": {"lifetime": "P1D"},
        "publications": {"published": False},
        "offers": {"site": "winkel"},
    }.items():
        answers = [spraakwerk.post(f"/cookies/{pk}/{what}", body) for pk in (item["id"], nobody)]
        assert [each.status_code for each in answers] == [404, 404]
    assert spraakwerk.get(f"/cookies/{item['id']}").status_code == 404
    assert spraakwerk.post("/cookies", {**KEY, "site": "winkel"}).status_code == 404
    assert spraakwerk.post("/sites/winkel/banners", {}).status_code == 404
    belfabriek.token = token_for(belfabriek.party, ["cookies.read"])
    assert belfabriek.post("/cookies", {**KEY, "site": "winkel"}).status_code == 403


def test_an_item_is_lent_to_a_customers_site_and_no_others(
    belfabriek: Reseller, spraakwerk: Reseller
) -> None:
    register_site(party=belfabriek.customer, code="klant", name="Klant", host="klant.nl", by=SYSTEM)
    register_site(party=spraakwerk.customer, code="ander", name="Ander", host="ander.nl", by=SYSTEM)
    item = made(belfabriek, **TOLD)
    where = f"/cookies/{item['id']}/offers"
    given = belfabriek.post(where, {"site": "klant"})
    assert (given.status_code, given.json()["state"]) == (201, "PROPOSED")
    others = [belfabriek.post(where, {"site": code}) for code in ("ander", "nowhere")]
    assert {each.json()["code"] for each in others} == {"offer_outside_chain"}
    assert others[0].content == others[1].content
    own = belfabriek.post(where, {"site": "winkel"}).json()
    listed = belfabriek.get("/cookie-offers?site=winkel").json()["results"]
    assert [each["id"] for each in listed] == [own["id"]]
    decided = belfabriek.post(f"/cookie-offers/{own['id']}/decisions", {"approved": True})
    assert decided.json()["state"] == "APPROVED"
    foreign = Adoption.objects.get(site__code="klant")
    for pk in (foreign.pk, uuid4()):
        path = f"/cookie-offers/{pk}/decisions"
        assert belfabriek.post(path, {"approved": True}).status_code == 404


def test_a_list_is_shown_first_and_entered_when_asked(
    belfabriek: Reseller, spraakwerk: Reseller
) -> None:
    path = "/sites/winkel/cookie-imports"
    text = "name,domain,type,lifetime\n_ga,winkel.nl,cookie,P2Y\n*,winkel.nl,cookie,P1Y\n"
    shown = belfabriek.post(path, {"form": "CSV", "text": text})
    assert (shown.status_code, shown.json()["applied"]) == (201, False)
    assert shown.json()["rows"][0]["outcome"] == "NEW"
    assert not Item.objects.exists()
    done = belfabriek.post(path, {"form": "CSV", "text": text, "apply": True}).json()
    assert done["rows"][0]["item_id"] == str(Item.objects.get().pk)
    assert (done["rows"][1]["outcome"], done["rows"][1]["problem"]) == (
        "PROBLEM",
        "pattern_malformed",
    )
    again = belfabriek.post(path, {"form": "CSV", "text": text}).json()
    assert again["rows"][0]["outcome"] == "KNOWN"
    for form, wrong in (("EDPB", "{"), ("CSV", "a,b\n1,2\n"), ("PASTED", "niets")):
        refused = belfabriek.post(path, {"form": form, "text": wrong})
        assert (refused.status_code, refused.json()["code"]) == (400, "import_unreadable"), form
    assert spraakwerk.post(path, {"text": text}).status_code == 404


def test_a_banner_is_set_up_and_what_the_law_fixes_cannot_be_set(belfabriek: Reseller) -> None:
    made_ = belfabriek.post("/sites/winkel/banners", {"colour": "#0b5d1e"})
    assert made_.status_code == 201, made_.content
    body = made_.json()
    assert (body["colour"], body["reask_months"]) == ("#0b5d1e", 6)
    assert body["url"].endswith(".js")
    assert body["integrity"].startswith("sha256-")
    for wrong, code in (
        ({"colour": "#ffffff"}, "contrast_too_low"),
        ({"reask_months": 1}, "reask_term"),
    ):
        refused = belfabriek.post("/sites/winkel/banners", wrong)
        assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert belfabriek.post("/sites/winkel/banners", {"pre_ticked": True}).status_code == 400
