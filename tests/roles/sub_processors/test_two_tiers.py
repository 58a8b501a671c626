"""A notice over two tiers with windows of their own: every day below was counted by hand.

VoIPGRID tells its partners on Monday 3 March 2025: Belfabriek has 30 days (Wednesday 2 April),
Spraakwerk 12 (Saturday 15 March, so Monday 17 March). Belfabriek passes it on on Friday 14 March:
Bakker has 14 days (Friday 28 March), Slager 21 (Friday 4 April). Spraakwerk does so on Monday
10 March: Molenaar has 7 (Monday 17 March). A customer that was entered late is told on
Friday 4 April: 14 days end on Good Friday, and a Saturday, Easter and Easter Monday follow it, so
that it has until Tuesday 22 April.
"""

from datetime import date

import pytest

from roles.models import Contract
from roles.sub_processors import services
from roles.sub_processors.models import Engagement, Objection
from roles.sub_processors.refusals import (
    NotEveryoneTold,
    NoticeClosed,
    ObjectionOpen,
    WindowOpen,
)
from tests.roles.sub_processors.chain import Chain, agreed, reachable, today_is
from voipgrid_privacy.kernel.tenancy import SYSTEM


def activate(change, day):
    return services.activate_change(change=change, at=today_is(day), by=SYSTEM)


def refused(change, day, refusal):
    with pytest.raises(refusal):
        activate(change, day)
    change.refresh_from_db()
    assert change.state == "NOTIFIED"
    assert not Contract.objects.filter(provider=change.sub_processor).exists()


def test_the_whole_road_of_a_change(chain: Chain, sent):
    cast = chain.cast
    change = chain.propose("2025-02-28")
    assert sent() == []
    chain.notify(change, "2025-03-03")
    assert chain.last_days(change) == {"Belfabriek": "2025-04-02", "Spraakwerk": "2025-03-17"}
    assert sorted(sent()) == ["privacy@belfabriek.example.com", "privacy@spraakwerk.example.com"]

    chain.pass_on(change, cast.spraakwerk, "2025-03-10")
    chain.pass_on(change, cast.belfabriek, "2025-03-14")
    expected = {
        "Belfabriek": "2025-04-02",
        "Spraakwerk": "2025-03-17",
        "Molenaar": "2025-03-17",
        "Bakker": "2025-03-28",
        "Slager": "2025-04-04",
    }
    assert chain.last_days(change) == expected

    objection = services.object_to(
        notice=chain.notice(change, cast.bakker),
        reason="Wij willen geen data buiten Nederland.",
        at=today_is("2025-03-20"),
        by=SYSTEM,
    )
    chain.send("2025-03-20")
    assert "privacy@belfabriek.example.com" in sent()[-2:]
    assert "security@voipgrid.nl" in sent()[-2:]
    refused(change, "2025-03-31", WindowOpen)  # Belfabriek and Slager
    refused(change, "2025-04-04", WindowOpen)  # the last day counts to its end

    late = cast.party("Kapper", registered_by=cast.belfabriek)
    cast.delivers(cast.belfabriek, late, date(2025, 1, 1))  # entered too late, served all the time
    reachable(late)
    agreed(late, cast.belfabriek, 14)
    chain.pass_on(change, cast.belfabriek, "2025-04-04")
    assert chain.last_days(change) == {**expected, "Kapper": "2025-04-22"}

    refused(change, "2025-04-22", WindowOpen)
    refused(change, "2025-04-23", ObjectionOpen)
    services.settle_objection(
        objection=objection,
        settlement="MITIGATED",
        agreed="De data blijft in Nederland; Bakker gaat daarmee akkoord.",
        at=today_is("2025-04-23"),
        by=SYSTEM,
    )
    contract = activate(change, "2025-04-23")
    assert contract.valid_from == date(2025, 4, 23)
    assert contract.acquirer == cast.platform
    assert [limit.category.code for limit in contract.limits.all()] == ["TRANSMITTED"]
    assert Engagement.objects.get(contract=contract).location == "DE"


def test_a_partner_that_told_nobody_holds_it_up_until_somebody_does(chain: Chain):
    change = chain.propose("2025-02-28")
    chain.notify(change, "2025-03-03")
    chain.pass_on(change, chain.cast.belfabriek, "2025-03-03")
    refused(change, "2025-06-02", NotEveryoneTold)
    chain.pass_on(change, chain.cast.spraakwerk, "2025-06-02")
    assert chain.last_days(change)["Molenaar"] == "2025-06-10"  # 9 June is Whit Monday
    refused(change, "2025-06-10", WindowOpen)
    activate(change, "2025-06-11")


def test_who_became_a_customer_after_its_provider_told_the_others_knew(chain: Chain):
    change = chain.propose("2025-02-28")
    chain.notify(change, "2025-03-03")
    for partner in (chain.cast.belfabriek, chain.cast.spraakwerk):
        chain.pass_on(change, partner, "2025-03-03")
    new = chain.cast.party("Nieuw", registered_by=chain.cast.belfabriek)
    chain.cast.delivers(chain.cast.belfabriek, new, date(2025, 3, 4))
    activate(change, "2025-04-03")


def test_an_objection_after_the_last_day_is_kept_and_holds_up_nothing(chain: Chain):
    change = chain.propose("2025-02-28", categories=[chain.cast.category("TRAFFIC_BILLING")])
    chain.notify(change, "2025-03-03")
    notice = chain.notice(change, chain.cast.spraakwerk)
    made = services.object_to(
        notice=notice, reason="Te laat.", at=today_is("2025-03-18"), by=SYSTEM
    )
    assert made.late
    activate(change, "2025-04-03")
    assert Objection.objects.get().settled_on is None


def test_the_last_day_itself_is_in_time(chain: Chain):
    change = chain.propose("2025-02-28", categories=[chain.cast.category("TRAFFIC_BILLING")])
    chain.notify(change, "2025-03-03")
    notice = chain.notice(change, chain.cast.spraakwerk)
    made = services.object_to(
        notice=notice, reason="Op maandag.", at=today_is("2025-03-17"), by=SYSTEM
    )
    assert not made.late
    refused(change, "2025-04-03", ObjectionOpen)


def test_data_of_which_customers_decide_nothing_stay_with_the_partners(chain: Chain):
    """Partners are controllers of traffic data: it ends with them, and customers are not told."""
    change = chain.propose("2025-02-28", categories=[chain.cast.category("TRAFFIC_BILLING")])
    assert not change.reaches_customers
    chain.notify(change, "2025-03-03")
    assert set(chain.last_days(change)) == {"Belfabriek", "Spraakwerk"}
    activate(change, "2025-04-03")


def test_after_it_is_active_nobody_objects_any_more(chain: Chain):
    change = chain.propose("2025-02-28", categories=[chain.cast.category("TRAFFIC_BILLING")])
    chain.notify(change, "2025-03-03")
    activate(change, "2025-04-03")
    with pytest.raises(NoticeClosed):
        services.object_to(
            notice=chain.notice(change, chain.cast.belfabriek),
            reason="Nu nog?",
            at=today_is("2025-04-03"),
            by=SYSTEM,
        )
