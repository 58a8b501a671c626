"""An incident lasts: who is told are all that had a role on any of its days, each by its chain."""

from datetime import UTC, date, datetime, timedelta

import pytest

from records.incidents import services
from records.incidents.models import AffectedParty, IncidentNotice
from records.incidents.refusals import NotServed, UnknownFeature
from records.incidents.rules.days import Days, days_of
from roles.models import ServiceFeature
from roles.services import switch_on_feature
from tests.records.incidents.world import AWARE, NOW, facts, manager, registered, touched
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

pytestmark = pytest.mark.django_db
BEGAN, ENDED = (datetime(2026, 10, day, 8, tzinfo=UTC) for day in (1, 20))
OF = ("VoIPGRID B.V.", "Belfabriek"), ("VoIPGRID B.V.", "Spraakwerk")
LEFT = {OF[0], ("Belfabriek", "Klant")}
MOVED = {*LEFT, OF[1], ("Spraakwerk", "Klant")}


def day(number):
    return date(2026, 10, number)


def lasted(chain, **more):
    return registered(chain.platform, **{"began_at": BEGAN, "ended_at": ENDED, **more})


def told(dossier):
    rows = IncidentNotice.objects.filter(incident=dossier.incident_id)
    return set(rows.values_list("sender__name", "recipient__name"))


@pytest.fixture
def customer(chain):
    """Who is with Belfabriek and Spraakwerk from and until the days given, worked out by hand."""

    def made(*contracts):
        klant = chain.party("Klant")
        for partner, since, until in contracts:
            seller = getattr(chain, partner)
            chain.delivers(seller, klant, since, **({"until": until} if until else {}))
        return klant

    return made


@pytest.mark.parametrize(
    ("contracts", "expected"),
    [
        # left in the middle, on the second day, and after the first: the 2nd is a day without
        ([("belfabriek", day(1), day(10))], LEFT),
        ([("belfabriek", date(2026, 1, 1), day(2))], LEFT),
        # moved in the middle, on the last day, and on the day after the last
        ([("belfabriek", day(1), day(10)), ("spraakwerk", day(10), None)], MOVED),
        ([("belfabriek", day(1), day(20)), ("spraakwerk", day(20), None)], MOVED),
        ([("belfabriek", day(1), day(21)), ("spraakwerk", day(21), None)], LEFT),
        # away for some days in between
        ([("belfabriek", day(1), day(5)), ("belfabriek", day(15), None)], LEFT),
        # there on the last day only
        ([("belfabriek", day(20), None)], LEFT),
    ],
)
def test_who_is_told_are_those_of_every_day(chain, customer, contracts, expected):
    klant, dossier = customer(*contracts), lasted(chain)
    touched(dossier, klant)
    assert told(dossier) == expected
    everyone = services.read_list(
        dossier=dossier, text="", all_of=[chain.platform.pk], at=NOW, by=SYSTEM
    )
    assert klant.pk in {each.party for each in everyone}


@pytest.mark.parametrize(
    "contract",
    [(day(21), None), (date(2026, 9, 1), day(1))],
    ids=["joined after the end", "left before it began"],
)
def test_who_was_there_on_no_day_is_refused(chain, customer, contract):
    klant, dossier = customer(("belfabriek", *contract)), lasted(chain)
    with pytest.raises(NotServed):
        touched(dossier, klant)
    everyone = services.read_list(
        dossier=dossier, text="", all_of=[chain.platform.pk], at=NOW, by=SYSTEM
    )
    assert klant.pk not in {each.party for each in everyone}


def test_while_the_end_is_unknown_it_goes_on_and_the_beginning_is_what_is_known(chain, customer):
    late = customer(("belfabriek", day(22), day(23)))
    dossier = lasted(chain, ended_at=None)
    touched(dossier, late)  # left the day before it was known
    assert told(dossier) == LEFT
    other = registered(chain.platform, ended_at=ENDED)
    with pytest.raises(NotServed):
        touched(other, late)
    nothing = registered(chain.platform)
    with pytest.raises(NotServed):
        touched(nothing, late)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"began": BEGAN, "ended": ENDED}, (1, 20)),
        ({"began": BEGAN}, (1, 24)),
        ({"ended": ENDED}, (20, 20)),
        ({"discovered": ENDED + timedelta(days=1)}, (21, 24)),
        ({}, (23, 24)),
        ({"ended": AWARE + timedelta(days=1)}, (23, 24)),
        # half past eleven in the evening, UTC, is the next day in Amsterdam
        ({"began": datetime(2026, 10, 4, 23, 30, tzinfo=UTC), "ended": ENDED}, (5, 20)),
    ],
)
def test_the_days_of_an_incident(known, expected):
    known = {"began": None, "ended": None, "discovered": None, **known}
    found = days_of(**known, aware=AWARE, at=NOW + timedelta(days=1))
    assert found == Days(*map(day, expected))


