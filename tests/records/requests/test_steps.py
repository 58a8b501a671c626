"""What is done about a request, by whom, and what the database refuses whoever writes."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from records.requests import services
from records.requests.models import RequestDuty, RequestPart, RequestStep, SubjectRequest
from records.requests.queries import clock_of, perspective, state_of, the_request, todo
from records.requests.refusals import (
    ExtendedAlready,
    ExtendedLate,
    ForwardedAlready,
    NotItsDuty,
    PartSettled,
    PartWithheld,
    RequestNameless,
    RequestReasonless,
    RequestStepEarlier,
    RequestStepLater,
    RequestStepOrder,
)
from tests.records.requests.conftest import NOW, SAID, TODAY
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import partner_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(cast, asking) -> SubjectRequest:
    """Anna, who works at Bakker, wrote to VoIPGRID."""
    return asking.receive(about=cast.bakker)


def state(request, viewer) -> str:
    row = the_request(viewer=viewer, pk=request.pk)
    return state_of(row, perspective(viewer)).value


def test_a_partner_sees_a_part_once_it_was_forwarded_and_nothing_else(
    cast, asking, request_, olga, manager_of
):
    by = manager_of(cast.belfabriek)
    traffic = asking.part(request_, "TRAFFIC_BILLING")
    with partner_scope(by):
        assert not SubjectRequest.objects.exists()
        assert not RequestPart.objects.exists()
    made = services.forward_part(part=traffic, by=olga, **SAID)
    assert (made.party, made.other) == (cast.platform, cast.belfabriek)
    with partner_scope(by):
        row = the_request(viewer=by, pk=request_.pk)
        assert [part.category for part in row.seen_parts] == ["TRAFFIC_BILLING"]
        assert RequestPart.objects.get() == traffic
        assert {duty.party_id for duty in RequestDuty.objects.all()} == {cast.belfabriek.pk}
        assert row.received_on == date(2026, 3, 5)  # the day of receipt stays
        assert row.persons.get().name == "Anna Canarie"
        assert [step.kind for step in row.seen_steps] == ["PLACED", "FORWARDED"]


def test_another_partner_sees_nothing_of_it(cast, asking, request_, olga, manager_of):
    services.forward_part(part=asking.part(request_, "TRAFFIC_BILLING"), by=olga, **SAID)
    by = manager_of(cast.spraakwerk)
    with partner_scope(by):
        for model in (SubjectRequest, RequestPart, RequestDuty, RequestStep):
            assert not model.objects.exists()
        with pytest.raises(NotFound):
            the_request(viewer=by, pk=request_.pk)


def test_in_whose_chain_others_found_somebody_a_partner_is_not_told(
    cast, asking, request_, olga, manager_of
):
    slager = cast.party("Slager", registered_by=cast.spraakwerk)
    cast.delivers(cast.spraakwerk, slager)
    services.place_request(request=request_, about=slager, by=olga, **SAID)
    for part in request_.parts.standing().filter(category="TRAFFIC_BILLING", purposes=[]):
        services.forward_part(part=part, by=olga, **SAID)
    by = manager_of(cast.belfabriek)
    with partner_scope(by):
        row = the_request(viewer=by, pk=request_.pk)
        assert {part.about_id for part in row.seen_parts} == {cast.bakker.pk}
        assert {step.other_id for step in row.seen_steps} == {cast.bakker.pk, cast.belfabriek.pk}
        assert not RequestStep.objects.filter(other=slager.pk).exists()


def test_it_goes_down_the_chain_link_by_link_to_whoever_decides(
    cast, asking, request_, olga, manager_of
):
    part, by = asking.part(request_, "TRANSMITTED"), manager_of(cast.belfabriek)
    with partner_scope(by), pytest.raises(NotFound):
        services.forward_part(part=part, by=by, **SAID)
    services.forward_part(part=part, by=olga, **SAID)
    with partner_scope(by):
        with pytest.raises(NotItsDuty):
            services.answer_part(part=part, by=by, **SAID)
        services.forward_part(part=part, by=by, **SAID)
        made = services.answer_part(part=part, by=by, **SAID)
    assert (made.party, made.entered_by) == (cast.bakker, "PROVIDER")
    other = asking.part(request_, "OTHER_PERSONAL")
    services.forward_part(part=other, by=olga, **SAID)
    with pytest.raises(ForwardedAlready):
        services.forward_part(part=other, by=olga, **SAID)


def test_only_who_decides_answers_and_only_once(cast, asking, request_, olga, manager_of):
    part, by = asking.part(request_, "TRAFFIC_BILLING"), manager_of(cast.belfabriek)
    services.forward_part(part=part, by=olga, **SAID)
    services.answer_part(part=part, by=by, **SAID)
    for again in (services.answer_part, services.assist_part):
        with pytest.raises(PartSettled):
            again(part=part, by=olga, **SAID)
    with pytest.raises(PartSettled):
        services.refuse_part(part=part, text="Kennelijk ongegrond", by=by, **SAID)
    services.close_request(request=request_, by=olga, **SAID)
    services.reopen_request(request=request_, by=olga, **SAID)
    services.answer_part(part=part, by=by, **SAID)


def test_refusing_and_extending_take_reasons(cast, asking, request_, olga):
    part = asking.part(request_, "WEBSITE_VISITOR")
    for refused in (services.refuse_part, services.extend_part):
        with pytest.raises(RequestReasonless):
            refused(part=part, text="  ", by=olga, **SAID)
    services.extend_part(part=part, text="Veel gesprekken", by=olga, **SAID)
    assert clock_of(part, on=TODAY).due_on == date(2026, 6, 5)
    with pytest.raises(ExtendedAlready):
        services.extend_part(part=part, text="Nog meer", by=olga, **SAID)


def test_an_extension_is_announced_in_the_first_month_or_not_at_all(asking, request_, olga):
    part = asking.part(request_, "WEBSITE_VISITOR")
    last, late = date(2026, 4, 7), date(2026, 4, 8)  # a month and Easter after 5 March
    with pytest.raises(ExtendedLate) as refusal:
        services.extend_part(part=part, text="x", **SAID | {"on": late}, by=olga)
    assert "7 april 2026" in refusal.value.sentence
    services.extend_part(part=part, text="x", **SAID | {"on": last}, by=olga)


def test_an_extension_of_one_part_extends_no_other(asking, request_, olga):
    website, traffic = (asking.part(request_, c) for c in ("WEBSITE_VISITOR", "TRAFFIC_BILLING"))
    services.extend_part(part=website, text="x", by=olga, **SAID)
    assert clock_of(traffic, on=TODAY).due_on == date(2026, 4, 7)


def test_assistance_is_asked_and_given(cast, asking, olga, manager_of):
    by = manager_of(cast.belfabriek)
    request = asking.receive(cast.belfabriek, about=cast.bakker)
    part = asking.part(request, "TRAFFIC_BILLING")
    assert state(request, olga) == "WAITING"
    with partner_scope(by):
        services.ask_assistance(part=part, of=cast.platform, by=by, **SAID)
    assert state(request, olga) == "OPEN"
    row = the_request(viewer=olga, pk=request.pk)
    (asked,) = todo(row, perspective(olga))
    assert (asked.party, asked.duty) == (cast.platform, "ASSIST")
    services.assist_part(part=part, by=olga, **SAID)
    assert state(request, olga) == "WAITING"


def test_how_far_it_is_follows_from_the_steps(cast, asking, request_, olga, manager_of):
    assert state(request_, olga) == "NEW"
    services.ask_identity(request=request_, by=olga, **SAID)
    assert state(request_, olga) == "IDENTITY"
    services.confirm_identity(request=request_, by=olga, **SAID)
    assert state(request_, olga) == "OPEN"
    services.ask_clarification(request=request_, text="Welke?", by=olga, **SAID)
    assert state(request_, olga) == "CLARIFICATION"
    services.give_clarification(request=request_, by=olga, **SAID)
    for part in request_.parts.told():
        if part.controller_id == cast.platform.pk:
            services.answer_part(part=part, by=olga, **SAID)
        else:
            services.forward_part(part=part, by=olga, **SAID)
    assert state(request_, olga) == "WAITING"
    by = manager_of(cast.belfabriek)
    assert state(request_, by) == "OPEN"
    services.forward_part(part=asking.part(request_, "TRANSMITTED"), by=by, **SAID)
    for category in ("TRANSMITTED", "TRAFFIC_BILLING", "OTHER_PERSONAL"):
        services.answer_part(part=asking.part(request_, category), by=by, **SAID)
    assert state(request_, olga) == state(request_, by) == "DONE"
    services.close_request(request=request_, by=olga, **SAID)
    assert state(request_, by) == "CLOSED"
    services.reopen_request(request=request_, by=olga, **SAID)
    assert state(request_, by) == "OPEN"


def test_the_reading_of_the_controller_decides_about_its_part(cast, asking, request_, olga):
    part = asking.part(request_, "TRAFFIC_BILLING")
    services.ask_identity(request=request_, by=olga, **SAID)
    assert clock_of(part, on=TODAY).due_on == date(2026, 4, 7)
    services.choose_reading(party=cast.belfabriek, reading="SUSPENDED", by=olga)
    assert clock_of(part, on=TODAY).due_on is None
    on = date(2026, 3, 13)
    services.confirm_identity(request=request_, by=olga, **SAID | {"on": on})
    assert clock_of(part, on=on).due_on == date(2026, 4, 10)  # three days after 7 April
    website = asking.part(request_, "WEBSITE_VISITOR")
    assert clock_of(website, on=TODAY).due_on == date(2026, 4, 7)


def test_identity_that_was_not_confirmed_ends_the_waiting(cast, asking, request_, olga):
    part = asking.part(request_, "TRAFFIC_BILLING")
    services.choose_reading(party=cast.belfabriek, reading="SUSPENDED", by=olga)
    services.ask_identity(request=request_, by=olga, **SAID)
    services.fail_identity(request=request_, by=olga, **SAID | {"on": date(2026, 3, 12)})
    assert clock_of(part, on=TODAY).due_on == date(2026, 4, 9)


def test_a_question_once_it_was_overdue_suspends_nothing(cast, asking, request_, olga):
    part = asking.part(request_, "TRAFFIC_BILLING")
    services.choose_reading(party=cast.belfabriek, reading="SUSPENDED", by=olga)
    services.ask_identity(request=request_, by=olga, **SAID | {"on": date(2026, 5, 19)})
    found = clock_of(part, on=date(2026, 5, 20))
    assert (found.due_on, found.standing.value) == (date(2026, 4, 7), "OVERDUE")
    services.confirm_identity(request=request_, by=olga, **SAID | {"on": date(2026, 5, 21)})
    found = clock_of(part, on=date(2026, 5, 22))
    assert (found.due_on, found.standing.value) == (date(2026, 4, 7), "OVERDUE")
    with pytest.raises(ExtendedLate):
        services.extend_part(
            part=asking.part(request_, "WEBSITE_VISITOR"),
            text="x",
            by=olga,
            **SAID | {"on": date(2026, 5, 22)},
        )


def test_only_its_controller_and_the_receiver_suspend_a_part(
    cast, asking, request_, olga, manager_of
):
    services.choose_reading(party=cast.platform, reading="SUSPENDED", by=olga)
    website, traffic = (asking.part(request_, c) for c in ("WEBSITE_VISITOR", "TRAFFIC_BILLING"))
    services.choose_reading(party=cast.belfabriek, reading="SUSPENDED", by=olga)
    services.forward_part(part=traffic, by=olga, **SAID)
    by = manager_of(cast.belfabriek)
    with partner_scope(by):
        services.ask_identity(request=request_, by=by, **SAID)
        assert clock_of(traffic, on=TODAY).due_on is None
    assert clock_of(website, on=TODAY).due_on == date(2026, 4, 7)  # VoIPGRID's own


def test_a_step_has_a_name_and_a_day_after_receipt_and_not_after_today(request_, olga):
    ask = services.ask_identity
    with pytest.raises(RequestNameless):
        ask(request=request_, by=olga, **SAID | {"name": " "})
    with pytest.raises(RequestStepEarlier):
        ask(request=request_, by=olga, **SAID | {"on": date(2026, 3, 4)})
    with pytest.raises(RequestStepLater):
        ask(request=request_, by=olga, **SAID | {"on": timezone.localdate() + timedelta(days=1)})
    with pytest.raises(RequestStepOrder):
        services.reopen_request(request=request_, by=olga, **SAID)


def test_nothing_is_done_about_what_is_kept_secret(cast, request_, olga, manager_of):
    secret = request_.parts.get(kind="WITHHELD")
    with pytest.raises(NotItsDuty):
        services.answer_part(part=secret, by=olga, **SAID)
    with pytest.raises(NotFound):
        services.answer_part(part=secret, by=manager_of(cast.belfabriek), **SAID)
    step = RequestStep(
        request=request_, part=secret, kind="ANSWERED", party=cast.platform, **bare()
    )
    with pytest.raises(IntegrityError, match=PartWithheld.code), transaction.atomic():
        step.save()


def bare() -> dict[str, object]:
    return {"name": "x", "said_on": TODAY, "entered_at": NOW, "entered_by": "OFFICE"}


def test_the_database_keeps_what_was_recorded(cast, asking, request_, olga):
    services.ask_identity(request=request_, by=olga, **SAID)
    for touch in (
        lambda: RequestStep.objects.update(kind="CLOSED"),
        lambda: RequestStep.objects.update(text="x"),
        lambda: SubjectRequest.objects.update(channel="MAIL"),
        lambda: RequestPart.objects.filter(kind="DATA").update(category="X"),
        lambda: RequestDuty.objects.update(duty="ANSWER"),
        RequestStep.objects.all().delete,
        RequestDuty.objects.all().delete,
    ):
        with pytest.raises(IntegrityError, match="request_fixed"), transaction.atomic():
            touch()
    assert RequestStep.objects.filter(kind="IDENTITY_ASKED").update(text="", name="") == 1
    assert request_.persons.all().delete()[0] == 1  # who it is about can be erased


def test_the_database_lets_each_say_only_what_is_its_own(cast, asking, request_):
    part = asking.part(request_, "TRAFFIC_BILLING")
    other = asking.receive()
    given = {"request": request_, "part": part, "party": cast.platform, **bare()}
    for refusal, wrong in (
        ("request_not_its_duty", {"kind": "ANSWERED"}),
        ("request_of_others", {"kind": "FORWARDED", "other": cast.spraakwerk}),
        ("request_of_others", {"kind": "FORWARDED", "other": cast.belfabriek, "request": other}),
        ("request_not_its_duty", {"kind": "ANSWERED", "party": cast.belfabriek}),
        ("request_step_to_others", {"kind": "WITHDRAWN", "part": None, "other": cast.bakker}),
        ("request_step_of_its_kind", {"kind": "ANSWERED", "part": None}),
        ("request_reasonless", {"kind": "REFUSED"}),
    ):
        with pytest.raises(IntegrityError, match=refusal), transaction.atomic():
            RequestStep(**{**given, **wrong}).save()


def test_who_may_only_read_does_nothing(cast, request_):
    from voipgrid_privacy.kernel.tenancy import Ability, Viewer

    auditor = Viewer(None, "Auditor", abilities=frozenset({Ability.READ_ALL}))
    with pytest.raises(NotAllowed):
        services.ask_identity(request=request_, by=auditor, **SAID)
