"""Following the list of sub-processors on public pages: no log-in, script, hint or cookie."""

import re
from collections.abc import Iterator

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from roles.followers import services
from roles.mail.services import deliver, mail_waiting
from roles.models import Follower, OutgoingMail
from tests.site.test_sub_processors import text
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.throttle import Throttle
from voipgrid_privacy.site.views.followers import throttle

pytestmark = pytest.mark.django_db
PATH = "/en/subverwerkers/volgen/"


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> Iterator[None]:
    throttle.forget()
    yield
    throttle.forget()


@pytest.fixture
def visitor(world: World) -> Client:
    """Somebody's browser, which refuses forms that carry no proof where that is asked."""
    return Client(enforce_csrf_checks=True)


def mailed() -> str:
    for pk in mail_waiting(at=timezone.now()):
        deliver(mail=pk, at=timezone.now(), by=SYSTEM)
    return str(outbox.outbox[-1].body)


def link(body: str, what: str) -> str:
    """Return the path of a link: in the language in which the address was left."""
    return re.search(rf"https?://[^/]+(/en/subverwerkers/volgen/{what}/\S+)", body)[1]


def test_the_public_list_offers_to_follow_it(visitor: Client) -> None:
    html = text(visitor.get("/en/subverwerkers/"))
    assert f'action="{PATH}"' in html
    assert "erased after three days" in html
    assert "Volgen per mail" in text(visitor.get("/subverwerkers/"))
    assert not visitor.cookies


def test_an_address_is_left_confirmed_and_erased_with_three_buttons(visitor: Client) -> None:
    left = visitor.post(PATH, {"address": "jan@example.nl"}, follow=True)
    assert "Look in your mail" in text(left)
    body = mailed()
    yes, stop = link(body, "ja"), link(body, "stop")
    for opened in (yes, stop):  # a mail program looks at links too
        assert "<button" in text(visitor.get(opened))
    assert Follower.objects.get().confirmed_at is None
    assert "You follow the changes" in text(visitor.post(yes))
    assert Follower.objects.get().confirmed_at is not None
    again = visitor.post(yes)
    assert again.status_code == 404
    assert "This link does not hold" in again.content.decode()
    assert "You get no more mail" in text(visitor.post(stop))
    assert not Follower.objects.exists()
    assert "You get no more mail" in text(visitor.post(stop))
    assert not visitor.cookies


def test_a_mail_program_leaves_with_one_click(visitor: Client) -> None:
    """RFC 8058: a POST to the address in the header, without a cookie or a page before it."""
    visitor.post(PATH, {"address": "jan@example.nl"})
    mailed()
    header = outbox.outbox[-1].extra_headers["List-Unsubscribe"]
    address = re.fullmatch(r"<https?://[^/]+(/\S+)>", header)[1]
    done = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert not Follower.objects.exists()


def test_a_known_address_gets_the_same_answer(visitor: Client) -> None:
    answers = []
    for address in ("jan@example.nl", "jan@example.nl", "JAN@example.nl", "nieuw@example.nl"):
        answer = visitor.post(PATH, {"address": address})
        answers.append((answer.status_code, answer["Location"], answer.content))
    assert len(set(answers)) == 1
    assert OutgoingMail.objects.filter(kind="FOLLOW").count() == 2


@pytest.mark.parametrize(
    "address",
    [
        "",
        "jan",
        "jan@example.nl\r\nBcc: eve@example.com",
        "jan@example.nl\nBcc: eve@example.com",
        "jan@example.nl, eve@example.com",
        "jan@example.nl\x00",
        '"jan eve"@example.nl',
        "<script>@example.nl",
    ],
)
def test_what_is_no_address_is_refused_with_its_reason(visitor: Client, address: str) -> None:
    answer = visitor.post(PATH, {"address": address})
    assert answer.status_code == 400
    assert 'class="error" role="alert"' in answer.content.decode()
    assert "<script>@" not in answer.content.decode()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("place", ["ja", "stop"])
@pytest.mark.parametrize(
    "token", ["x", "00000000000000000000000000000000:x", "%00", "ü", "a" * 5000]
)
def test_forged_links_are_refused_and_tell_nothing(visitor: Client, place: str, token: str) -> None:
    answer = visitor.post(f"{PATH}{place}/{token}/")
    assert answer.status_code == 404
    assert "This link does not hold" in answer.content.decode()


def test_a_machine_is_held_off(visitor: Client) -> None:
    said = [
        visitor.post(PATH, {"address": f"l{number}@example.nl"}).status_code
        for number in range(throttle.per_minute + 5)
    ]
    assert said == [302] * throttle.per_minute + [429] * 5
    answer = visitor.post(PATH, {"address": "jan@example.nl"})
    assert "Try again in an hour" in answer.content.decode()


def test_behind_a_proxy_visitors_are_told_apart(visitor: Client, settings) -> None:
    settings.TRUSTED_PROXIES = 1

    def asked(address: str, times: int) -> list[int]:
        form = {"address": "jan@example.nl"}
        answers = [visitor.post(PATH, form, HTTP_X_FORWARDED_FOR=address) for _ in range(times)]
        return [answer.status_code for answer in answers]

    assert asked("203.0.113.9", throttle.per_minute + 1)[-1] == 429
    assert asked("203.0.113.10", 1) != [429]
    assert asked("203.0.113.10, 203.0.113.9", 1) == [429]


def test_visitors_are_counted_apart_and_forgotten_each_minute() -> None:
    counted = Throttle(per_minute=1)
    assert counted.take("a", now=0)
    assert counted.take("b", now=0)
    assert not counted.take("a", now=59)
    assert counted.take("a", now=60)


def test_an_officer_counts_followers_without_reading_them(world: World) -> None:
    services.follow(address="jan@example.nl", at=timezone.now(), by=SYSTEM)
    olga = Client()
    olga.force_login(world.users["Olga"])
    for path in ("/en/admin/roles/follower/", "/en/admin/roles/outgoingmail/"):
        html = olga.get(path).content.decode()
        assert "jan@example.nl" not in html
    row, mail = Follower.objects.get(), OutgoingMail.objects.get(kind="FOLLOW")
    assert "j…@example.nl" in text(olga.get("/en/admin/roles/follower/"))
    page = text(olga.get(f"/en/admin/roles/outgoingmail/{mail.pk}/change/"))
    assert "jan@example.nl" not in page
    assert "/volgen/ja/" not in page
    text(olga.get(f"/en/admin/roles/follower/{row.pk}/change/"))
    olga.post(f"/en/admin/roles/follower/{row.pk}/erase/", {"yes": "1"})
    assert not Follower.objects.exists()
    assert "News for followers" in text(olga.get("/en/admin/roles/followernews/"))
