"""What services refuse and do, beside what the database guards."""

import io
import zipfile
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.core import mail as outbox
from django.test import override_settings
from django.utils.translation import override

from roles import tasks
from roles.agreements.models import Mandate
from roles.mail.models import OutgoingMail
from roles.mail.services import deliver, mail_waiting
from roles.models import Contact, Contract
from roles.sub_processors import services
from roles.sub_processors.evidence import write_evidence
from roles.sub_processors.models import SubProcessorNotice
from roles.sub_processors.paper import on_paper
from roles.sub_processors.queries import standing, sub_processors
from roles.sub_processors.recipients import recipients
from roles.sub_processors.refusals import (
    AgreedMissing,
    AlreadyEngaged,
    AlreadyObjected,
    AlreadyProposed,
    AlreadySettled,
    MechanismMissing,
    NobodyToTell,
    NoConsentAsked,
    NotEngaged,
    NotPublic,
    ObjectionReasonMissing,
    StepByStep,
    Unreachable,
)
from roles.transfers.law import shipped
from tests.roles.sub_processors.chain import Chain, noon, today_is
from voipgrid_privacy.kernel.documents import pdf
from voipgrid_privacy.kernel.tenancy import SYSTEM

TOLD = "2025-03-03"


def traffic(chain: Chain):
    change = chain.propose("2025-02-28", categories=[chain.cast.category("TRAFFIC_BILLING")])
    chain.notify(change, TOLD)
    return change


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"location": "US"}, MechanismMissing),
        ({"location": "GB"}, MechanismMissing),
        ({"location": "US", "mechanism": "ADEQUACY"}, None),
        ({"location": "NO"}, None),
    ],
)
def test_data_outside_the_eea_rest_on_something(chain, given, refusal):
    if refusal is None:
        chain.propose("2025-02-28", **given)
    else:
        with pytest.raises(refusal):
            chain.propose("2025-02-28", **given)


def test_the_eea_is_dated():
    assert shipped().in_eea("GB", date(2020, 12, 31))
    assert not shipped().in_eea("GB", date(2021, 1, 1))
    assert shipped().in_eea("HR", date(2026, 1, 1))
    assert not shipped().in_eea("HR", date(2013, 1, 1))
    assert [c for c in ("RE", "AW", "CH", "NO") if shipped().in_eea(c, date(2026, 1, 1))] == [
        "RE",
        "NO",
    ]


def test_a_change_is_proposed_once_and_only_of_who_is_not_there(chain):
    chain.propose("2025-02-28")
    with pytest.raises(AlreadyProposed):
        chain.propose("2025-02-28")
    host = chain.cast.party("Host", "SUPPLIER", is_public=True)
    chain.cast.sells(host, chain.cast.platform, date(2024, 1, 1), kind="SUPPLY")
    with pytest.raises(AlreadyEngaged):
        chain.propose("2025-02-28", sub_processor=host)
    hidden = chain.cast.party("Hidden", "SUPPLIER")
    with pytest.raises(NotPublic):
        chain.propose("2025-02-28", sub_processor=hidden)
    with pytest.raises(NotEngaged):
        chain.propose(
            "2025-02-28", sub_processor=hidden, visibility="PARTNER", replaces=chain.slager
        )


def test_a_replacement_ends_the_supply_that_it_replaces(chain):
    host = chain.cast.party("Host", "SUPPLIER", is_public=True)
    old = chain.cast.sells(host, chain.cast.platform, date(2024, 1, 1), kind="SUPPLY")
    change = chain.propose(
        "2025-02-28", replaces=host, categories=[chain.cast.category("TRAFFIC_BILLING")]
    )
    chain.notify(change, TOLD)
    services.activate_change(change=change, at=today_is("2025-04-03"), by=SYSTEM)
    old.refresh_from_db()
    assert old.valid_until == date(2025, 4, 3)
    assert Contract.objects.get(provider=chain.carrier).valid_from == date(2025, 4, 3)