def test_a_partner_that_sold_no_more_is_told_of_the_days_on_which_it_did(chain):
    short = chain.party("Kort", kind="PARTNER")
    chain.sells(chain.platform, short, until=day(11))
    klant = chain.party("Klant")
    chain.delivers(short, klant, until=day(11))
    dossier = lasted(chain)
    touched(dossier, klant)
    assert told(dossier) == {("VoIPGRID B.V.", "Kort"), ("Kort", "Klant")}


def test_facts_that_make_it_longer_add_who_was_there_and_counts_reach_each(chain, customer):
    klant = customer(("belfabriek", day(1), day(10)), ("spraakwerk", day(10), None))
    dossier = registered(chain.platform, began_at=ENDED, ended_at=ENDED)
    touched(dossier, klant)
    assert told(dossier) == MOVED - LEFT
    longer = facts(began_at=BEGAN, ended_at=ENDED)
    services.record_facts(dossier=dossier, facts=longer, name="S. Wacht", at=NOW, by=SYSTEM)
    assert told(dossier) == MOVED
    counts = IncidentNotice.objects.filter(sender=chain.platform).values_list(
        "customers", "persons"
    )
    assert set(counts) == {(1, 10)}


def test_each_of_two_partners_sees_the_customer_that_moved(chain, customer):
    klant = customer(("belfabriek", day(1), day(10)), ("spraakwerk", day(10), None))
    dossier = lasted(chain)
    touched(dossier, klant)
    services.send_notices(dossier=dossier, means="PORTAL", at=NOW, by=SYSTEM)
    for partner in (chain.belfabriek, chain.spraakwerk):
        with partner_scope(manager(partner)):
            assert AffectedParty.objects.filter(party=klant).count() == 1
            notices = IncidentNotice.objects.values_list("sender", "recipient")
            assert set(notices) == {(chain.platform.pk, partner.pk), (partner.pk, klant.pk)}


def test_of_a_feature_only_those_that_had_it_are_told(chain):
    mail = ServiceFeature.objects.get(code="VOICEMAIL")
    with_it, without = chain.party("Met"), chain.party("Zonder")
    contract = chain.delivers(chain.belfabriek, with_it)
    chain.delivers(chain.belfabriek, without)
    switch_on_feature(contract=contract, feature=mail, on=day(5), by=SYSTEM)
    dossier = lasted(chain, features=["VOICEMAIL"], categories=["TRANSMITTED"])
    everyone = services.read_list(
        dossier=dossier, text="", all_of=[chain.platform.pk], at=NOW, by=SYSTEM
    )
    services.touch(dossier=dossier, parties=everyone, at=NOW, by=SYSTEM)
    assert told(dossier) == {OF[0], ("Belfabriek", "Met")}
    assert AffectedParty.objects.get().party == with_it
    assert [row.features for row in IncidentNotice.objects.all()] == [["VOICEMAIL"]] * 2
    with pytest.raises(NotServed):
        touched(dossier, without)


def test_a_feature_that_the_partner_decides_about_stops_with_the_partner(chain):
    own = ServiceFeature.objects.get(code="CALL_ANALYTICS")
    contract = chain.delivers(chain.belfabriek, klant := chain.party("Klant"))
    switch_on_feature(contract=contract, feature=own, on=day(1), by=SYSTEM)
    dossier = lasted(chain, features=["CALL_ANALYTICS"])
    touched(dossier, klant)
    assert told(dossier) == {OF[0]}
    (notice,) = IncidentNotice.objects.all()
    assert set(notice.roles.values()) == {"CONTROLLER"}


def test_a_feature_that_the_service_does_not_have_is_refused(chain):
    with pytest.raises(UnknownFeature):
        registered(chain.platform, features=["CHANGE"])
