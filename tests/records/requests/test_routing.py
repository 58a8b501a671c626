"""Into which parts a request falls: by roles alone, without a database."""

from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.requests.choices import Duty, PartKind
from records.requests.routing import Seat, parts_for
from roles.choices import Role

NAMES = ["platform", "partner", "reseller", "customer", "supplier"]
PARTY = {name: uuid5(UUID(int=0), name) for name in NAMES}


def seat(name: str, category: str, role: Role, acts_for: str | None = None, **more) -> Seat:
    upstream = PARTY[acts_for] if acts_for else None
    return Seat(PARTY[name], category, role, upstream=upstream, **more)


def golden() -> list[Seat]:
    """The matrix of the design: a customer of a partner, and a supplier of the platform."""
    sub, processor = Role.SUB_PROCESSOR, Role.PROCESSOR
    return [
        seat("customer", "TRANSMITTED", Role.CONTROLLER, depth=0),
        seat("partner", "TRANSMITTED", processor, "customer", depth=1),
        seat("platform", "TRANSMITTED", sub, "partner", depth=2),
        seat("supplier", "TRANSMITTED", sub, "platform", depth=3),
        seat("customer", "TRAFFIC_BILLING", Role.SUBSCRIBER),
        seat("partner", "TRAFFIC_BILLING", Role.CONTROLLER, depth=0),
        seat("platform", "TRAFFIC_BILLING", processor, "partner", depth=1),
        seat("customer", "OTHER_PERSONAL", Role.NOT_ASSIGNED),
        seat("partner", "OTHER_PERSONAL", Role.CONTROLLER, depth=0),
        seat("platform", "OTHER_PERSONAL", processor, "partner", depth=1),
    ]


def told(seats, receiver: str) -> dict[str, dict]:
    names = {pk: name for name, pk in PARTY.items()}
    parts = parts_for(seats, receiver=PARTY[receiver], about=PARTY["customer"])
    assert all(part.about == PARTY["customer"] for part in parts)
    return {
        part.category + ("*" if part.purposes else ""): {
            "controller": names.get(part.controller),
            **{
                duty.value: {names[b.seat.party] for b in part.duties if b.duty == duty}
                for duty in Duty
                if any(b.duty == duty for b in part.duties)
            },
        }
        for part in parts
    }


def test_what_the_platform_receives_goes_to_whom_it_acts_for_and_on():
    found = told(golden(), "platform")
    assert found["TRANSMITTED"] == {
        "controller": "customer",
        "ANSWER": {"customer"},
        "FORWARD": {"platform", "partner"},
        "ASSIST": {"platform", "partner", "supplier"},
    }
    assert found["TRAFFIC_BILLING"] == {
        "controller": "partner",
        "ANSWER": {"partner"},
        "FORWARD": {"platform"},
        "ASSIST": {"platform"},
    }
    assert set(found) == {"TRANSMITTED", "TRAFFIC_BILLING", "OTHER_PERSONAL"}


def test_a_partner_answers_its_own_part_and_forwards_only_what_is_its_customers():
    found = told(golden(), "partner")
    assert found["TRANSMITTED"]["FORWARD"] == {"partner"}
    assert found["TRAFFIC_BILLING"] == {
        "controller": "partner",
        "ANSWER": {"partner"},
        "ASSIST": {"platform"},
    }


def test_what_the_receiver_does_for_itself_is_a_part_of_its_own_with_all_its_purposes():
    own = [
        seat("platform", "TRAFFIC_BILLING", Role.CONTROLLER, purpose=purpose)
        for purpose in ("MARKETING", "DEVELOPMENT")
    ]
    assert told(golden() + own, "platform")["TRAFFIC_BILLING*"] == {
        "controller": "platform",
        "ANSWER": {"platform"},
    }
    parts = parts_for(golden() + own, receiver=PARTY["platform"], about=PARTY["customer"])
    assert [p.purposes for p in parts if p.purposes] == [("DEVELOPMENT", "MARKETING")]


