"""A partner's agreements in the portal: list, record, sign, end; and registrations with the ACM."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from roles.agreements.models import Agreement, Mandate
from roles.agreements.services import record_agreement
from roles.findings import finding_types
from roles.models import AcmRegistration
from tests.site.world import START, World
from voipgrid_privacy.kernel.tenancy import SYSTEM

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
PATH = "/en/portal/verwerkersovereenkomsten/"


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def with_bakker(world: World) -> str:
    return f"{PATH}{world.parties['Bakker'].pk}/"


def recorded(world: World, **more) -> Agreement:
    pair = {"processor": world.parties["Belfabriek"], "controller": world.parties["Bakker"]}
    return record_agreement(**pair, on=START, by=SYSTEM, **more)


def test_the_list_goes_up_and_down_the_chain_and_shows_nobody_elses(visit: Visit) -> None:
    html = text(visit("Bella").get(PATH))
    assert "You process for Bakker" in html
    assert "VoIPGRID B.V. processes for you" in html
    assert html.count("No agreement</span>") == 2
    assert "Slager" not in html
    assert "Spraakwerk" not in html


def test_the_list_is_filtered_in_the_address_and_taken_along(world: World, visit: Visit) -> None:
    recorded(world, processor_signed_on=START, controller_signed_on=START, reference="VWO-1")
    bella = visit("Bella")
    assert "VWO-1" in text(bella.get(PATH))
    assert "Bakker" not in text(bella.get(f"{PATH}?standing=missing"))
    assert "VWO-1" in text(bella.get(f"{PATH}?standing=SIGNED&q=bakk"))
    assert "Nothing fits" in text(bella.get(f"{PATH}?q=nergens"))
    assert bella.get(f"{PATH}?standing=nonsense").status_code == 200
    lines = b"".join(bella.get(f"{PATH}?format=csv")).decode("utf-8-sig").splitlines()
    assert any("VWO-1" in line for line in lines)


def test_an_agreement_is_recorded_signed_and_ended(world: World, visit: Visit) -> None:
    bella, path = visit("Bella"), with_bakker(world)
    assert "No agreement is recorded." in text(bella.get(path))
    given = {"do": "record", "on": "2025-01-01", "reference": "VWO-7", "authorisation": "GENERAL"}
    html = text(bella.post(path, {**given, "notice_days": "30"}, follow=True))
    assert "The agreement is recorded." in html
    assert "told 30 days before a change" in html
    made = Agreement.objects.get(reference="VWO-7")
    again = text(bella.post(path, given, follow=True))
    assert "These parties already have an agreement in that period." in again
    sign = {"do": "sign", "agreement": made.pk}
    assert "at least one of the two signed" in text(bella.post(path, sign, follow=True))
    days = {"processor_signed_on": "2025-01-01", "controller_signed_on": "2025-01-02"}
    assert "Signed and in force" in text(bella.post(path, {**sign, **days}, follow=True))
    end = {"do": "end", "agreement": made.pk, "on": "2024-01-01"}
    assert "ends before it starts" in text(bella.post(path, end, follow=True))
    ended = text(bella.post(path, {**end, "on": "2025-06-01"}, follow=True))
    assert "The agreement ends" in ended
    assert "Ended" in ended


def test_why_an_agreement_is_not_signed_is_said_also_where_no_form_is_left(
    world: World, visit: Visit
) -> None:
    bella, path = visit("Bella"), with_bakker(world)
    made = recorded(world, processor_signed_on=START)
    sign = {"do": "sign", "agreement": made.pk}
    far = {**sign, "controller_signed_on": "2999-01-01"}
    assert "that day is still to come" in text(bella.post(path, far, follow=True))
    twice = {**sign, "processor_signed_on": "2025-01-01"}
    assert "already recorded" in text(bella.post(path, twice, follow=True))
    made.valid_during = DateRange(START, START + timedelta(1))
    made.save()
    ended = {**sign, "controller_signed_on": "2025-01-01"}
    assert "This agreement has ended" in text(bella.post(path, ended, follow=True))


def test_days_of_notice_without_an_authorisation_are_refused(world: World, visit: Visit) -> None:
    given = {"do": "record", "on": "2025-01-01", "notice_days": "30"}
    html = text(visit("Bella").post(with_bakker(world), given))
    assert "Days of notice belong to an authorisation" in html
    assert not Agreement.objects.filter(controller=world.parties["Bakker"]).exists()


def test_an_authorisation_is_recorded_by_itself(world: World, visit: Visit) -> None:
    bella, path = visit("Bella"), with_bakker(world)
    assert "No general authorisation of Bakker is recorded." in text(bella.get(path))
    given = {"do": "mandate", "on": "2025-01-01", "notice_days": "14"}
    assert "told 14 days before" in text(bella.post(path, given, follow=True))
    assert Mandate.objects.get(giver=world.parties["Bakker"]).notice_days == 14


def test_what_voipgrid_records_is_only_read(world: World, visit: Visit) -> None:
    bella, path = visit("Bella"), f"{PATH}{world.parties['VoIPGRID B.V.'].pk}/"
    html = text(bella.get(path))
    assert "VoIPGRID records this agreement." in html
    assert '<button class="button"' not in html.partition("<main")[2]
    refused = bella.post(path, {"do": "record", "on": "2025-01-01"})
    assert refused.status_code == 403


@pytest.mark.parametrize("who", ["Slager", "Spraakwerk", "Belfabriek", None])
def test_anothers_agreements_are_not_there(world: World, visit: Visit, who: str | None) -> None:
    other = world.parties[who].pk if who else uuid.uuid4()
    for call in (visit("Bella").get, visit("Bella").post):
        assert call(f"{PATH}{other}/").status_code == 404


@pytest.mark.parametrize("body", [{}, {"do": "x"}, {"do": "sign", "agreement": "x", "on": "y"}])
def test_nonsense_is_never_a_crash(world: World, visit: Visit, body: dict[str, str]) -> None:
    answer = visit("Bella").post(with_bakker(world), body)
    assert answer.status_code in {200, 404}


def test_an_agreement_of_others_is_not_signed_through_the_own_page(
    world: World, visit: Visit
) -> None:
    pair = {"processor": world.parties["Spraakwerk"], "controller": world.parties["Slager"]}
    theirs = record_agreement(**pair, on=START, by=SYSTEM)
    body = {"do": "sign", "agreement": theirs.pk, "processor_signed_on": "2025-01-01"}
    assert visit("Bella").post(with_bakker(world), body).status_code == 404
    theirs.refresh_from_db()
    assert theirs.processor_signed_on is None


def test_a_registration_is_recorded_and_refusals_are_in_words(world: World, visit: Visit) -> None:
    bella, path = visit("Bella"), "/en/portal/acm/"
    assert "No registration is recorded." in text(bella.get(path))
    body = {"party": world.parties["Belfabriek"].pk, "number": "", "on": "2025-01-01"}
    assert "Give the number" in text(bella.post(path, body))
    assert "1234" in text(bella.post(path, {**body, "number": "1234"}, follow=True))
    assert "already has a registration" in text(bella.post(path, {**body, "number": "5"}))
    theirs = {**body, "party": world.parties["Spraakwerk"].pk, "number": "6"}
    assert bella.post(path, theirs).status_code == 200
    assert not AcmRegistration.objects.filter(number="6").exists()


def test_every_page_where_a_partner_puts_something_right_is_there() -> None:
    pages = {kind.mend.portal for kind in finding_types() if kind.mend.portal}
    assert {"site:agreements", "site:registrations", "site:imports"} <= pages
    assert all(reverse(page) for page in pages)
