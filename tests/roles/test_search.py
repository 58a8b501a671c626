"""Finding by name and number: what is spelled wrong is found, what is somebody else's never."""

from uuid import uuid4

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from roles import services
from roles.models import Contract, NameWord, Party
from roles.queries.answers import by_controller, controllers_of
from roles.queries.search import contracts_like, parties_like
from tests.roles.conftest import START
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

pytestmark = pytest.mark.django_db

TODAY = START.replace(month=6)


def names(found):
    return [party.name for party in found]


@pytest.fixture
def town(shared_cast):
    """Some names that look alike, and one of somebody else's."""
    cast = shared_cast
    for name in ("Janssen Bouw", "Café Noir", "Tandartsen IJssel 77 B.V.", "Bakkerij Amstel"):
        customer = cast.party(name, registered_by=cast.belfabriek)
        cast.delivers(cast.belfabriek, customer, reference=f"GEN-{len(name)}")
    theirs = cast.party("Jansen Geheim", registered_by=cast.spraakwerk)
    cast.delivers(cast.spraakwerk, theirs, reference="GEN-99")
    return cast


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("janssen", "Janssen Bouw"),
        ("jansen bouw", "Janssen Bouw"),
        ("jasnsen", "Janssen Bouw"),
        ("bouw jans", "Janssen Bouw"),
        ("cafe", "Café Noir"),
        ("kafé noir", "Café Noir"),
        ("tandarts ijsel", "Tandartsen IJssel 77 B.V."),
        ("TANDARTSEN IJSSEL 77", "Tandartsen IJssel 77 B.V."),
        ("bakerij amstl", "Bakkerij Amstel"),
        ("bakkrij", "Bakkerij Amstel"),
    ],
)
def test_a_name_is_found_however_it_is_typed(town, manager_of, typed, found):
    assert found in names(parties_like(viewer=SYSTEM, q=typed))[:3]
    manager = manager_of(town.belfabriek)
    with partner_scope(manager):
        assert found in names(parties_like(viewer=manager, q=typed))[:2]


def test_the_name_as_it_is_typed_stands_first(town):
    for name in ("Bakkers", "Bakker Oost", "De Bakker"):
        town.party(name)
    assert names(parties_like(viewer=SYSTEM, q="bakker"))[0] == "Bakker"


def test_a_letter_beside_two_whole_words_leaves_nobody_out_but_says_who_is_first(town):
    town.party("Tandartsen IJssel 78")
    assert names(parties_like(viewer=SYSTEM, q="tandartsen ijssel 78 b.v.")) == [
        "Tandartsen IJssel 78"
    ]
    town.party("Tandartsen IJssel 78 B.V.")
    assert names(parties_like(viewer=SYSTEM, q="tandartsen ijssel 78 b.v."))[0].endswith("B.V.")


def test_a_letter_beside_one_word_is_the_beginning_of_the_next(town):
    town.party("Janssen Kaas")
    assert names(parties_like(viewer=SYSTEM, q="janssen b")) == ["Janssen Bouw"]


def test_what_is_anothers_is_not_found_by_any_spelling(town, manager_of, eve):
    manager = manager_of(town.belfabriek)
    with partner_scope(manager):
        for typed in ("Jansen Geheim", "geheim", "gehiem"):
            assert "Jansen Geheim" not in names(parties_like(viewer=manager, q=typed))
        assert contracts_like(viewer=manager, q="GEN-99") == []
    with partner_scope(eve):
        assert names(parties_like(viewer=eve, q="janssen")) == []


def test_the_same_holds_for_a_partner_with_thousands_of_customers(town, manager_of):
    many = [
        Party(id=uuid4(), kind="CUSTOMER", name=f"Klant {n}", registered_by=town.belfabriek)
        for n in range(3_010)
    ]
    Party.objects.bulk_create(many)
    manager = manager_of(town.belfabriek)
    with partner_scope(manager):
        assert names(parties_like(viewer=manager, q="jasnsen bouw")) == ["Janssen Bouw"]
        assert names(parties_like(viewer=manager, q="klant 3001"))[0] == "Klant 3001"
        assert names(parties_like(viewer=manager, q="jansen geheim")) == []
        assert len(contracts_like(viewer=manager, q="gen 1")) == 2
        assert contracts_like(viewer=manager, q="GEN-99") == []


