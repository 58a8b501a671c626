"""A request is recorded on the day it came in, and falls into parts by role."""

from datetime import UTC, datetime, timedelta

import pytest

from records.requests import services
from records.requests.models import RequestIdentifier, SubjectRequest
from records.requests.persons import Person, e164
from records.requests.refusals import (
    NobodyNamed,
    NotPlaced,
    PlacedAlready,
    ReceivedLater,
    RequestOver,
    RightMissing,
    RightUnknown,
)
from tests.records.requests.conftest import NOW, RECEIVED, SAID
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import PUBLIC, partner_scope

pytestmark = pytest.mark.django_db


def duties(part) -> set[tuple[str, str]]:
    return {(duty.party.name, duty.duty) for duty in part.duties.select_related("party")}


def shape(request: SubjectRequest) -> dict[str, str | None]:
    return {
        part.category + ("*" if part.purposes else "") or part.kind: part.controller
        and part.controller.name
        for part in request.parts.standing().select_related("controller")
    }


def test_the_day_of_receipt_is_that_of_amsterdam_and_the_reference_counts_per_receiver(
    cast, asking
):
    late = datetime(2025, 8, 31, 23, 30, tzinfo=UTC)
    first = asking.receive(received_at=late)
    assert first.received_on.isoformat() == "2025-09-01"
    assert first.reference == "AVG-2025-0001"
    assert asking.receive(received_at=late).reference == "AVG-2025-0002"
    assert asking.receive(cast.belfabriek, received_at=late).reference == "AVG-2025-0001"
    assert asking.receive().reference == "AVG-2026-0001"


def test_the_year_of_a_reference_is_that_of_the_legal_day(asking):
    newyear = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    assert asking.receive(received_at=newyear).reference == "AVG-2026-0001"


def test_about_an_employee_of_a_customer_each_controller_gets_its_part(cast, asking):
    request = asking.receive(about=cast.bakker)
    found = shape(request)
    assert found["TRANSMITTED"] == "Bakker"
    assert found["TRAFFIC_BILLING"] == found["OTHER_PERSONAL"] == "Belfabriek"
    assert found["WEBSITE_VISITOR"] == cast.platform.name
    assert "WITHHELD" in found
    assert "UNPLACED" not in found
    transmitted = duties(asking.part(request, "TRANSMITTED"))
    assert ("Bakker", "ANSWER") in transmitted
    assert ("Belfabriek", "FORWARD") in transmitted
    assert (cast.platform.name, "FORWARD") in transmitted
    assert (cast.platform.name, "ASSIST") in transmitted


def test_what_voipgrid_does_for_itself_it_answers_itself(cast, asking):
    request = asking.receive(about=cast.bakker)
    own = request.parts.standing().exclude(purposes=[])
    assert own.exists()
    for part in own:
        assert part.controller == cast.platform
        assert duties(part) == {(cast.platform.name, "ANSWER")}


def test_the_grounds_are_kept_with_rule_sentence_citations_and_contracts(cast, asking):
    duty = asking.part(asking.receive(about=cast.bakker), "TRANSMITTED").duties.get(
        party=cast.belfabriek, duty="FORWARD"
    )
    assert duty.role == "PROCESSOR"
    assert duty.upstream == cast.bakker
    (ground, *_more) = duty.grounds
    assert set(ground) == {"rule", "sentence", "cites"}
    assert set(ground["sentence"]) == {"nl", "en"}
    assert any("28" in cite or "4(8)" in cite for cite in ground["cites"])
    assert len(duty.path) == 1


def test_a_partner_that_received_it_answers_what_is_its_own(cast, asking):
    request = asking.receive(cast.belfabriek, about=cast.bakker)
    found = shape(request)
    assert "WEBSITE_VISITOR" not in found
    assert duties(asking.part(request, "TRAFFIC_BILLING")) >= {
        ("Belfabriek", "ANSWER"),
        (cast.platform.name, "ASSIST"),
    }
    assert ("Belfabriek", "FORWARD") in duties(asking.part(request, "TRANSMITTED"))


def test_a_request_about_a_person_nobody_knows_can_be_answered(cast, asking):
    request = asking.receive(cast.belfabriek)
    assert shape(request) == {"UNPLACED": None}
    (part,) = request.parts.all()
    assert duties(part) == {("Belfabriek", "ANSWER")}
    assert part.duties.get().grounds[0]["cites"]


def test_the_parts_follow_anew_once_the_customer_is_known(cast, asking, olga):
    request = asking.receive()
    website = asking.part(request, "WEBSITE_VISITOR")
    services.place_request(request=request, about=cast.bakker, by=olga, **SAID)
    assert {"TRANSMITTED", "TRAFFIC_BILLING"} <= set(shape(request))
    assert "UNPLACED" not in shape(request)
    assert asking.part(request, "WEBSITE_VISITOR") == website  # the same row: it was right
    assert request.parts.filter(kind="UNPLACED", dropped_at__isnull=False).count() == 1
    with pytest.raises(PlacedAlready):
        services.place_request(request=request, about=cast.bakker, by=olga, **SAID)
    services.displace_request(request=request, about=cast.bakker, by=olga, **SAID)
    assert set(shape(request)) == {"UNPLACED", "WEBSITE_VISITOR"}
    with pytest.raises(NotPlaced):
        services.displace_request(request=request, about=cast.bakker, by=olga, **SAID)


