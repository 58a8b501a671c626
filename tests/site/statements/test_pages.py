"""The pages: a partner reads the difference and publishes in four clicks; everyone reads it."""

import re

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from roles.mail.services import deliver, mail_waiting
from roles.models import Follower
from tests.api.conftest import token_for
from tests.site.statements.test_publishing import officer, renamed
from tests.site.test_sub_processors import text
from tests.site.world import World
from voipgrid_privacy.api.limits import limiter
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.site.statements import services
from voipgrid_privacy.site.statements.models import PrivacyStatement, StatementPublication
from voipgrid_privacy.site.views.followers import throttle

pytestmark = pytest.mark.django_db
DESK, DIFF = "/en/portal/privacyverklaring/", "/en/portal/privacyverklaring/verschil/"
PAGE = "/en/p/belfabriek/"


@pytest.fixture
def bella(world: World) -> Client:
    client = Client()
    client.force_login(world.users["Bella"])
    return client


def field(html: str, name: str) -> str:
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)[1]


def publish(client: Client) -> str:
    html = text(client.get(DIFF))
    form = {name: field(html, name) for name in ("seen", "effective_on")}
    return text(client.post(DIFF, {**form, "gaps_accepted": "on"}, follow=True))


def test_a_partner_reads_the_difference_and_publishes_in_four_clicks(bella: Client) -> None:
    first = text(bella.get("/en/portal/"))
    assert "You have not published a privacy statement yet" in first
    assert f'href="{DESK}"' in first  # one
    assert f'href="{DIFF}"' in text(bella.get(DESK))  # two
    html = text(bella.get(DIFF))
    assert html.count('type="checkbox"') == 1  # three
    assert "Publish this" in html  # four
    assert "Your statement is published" in publish(bella)
    assert "You have not published" not in text(bella.get("/en/portal/"))


def test_without_the_tick_open_letters_are_named(bella: Client) -> None:
    html = text(bella.get(DIFF))
    form = {name: field(html, name) for name in ("seen", "effective_on")}
    assert "13(2)(e)" in text(bella.post(DIFF, form))
    assert not StatementPublication.objects.exists()


def test_own_words_are_shown_as_they_are_and_never_as_a_template(bella: Client) -> None:
    words = "{{ request.user }} {% debug %} <b>vet</b>\n\nTweede"
    one = {"title_nl": "Eigen", "title_en": "Own", "intro_nl": words, "intro_en": words}
    assert "added at the end" in text(bella.post(DESK, {"do": "add", **one}, follow=True))
    part = PrivacyStatement.objects.get().parts[-1]["code"]
    assert "The part was moved" in text(
        bella.post(DESK, {"do": "move", "code": part, "way": "up"}, follow=True)
    )
    publish(bella)
    html = Client().get(PAGE).content.decode()
    assert "{{ request.user }} {% debug %} &lt;b&gt;vet&lt;/b&gt;" in html
    assert "<p>Tweede</p>" in html


def test_a_part_is_edited_and_its_facts_are_shown_apart(bella: Client) -> None:
    address = f"{DESK}deel/who/"
    assert "These cannot be typed over" in text(bella.get(address))
    done = bella.post(address, {"intro_nl": "Dag", "intro_en": "Hello there"}, follow=True)
    assert "The text is kept" in text(done)
    assert "Hello there" in text(bella.get(DIFF))
    assert bella.get(f"{DESK}deel/nothing/").status_code == 404
    assert "in Dutch and in English" in text(bella.post(address, {"intro_nl": "Dag"}))


def test_colours_that_cannot_be_read_are_refused_on_the_page(bella: Client) -> None:
    said = {"do": "declare", "obliged": "CONTRACT", "automated": "NONE"}
    bella.post(DESK, said)
    dress = {"do": "dress", "colour": "#eeeeee", "on_colour": "#ffffff", "slug": "belfabriek"}
    assert "text needs 4.5" in text(bella.post(DESK, dress))


def test_everyone_reads_the_page_and_every_form_of_it(bella: Client) -> None:
    publish(bella)
    visitor = Client()
    page = text(visitor.get(PAGE))
    assert "Privacy statement of Belfabriek" in page
    assert "VoIPGRID <span>" not in page  # no masthead of ours
    assert "Privacyverklaring van Belfabriek" in text(visitor.get("/p/belfabriek/"))
    assert not visitor.cookies
    css = visitor.get("/en/p/belfabriek/versies/1/css/")
    assert css["Content-Type"].startswith("text/css")
    assert "--navy: #2a3042" in css.content.decode()
    said = visitor.get("/p/belfabriek/nu/json/").json()
    assert (said["number"], said["party"]["name"]) == (1, "Belfabriek")
    fragment = visitor.get("/p/belfabriek/nu/html/")
    assert fragment["Access-Control-Allow-Origin"] == "*"
    assert not re.search(r"<(script|style|link|html|body)|\sstyle=", fragment.content.decode())
    assert visitor.get("/p/belfabriek/nu/exe/").status_code == 404
    assert visitor.get("/p/belfabriek/versies/2/").status_code == 404
    assert visitor.get("/p/spraakwerk/").status_code == 404
    assert visitor.get("/p/voipgrid/").status_code == 302


