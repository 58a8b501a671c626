"""Moves in the admin: shown first, carried out when the name is typed."""

import re
from datetime import date

import pytest

from roles.models import Contract, Party

pytestmark = pytest.mark.django_db

DAY = "2031-09-01"


def held(name):
    on = date.fromisoformat(DAY)
    (contract,) = Contract.objects.in_force(on).filter(acquirer__name=name)
    return contract.provider.name


def seen(page):
    found = re.search(r'name="seen" value="(\w+)"', page.content.decode())
    return found.group(1) if found else ""


@pytest.fixture
def ask(world, visit):
    client = visit("Olga")

    def asked(address, **given):
        page = client.post(address, {"step": "preview", **given})
        return page, lambda typed: client.post(
            address, {**given, "step": "confirm", "seen": seen(page), "typed": typed}
        )

    return asked


def test_a_take_over_is_shown_then_confirmed_by_name(world, ask):
    address = f"/en/admin/partijen/{world.parties['Belfabriek'].pk}/overnemen/"
    page, confirm = ask(address, to_partner="Spraakwerk", on=DAY, with_features="on", ends_own="on")
    text = page.content.decode()
    assert "Roles before and after" in text
    assert "Bakker" in text
    assert "processing agreement" in text
    assert held("Bakker") == "Belfabriek"
    assert b"This is not the name." in confirm("Belfabrik").content
    assert held("Bakker") == "Belfabriek"
    assert confirm("belfabriek").status_code == 302
    assert held("Bakker") == "Spraakwerk"


def test_what_was_not_shown_is_not_carried_out(world, ask, visit):
    address = f"/en/admin/partijen/{world.parties['Spraakwerk'].pk}/splitsen/"
    given = {"acquirers": "Slager", "to_partner": "Belfabriek", "on": "2031-08-01"}
    page, _confirm = ask(address, **given)
    other = {**given, "on": "2031-08-02", "step": "confirm", "typed": "Spraakwerk"}
    answer = visit("Olga").post(address, {**other, "seen": seen(page)})
    assert b"look at the preview again" in answer.content
    assert held("Slager") == "Spraakwerk"


def test_an_unclear_name_is_asked_about(world, ask):
    address = f"/en/admin/partijen/{world.parties['Belfabriek'].pk}/overnemen/"
    page, _confirm = ask(address, to_partner="Spraakwrk", on=DAY)
    assert "Several parties fit: Spraakwerk" in page.content.decode()
    page, _confirm = ask(address, to_partner="qqqq", on=DAY)
    assert "No party with the name or number" in page.content.decode()


def test_ending_a_chain_says_whose_role_stops(world, ask):
    party = Party.objects.create(name="Kapper", kind="CUSTOMER")
    Contract.objects.create(
        provider=world.parties["Spraakwerk"],
        acquirer=party,
        service=Contract.objects.filter(acquirer__name="Slager")[0].service,
        kind="SUBSCRIPTION",
        valid_during=("2025-01-01", None),
    )
    page, confirm = ask(f"/en/admin/partijen/{party.pk}/keten-beeindigen/", on=DAY)
    assert "Kapper" in page.content.decode()
    assert confirm("Kapper").status_code == 302
    assert not Contract.objects.in_force(date.fromisoformat(DAY)).filter(acquirer=party).exists()


def test_a_refusal_comes_back_on_the_form(world, ask):
    contract = Contract.objects.filter(acquirer__name="Slager").first()
    address = f"/en/admin/overeenkomsten/{contract.pk}/verhuizen/"
    page, _confirm = ask(address, to_partner="Spraakwerk", on="2026-02-01")
    assert "already has its contract with that provider" in page.content.decode()


def test_partners_do_not_get_in(world, visit):
    address = f"/en/admin/partijen/{world.parties['Belfabriek'].pk}/overnemen/"
    assert visit("Bella").get(address).status_code in {302, 403}
