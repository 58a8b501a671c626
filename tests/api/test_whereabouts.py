"""In which rows of the caller the subject of a request is, by the API: counted, and on record."""

from uuid import uuid4

import pytest

from records.models import SubjectLook
from tests.api.conftest import Reseller
from tests.api.test_subject_requests import ANNA, PLACE
from tests.records.answers.filling import our_own

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of(belfabriek: Reseller, spraakwerk: Reseller) -> str:
    """Anna is in rows of both resellers; nobody knows yet whose data it is about."""
    our_own(
        (belfabriek.party.pk, belfabriek.customer.pk), (spraakwerk.party.pk, spraakwerk.customer.pk)
    )
    body = {"rights": ["ACCESS"], "received_at": "2026-03-05T09:00:00Z", "subject": ANNA}
    return f"{PLACE}/{belfabriek.post(PLACE, body).json()['id']}"


def test_a_caller_learns_in_which_of_its_own_rows_somebody_is(
    belfabriek: Reseller, spraakwerk: Reseller, request_of: str
) -> None:
    answer = belfabriek.post(f"{request_of}/whereabouts", {})
    assert answer.status_code == 201, answer.json()
    (spot,) = answer.json()["spots"]
    assert spot["customer"]["name"] == "Bakker"
    assert spot["counts"] == [{"found_as": "CALLER", "row_count": 1}]
    assert (spot["in_request"], answer.json()["unknown"]) == (False, [])
    for other in (spraakwerk.customer, spraakwerk.party):
        assert str(other.pk) not in answer.content.decode()
    assert "12345678" not in answer.content.decode()
    assert SubjectLook.objects.get().party == belfabriek.party


def test_a_search_for_somebody_by_an_address_of_ones_own_choice_there_is_not(
    belfabriek: Reseller, request_of: str
) -> None:
    refused = belfabriek.post(f"{request_of}/whereabouts", {"phone": "0612345678"})
    assert refused.status_code == 400
    assert not SubjectLook.objects.exists()


def test_of_anothers_request_nobody_learns_anything(spraakwerk: Reseller, request_of: str) -> None:
    for place in (request_of, f"{PLACE}/{uuid4()}"):
        assert spraakwerk.post(f"{place}/whereabouts", {}).status_code == 404
    assert not SubjectLook.objects.exists()