def test_where_no_agreement_names_days_the_sender_does(chain):
    Mandate.objects.filter(giver=chain.cast.spraakwerk).delete()
    change = chain.propose("2025-02-28")
    found = recipients(
        change=change,
        sender=chain.cast.platform,
        on=date(2025, 3, 3),
        default_days=40,
        viewer=SYSTEM,
    )
    assert [(one.party.name, one.days, one.agreed, one.authorisation.value) for one in found] == [
        ("Belfabriek", 30, True, "GENERAL"),
        ("Spraakwerk", 40, False, "UNKNOWN"),
    ]


def test_who_has_no_address_is_told_otherwise_or_nobody_is(chain):
    Contact.objects.filter(party=chain.cast.spraakwerk).delete()
    change = chain.propose("2025-02-28")
    with pytest.raises(Unreachable) as refusal:
        chain.notify(change, TOLD)
    assert "1" in str(refusal.value)
    assert not SubProcessorNotice.objects.exists()
    change.refresh_from_db()
    assert change.state == "PROPOSED"
    chain.notify(change, TOLD, otherwise=True)
    assert chain.notice(change, chain.cast.spraakwerk).told_by == "LETTER"
    assert OutgoingMail.objects.count() == 1


def test_telling_again_tells_who_was_not_told(chain):
    change = traffic(chain)
    with pytest.raises(NobodyToTell):
        chain.notify(change, "2025-03-05")
    late = chain.cast.party("Noorderlijn", "PARTNER")
    chain.cast.sells(chain.cast.platform, late, date(2024, 1, 1))
    chain.notify(change, "2025-03-05", otherwise=True)
    assert chain.last_days(change)["Noorderlijn"] == "2025-04-04"


def test_an_objection_says_why_and_is_settled_once(chain):
    change = traffic(chain)
    notice = chain.notice(change, chain.cast.belfabriek)
    given = {"notice": notice, "at": noon(TOLD), "by": SYSTEM}
    with pytest.raises(ObjectionReasonMissing):
        services.object_to(reason=" ", **given)
    made = services.object_to(reason="Nee.", **given)
    with pytest.raises(AlreadyObjected):
        services.object_to(reason="Nog eens.", **given)
    settling = {"objection": made, "at": noon(TOLD), "by": SYSTEM}
    with pytest.raises(AgreedMissing):
        services.settle_objection(settlement="MITIGATED", agreed="  ", **settling)
    services.settle_objection(settlement="CONTRACT_ENDS", agreed="Per 1 mei.", **settling)
    with pytest.raises(AlreadySettled):
        services.settle_objection(settlement="TAKEN_BACK", **settling)
    services.object_to(reason="Toch weer.", **given)
    with pytest.raises(NoConsentAsked):
        services.consent(**given)


def test_calling_off_tells_everyone_and_cannot_be_undone(chain, sent):
    change = traffic(chain)
    services.withdraw_change(
        change=change, because="De leverancier stopt.", at=noon(TOLD), by=SYSTEM
    )
    chain.send(TOLD)
    assert len(sent()) == 4
    assert "De leverancier stopt." in outbox.outbox[-1].body
    for act in (
        lambda: services.withdraw_change(change=change, because="x", at=noon(TOLD), by=SYSTEM),
        lambda: services.activate_change(change=change, at=noon(TOLD), by=SYSTEM),
    ):
        with pytest.raises(StepByStep):
            act()
    chain.propose(TOLD)  # and it may be proposed anew


def test_officers_see_what_holds_a_change_up_and_its_first_day(chain):
    change = chain.propose("2025-02-28")
    chain.notify(change, TOLD)
    chain.pass_on(change, chain.cast.belfabriek, TOLD)
    services.object_to(
        notice=chain.notice(change, chain.slager), reason="Nee.", at=noon(TOLD), by=SYSTEM
    )
    found = standing(viewer=SYSTEM, change=change, on=date(2025, 3, 17))
    assert [(one.refusal.code, one.number) for one in found.hindrances] == [
        ("not_everyone_told", 1),
        ("notice_window_open", 4),
        ("objection_open", 1),
    ]
    assert found.earliest == date(2025, 4, 3)


# Mail


