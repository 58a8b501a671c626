"""The banner in a real browser: nothing before a choice, equal buttons, keyboard, withdrawal."""

import base64
import os
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from cookies.banner.services import configure_banner
from cookies.choices import Provenance, Technique
from cookies.models import BannerBundle, ConsentCategory, ConsentRecord, Provider
from cookies.register.loading import load_vocabulary
from cookies.registry.services import Facts, Said, enter_item, publish_item, register_site
from tests.browser.banner_site import serving
from tests.cookies.conftest import TODAY
from tests.site.world import party
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = Localised(nl="Voor de test.", en="For the test.")
PLANTED = (
    (Technique.HTTP_COOKIE, "_ga", "/", "ANALYTICS", "google-analytics"),
    (Technique.HTTP_COOKIE, "_scoped", "/deep", "ANALYTICS", "google-analytics"),
    (Technique.JS_COOKIE, "_part_#", "/", "TRACKING", "linkedin"),
    (Technique.LOCAL_STORAGE, "track*", "/", "TRACKING", "linkedin"),
    (Technique.SESSION_STORAGE, "visit", "/", "ANALYTICS", "google-analytics"),
    (Technique.INDEXED_DB, "profile", "/", "TRACKING", "linkedin"),
    (Technique.CACHE_STORAGE, "ads-*", "/", "TRACKING", "linkedin"),
)
PLANT = """async () => {
  document.cookie = "_ga=1;path=/"; document.cookie = "_scoped=1;path=/deep";
  document.cookie = "_part_12=1;path=/"; document.cookie = "mine=1;path=/";
  localStorage.setItem("tracker", "1"); localStorage.setItem("basket", "1");
  sessionStorage.setItem("visit", "1"); await caches.open("ads-1");
  await new Promise((done) => {
    const r = indexedDB.open("profile", 1);
    r.onsuccess = () => { r.result.close(); done(); };
  });
}"""
AGE = """() => {
  const [name, value] = document.cookie.split("; ").find(c => c.startsWith("vp_")).split("=");
  const parts = decodeURIComponent(value).split(".");
  parts[1] -= 200;
  document.cookie = name + "=" + encodeURIComponent(parts.join(".")) + ";path=/";
}"""
SENT = """() => document.cookie.split("; ").some(
  c => c.startsWith("vp_") && decodeURIComponent(c).endsWith(".1"))"""
LEFT = """async () => ({ cookies: document.cookie, local: Object.keys(localStorage),
  session: Object.keys(sessionStorage), caches: await caches.keys(),
  databases: (await indexedDB.databases()).map((d) => d.name) })"""


GPC = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"


@pytest.fixture
def site(live_server: Any, db_ready: Any) -> Iterator[tuple[str, list[str]]]:
    bundle = BannerBundle.objects.get(site__code="shop")
    digest = base64.b64encode(bytes.fromhex(bundle.digest)).decode()
    values = {
        "script": f"{live_server.url}/c/shop/{bundle.digest}.js",
        "integrity": f"sha256-{digest}",
        "server": live_server.url,
        "language": "nl",
    }
    with serving(values) as found:
        yield found


@pytest.fixture
def db_ready(live_server: Any, transactional_db: None) -> None:
    belfabriek = party("Belfabriek", "PARTNER")
    load_vocabulary(by=SYSTEM)
    shop = register_site(party=belfabriek, code="shop", name="Winkel", host="127.0.0.1", by=SYSTEM)
    for technique, pattern, path, category, provider in PLANTED:
        facts = Facts(
            technique=technique,
            pattern=pattern,
            path=path,
            provider=Provider.objects.get(code=provider),
            category=ConsentCategory.objects.get(code=category),
            purpose=WORDS,
            recipients=WORDS,
            lifetime="P1Y",
        )
        said = Said(Provenance.PERSON, TODAY)
        item = enter_item(owner=belfabriek, site=shop, facts=facts, said=said, by=SYSTEM)
        publish_item(item=item, by=SYSTEM)
    configure_banner(site=shop, address=live_server.url, on=TODAY, by=SYSTEM)


@pytest.fixture
def visit(browser: Any, site: tuple[str, list[str]]) -> Iterator[Any]:
    contexts = []

    def visited(path: str = "", *, script: str = "", **options: Any) -> Any:
        context = browser.new_context(viewport={"width": 1366, "height": 800}, **options)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.complaints = []
        page.requests = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("request", lambda request: page.requests.append(request.url))
        page.goto(site[0] + path)
        return page

    yield visited
    for context in contexts:
        context.close()


def records() -> list[str]:
    rows = ConsentRecord.objects.filter(site__code="shop").order_by("seq")
    return list(rows.values_list("action", flat=True))