def test_one_person_may_be_in_several_chains(cast, asking, olga):
    slager = cast.party("Slager", registered_by=cast.spraakwerk)
    cast.delivers(cast.spraakwerk, slager)
    request = asking.receive(about=cast.bakker)
    services.place_request(request=request, about=slager, by=olga, **SAID)
    parts = request.parts.standing().filter(category="TRANSMITTED")
    assert {part.controller.name for part in parts} == {"Bakker", "Slager"}


def test_a_customer_without_a_chain_that_day_leaves_it_with_whoever_received_it(cast, asking):
    gone = cast.party("Vroeger")
    found = shape(asking.receive(about=gone))
    assert found.keys() == {"UNPLACED", "WEBSITE_VISITOR", "WITHHELD"}


def test_a_part_that_was_answered_stays_when_it_would_be_dropped(cast, asking, olga):
    request = asking.receive(about=cast.bakker)
    traffic = asking.part(request, "TRAFFIC_BILLING")
    services.forward_part(part=traffic, by=olga, **SAID)
    services.answer_part(part=traffic, by=olga, **SAID)
    services.displace_request(request=request, about=cast.bakker, by=olga, **SAID)
    assert asking.part(request, "TRAFFIC_BILLING") == traffic


@pytest.mark.parametrize(
    "given", ["06-12 34 56 78", "+31 6 12345678", "0031612345678", "(06) 12345678", "0612345678"]
)
def test_a_telephone_number_is_one_in_any_notation(given):
    assert e164(given) == "+31612345678"


def test_what_is_no_number_stays_as_given():
    assert e164(" bel  mij ") == "bel mij"
    assert e164("12") == "12"
    assert e164("+44 20 7946 0958") == "+442079460958"


def test_identifiers_are_kept_as_they_are_compared(asking):
    request = asking.receive(
        subject=Person(
            name="  Anna   Canarie ", emails=("A@B.example", "a@b.EXAMPLE "), phones=("0612345678",)
        )
    )
    rows = RequestIdentifier.objects.filter(request=request).values_list("kind", "value")
    assert set(rows) == {
        ("PHONE", "+31612345678"),
        ("EMAIL", "a@b.example"),
        ("NAME", "Anna Canarie"),
    }


def test_an_agent_is_kept_apart_from_whom_it_is_about(asking):
    agent = Person(name="Mr. Gemachtigde", emails=("agent@example.nl",))
    request = asking.receive(requester=agent, mandate="Volmacht van 1 maart")
    assert request.persons.get(capacity="REQUESTER").name == "Mr. Gemachtigde"
    assert request.persons.get(capacity="SUBJECT").phone == "+31612345678"
    assert request.content.mandate == "Volmacht van 1 maart"
    assert not request.identifiers.filter(value="agent@example.nl").exists()


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"rights": []}, RightMissing),
        ({"rights": ["LIFE"]}, RightUnknown),
        ({"subject": Person()}, NobodyNamed),
        ({"subject": Person(name="  ", phones=(" ",))}, NobodyNamed),
        ({"received_at": NOW + timedelta(seconds=1)}, ReceivedLater),
    ],
)
def test_what_is_no_request_is_refused(asking, more, refusal):
    with pytest.raises(refusal):
        asking.receive(**more)


def test_strangers_record_nothing_for_others(cast, asking, manager_of, eve):
    for by in (eve, manager_of(cast.spraakwerk), PUBLIC):
        with pytest.raises(NotAllowed):
            asking.receive(cast.belfabriek, by=by)
    with pytest.raises(NotAllowed):
        asking.receive(cast.bakker)


def test_a_partner_records_its_own_and_places_it_with_its_own_customers_only(
    cast, asking, manager_of
):
    slager = cast.party("Slager", registered_by=cast.spraakwerk)
    by = manager_of(cast.belfabriek)
    with partner_scope(by):
        request = asking.receive(cast.belfabriek, by=by, channel="PORTAL", about=cast.bakker)
        assert SubjectRequest.objects.visible_to(by).get().pk == request.pk
        assert request.persons.count() == 1
        assert "WITHHELD" not in shape(request)
        with pytest.raises(NotFound):
            asking.receive(cast.belfabriek, by=by, channel="PORTAL", about=slager)


def test_the_public_comes_in_by_the_form_and_reads_nothing_back(cast, asking):
    with partner_scope(PUBLIC):
        request = asking.receive(cast.belfabriek, by=PUBLIC, channel="FORM")
        assert not SubjectRequest.objects.exists()
    assert SubjectRequest.objects.get(pk=request.pk).reference == "AVG-2026-0001"
    assert asking.receive(by=PUBLIC, channel="FORM", received_at=RECEIVED)


def test_what_is_over_goes_on_only_when_it_is_reopened(cast, asking, olga):
    request = asking.receive()
    services.withdraw_request(request=request, by=olga, **SAID)
    with pytest.raises(RequestOver):
        services.place_request(request=request, about=cast.bakker, by=olga, **SAID)
    services.reopen_request(request=request, by=olga, **SAID)
    services.place_request(request=request, about=cast.bakker, by=olga, **SAID)
    assert [s.number for s in request.steps.all()] == [1, 2, 3]