def test_the_paper_has_the_same_bytes_each_time(bella: Client) -> None:
    publish(bella)
    one, other = (Client().get("/p/belfabriek/versies/1/pdf/").content for _ in range(2))
    assert one.startswith(b"%PDF")
    assert one == other
    assert Client().get("/en/p/belfabriek/versies/1/pdf/").content != one


def test_a_version_stays_as_it_was_and_the_list_says_what_changed(bella: Client) -> None:
    publish(bella)
    before = Client().get("/p/belfabriek/versies/1/json/").content
    renamed("call_start", "Eerste seconde", "First second")
    assert b"First second" not in Client().get(PAGE).content  # the page is what was published
    publish(bella)
    assert Client().get("/p/belfabriek/versies/1/json/").content == before
    versions = text(Client().get("/en/p/belfabriek/versies/"))
    assert "<ins>First second</ins>" in versions
    assert "This is an older version" in text(Client().get("/en/p/belfabriek/versies/1/"))


def test_the_platform_has_none_before_two_people_agree(world: World) -> None:
    assert "has not published" in text(Client().get("/en/privacyverklaring/"))
    olga = Client()
    olga.force_login(world.users["Olga"])
    admin = "/en/admin/privacyverklaring/"
    assert "Propose this text" in olga.get(admin).content.decode()
    assert "You proposed this" in text(olga.post(admin, {"do": "propose"}, follow=True))
    party = world.parties["VoIPGRID B.V."]
    renamed()
    services.propose(party=party, on=timezone.localdate(), by=officer())
    html = olga.get(admin).content.decode()
    form = {name: field(html, name) for name in ("seen", "effective_on")}
    done = olga.post(admin, {"do": "publish", **form, "gaps_accepted": "on"}, follow=True)
    assert "The statement is published" in text(done)
    page = text(Client().get("/en/privacyverklaring/"))
    assert "Privacy statement of VoIPGRID B.V." in page
    assert "Branch" in page
    edit = olga.post(f"{admin}deel/who/", {"intro_nl": "Dag", "intro_en": "Hi"}, follow=True)
    assert "The text is kept" in text(edit)


def test_a_statement_is_followed_confirmed_and_left(bella: Client) -> None:
    throttle.forget()
    publish(bella)
    visitor = Client(enforce_csrf_checks=True)
    address = "/en/privacyverklaring/volgen/belfabriek/"
    assert f'action="{address}"' in text(visitor.get(PAGE))
    visitor.post(address, {"address": "jan@example.nl"})
    for pk in mail_waiting(at=timezone.now()):
        deliver(mail=pk, at=timezone.now(), by=SYSTEM)
    body = str(outbox.outbox[-1].body)
    assert "Belfabriek" in body
    yes = re.search(r"https?://[^/]+(/en/subverwerkers/volgen/ja/\S+)", body)[1]
    assert "the privacy statement of Belfabriek changes" in text(visitor.get(yes))
    assert "You follow the changes" in text(visitor.post(yes))
    assert Follower.objects.get().statement_of.name == "Belfabriek"
    assert visitor.get("/privacyverklaring/volgen/spraakwerk/").status_code == 404
    throttle.forget()


def test_the_api_reads_the_draft_and_publishes_it(world: World) -> None:
    limiter.forget()
    token, http = token_for(world.parties["Belfabriek"]), Client()
    headers = {"authorization": f"Bearer {token}"}
    draft = http.get(
        f"/api/v1/privacy-statement-drafts/{world.parties['Belfabriek'].pk}", headers=headers
    ).json()
    assert draft["differs"] is True
    assert "13(2)(e)" in [row["code"] for row in draft["letters"] if row["state"] == "OPEN"]
    today = timezone.localdate().isoformat()
    body = {"hash": draft["hash"], "effective_date": today}

    def post(**more: object):
        keyed = {**headers, "idempotency-key": f"k-{len(more)}"}
        return http.post(
            "/api/v1/privacy-statements", {**body, **more}, "application/json", headers=keyed
        )

    refused = post()
    assert (refused.status_code, refused.json()["code"]) == (409, "statement_has_gaps")
    made = post(gaps_accepted=True)
    assert made.status_code == 201, made.content
    assert made.json()["hash"] == draft["hash"]
    listed = http.get("/api/v1/privacy-statements", headers=headers).json()
    assert [row["number"] for row in listed["results"]] == [1]
    one = http.get(made["Location"], headers=headers)
    assert one.json() == made.json()
    other = world.parties["Spraakwerk"].pk
    assert http.get(f"/api/v1/privacy-statement-drafts/{other}", headers=headers).status_code == 404