def wait_for_records(page: Any, number: int) -> list[str]:
    for _ in range(50):
        if len(found := records()) >= number:
            return found
        page.wait_for_timeout(100)
    return records()


def test_before_a_choice_nothing_is_stored_and_one_request_is_ours(
    visit: Any, site: tuple[str, list[str]]
) -> None:
    page = visit()
    page.get_by_role("button", name="Weigeren").wait_for()
    left = page.evaluate(LEFT)
    assert left == {"cookies": "", "local": [], "session": [], "caches": [], "databases": []}
    assert len([url for url in page.requests if "/c/shop/" in url]) == 1
    assert "/tracker.js" not in site[1]
    assert page.title() == "Winkel"
    assert [c for c in page.complaints if "Policy" in c or "Trusted" in c] == []


def test_refusing_is_as_easy_as_allowing(visit: Any) -> None:
    page = visit()
    look = """e => { const s = getComputedStyle(e), r = e.getBoundingClientRect();
      return [s.color, s.backgroundColor, s.fontSize, s.fontWeight, s.borderColor,
        r.width, r.height] }"""
    names = ("Weigeren", "Toestaan")
    buttons = [page.get_by_role("button", name=name, exact=True) for name in names]
    for width in (320, 360, 412, 768, 1366):
        page.set_viewport_size({"width": width, "height": 800})
        refuse, accept = (button.evaluate(look) for button in buttons)
        assert refuse == accept, width
        assert refuse[6] >= 44
    page.get_by_role("button", name="Zelf kiezen").click()
    assert not page.locator("dialog input:checked").count()
    sizes = page.locator("dialog button.b").evaluate_all(
        "all => all.map(e => Math.round(e.getBoundingClientRect().height))"
    )
    assert min(sizes) >= 44
    names = page.locator("dialog button.b").all_text_contents()
    assert names == ["Weigeren", "Keuze bewaren", "Toestaan"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "en"])
def test_axe_finds_nothing_in_either_layer(visit: Any, scheme: str, path: str) -> None:
    page = visit(path, color_scheme=scheme, bypass_csp=True)
    page.locator("section.bar").wait_for()
    assert Axe().run(page).response["violations"] == []
    page.locator("section.bar button.l").click()
    page.locator("dialog[open]").wait_for()
    assert Axe().run(page).response["violations"] == []


def test_someone_without_a_mouse_refuses_and_the_choice_is_kept_and_logged(visit: Any) -> None:
    page = visit()
    page.locator("section.bar").wait_for()
    page.keyboard.press("Tab")
    inside = "document.activeElement.shadowRoot.activeElement.textContent"
    assert page.evaluate(inside) == "Weigeren"
    page.keyboard.press("Enter")
    assert page.locator("section.bar").count() == 0
    assert wait_for_records(page, 1) == ["REFUSE"]
    assert page.evaluate("document.cookie").startswith("vp_consent=")
    page.reload()
    page.get_by_role("button", name="Privacy-instellingen").wait_for()
    assert page.locator("section.bar").count() == 0
    assert page.title() == "Winkel"


def test_allowing_lets_in_what_was_held_and_tells_googles_tags(
    visit: Any, site: tuple[str, list[str]]
) -> None:
    page = visit()
    assert page.locator("iframe").is_hidden()
    page.get_by_role("button", name="Toestaan", exact=True).click()
    page.wait_for_function("document.title === 'tracked'")
    page.frame_locator("iframe").get_by_text("video").wait_for()
    assert "/tracker.js" in site[1]
    told = page.evaluate(
        "dataLayer.map(e => [e[0], e[1], e[2].ad_storage, e[2].analytics_storage])"
    )
    assert told == [
        ["consent", "default", "denied", "denied"],
        ["consent", "update", "granted", "granted"],
    ]
    assert [c for c in page.complaints if "Policy" in c or "Trusted" in c] == []


def test_an_embed_is_let_in_by_a_click_on_its_place(visit: Any) -> None:
    page = visit()
    page.get_by_role("button", name="Toestaan en tonen").click()
    page.frame_locator("iframe").get_by_text("video").wait_for()
    assert wait_for_records(page, 1) == ["CHOOSE"]


def test_withdrawing_takes_away_everything_of_seven_kinds_and_nothing_else(
    visit: Any, site: tuple[str, list[str]]
) -> None:
    page = visit()
    page.get_by_role("button", name="Toestaan", exact=True).click()
    page.evaluate(PLANT)
    page.get_by_role("button", name="Privacy-instellingen").click()
    page.locator("dialog").get_by_role("button", name="Weigeren").click()
    page.wait_for_timeout(500)
    left = page.evaluate(LEFT)
    assert left["cookies"].count("=") == 2
    assert "mine=1" in left["cookies"]
    assert (left["local"], left["session"]) == (["basket"], [])
    assert (left["caches"], left["databases"]) == ([], [])
    names = {cookie["name"] for cookie in page.context.cookies(site[0] + "deep")}
    assert names == {"mine", "vp_consent"}
    assert "/forget" in site[1]
    assert wait_for_records(page, 2) == ["ACCEPT", "WITHDRAW"]


