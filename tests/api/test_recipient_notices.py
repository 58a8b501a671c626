"""Recipients of data that were changed, told by the API, and the person who asks of them."""

import pytest

from roles.models import Contact, OutgoingMail, Party
from tests.api.conftest import Reseller
from tests.api.test_subject_requests import ANNA, PLACE, part
from tests.records.answers.filling import our_own

pytestmark = pytest.mark.django_db
SAID = {"change": "ERASED", "name": "B. Bel"}


@pytest.fixture
def place(belfabriek: Reseller, spraakwerk: Reseller) -> str:
    """The address of Anna's part of the traffic; the platform has an e-mail address."""
    our_own(
        (belfabriek.party.pk, belfabriek.customer.pk), (spraakwerk.party.pk, spraakwerk.customer.pk)
    )
    platform = Party.objects.get(kind="PLATFORM")
    Contact.objects.create(party=platform, kind="PRIVACY", email="avg@voipgrid.example")
    body = {
        "rights": ["ERASURE"],
        "received_at": "2026-03-05T09:00:00Z",
        "subject": ANNA,
        "about": "RELATIECODE:K-Bakker",
    }
    row = belfabriek.post(PLACE, body).json()
    return f"{PLACE}/{row['id']}/parts/{part(row, 'TRAFFIC_BILLING')['id']}"


def test_everybody_who_can_be_mailed_is_told_and_others_otherwise(
    belfabriek: Reseller, place: str
) -> None:
    listed = belfabriek.get(f"{place}/recipient-notices").json()["recipients"]
    assert [each["name"] for each in listed if each["can_be_mailed"]] == ["VoIPGRID B.V."]
    told = belfabriek.post(f"{place}/recipient-notices", {**SAID, "means": "MAIL"})
    assert told.status_code == 201, told.json()
    first = told.json()["recipients"][0]["notices"][0]
    mail = OutgoingMail.objects.get(kind="RECIPIENTS")
    assert (first["message_id"], first["body_sha256"]) == (mail.message_id, mail.body_hash)
    other = {**SAID, "recipient": listed[-1]["key"]}
    for more, pointer in (
        ({"means": "NOT_TOLD"}, "/reason"),
        ({"means": "MAIL", "reason": "IMPOSSIBLE"}, "/reason"),
        ({"means": "OTHERWISE"}, "/text"),
        ({"means": "OTHERWISE", "text": "x", "recipient": "nobody"}, "/recipient"),
    ):
        answer = belfabriek.post(f"{place}/recipient-notices", {**other, **more})
        assert answer.status_code == 400, answer.json()
        assert answer.json()["errors"][0]["pointer"] == pointer
    gone = {**other, "means": "NOT_TOLD", "reason": "IMPOSSIBLE", "text": "It is bankrupt."}
    last = belfabriek.post(f"{place}/recipient-notices", gone).json()["recipients"][-1]
    assert last["notices"][0]["reason"] == "IMPOSSIBLE"


def test_who_asks_is_told_in_the_thread(belfabriek: Reseller, place: str) -> None:
    answer = belfabriek.post(f"{place}/recipient-disclosures", {"name": "B. Bel"})
    assert answer.status_code == 201, answer.json()
    mail = OutgoingMail.objects.get(kind="REQUESTER")
    assert mail.address == ANNA["emails"][0]


def test_recipients_are_nobody_elses_to_tell(
    belfabriek: Reseller, spraakwerk: Reseller, place: str, nobody: str
) -> None:
    unknown = f"{place.rpartition('/')[0]}/{nobody}"
    for who, where in ((spraakwerk, place), (belfabriek, unknown)):
        assert who.get(f"{where}/recipient-notices").status_code == 404
        for sub, more in (("recipient-notices", {"means": "MAIL"}), ("recipient-disclosures", {})):
            body = {**SAID, **more} if more else {"name": "x"}
            assert who.post(f"{where}/{sub}", body).status_code == 404
