"""At a party's own host: its pages at the root, and nothing of anyone else."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from cookies.scanner.errors import OwnershipNotProven
from cookies.scanner.ownership import Outside, record_of
from tests.site.statements.test_pages import DESK, PAGE, bella, publish
from tests.site.test_sub_processors import text
from tests.site.world import World
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.site.statements.models import OwnHost
from voipgrid_privacy.site.statements.own_hosts.services import (
    give_up_host,
    prove_host,
    record_host,
)

__all__ = ("bella",)
pytestmark = pytest.mark.django_db
HOST = "privacy.belfabriek.example.com"


@dataclass(frozen=True)
class Records:
    """DNS as it would be: which text stands at which name."""

    texts_at: dict[str, tuple[str, ...]]

    def __call__(self, host: str) -> tuple[Any, ...]:
        return ()

    def texts(self, name: str) -> tuple[str, ...]:
        return self.texts_at.get(name, ())


def showing(row: OwnHost, token: str | None = None) -> Outside:
    name = f"_voipgrid-privacy.{row.host}"
    return Outside(names=Records({name: (record_of(token or row.token),)}))  # type: ignore[arg-type]


@pytest.fixture
def proven(world: World, bella: Client) -> OwnHost:
    publish(bella)
    return proven_by(world, "Belfabriek", "Bella")


def proven_by(world: World, name: str, user: str, host: str = HOST) -> OwnHost:
    by, party = viewer_for(world.users[user]), world.parties[name]
    row = record_host(party=party, host=host, at=timezone.now(), by=by)
    return prove_host(party=party, at=timezone.now(), by=by, world=showing(row))


@pytest.fixture
def at_home() -> Client:
    return Client(headers={"host": HOST})


def test_a_foreign_host_is_refused_and_one_that_is_not_proven_too(
    world: World, bella: Client, at_home: Client
) -> None:
    publish(bella)
    assert at_home.get("/").status_code == 400
    by, party = viewer_for(world.users["Bella"]), world.parties["Belfabriek"]
    row = record_host(party=party, host=HOST, at=timezone.now(), by=by)
    assert at_home.get("/").status_code == 400
    with pytest.raises(OwnershipNotProven):
        prove_host(party=party, at=timezone.now(), by=by, world=showing(row, "0" * 32))
    assert at_home.get("/").status_code == 400
    prove_host(party=party, at=timezone.now(), by=by, world=showing(row))
    assert at_home.get("/").status_code == 200
    for name in (f"{HOST}.evil.example", "evil.example", f"x.{HOST}", f"{HOST}@evil", "a b"):
        assert Client(headers={"host": name}).get("/").status_code == 400
    give_up_host(party=party, at=timezone.now(), by=by)
    assert at_home.get("/").status_code == 400


def test_its_pages_are_at_the_root(proven: OwnHost, at_home: Client) -> None:
    page = text(at_home.get("/en/"))
    assert "Privacy statement of Belfabriek" in page
    links = set(re.findall(r'(?:href|src|action)="(/[^"#]*)"', page))
    assert not [link for link in links if link.startswith(("/p/", "/en/p/"))]
    for link in (link for link in links if not link.startswith("/static/")):
        assert at_home.get(link).status_code in {200, 302}, link
    assert f'<link rel="canonical" href="https://{HOST}/en/">' in page
    assert at_home.get("/versies/1/json/").json()["number"] == 1
    assert "Belfabriek" in text(at_home.get("/verzoek/"))
    assert at_home.get("/nu/pdf/")["Content-Type"] == "application/pdf"
    assert f'<link rel="canonical" href="https://{HOST}/en/">' in text(Client().get(PAGE))
    assert f'<link rel="canonical" href="{settings.PUBLIC_URL}/p/belfabriek/versies/1/">' in text(
        at_home.get("/versies/1/")
    )


def test_a_form_is_sent_from_there(proven: OwnHost) -> None:
    visitor = Client(headers={"host": HOST}, enforce_csrf_checks=True)
    form = text(visitor.get("/verzoek/"))
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    asked = {"csrfmiddlewaretoken": token, "rights": ["ACCESS"]}
    begun = visitor.post("/verzoek/", asked, headers={"origin": f"http://{HOST}"})
    assert begun.status_code == 302
    assert begun["Location"].startswith("/verzoek/")
    assert visitor.get(begun["Location"]).status_code == 200
    refused = visitor.post("/verzoek/", asked, headers={"origin": "http://evil.example"})
    assert refused.status_code == 403


def test_what_is_elsewhere_leads_to_the_platform(proven: OwnHost, at_home: Client) -> None:
    for path in ("/admin/", "/accounts/login/", "/portal/", "/api/v1/parties", "/en/cookies/?a=1"):
        found = at_home.get(path)
        assert (found.status_code, found["Location"]) == (302, settings.PUBLIC_URL + path)
    assert at_home.post("/accounts/login/", {"login": "x"}).status_code == 404
    assert at_home.post("/api/v1/parties").status_code == 404
    assert at_home.get("/p/belfabriek/versies/1/")["Location"] == "/versies/1/"
    assert at_home.get("/en/p/belfabriek//evil.example/")["Location"] == "/en/evil.example/"
    assert at_home.get("/p/spraakwerk/").status_code == 404
    assert at_home.get("/nothing/here/").status_code == 404


def test_hosts_of_nobody_know_no_such_addresses(proven: OwnHost) -> None:
    assert Client().get("/versies/1/").status_code == 404


def test_security_of_names_below_it_is_not_ours_to_promise(proven: OwnHost, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_PRELOAD = 60, True
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    said = Client(headers={"host": HOST}).get("/", secure=True)["Strict-Transport-Security"]
    assert said == "max-age=60"


def test_who_proves_a_name_later_takes_it_over(
    world: World, proven: OwnHost, at_home: Client
) -> None:
    other = proven_by(world, "Spraakwerk", "Olga")
    proven.refresh_from_db()
    assert proven.ended_at is not None
    assert other.proven_at is not None
    assert at_home.get("/").status_code == 400  # it has published nothing


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("https://a.example.com/", "own_host_not_a_name"),
        ("localhost", "own_host_not_a_name"),
        ("10.0.0.1", "own_host_not_a_name"),
        ("a.example.com:8000", "own_host_not_a_name"),
        ("-a.example.com", "own_host_not_a_name"),
        (".".join(["a" * 60] * 5), "own_host_not_a_name"),
        ("ours.example.com", "own_host_is_ours"),
        ("WWW.ours.example.com.", "own_host_is_ours"),
    ],
)
def test_what_is_no_host_or_ours_is_refused(
    world: World, settings: Any, host: str, code: str
) -> None:
    settings.ALLOWED_HOSTS = [".ours.example.com"]
    by = viewer_for(world.users["Bella"])
    with pytest.raises(DomainError) as refused:
        record_host(party=world.parties["Belfabriek"], host=host, at=timezone.now(), by=by)
    assert refused.value.code == code


def test_another_partner_records_none_for_it(world: World) -> None:
    by = viewer_for(world.users["Bella"])
    with pytest.raises((NotFound, NotAllowed)):
        record_host(party=world.parties["Spraakwerk"], host=HOST, at=timezone.now(), by=by)


def test_the_portal_records_it_says_what_to_show_and_gives_it_up(
    world: World, bella: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = text(bella.post(DESK, {"do": "host", "host": HOST}, follow=True))
    row = OwnHost.objects.get()
    assert f"voipgrid-privacy={row.token}" in kept
    assert "without https" in text(bella.post(DESK, {"do": "host", "host": "https://x"}))
    monkeypatch.setattr("cookies.scanner.ownership.outside", lambda: showing(row, "x"))
    assert "no proof was found" in text(bella.post(DESK, {"do": "prove-host"}, follow=True))
    monkeypatch.setattr("cookies.scanner.ownership.outside", lambda: showing(row))
    found = text(bella.post(DESK, {"do": "prove-host"}, follow=True))
    assert f"your pages are at {HOST}" in found
    assert "at our address alone" in text(bella.post(DESK, {"do": "give-up-host"}, follow=True))
    assert OwnHost.objects.get().ended_at is not None
