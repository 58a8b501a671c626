"""Whoever must act after a service is reminded: twice, once for each turn, and nobody else."""

from datetime import date

import pytest
from django.utils.translation import override

from roles.agreements.ends import the_end
from roles.agreements.letters import end_due
from roles.agreements.models import EndState
from roles.agreements.services import Part, end_agreement, remind_of_endings
from roles.mail.models import MailKind, OutgoingMail
from roles.models import Contact, DataCategory, Source
from roles.tasks import look_after_agreements
from tests.roles.ending import END, chosen, confirmed, opened, parts, signed, stated, stop, viewer
from tests.roles.sub_processors.chain import noon
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import SYSTEM


@pytest.fixture
def chain(shared_cast):
    for party in (shared_cast.belfabriek, shared_cast.platform):
        address = f"privacy@{party.name.split()[0].lower()}.example.com"
        Contact.objects.update_or_create(party=party, kind="PRIVACY", defaults={"email": address})
    return shared_cast


@pytest.fixture
def end(chain):
    made = signed(chain.platform, chain.belfabriek)
    end_agreement(agreement=made, on=END, by=SYSTEM)
    return opened(made)


def reminded(day: str) -> list[str]:
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    assert remind_of_endings(at=noon(day), by=SYSTEM) in {0, 1}
    rows = OutgoingMail.objects.filter(kind=MailKind.END).exclude(pk__in=before)
    return [row.recipient.name for row in rows]


def test_who_must_choose_is_reminded_fourteen_days_before_and_on_the_day(end):
    # Due on 1 October: fourteen days before is 17 September.
    days = ["2026-09-16", "2026-09-17", "2026-09-18", "2026-09-30", "2026-10-01", "2026-10-02"]
    assert [reminded(day) for day in days] == [[], ["Belfabriek"], [], [], ["Belfabriek"], []]
    first = OutgoingMail.objects.filter(kind=MailKind.END, about=end.pk).first()
    assert "1 september 2026" in first.body
    assert "1 October 2026" in first.body
    assert f"/portal/verwerkersovereenkomsten/einde/{end.pk}/" in first.body


def test_a_turn_that_passes_reminds_the_other(chain, end):
    bella = viewer(chain.belfabriek)
    assert reminded("2026-10-01") == ["Belfabriek"]
    chosen(end, bella)
    assert reminded("2026-12-01") == ["VoIPGRID B.V."]
    assert reminded("2026-12-02") == []
    step = stated(end, SYSTEM)
    assert reminded("2026-12-03") == ["Belfabriek"]
    confirmed(end, step, bella)
    assert reminded("2026-12-04") == []


def test_who_kept_data_for_a_law_is_reminded_once_its_day_has_come(chain, end):
    bella, law = viewer(chain.belfabriek), Source.objects.get(code="telecommunicatiewet")
    chosen(end, bella)
    some = parts(end)
    some.append(Part(some[0].category, "KEPT", statute=law, until=date(2026, 10, 1)))
    confirmed(end, stated(end, SYSTEM, parts=some), bella)
    assert reminded("2026-12-01") == ["VoIPGRID B.V."]
    assert reminded("2026-12-02") == []
    mail = OutgoingMail.objects.get(kind=MailKind.END, about=end.pk)
    assert "bewaard tot 1 oktober 2026" in mail.body
    stated(end, SYSTEM)
    assert reminded("2026-12-03") == ["Belfabriek"]


def test_what_is_still_delivered_reminds_nobody(chain):
    made = signed(chain.platform, chain.belfabriek)
    end_agreement(agreement=made, on=date(2027, 3, 1), by=SYSTEM)
    opened(made)
    assert reminded("2027-02-28") == []


def test_of_a_customer_that_cannot_be_reached_its_seller_hears(chain):
    chain.delivers(chain.belfabriek, chain.bakker)
    made = signed(chain.belfabriek, chain.bakker)
    stop(chain.belfabriek, chain.bakker)
    opened(made)
    assert reminded("2026-09-20") == ["Belfabriek"]


@pytest.fixture
def passed_on(chain):
    """Bakker left; a host that serves VoIPGRID goes on for everybody else."""
    chain.delivers(chain.belfabriek, chain.bakker)
    chain.host = chain.party("Host", kind="SUPPLIER")
    chain.sells(chain.host, chain.platform, kind="SUPPLY")
    top = signed(chain.belfabriek, chain.bakker)
    signed(chain.platform, chain.belfabriek)
    signed(chain.host, chain.platform)
    stop(chain.belfabriek, chain.bakker)
    return opened(top).below.get().below.get()


def letter(end, reader):
    return end_due(the_end(viewer=SYSTEM, pk=end.pk), EndState.PROOF, reader, reader, "x@y.nl")


def test_mail_about_one_customer_below_says_whose_data_and_that_the_rest_stays(chain, passed_on):
    mail = letter(passed_on, chain.platform)
    assert mail.subject.endswith("Bakker")
    assert "De dienst aan Bakker is geëindigd" in mail.body
    assert "Het gaat niet om andere gegevens" in mail.body
    assert "The service to Bakker has ended" in mail.body
    assert "de dienst is geëindigd. Uiterlijk" not in mail.body
    data = DataCategory.objects.get(code="TRANSMITTED").name
    for language, said in (("nl", "Welke gegevens"), ("en", "Which data")):
        with override(language):
            assert f"\n{said}: {data}.\n" in mail.body
    assert ".." not in mail.body


def test_a_supplier_is_told_a_reference_and_no_name(chain, passed_on):
    mail = letter(passed_on, chain.host)
    assert chain.bakker.name not in mail.body + mail.subject
    assert mail.subject.endswith(passed_on.reference)
    assert mail.body.count(passed_on.reference) >= 2
    assert "andere gegevens" in mail.body


def test_a_partner_is_told_the_name_of_its_own_customer(chain, passed_on):
    assert "Bakker" in letter(passed_on.above, chain.belfabriek).body
    other = chain.spraakwerk
    assert "Bakker" not in letter(passed_on, other).body


def test_mail_about_the_end_of_the_whole_service_stays_as_it_is(chain, end):
    mail = letter(end, chain.belfabriek)
    assert "de dienst is geëindigd" in mail.body
    assert "andere gegevens" not in mail.body


def test_the_schedule_rings_and_only_the_register_reminds(chain, eve):
    look_after_agreements()
    with pytest.raises(NotAllowed):
        remind_of_endings(at=noon("2026-09-20"), by=eve)