def test_a_browser_that_says_no_is_believed(visit: Any, site: tuple[str, list[str]]) -> None:
    page = visit(script=GPC)
    page.get_by_role("button", name="Privacy-instellingen").wait_for()
    assert page.locator("section.bar").count() == 0
    assert page.evaluate("document.cookie") == ""
    assert "/tracker.js" not in site[1]


def test_it_fits_a_small_phone_and_forced_colours(visit: Any) -> None:
    page = visit(forced_colors="active", reduced_motion="reduce")
    page.set_viewport_size({"width": 320, "height": 568})
    page.locator("section.bar").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("section.bar").bounding_box()["height"] <= 568 * 0.61
    page.get_by_role("button", name="Zelf kiezen").click()
    assert page.locator("dialog").bounding_box()["width"] <= 320
    page.keyboard.press("Escape")
    assert page.get_by_role("button", name="Weigeren").is_visible()


def test_an_old_choice_is_asked_again(visit: Any, site: tuple[str, list[str]]) -> None:
    page = visit()
    page.get_by_role("button", name="Weigeren").click()
    page.wait_for_function(SENT)  # which writes the choice down once more
    page.evaluate(AGE)
    page.reload()
    page.get_by_role("button", name="Weigeren").wait_for()


def test_what_is_marked_wrongly_is_held_and_not_let_in(
    visit: Any, site: tuple[str, list[str]]
) -> None:
    """A wrong word fails closed; an exemption that does not hold goes by what asks."""
    page = visit("?held")
    page.get_by_role("button", name="Weigeren").wait_for()
    assert (page.title(), page.evaluate("document.body.id")) == ("Winkel", "needed")
    page.get_by_role("button", name="Weigeren").click()
    assert wait_for_records(page, 1) == ["REFUSE"]
    assert page.title() == "Winkel"
    page.get_by_role("button", name="Privacy-instellingen").click()
    page.locator("dialog label").filter(has_text="Statistiek").click()
    page.get_by_role("button", name="Keuze bewaren").click()
    page.wait_for_function("document.title === 'small'")
    assert page.locator("iframe[title=Other]").is_hidden()
    assert page.locator("iframe[title=Other]").get_attribute("src") is None


def test_a_browser_that_says_no_since_the_choice_takes_it_back(visit: Any) -> None:
    page = visit()
    page.get_by_role("button", name="Toestaan", exact=True).click()
    assert wait_for_records(page, 1) == ["ACCEPT"]
    page.wait_for_function(SENT)
    page.evaluate("document.cookie = '_ga=1;path=/'")
    page.context.add_init_script(GPC)
    page.reload()
    assert wait_for_records(page, 2) == ["ACCEPT", "WITHDRAW"]
    assert "_ga=" not in page.evaluate("document.cookie")
    assert page.title() == "Winkel"
    page.get_by_role("button", name="Privacy-instellingen").click()
    page.locator("dialog").get_by_role("button", name="Toestaan", exact=True).click()
    assert wait_for_records(page, 3) == ["ACCEPT", "WITHDRAW", "ACCEPT"]
    page.wait_for_function(SENT)
    page.reload()  # said on purpose, while the browser says no: that stands
    page.wait_for_function("document.title === 'tracked'")
    page.wait_for_timeout(500)
    assert records() == ["ACCEPT", "WITHDRAW", "ACCEPT"]


def test_an_embed_goes_when_its_consent_is_taken_back(visit: Any) -> None:
    page = visit()
    page.get_by_role("button", name="Toestaan", exact=True).click()
    page.frame_locator("iframe").get_by_text("video").wait_for()
    page.get_by_role("button", name="Privacy-instellingen").click()
    page.locator("dialog").get_by_role("button", name="Weigeren").click()
    page.get_by_role("button", name="Toestaan en tonen").wait_for()
    assert page.locator("iframe").get_attribute("src") is None


def test_nothing_lies_over_the_choices_on_a_narrow_phone(visit: Any) -> None:
    page = visit()
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 700})
        for name in ("Weigeren", "Toestaan", "Zelf kiezen"):
            page.get_by_role("button", name=name, exact=True).click(trial=True, timeout=5_000)
    assert page.get_by_role("button", name="Privacy-instellingen").count() == 0
    page.get_by_role("button", name="Weigeren").click()
    page.get_by_role("button", name="Privacy-instellingen").click(timeout=5_000)
