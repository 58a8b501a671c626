"""The portal: a partner's own roles and customers, and never anybody else's."""

import uuid
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from tests.site.test_public import GOLDEN, Cells
from tests.site.world import World

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
PAGES = ("/portal/", "/portal/rollen/", "/portal/klanten/", "/portal/partij/")
WHO = {"customer": "Bakker", "partner": "Belfabriek", "platform": "VoIPGRID B.V."}


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return unescape(response.content.decode())


@pytest.mark.parametrize("path", PAGES)
def test_strangers_are_asked_to_log_in(world: World, path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("path", PAGES)
def test_someone_without_a_party_is_told_so(visit: Visit, path: str) -> None:
    response = visit("Eve").get(f"/en{path}")
    assert response.status_code == 403
    assert "You do not act for any partner" in response.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_golden_matrix_of_a_customer(world: World, visit: Visit, prefix: str) -> None:
    bakker = world.parties["Bakker"].pk
    html = text(visit("Bella"), f"{prefix}/portal/rollen/?party={bakker}")
    cells = {url.partition("#why-")[2]: role for url, role in Cells(html).found.items()}
    for (category, kind), role in GOLDEN.items():
        key = f"{category}-{world.parties[WHO[kind]].pk}"
        assert cells[key] == f"role-{role.lower().replace('_', '-')}"
    assert "Belfabriek/Bakker" in html
    assert ("GDPR Art. 28" if prefix else "AVG art. 28") in html


def test_the_overview_tells_the_own_role_at_once(visit: Visit) -> None:
    html = text(visit("Bella"), "/en/portal/")
    assert "Your role per kind of data" in html
    assert {"role-processor", "role-controller"} == set(Cells(html).found.values())


def test_general_words_begin_small_inside_a_sentence(visit: Visit) -> None:
    assert "on behalf of your customers" in text(visit("Bella"), "/en/portal/rollen/")


def test_a_customer_is_found_by_a_part_of_its_name(visit: Visit) -> None:
    assert "for Bakker" in text(visit("Bella"), "/en/portal/rollen/?customer=bak")
    assert "No customer of yours" in text(visit("Bella"), "/en/portal/rollen/?customer=Slager")


def test_a_day_before_the_contract_is_explained(world: World, visit: Visit) -> None:
    bakker = world.parties["Bakker"].pk
    html = text(visit("Bella"), f"/en/portal/rollen/?party={bakker}&on=2024-01-01")
    assert "You delivered nothing to Bakker" in html


@pytest.mark.parametrize("query", ["on=gisteren", "known_at=toen", "party=geen", "on=9999-99-99"])
def test_nonsense_is_never_a_crash(visit: Visit, query: str) -> None:
    assert visit("Bella").get(f"/portal/rollen/?{query}").status_code in (200, 404)


def test_another_partners_customer_is_like_nothing(world: World, visit: Visit) -> None:
    slager, client = world.parties["Slager"].pk, visit("Bella")
    for path in ("/portal/klanten/{}/", "/portal/rollen/?party={}"):
        theirs = client.get(path.format(slager))
        nothing = client.get(path.format(uuid.uuid4()))
        assert theirs.status_code == nothing.status_code == 404
        assert "Slager" not in theirs.content.decode()


def test_the_list_holds_the_own_customers_only(visit: Visit) -> None:
    html = text(visit("Bella"), "/portal/klanten/")
    assert "Bakker" in html
    assert "Slager" not in html
    assert "Bakker" not in text(visit("Bella"), "/portal/klanten/?q=niemand")


def test_someone_with_two_parties_chooses(world: World, visit: Visit) -> None:
    client = visit("Both")
    assert client.get("/portal/")["Location"] == "/portal/partij/"
    client.post("/portal/partij/", {"party": str(world.parties["Spraakwerk"].pk)})
    assert "Slager" in text(client, "/portal/klanten/")
    client.post("/portal/partij/", {"party": str(world.parties["Belfabriek"].pk)})
    assert "Bakker" in text(client, "/portal/klanten/")


def test_nobody_looks_in_anothers_name(world: World, visit: Visit) -> None:
    client = visit("Bella")
    wanted = {"party": str(world.parties["Spraakwerk"].pk)}
    assert client.post("/portal/partij/", wanted).status_code == 404
    assert "Slager" not in text(client, "/portal/klanten/")


def test_an_officer_may_look_in_any_sellers_name(world: World, visit: Visit) -> None:
    client = visit("Olga")
    assert "Spraakwerk" in text(client, "/portal/partij/")
    client.post("/portal/partij/", {"party": str(world.parties["Spraakwerk"].pk)})
    assert "Slager" in text(client, "/portal/klanten/")


@pytest.mark.parametrize(
    ("name", "where"), [("Bella", "/portal/"), ("Olga", "/admin/"), ("Eve", "/")]
)
def test_a_login_lands_where_the_work_is(visit: Visit, name: str, where: str) -> None:
    assert visit(name).get("/start/")["Location"] == where


def test_htmx_gets_the_answer_only(visit: Visit) -> None:
    response = visit("Bella").get("/portal/rollen/", headers={"HX-Request": "true"})
    assert response.content.decode().strip().startswith('<div id="answer"')
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(
    ("path", "most"), [("/portal/", 30), ("/portal/rollen/", 25), ("/portal/klanten/", 22)]
)
def test_pages_ask_a_steady_number_of_questions(
    visit: Visit, path: str, most: int, django_assert_max_num_queries: object
) -> None:
    client = visit("Bella")
    with django_assert_max_num_queries(most):  # type: ignore[operator]
        client.get(path)