def test_a_mail_says_what_the_law_asks_in_two_languages_and_proves_that_it_left(chain):
    traffic(chain)
    row = OutgoingMail.objects.get(recipient=chain.cast.spraakwerk)
    (mail,) = (m for m in outbox.outbox if m.to == ["privacy@spraakwerk.example.com"])
    assert mail.extra_headers["Message-ID"] == row.message_id
    assert row.body == mail.body
    assert row.body_hash == sha256(mail.body.encode()).hexdigest()
    assert row.sent_at == noon(TOLD)
    assert mail.subject == "Bericht: nieuwe subverwerker Carrier"
    for words in ("17 maart 2025", "17 March 2025", "Carrier", "Meer routes.", "28"):
        assert words in mail.body
    for country in ("Duitsland", "Germany"):
        assert country in mail.body
    assert "&" not in mail.body


@override_settings(EMAIL_BACKEND="tests.roles.sub_processors.refusing.EmailBackend")
def test_what_the_server_refuses_is_tried_again_later_and_without_its_words(chain):
    change = chain.propose("2025-02-28", categories=[chain.cast.category("TRAFFIC_BILLING")])
    services.notify(change=change, at=today_is(TOLD), by=SYSTEM)
    (first, _second) = mail_waiting(at=noon(TOLD))
    assert not deliver(mail=first, at=noon(TOLD), by=SYSTEM)
    row = OutgoingMail.objects.get(pk=first)
    assert (row.tries, row.problem, row.sent_at) == (1, "SMTPServerDisconnected", None)
    assert first not in mail_waiting(at=noon(TOLD))
    assert first in mail_waiting(at=noon(TOLD) + timedelta(minutes=1))


def test_a_mail_is_sent_once(chain, sent):
    change = chain.propose("2025-02-28", categories=[chain.cast.category("TRAFFIC_BILLING")])
    services.notify(change=change, at=today_is(TOLD), by=SYSTEM)
    (first, _second) = mail_waiting(at=noon(TOLD))
    assert deliver(mail=first, at=noon(TOLD), by=SYSTEM)
    assert not deliver(mail=first, at=noon("2025-03-04"), by=SYSTEM)
    assert len(sent()) == 1


def test_the_doorbells_send_what_waits_and_look_after_windows(chain, sent, monkeypatch):
    change = chain.propose("2025-02-28", categories=[chain.cast.category("TRAFFIC_BILLING")])
    services.notify(change=change, at=today_is(TOLD), by=SYSTEM)
    monkeypatch.setattr(tasks.send_mail, "delay", tasks.send_mail)
    tasks.send_waiting_mail()
    tasks.send_waiting_mail()
    assert len(sent()) == 2
    tasks.look_after_notices()  # it left today, which is long after it was written
    assert all(day > "2026" for day in chain.last_days(change).values())


def test_who_has_not_answered_is_reminded_once_before_its_window_closes(chain, sent):
    traffic(chain)  # Spraakwerk until 17 March, Belfabriek until 2 April
    services.object_to(
        notice=SubProcessorNotice.objects.get(recipient=chain.cast.belfabriek),
        reason="Nee.",
        at=noon(TOLD),
        by=SYSTEM,
    )
    assert services.remind(at=noon("2025-03-11"), by=SYSTEM) == 0
    assert services.remind(at=noon("2025-03-12"), by=SYSTEM) == 1
    assert services.remind(at=noon("2025-03-13"), by=SYSTEM) == 0
    assert services.remind(at=noon("2025-03-31"), by=SYSTEM) == 0  # it objected
    chain.send("2025-03-13")
    assert "Herinnering" in outbox.outbox[-1].subject
    assert sent()[-1] == "privacy@spraakwerk.example.com"


# The list and the evidence


