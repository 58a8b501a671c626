"""Who hears what: that an objection was settled and how, and that a change has taken effect."""

import re
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.core import mail as outbox
from django.db import connection
from django.utils import timezone

from roles.mail.models import OutgoingMail
from roles.models import Contract, Finding, Mandate
from roles.services import conclude_contract, recompute_findings
from roles.sub_processors import services
from roles.sub_processors.refusals import (
    ConsentMissing,
    EvidenceMissing,
    KnownByNoticeOnly,
    NoConsentAsked,
    ObjectionReasonMissing,
)
from tests.roles.sub_processors.chain import Chain, noon, today_is
from tests.roles.sub_processors.test_by_sql import refused
from tests.roles.sub_processors.test_in_sessions import manager
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope
from voipgrid_privacy.kernel.text import Localised

TOLD = "2025-03-03"


def under_way(chain: Chain):
    change = chain.propose("2025-02-28")
    chain.notify(change, TOLD)
    for partner in (chain.cast.belfabriek, chain.cast.spraakwerk):
        chain.pass_on(change, partner, TOLD)
    return change


def objected(chain: Chain, change):
    notice = chain.notice(change, chain.slager)
    return services.object_to(notice=notice, reason="Nee.", at=today_is("2025-03-05"), by=SYSTEM)


def settled_mail() -> set[str]:
    return set(
        OutgoingMail.objects.filter(kind="SETTLED").values_list("recipient__name", flat=True)
    )


def test_who_objected_and_who_was_told_of_it_hear_how_it_was_settled(chain):
    change = under_way(chain)
    made = objected(chain, change)
    services.settle_objection(
        objection=made,
        settlement="MITIGATED",
        agreed="Versleuteld.",
        at=noon("2025-03-05"),
        by=SYSTEM,
    )
    # An officer settles in the name of whoever told it.
    assert settled_mail() == {"Slager", "VoIPGRID B.V."}
    chain.send("2025-03-05")
    mails = [m for m in outbox.outbox if m.subject.startswith("Afgehandeld")]
    (mail,) = (m for m in mails if m.to == ["privacy@slager.example.com"])
    assert mail.reply_to == ["privacy@belfabriek.example.com"]
    assert mail.subject == "Afgehandeld: het bezwaar tegen subverwerker Carrier"
    assert "Versleuteld." in mail.body
    assert "5 maart 2025" in mail.body


def test_who_takes_its_objection_back_is_not_told_so_but_its_provider_is(chain):
    notice = chain.notice(under_way(chain), chain.cast.belfabriek)
    at, by = today_is("2025-03-05"), manager(chain.cast.belfabriek)
    with partner_scope(by):
        made = services.object_to(notice=notice, reason="Nee.", at=at, by=by)
        services.settle_objection(objection=made, settlement="TAKEN_BACK", at=at, by=by)
    assert settled_mail() == {"VoIPGRID B.V."}


def test_everyone_who_was_told_hears_that_it_has_begun(chain):
    change = under_way(chain)
    services.activate_change(change=change, at=today_is("2025-04-03"), by=SYSTEM)
    chain.send("2025-04-03")
    begun = [m for m in outbox.outbox if m.subject == "Begonnen: subverwerker Carrier"]
    assert len(begun) == 5
    assert "3 april 2025" in begun[0].body


def test_a_supplier_that_began_by_notice_is_no_finding(chain):
    change = under_way(chain)
    services.activate_change(change=change, at=today_is("2025-04-03"), by=SYSTEM)
    recompute_findings(on=date(2025, 4, 3), by=SYSTEM)
    assert Contract.objects.in_force(date(2025, 4, 3)).filter(provider=chain.carrier).exists()
    assert not Finding.objects.filter(code="sub_processor_unannounced").exists()


def specific(chain: Chain):
    mandate = chain.cast.spraakwerk.mandates_given.get()
    mandate.delete()
    chain.cast.spraakwerk.mandates_given.create(
        holder=chain.cast.platform,
        kind="SPECIFIC",
        engages=chain.slager,
        valid_during=mandate.valid_during,
    )
    change = chain.propose("2025-02-28", categories=[chain.cast.category("TRAFFIC_BILLING")])
    chain.notify(change, TOLD)
    return chain.notice(change, chain.cast.spraakwerk)


def test_a_consent_that_another_records_says_by_what_evidence(chain):
    notice, at = specific(chain), today_is(TOLD)
    with pytest.raises(EvidenceMissing):
        services.consent(notice=notice, at=at, by=SYSTEM)
    services.consent(notice=notice, evidence="Mail van 3 maart 2025", at=at, by=SYSTEM)
    notice.refresh_from_db()
    assert (notice.consent_given, notice.evidence) == ("FOR_IT", "Mail van 3 maart 2025")
    said = "UPDATE roles_subprocessornotice SET evidence = 'iets anders' WHERE id = %s"
    refused("notice_fixed", said, notice.pk)


def test_its_own_word_needs_none(chain):
    notice, at = specific(chain), today_is(TOLD)
    with partner_scope(manager(chain.cast.spraakwerk)):
        services.consent(notice=notice, at=at, by=manager(chain.cast.spraakwerk))
    notice.refresh_from_db()
    assert (notice.consent_given, notice.consented_on) == ("ITSELF", date(2025, 3, 3))