def test_what_others_do_for_themselves_is_theirs_to_be_asked():
    own = seat("platform", "TRAFFIC_BILLING", Role.CONTROLLER, purpose="MARKETING")
    assert "TRAFFIC_BILLING*" not in told([*golden(), own], "partner")


def test_a_controller_needs_no_part_for_purposes_beside_its_own():
    own = seat("partner", "TRAFFIC_BILLING", Role.CONTROLLER, purpose="TRAINING")
    assert "TRAFFIC_BILLING*" not in told([*golden(), own], "partner")


def test_where_nobody_is_assigned_the_receiver_answers_and_says_so():
    seats = [
        seat("platform", "OTHER_PERSONAL", Role.NOT_ASSIGNED),
        seat("partner", "OTHER_PERSONAL", Role.NOT_ASSIGNED),
    ]
    assert told(seats, "platform") == {
        "OTHER_PERSONAL": {"controller": None, "ANSWER": {"platform"}}
    }


def test_who_has_no_role_has_no_part():
    seats = [
        seat("customer", "TRANSMITTED", Role.CONTROLLER),
        seat("platform", "TRANSMITTED", Role.THIRD_PARTY),
    ]
    assert told(seats, "platform") == {}
    assert told(seats, "reseller") == {}


def test_a_model_customer_answers_nobody():
    seats = [
        seat("customer", "TRANSMITTED", Role.CONTROLLER, model=True),
        seat("partner", "TRANSMITTED", Role.PROCESSOR, "customer"),
    ]
    assert told(seats, "partner") == {}


def test_a_chain_that_leads_back_to_itself_ends():
    seats = [
        seat("partner", "TRANSMITTED", Role.PROCESSOR, "platform"),
        seat("platform", "TRANSMITTED", Role.PROCESSOR, "partner"),
    ]
    assert told(seats, "platform") == {}


def test_a_joint_controller_that_received_it_answers_for_itself():
    seats = [
        seat("customer", "TRANSMITTED", Role.JOINT_CONTROLLER),
        seat("partner", "TRANSMITTED", Role.JOINT_CONTROLLER),
    ]
    assert told(seats, "partner")["TRANSMITTED"]["controller"] == "partner"


SEATS = st.lists(
    st.builds(
        seat,
        st.sampled_from(NAMES),
        st.sampled_from(["TRANSMITTED", "TRAFFIC_BILLING"]),
        st.sampled_from(list(Role)),
        st.sampled_from([None, *NAMES]),
        depth=st.integers(0, 3),
        purpose=st.sampled_from([None, None, "MARKETING"]),
    ),
    max_size=10,
    unique_by=lambda s: (s.party, s.category, s.purpose),
)


@given(SEATS, st.sampled_from(NAMES), st.randoms())
def test_the_order_of_roles_never_matters(seats, receiver, chance):
    shuffled = list(seats)
    chance.shuffle(shuffled)
    first = parts_for(seats, receiver=PARTY[receiver], about=PARTY["customer"])
    assert first == parts_for(shuffled, receiver=PARTY[receiver], about=PARTY["customer"])


@given(SEATS, st.sampled_from(NAMES))
def test_every_part_is_answered_by_one_and_who_received_it_has_something_to_do(seats, receiver):
    for part in parts_for(seats, receiver=PARTY[receiver], about=PARTY["customer"]):
        answers = [bound.seat.party for bound in part.duties if bound.duty == Duty.ANSWER]
        assert len(answers) == 1
        assert part.controller in {None, answers[0]}
        assert PARTY[receiver] in {bound.seat.party for bound in part.duties}
        assert part.kind == PartKind.DATA
        pairs = [(bound.seat.party, bound.duty) for bound in part.duties]
        assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("receiver", ["platform", "partner"])
def test_each_on_the_way_sends_it_to_the_next(receiver):
    for part in parts_for(golden(), receiver=PARTY[receiver], about=PARTY["customer"]):
        at = PARTY[receiver]
        sends = {b.seat.party: b.seat.upstream for b in part.duties if b.duty == Duty.FORWARD}
        for _each in sends:
            at = sends.get(at, at)
        assert at == part.controller
