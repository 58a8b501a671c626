"""Notices and clocks follow the roles; each is told of its own part, and knows from then on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from records.incidents import services
from records.incidents.models import IncidentClock, IncidentDossier, IncidentNotice
from records.incidents.refusals import (
    IncidentEarlier,
    IncidentLater,
    NoAddress,
    NoOneToTell,
    NotRegistrant,
    NotServed,
)
from records.incidents.services import Touched
from records.incidents.showing import shown
from roles.mail.models import OutgoingMail
from roles.models import Contact
from roles.webhooks.models import WebhookEndpoint, WebhookMessage
from tests.records.incidents.world import (
    AWARE,
    NOW,
    facts,
    file_of,
    manager,
    notices,
    registered,
    sent,
    touched,
)
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db


def clocks(dossier):
    return {row.kind: row.ends_at for row in IncidentClock.objects.filter(dossier=dossier)}


@pytest.fixture
def incident(chain):
    dossier = registered(chain.platform)
    touched(dossier, chain.bakker, chain.slager, chain.fiets)
    return dossier


def test_everyone_in_the_chain_has_one_notice_with_its_own_counts(incident):
    found = {
        pair: (row.categories, row.customers, row.persons, row.records)
        for pair, row in notices(incident).items()
    }
    both = ["TRAFFIC_BILLING", "TRANSMITTED"]
    assert found == {
        ("VoIPGRID B.V.", "Belfabriek"): (both, 2, 20, 200),
        ("VoIPGRID B.V.", "Spraakwerk"): (both, 1, 10, 100),
        ("Belfabriek", "Dealer"): (both, 1, 10, 100),
        ("Belfabriek", "Bakker"): (["TRANSMITTED"], 1, 10, 100),
        ("Spraakwerk", "Slager"): (["TRANSMITTED"], 1, 10, 100),
        ("Dealer", "Fiets"): (["TRANSMITTED"], 1, 10, 100),
    }


def test_what_a_recipient_is_for_each_kind_of_data_is_in_its_notice(incident):
    found = notices(incident)
    assert found["VoIPGRID B.V.", "Spraakwerk"].roles == {
        "TRAFFIC_BILLING": "CONTROLLER",
        "TRANSMITTED": "PROCESSOR",
    }
    assert found["Belfabriek", "Dealer"].roles["TRAFFIC_BILLING"] == "CONTROLLER"


def test_only_who_knows_has_a_file_and_clocks(incident, chain):
    assert set(IncidentDossier.objects.values_list("party", flat=True)) == {chain.platform.pk}
    assert clocks(incident) == {}  # as processor it has no clock of its own


def test_a_partner_that_is_told_has_72_hours_as_controller_and_24_as_provider(incident, chain):
    assert sent(incident) == 2
    spraakwerk = file_of(incident, chain.spraakwerk)
    assert spraakwerk.aware_at == NOW
    assert clocks(spraakwerk) == {
        "GDPR": NOW + timedelta(hours=72),
        "TELECOM_FIRST": NOW + timedelta(hours=24),
    }
    assert not IncidentDossier.objects.filter(party=chain.slager).exists()


def test_a_customers_clock_starts_when_its_partner_tells_it(incident, chain):
    sent(incident)
    later = NOW + timedelta(hours=5)
    mine = file_of(incident, chain.spraakwerk)
    assert sent(mine, by=manager(chain.spraakwerk), at=later, text="Van ons.") == 1
    slager = file_of(incident, chain.slager)
    assert (slager.aware_at, slager.keeper) == (later, chain.spraakwerk)
    assert clocks(slager) == {"GDPR": later + timedelta(hours=72)}
    assert notices(incident)["Spraakwerk", "Slager"].text == "Van ons."


def test_a_reseller_passes_on_what_its_partner_told_it(incident, chain):
    sent(incident)
    sent(file_of(incident, chain.belfabriek), by=manager(chain.belfabriek))
    assert clocks(file_of(incident, chain.dealer)).keys() == {"GDPR", "TELECOM_FIRST"}
    assert clocks(file_of(incident, chain.bakker)).keys() == {"GDPR"}
    assert sent(file_of(incident, chain.dealer), by=manager(chain.dealer)) == 1
    assert clocks(file_of(incident, chain.fiets)).keys() == {"GDPR"}


def test_the_clock_of_a_telling_by_telephone_starts_at_the_call(incident, chain):
    called = AWARE + timedelta(minutes=20)
    sent(incident, means="PHONE", told_at=called)
    assert clocks(file_of(incident, chain.spraakwerk))["GDPR"] == datetime(
        2026, 10, 26, 8, 20, tzinfo=UTC
    )
    assert not OutgoingMail.objects.filter(kind="BREACH").exists()


@pytest.mark.parametrize(
    ("moment", "refusal"),
    [(NOW + timedelta(hours=1), IncidentLater), (AWARE - timedelta(hours=1), IncidentEarlier)],
)
def test_nobody_was_told_before_it_was_known_or_after_now(incident, moment, refusal):
    with pytest.raises(refusal):
        sent(incident, told_at=moment)


def test_voipgrid_has_its_own_clock_where_it_decides_itself(chain):
    own = registered(chain.platform, categories=["OTHER_PERSONAL"])
    assert clocks(own) == {"GDPR": datetime(2026, 10, 26, 8, 0, tzinfo=UTC)}
    visitors = registered(chain.platform, categories=["WEBSITE_VISITOR"])
    assert clocks(visitors).keys() == {"GDPR"}
    assert notices(visitors) == {}


def test_counts_corrected_before_sending_correct_the_notice(incident, chain):
    touched(incident, chain.slager, persons=12, records=None)
    row = notices(incident)["VoIPGRID B.V.", "Spraakwerk"]
    assert (row.persons, row.records, row.number) == (12, None, 1)


def test_counts_corrected_after_sending_are_told_in_another_notice(incident, chain):
    sent(incident)
    touched(incident, chain.slager, persons=12)
    waiting = IncidentNotice.objects.filter(sender=chain.platform, told_at=None).get()
    assert (waiting.recipient, waiting.number, waiting.persons) == (chain.spraakwerk, 2, 12)
    before = clocks(file_of(incident, chain.spraakwerk))
    sent(incident, at=NOW + timedelta(hours=9))
    assert clocks(file_of(incident, chain.spraakwerk)) == before


def test_who_is_not_touched_after_all_is_not_told(incident, chain):
    touched(incident, chain.slager, touched=False, reason="Andere map.", name="S. Wacht")
    assert ("VoIPGRID B.V.", "Spraakwerk") not in notices(incident)


def test_a_kind_of_data_that_turns_out_to_be_touched_starts_its_clock_when_told(chain):
    dossier = registered(chain.platform, categories=["TRANSMITTED"])
    touched(dossier, chain.slager)
    sent(dossier)
    assert clocks(file_of(dossier, chain.spraakwerk)).keys() == {"TELECOM_FIRST"}
    services.record_facts(dossier=dossier, facts=facts(), name="S. Wacht", at=NOW, by=SYSTEM)
    later = NOW + timedelta(hours=3)
    sent(dossier, at=later)
    found = clocks(file_of(dossier, chain.spraakwerk))
    assert found == {
        "TELECOM_FIRST": NOW + timedelta(hours=24),
        "GDPR": later + timedelta(hours=72),
    }


def test_the_roles_are_those_of_the_day_of_awareness(chain):
    moved = chain.party("Verhuizer")
    chain.delivers(chain.belfabriek, moved, until=date(2026, 10, 23))
    chain.delivers(chain.spraakwerk, moved, on=date(2026, 10, 23))
    dossier = registered(chain.platform)
    touched(dossier, moved)
    assert set(notices(dossier)) == {("VoIPGRID B.V.", "Spraakwerk"), ("Spraakwerk", "Verhuizer")}


def test_by_mail_only_who_has_an_address_or_account_is_told_the_others_wait(incident, chain):
    chain.delivers(chain.spraakwerk, dicht := chain.party("Dicht"))
    Contact.objects.create(party=chain.slager, kind="PRIVACY", email="avg@slager.nl")
    touched(incident, dicht)
    assert sent(incident, means="MAIL") == 2  # partners read it in the portal too
    mine, by = file_of(incident, chain.spraakwerk), manager(chain.spraakwerk)
    assert shown(row=mine, viewer=by, at=NOW).unreached == {dicht.pk}
    assert sent(mine, by=by, means="MAIL") == 1
    assert notices(incident)["Spraakwerk", "Slager"].means == "MAIL"
    assert notices(incident)["Spraakwerk", "Dicht"].told_at is None
    assert not IncidentDossier.objects.filter(party=dicht).exists()
    for means in ("MAIL", "PORTAL"):
        with pytest.raises(NoAddress):
            sent(mine, by=by, means=means)
    assert sent(mine, by=by, means="PHONE", told_at=NOW) == 1
    assert clocks(file_of(incident, dicht)) == {"GDPR": NOW + timedelta(hours=72)}


def test_nothing_is_sent_twice(incident):
    sent(incident)
    with pytest.raises(NoOneToTell):
        sent(incident)


def test_who_is_served_by_nobody_through_the_registrant_is_refused(chain):
    stranger = chain.party("Vreemd")
    dossier = registered(chain.platform)
    with pytest.raises(NotServed):
        touched(dossier, chain.bakker, stranger)
    assert notices(dossier) == {}


def test_a_partner_registers_its_own_incident_and_tells_its_own_customers(chain):
    bella = manager(chain.belfabriek)
    dossier = registered(chain.belfabriek, by=bella)
    assert clocks(dossier).keys() == {"GDPR", "TELECOM_FIRST"}
    touched(dossier, chain.bakker, by=bella)
    assert set(notices(dossier)) == {("Belfabriek", "Bakker")}
    with pytest.raises(NotServed):
        touched(dossier, chain.slager, by=bella)


def test_a_partner_registers_for_nobody_else(chain):
    with pytest.raises(NotAllowed):
        registered(chain.platform, by=manager(chain.belfabriek))
    with pytest.raises((NotAllowed, NotFound)):
        registered(chain.spraakwerk, by=manager(chain.belfabriek))


def test_only_the_registrant_says_whom_it_touches(incident, chain):
    sent(incident)
    mine = file_of(incident, chain.spraakwerk)
    with pytest.raises(NotRegistrant):
        touched(mine, chain.slager, by=manager(chain.spraakwerk))


def test_nobody_sends_or_reads_what_is_anothers(incident, chain):
    sent(incident)
    theirs = file_of(incident, chain.belfabriek)
    for mine in (theirs, incident):
        with pytest.raises(NotFound):
            sent(mine, by=manager(chain.spraakwerk))


def test_officers_do_not_pass_on_in_a_partners_name(incident, chain, olga_viewer):
    sent(incident)
    with pytest.raises(NotAllowed):
        sent(file_of(incident, chain.belfabriek), by=olga_viewer)


def test_a_list_names_parties_by_any_number_with_counts(incident, chain):
    found = services.read_list(
        dossier=incident,
        text=f"{chain.bakker.pk};3;40\n\n{chain.slager.pk}\t7\n",
        at=NOW,
        by=SYSTEM,
    )
    assert found == [Touched(chain.bakker.pk, 3, 40), Touched(chain.slager.pk, 7, None)]
    everyone = services.read_list(
        dossier=incident, text="", all_of=[chain.belfabriek.pk], at=NOW, by=SYSTEM
    )
    assert {each.party for each in everyone} == {chain.bakker.pk, chain.fiets.pk}


def test_who_has_an_address_gets_mail_and_who_listens_a_webhook(incident, chain):
    Contact.objects.create(party=chain.spraakwerk, kind="PRIVACY", email="avg@spraakwerk.nl")
    WebhookEndpoint.objects.create(
        party=chain.spraakwerk,
        url="https://hooks.example.nl/",
        event_types=["breach.reported"],
        made_at=NOW,
    )
    sent(incident, means="MAIL")
    mail = OutgoingMail.objects.get(kind="BREACH")
    assert mail.recipient == chain.spraakwerk
    assert incident.incident.reference in mail.subject
    assert "Belfabriek" not in mail.body
    message = WebhookMessage.objects.get()
    assert message.about == file_of(incident, chain.spraakwerk).pk