def test_who_does_not_agree_says_why_and_nothing_begins_also_when_the_day_is_past(chain):
    notice, at = specific(chain), today_is(TOLD)
    by = manager(chain.cast.spraakwerk)
    with partner_scope(by):
        with pytest.raises(ObjectionReasonMissing):
            services.refuse_consent(notice=notice, reason=" ", at=at, by=by)
        made = services.refuse_consent(notice=notice, reason="Te ver weg.", at=at, by=by)
        services.settle_objection(objection=made, settlement="TAKEN_BACK", at=at, by=by)
    assert (made.reason, made.late) == ("Te ver weg.", False)
    with pytest.raises(ConsentMissing):
        begin(chain, notice.change)
    later = today_is("2025-05-06")
    with partner_scope(by):
        services.consent(notice=notice, at=later, by=by)
        with pytest.raises(NoConsentAsked):
            services.refuse_consent(notice=notice, reason="Toch niet.", at=at, by=by)


def test_a_consent_becomes_the_mandate_that_names_the_sub_processor(chain):
    notice, at = specific(chain), today_is(TOLD)
    services.consent(notice=notice, evidence="Brief", at=at, by=SYSTEM)
    begin(chain, notice.change)
    pair = {"giver": chain.cast.spraakwerk, "holder": chain.cast.platform}
    named = Mandate.objects.filter(**pair, engages=chain.carrier)
    assert [(m.kind, m.valid_from, m.valid_until) for m in named] == [
        ("SPECIFIC", date(2025, 5, 6), None)
    ]
    assert not Mandate.objects.filter(engages=chain.carrier).exclude(**pair).exists()


def begin(chain: Chain, change) -> Contract:
    return services.activate_change(change=change, at=today_is("2025-05-06"), by=SYSTEM)


def test_no_statement_records_a_consent_without_evidence_or_in_its_own_name(chain):
    notice = specific(chain)
    today_is(TOLD)
    agreed = (
        "UPDATE roles_subprocessornotice SET consented_on = '2025-03-03', consent_given = %s,"
        " evidence = %s WHERE id = %s"
    )
    for given, evidence in (
        ("FOR_IT", " "),
        ("ITSELF", "x"),
        ("NOT_RECORDED", "x"),
    ):
        refused("notice_with_evidence", agreed, given, evidence, notice.pk)


def test_a_customer_that_objects_in_its_own_session_is_heard_by_its_partner_and_voipgrid(chain):
    notice = chain.notice(under_way(chain), chain.slager)
    at, by = today_is("2025-03-05"), manager(chain.slager)
    with partner_scope(by):
        made = services.object_to(notice=notice, reason="Nee.", at=at, by=by)
    mails = OutgoingMail.objects.filter(kind="OBJECTION", about=made.pk)
    told = {mail.recipient.name: (mail.sender.name, mail.address) for mail in mails}
    assert told["Belfabriek"] == ("Slager", "privacy@belfabriek.example.com")
    assert set(told) == {"Belfabriek", "VoIPGRID B.V."}
    with partner_scope(by):
        services.settle_objection(objection=made, settlement="TAKEN_BACK", at=at, by=by)
    assert settled_mail() == {"Belfabriek", "VoIPGRID B.V."}


def test_what_began_before_the_register_is_known_otherwise_and_what_came_later_is_not(chain):
    """The register knows VoIPGRID since today: a supply of tomorrow is told of by a notice."""
    cast, today = chain.cast, timezone.localdate()
    said = {
        "purpose": Localised("Servers.", "Servers."),
        "location": "NL",
        "mechanism": "NONE_NEEDED",
        "baseline": "List of 1 January",
        "at": timezone.now(),
        "by": SYSTEM,
    }

    def supply(name: str, on: date) -> Contract:
        party = cast.party(name, "SUPPLIER", is_public=True)
        return conclude_contract(
            provider=party,
            acquirer=cast.platform,
            service=cast.telephony,
            kind="SUPPLY",
            on=on,
            by=SYSTEM,
        )

    for name, on in (("Oud", date(2020, 1, 1)), ("Vandaag", today)):
        services.describe_engagement(contract=supply(name, on), **said)
    late = supply("Nieuw", today + timedelta(days=1))
    with pytest.raises(KnownByNoticeOnly):
        services.describe_engagement(contract=late, **said)
    made = services.describe_engagement(contract=late, **{**said, "baseline": ""})
    sentence = "UPDATE roles_engagement SET baseline = 'x' WHERE id = %s"
    refused("engagement_baseline_of_before", sentence, made.pk)


GUARDS = (
    "sub_processor_may_begin",
    "sub_processor_untold",
    "sub_processor_notice_guard",
    "roles_outgoingmail_guard",
)


def sources() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY (%s)", [[*GUARDS]])
        return dict(cursor.fetchall())


@pytest.mark.django_db
def test_the_guards_of_notices_that_arrive_are_undone_and_done_again():
    """Backwards no guard asks for a column that the migration before it takes away."""
    guards = import_module("roles.migrations.0025_notices_that_arrive_guards")
    (operation, _history) = guards.Migration.operations
    later = import_module("roles.migrations.0066_mail_that_came_back").Migration.operations[-1]
    now = sources()
    with connection.cursor() as cursor:
        cursor.execute(later.reverse_sql)
        cursor.execute("\n".join(operation.reverse_sql))
        undone = sources()
        cursor.execute("\n".join(operation.sql))
        cursor.execute(later.sql)
    assert sources() == now
    for name in GUARDS:
        assert undone[name] != now[name]
        assert not re.search("otherwise_on|consent_given|evidence|proof|replaced_by", undone[name])