def test_the_list_follows_from_contracts_and_says_depth_and_since(chain):
    change = traffic(chain)
    services.activate_change(change=change, at=today_is("2025-04-03"), by=SYSTEM)
    day = date(2026, 3, 1)
    before = sub_processors(viewer=SYSTEM, party=chain.cast.belfabriek, on=date(2025, 4, 2))
    assert "Carrier" not in {row.party.name for row in before}
    found = {
        row.party.name: row
        for row in sub_processors(viewer=SYSTEM, party=chain.cast.belfabriek, on=day)
    }
    assert found["Carrier"].since == date(2025, 4, 3)
    assert found["Carrier"].engaged_by.name == "VoIPGRID B.V."
    assert [(p.category, p.role.value, p.depth) for p in found["Carrier"].parts] == [
        ("TRAFFIC_BILLING", "SUB_PROCESSOR", 2)
    ]
    assert found["Carrier"].told.location == "DE"
    assert {(p.category, p.depth) for p in found["VoIPGRID B.V."].parts} == {
        ("TRANSMITTED", 2),
        ("TRAFFIC_BILLING", 1),
        ("OTHER_PERSONAL", 1),
    }
    customers = sub_processors(viewer=SYSTEM, party=chain.cast.bakker, on=day)
    assert {row.party.name for row in customers} == {"Belfabriek", "VoIPGRID B.V."}
    whole = sub_processors(viewer=SYSTEM, party=None, on=day)
    assert {row.party.name for row in whole} == {"Carrier"}


def test_the_evidence_holds_every_word_and_its_hashes_are_right(chain):
    change = traffic(chain)
    services.object_to(
        notice=chain.notice(change, chain.cast.belfabriek),
        reason="=SUM(A1)",
        at=noon(TOLD),
        by=SYSTEM,
    )
    held = io.BytesIO()
    write_evidence(held, change, SYSTEM, noon(TOLD))
    with zipfile.ZipFile(held) as pack:
        sums = dict(
            line.split("  ")[::-1] for line in pack.read("SHA256SUMS").decode().splitlines()
        )
        assert set(sums) == set(pack.namelist()) - {"SHA256SUMS"}
        assert all(sha256(pack.read(name)).hexdigest() == sum_ for name, sum_ in sums.items())
        mail = OutgoingMail.objects.filter(kind="NOTICE").first()
        assert mail.message_id in pack.read("mail.csv").decode()
        assert sums[f"mail/{mail.pk}.txt"] == mail.body_hash
        assert "'=SUM(A1)" in pack.read("objections.csv").decode()
        assert '"state": "NOTIFIED"' in pack.read("log.json").decode()
        files = "".join(f"{sum_}  {name}\n" for name, sum_ in sums.items() if ".pdf" not in name)
        for language in ("nl", "en"):
            page = pack.read(f"notice-{language}.pdf")
            assert b"pdfuaid" in page
            with override(language):
                told = on_paper(change, SYSTEM, noon(TOLD), sha256(files.encode()).hexdigest())
                assert pdf(told) == page


def test_the_page_says_who_was_told_when_until_when_and_what_it_answered(chain):
    change = chain.propose("2025-02-28")
    chain.notify(change, TOLD)
    chain.pass_on(change, chain.cast.belfabriek, TOLD)
    chain.pass_on(change, chain.cast.spraakwerk, TOLD)
    made = services.object_to(
        notice=chain.notice(change, chain.slager), reason="Nee.", at=today_is(TOLD), by=SYSTEM
    )
    settled = {"settlement": "MITIGATED", "agreed": "Versleuteld.", "at": noon(TOLD)}
    services.settle_objection(objection=made, **settled, by=SYSTEM)
    services.activate_change(change=change, at=today_is("2025-04-03"), by=SYSTEM)
    change.refresh_from_db()
    with override("nl"):
        page = on_paper(change, SYSTEM, noon("2025-04-03"), "ab" * 32)
    told = page.data
    assert told["sentence"] == "VoIPGRID B.V. heeft Carrier sinds 3 april 2025 als subverwerker."
    rows = {row[0][0]: row for row in told["told"]}
    assert rows["Slager"][0][1] == "door Belfabriek"
    assert rows["Slager"][1][0] == "3 maart 2025 13:00"
    assert rows["Slager"][2][0] == "24 maart 2025"
    assert rows["Slager"][3] == ["Bezwaar gemaakt: zie hieronder"]
    assert rows["Bakker"][3] == ["–"]
    ((title, lines),) = told["objections"]
    assert title == "Slager, 3 maart 2025"
    assert dict(lines)["Wat is afgesproken"] == "Versleuteld."