def test_an_officer_looks_in_somebodys_name(town, olga):
    found = parties_like(viewer=olga, q="jansen", within=town.spraakwerk.pk)
    assert names(found) == ["Jansen Geheim"]


def test_a_number_is_found_exactly(town, manager_of):
    party = services.register_party(
        kind="CUSTOMER",
        name="Nummer",
        kvk_number="12345678",
        external_ids=[("RELATIECODE", "K-100")],
        registered_by=town.belfabriek,
        by=SYSTEM,
    )
    for typed in ("12345678", "K-100", "k-100"):
        assert parties_like(viewer=SYSTEM, q=typed) == [party]
        manager = manager_of(town.belfabriek)
        with partner_scope(manager):
            assert parties_like(viewer=manager, q=typed)[0] == party
    assert parties_like(viewer=SYSTEM, q="12345679") == []


def test_a_reference_is_found_by_its_beginning_and_never_guessed(town):
    made = Contract.objects.get(reference="GEN-15")
    assert made in contracts_like(viewer=SYSTEM, q="gen 15")
    assert contracts_like(viewer=SYSTEM, q="GEN-51") == []


@pytest.mark.parametrize(
    "typed", ["", "  ", "'", "& | !", "\\", "%", "a'b:*", "()", "''::", "𝕏", "x" * 200]
)
def test_whatever_is_typed_is_words_and_no_command(town, manager_of, typed):
    assert isinstance(parties_like(viewer=SYSTEM, q=typed), list)
    assert isinstance(contracts_like(viewer=SYSTEM, q=typed), list)
    manager = manager_of(town.belfabriek)
    with partner_scope(manager):
        assert isinstance(parties_like(viewer=manager, q=typed), list)


def test_a_word_is_kept_only_as_long_as_it_is_in_a_name(town):
    assert NameWord.objects.filter(word="noir").exists()
    party = Party.objects.get(name="Café Noir")
    services.rename_party(party=party, name="Café Blanc", by=SYSTEM)
    words = set(NameWord.objects.values_list("word", flat=True))
    assert {"cafe", "blanc"} <= words
    assert "noir" not in words
    assert not [word for word in words if word.isdigit()]


def test_a_word_that_others_have_stays(town):
    other = town.party("Noir en Co")
    services.rename_party(party=Party.objects.get(name="Café Noir"), name="Café Blanc", by=SYSTEM)
    assert names(parties_like(viewer=SYSTEM, q="noor en co")) == ["Noir en Co"]
    Party.objects.filter(pk=other.pk).delete()
    assert not NameWord.objects.filter(word="noir").exists()


def test_the_line_says_who_is_controller_of_what_today(town, manager_of):
    party = Party.objects.get(name="Bakkerij Amstel")
    for viewer in (SYSTEM, manager_of(town.belfabriek)):
        line = controllers_of(viewer=viewer, parties=[party.pk], on=TODAY)[party.pk]
        said = dict(by_controller(line))
        assert set(said) == {"Bakkerij Amstel", "Belfabriek"}
        assert len(said["Belfabriek"].split(", ")) == 2


def test_a_line_about_somebody_elses_customer_is_not_given(town, manager_of):
    theirs = Party.objects.get(name="Jansen Geheim")
    manager = manager_of(town.belfabriek)
    assert controllers_of(viewer=manager, parties=[theirs.pk], on=TODAY) == {}


def test_before_the_contract_there_is_no_line(town):
    party = Party.objects.get(name="Bakkerij Amstel")
    before = DateRange(START, None).lower.replace(year=2020)
    assert controllers_of(viewer=SYSTEM, parties=[party.pk], on=before) == {}
