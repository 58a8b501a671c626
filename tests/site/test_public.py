"""The public page: whose data, whose role and why, for anyone, in two languages."""

import gzip
from html import unescape
from html.parser import HTMLParser

import pytest
from django.test import Client

from roles.choices import Role
from tests.site.world import World

GOLDEN = {
    ("transmitted", "customer"): Role.CONTROLLER,
    ("transmitted", "partner"): Role.PROCESSOR,
    ("transmitted", "platform"): Role.SUB_PROCESSOR,
    ("traffic-billing", "customer"): Role.SUBSCRIBER,
    ("traffic-billing", "partner"): Role.CONTROLLER,
    ("traffic-billing", "platform"): Role.PROCESSOR,
    ("other-personal", "customer"): Role.NOT_ASSIGNED,
    ("other-personal", "partner"): Role.CONTROLLER,
    ("other-personal", "platform"): Role.PROCESSOR,
}
pytestmark = pytest.mark.django_db


class Cells(HTMLParser):
    """Collects the classes of the links in the matrix by their address."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        classes = (named.get("class") or "").split()
        if tag == "a" and "role" in classes and "own" not in classes:
            self.found.setdefault(named.get("href") or "", classes[1])


def page(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return unescape(response.content.decode())


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_golden_matrix_stands_on_the_public_page(world: World, prefix: str) -> None:
    cells = Cells(page(f"{prefix}/")).found
    for (category, kind), role in GOLDEN.items():
        address = f"{prefix}/rollen/{category}/{kind}/"
        assert cells[address] == f"role-{role.lower().replace('_', '-')}"


@pytest.mark.parametrize(
    ("prefix", "law"), [("", "AVG art. 28 lid 10"), ("/en", "GDPR Art. 28(10)")]
)
def test_own_purposes_are_shown_with_their_ground(world: World, prefix: str, law: str) -> None:
    assert law in page(f"{prefix}/")


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("cell", GOLDEN)
def test_each_cell_has_a_page_with_its_reasons(
    world: World, prefix: str, cell: tuple[str, str]
) -> None:
    html = page(f"{prefix}/rollen/{cell[0]}/{cell[1]}/")
    if GOLDEN[cell] != Role.NOT_ASSIGNED:
        assert 'class="cite" href="https://' in html
        assert "MODEL-KLANT" in html or "MODEL-PARTNER" in html


def test_visitors_suppliers_findings_and_contacts_are_there(world: World) -> None:
    html = page("/en/")
    for text in (
        "Website visitors' data",
        "Datacenter",
        "The statement names purposes but no lawful basis for them.",
        "security@voipgrid.nl",
        "autoriteitpersoonsgegevens.nl",
        "Privacy statement of VoIPGRID B.V.",
    ):
        assert text in html


def test_nobody_elses_name_is_on_the_public_page(world: World) -> None:
    html = page("/") + page("/en/")
    for name in ("Belfabriek", "Spraakwerk", "Bakker", "Slager"):
        assert name not in html


@pytest.mark.parametrize("path", ["/en/rollen/nothing/customer/", "/en/rollen/transmitted/nobody/"])
def test_what_is_no_cell_is_not_there(world: World, path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_the_language_switch_keeps_the_page_and_its_state(world: World) -> None:
    html = page("/rollen/transmitted/partner/?why=x")
    assert 'href="/en/rollen/transmitted/partner/?why=x"' in html


def test_the_page_is_light_and_asks_nothing_of_others(world: World) -> None:
    response = Client().get("/")
    assert len(gzip.compress(response.content)) < 50_000
    html = response.content.decode()
    assert " style=" not in html
    assert "<script" not in html
    assert 'src="http' not in html


def test_the_public_page_asks_a_steady_number_of_questions(
    world: World, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(23):  # type: ignore[operator]
        Client().get("/")


@pytest.mark.parametrize(
    ("prefix", "words"),
    [("", "voor klant van de partner"), ("/en", "on behalf of customer of the partner")],
)
def test_general_words_begin_small_inside_a_sentence(world: World, prefix: str, words: str) -> None:
    assert words in page(f"{prefix}/")
