"""Logo, colours and host by the API, and VoIPGRID's own logo and colours in the admin."""

import re
from base64 import b64encode
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.api.conftest import token_for
from tests.site.statements.test_logo import SVG
from tests.site.statements.test_own_host import showing
from tests.site.statements.test_publishing import officer
from tests.site.test_sub_processors import text
from tests.site.world import World
from voipgrid_privacy.api.limits import limiter
from voipgrid_privacy.site.statements import services
from voipgrid_privacy.site.statements.models import OwnHost, PrivacyStatement
from voipgrid_privacy.site.statements.queries import Draft

pytestmark = pytest.mark.django_db
WORDS = {"nl": "Een toren", "en": "A tower"}
DESK = "/en/admin/privacyverklaring/"


class Caller:
    """Belfabriek's own system."""

    def __init__(self, world: World) -> None:
        limiter.forget()
        party = world.parties["Belfabriek"]
        self.token, self.http, self.count = token_for(party), Client(), 0
        self.draft = f"/api/v1/privacy-statement-drafts/{party.pk}"

    def post(self, path: str, body: object, draft: str = "") -> object:
        self.count += 1
        headers = {"authorization": f"Bearer {self.token}", "idempotency-key": f"k{self.count}"}
        place = f"{draft or self.draft}/{path}"
        return self.http.post(place, body, content_type="application/json", headers=headers)


@pytest.fixture
def belfabriek(world: World) -> Caller:
    return Caller(world)


def test_a_logo_is_shown_and_taken_out_by_the_api(belfabriek: Caller) -> None:
    picture = {"content_base64": b64encode(SVG.encode()).decode(), "shows": WORDS}
    made = belfabriek.post("logos", picture)
    assert made.status_code == 201, made.content
    assert made.json()["logo"]["shows"] == WORDS
    assert PrivacyStatement.objects.get().logo is not None
    gone = belfabriek.post("logo-removals", {})
    assert gone.json()["logo"] is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"content_base64": b64encode(b"GIF89a").decode()}, "statement_logo_not_a_picture"),
        ({"content_base64": "&&"}, "invalid_request"),
        ({}, "statement_logo_missing"),
    ],
)
def test_what_is_no_logo_is_refused_with_a_code(belfabriek: Caller, body: dict, code: str) -> None:
    answer = belfabriek.post("logos", {"shows": WORDS, **body})
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not PrivacyStatement.objects.exclude(logo=None).exists()


def test_colours_that_cannot_be_told_apart_are_refused(belfabriek: Caller) -> None:
    good = belfabriek.post("colours", {"colour": "#123f3a", "text_colour": "#FFFFFF"})
    assert (good.status_code, good.json()["text_colour"]) == (201, "#ffffff")
    refused = belfabriek.post("colours", {"colour": "#777777", "text_colour": "#ffffff"})
    assert (refused.status_code, refused.json()["code"]) == (400, "statement_contrast_too_low")


def test_a_host_is_recorded_proven_and_given_up_by_the_api(
    belfabriek: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = belfabriek.post("own-hosts", {"host": "privacy.bel.example.com"})
    assert made.status_code == 201
    row = OwnHost.objects.get()
    assert made.json()["dns_text"] == f"voipgrid-privacy={row.token}"
    assert made.json()["proven_at"] is None
    monkeypatch.setattr("cookies.scanner.ownership.outside", lambda: showing(row, "x"))
    assert belfabriek.post("own-host-proofs", {}).status_code == 409
    monkeypatch.setattr("cookies.scanner.ownership.outside", lambda: showing(row))
    assert belfabriek.post("own-host-proofs", {}).json()["proven_at"]
    draft = belfabriek.http.get(
        belfabriek.draft, headers={"authorization": f"Bearer {belfabriek.token}"}
    )
    assert draft.json()["own_host"]["missing_since"] is None
    assert belfabriek.post("own-host-removals", {}).json() == {"host": row.host}
    assert belfabriek.post("own-host-removals", {}).status_code == 404


@pytest.mark.parametrize("path", ["logo-removals", "own-host-removals", "own-host-proofs"])
def test_another_partners_is_answered_like_nothing(
    world: World, belfabriek: Caller, path: str
) -> None:
    drafts = "/api/v1/privacy-statement-drafts"
    other = belfabriek.post(path, {}, f"{drafts}/{world.parties['Spraakwerk'].pk}")
    nobody = belfabriek.post(path, {}, f"{drafts}/00000000-0000-4000-8000-000000000000")
    assert (other.status_code, other.json()["code"]) == (404, nobody.json()["code"])


OWN_PAGES = ("", "cookies/", "verzoek/", "subverwerkers/", "ontwikkelaars/", "privacyverklaring/")


def test_the_platforms_own_public_pages_look_as_its_statement_does(
    world: World, draft: Callable[..., Draft]
) -> None:
    olga, visitor = Client(), Client()
    olga.force_login(world.users["Olga"])
    assert "/p/voipgrid/" not in text(visitor.get("/"))
    words = {"do": "logo", "shows_nl": "VoIPGRID, een raster", "shows_en": "VoIPGRID, a grid"}
    file = SimpleUploadedFile("logo.svg", SVG.encode())
    olga.post(DESK, {**words, "logo": file})
    row = PrivacyStatement.objects.get(party=world.parties["VoIPGRID B.V."])
    dress = {"do": "dress", "slug": row.slug, "colour": "#7a2a10", "on_colour": "#ffffff"}
    olga.post(DESK, dress)
    party, on = world.parties["VoIPGRID B.V."], timezone.localdate()
    services.propose(party=party, on=on, by=officer())
    seen = draft("VoIPGRID B.V.", on=on).hash
    told = {"seen": seen, "effective_on": on, "gaps_accepted": True, "on": on}
    services.publish(party=party, **told, by=officer())
    for prefix, alt in (("/", "VoIPGRID, een raster"), ("/en/", "VoIPGRID, a grid")):
        for page in OWN_PAGES:
            answer = visitor.get(prefix + page, follow=True)
            html = text(answer)
            (sheet,) = set(re.findall(r'href="([^"]*/p/voipgrid/versies/1/css/)"', html))
            assert "#7a2a10" in text(visitor.get(sheet))
            assert f'alt="{alt}"' in html, page


def test_the_platform_has_a_logo_and_colours_of_its_own(world: World) -> None:
    olga = Client()
    olga.force_login(world.users["Olga"])
    words = {"do": "logo", "shows_nl": "VoIPGRID", "shows_en": "VoIPGRID, a grid"}
    file = SimpleUploadedFile("logo.svg", SVG.encode())
    assert "The logo is in the draft" in text(olga.post(DESK, {**words, "logo": file}, follow=True))
    assert olga.get(reverse("admin:privacy_statement_logo"))["Content-Type"] == "image/svg+xml"
    row = PrivacyStatement.objects.get(party=world.parties["VoIPGRID B.V."])
    dress = {"do": "dress", "slug": row.slug, "colour": "#7a2a10", "on_colour": "#ffffff"}
    assert "are kept" in text(olga.post(DESK, dress, follow=True))
    assert "text needs 4.5" in text(olga.post(DESK, {**dress, "colour": "#eeeeee"}))
    row.refresh_from_db()
    assert (row.colour, row.logo_alt.nl) == ("#7a2a10", "VoIPGRID")
    assert "was taken out" in text(olga.post(DESK, {"do": "remove-logo"}, follow=True))
