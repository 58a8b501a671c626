"""Partners and customers in their own sessions, where row-level security is the last word."""

from contextlib import nullcontext

import pytest
from django.db import DatabaseError, connection, transaction

from roles.agreements.models import Mandate
from roles.mail.models import OutgoingMail
from roles.models import Contact
from roles.queries.visibility import upstream_of
from roles.sub_processors import services
from roles.sub_processors.models import Objection, SubProcessorChange, SubProcessorNotice
from roles.sub_processors.queries import (
    changes,
    incoming,
    notices,
    objections,
    standing,
    sub_processors,
)
from roles.sub_processors.recipients import recipients, still_to_tell
from tests.roles.sub_processors.chain import Chain, noon
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, Ability, Viewer, partner_scope

TOLD = "2025-03-03"


@pytest.fixture
def under_way(chain: Chain) -> SubProcessorChange:
    change = chain.propose("2025-02-28")
    chain.notify(change, TOLD)
    return change


def viewer(party, *abilities: Ability) -> Viewer:
    own = frozenset({party.pk})
    return Viewer(None, party.name, own, upstream_of(own), frozenset(abilities))


def manager(party) -> Viewer:
    return viewer(party, Ability.WRITE_OWN)


def test_of_all_who_are_still_to_be_told_only_the_first_are_read_in_full(chain, under_way):
    belfabriek = chain.cast.belfabriek
    Mandate.objects.filter(giver=chain.slager).update(notice_days=None)
    Contact.objects.filter(party=chain.cast.bakker).delete()
    told = SubProcessorNotice.objects.get(recipient=belfabriek)
    for by, session in ((SYSTEM, nullcontext()), (m := manager(belfabriek), partner_scope(m))):
        with session:
            found = still_to_tell(
                change=told.change, sender=belfabriek, on=told.notified_on, viewer=by, shown=1
            )
        assert (found.number, found.unreachable, found.unagreed) == (2, 1, 1)
        assert [one.party.name for one in found.first] == ["Bakker"]


def test_a_partner_passes_on_in_its_own_session_and_reads_what_comes_back(chain, under_way):
    cast, by = chain.cast, manager(chain.cast.belfabriek)
    with partner_scope(by):
        (told,) = incoming(viewer=by, party=cast.belfabriek)
        found = recipients(
            change=told.change,
            sender=cast.belfabriek,
            on=told.notified_on,
            default_days=30,
            viewer=by,
        )
        assert [(one.party.name, one.days, one.agreed) for one in found] == [
            ("Bakker", 14, True),
            ("Slager", 21, True),
        ]
        services.pass_on(notice=told, at=noon(TOLD), by=by)
        assert notices(viewer=by).filter(parent=told).count() == 2
        assert OutgoingMail.objects.visible_to(by).count() == 2
    bakker = manager(cast.bakker)
    with partner_scope(bakker):
        (own,) = notices(viewer=bakker)
        assert own.sender == cast.belfabriek
        assert own.change.sub_processor_name == "Carrier"
        services.object_to(notice=own, reason="Nee.", at=noon(TOLD), by=bakker)
    with partner_scope(by):
        (made,) = objections(viewer=by)
        services.settle_objection(
            objection=made, settlement="MITIGATED", agreed="Sleutels.", at=noon(TOLD), by=by
        )
    assert Objection.objects.get().settlement == "MITIGATED"


def test_a_customer_takes_its_objection_back_and_settles_nothing_else(chain, under_way):
    chain.pass_on(under_way, chain.cast.belfabriek, TOLD)
    bakker = manager(chain.cast.bakker)
    notice = chain.notice(under_way, chain.cast.bakker)
    with partner_scope(bakker):
        made = services.object_to(notice=notice, reason="Nee.", at=noon(TOLD), by=bakker)
        with pytest.raises(NotAllowed):
            services.settle_objection(
                objection=made, settlement="MITIGATED", agreed="x", at=noon(TOLD), by=bakker
            )
        services.settle_objection(objection=made, settlement="TAKEN_BACK", at=noon(TOLD), by=bakker)


def test_one_partner_knows_nothing_of_the_other(chain, under_way):
    for partner in (chain.cast.belfabriek, chain.cast.spraakwerk):
        chain.pass_on(under_way, partner, TOLD)
    hers = chain.notice(under_way, chain.molenaar)
    by = manager(chain.cast.belfabriek)
    with partner_scope(by):
        names = {n.recipient.name for n in notices(viewer=by)}
        assert names == {"Belfabriek", "Bakker", "Slager"}
        assert not SubProcessorNotice.objects.filter(pk=hers.pk).exists()
        for act in (
            lambda: services.object_to(notice=hers, reason="x", at=noon(TOLD), by=by),
            lambda: services.pass_on(notice=hers, at=noon(TOLD), by=by),
            lambda: services.consent(notice=hers, at=noon(TOLD), by=by),
        ):
            with pytest.raises(NotFound):
                act()
    bakker = manager(chain.cast.bakker)
    with partner_scope(bakker):
        assert {n.recipient.name for n in notices(viewer=bakker)} == {"Bakker"}


def test_a_reader_writes_nothing(chain, under_way):
    reader = viewer(chain.cast.belfabriek)
    notice = chain.notice(under_way, chain.cast.belfabriek)
    with partner_scope(reader):
        for act in (
            lambda: services.object_to(notice=notice, reason="x", at=noon(TOLD), by=reader),
            lambda: services.pass_on(notice=notice, at=noon(TOLD), by=reader),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_only_officers_propose_tell_decide_and_call_off(chain, under_way):
    by = manager(chain.cast.belfabriek)
    for act in (
        lambda: services.notify(change=under_way, at=noon(TOLD), by=by),
        lambda: services.activate_change(change=under_way, at=noon(TOLD), by=by),
        lambda: services.withdraw_change(change=under_way, because="x", at=noon(TOLD), by=by),
        lambda: services.remind(at=noon(TOLD), by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotAllowed):
        standing(viewer=by, change=under_way, on=noon(TOLD).date())


def refused(statement: str):
    with (
        pytest.raises(DatabaseError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return refusal.value.__cause__


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE roles_subprocessorchange SET state = 'ACTIVE', activated_on = legal_today()",
        "UPDATE roles_subprocessorchange SET state = 'WITHDRAWN', withdrawn_on = legal_today()",
        "INSERT INTO roles_engagement SELECT * FROM roles_engagement",
        "SELECT sub_processor_untold(c) FROM roles_subprocessorchange c",
        "SELECT sub_processor_may_begin(c) FROM roles_subprocessorchange c",
        "UPDATE roles_outgoingmail SET sent_at = now()",
        "UPDATE roles_detailrequest SET state = 'APPROVED'",
    ],
)
def test_a_partners_own_sql_decides_nothing(chain, under_way, statement):
    with partner_scope(manager(chain.cast.belfabriek)):
        assert refused(statement).sqlstate == "42501"


def test_a_partner_does_not_stretch_the_windows_of_its_customers(chain, under_way):
    chain.pass_on(under_way, chain.cast.belfabriek, TOLD)
    with partner_scope(manager(chain.cast.belfabriek)):
        cause = refused("UPDATE roles_subprocessornotice SET last_day = '2099-01-01'")
    assert cause.diag.constraint_name == "notice_fixed"


def test_what_was_called_off_before_it_was_told_is_nobodys_to_read(chain):
    change = chain.propose("2025-02-28")
    services.withdraw_change(change=change, because="x", at=noon("2025-02-28"), by=SYSTEM)
    for by in (PUBLIC, manager(chain.cast.belfabriek)):
        with partner_scope(by):
            assert not changes(viewer=by).exists()
            assert not SubProcessorChange.objects.exists()


def test_what_is_announced_to_everyone_is_read_by_everyone_once_it_is_told(chain):
    change = chain.propose("2025-02-28")
    with partner_scope(PUBLIC):
        assert not changes(viewer=PUBLIC).exists()
    chain.notify(change, TOLD)
    with partner_scope(PUBLIC):
        assert changes(viewer=PUBLIC).get().sub_processor_name == "Carrier"
        assert not notices(viewer=PUBLIC).exists()


def test_details_on_request_are_read_by_who_was_approved_only(chain):
    cast, carrier = chain.cast, chain.carrier
    supply = cast.sells(carrier, cast.platform, noon("2024-01-01").date(), kind="SUPPLY")
    services.describe_engagement(
        contract=supply,
        purpose={"nl": "Routeren.", "en": "Routing."},
        location="DE",
        mechanism="NONE_NEEDED",
        visibility="ON_REQUEST",
        at=noon(TOLD),
        by=SYSTEM,
    )
    by, day = manager(cast.belfabriek), noon("2026-03-03").date()

    def seen(by):
        with partner_scope(by):
            rows = sub_processors(viewer=by, party=cast.belfabriek if by.parties else None, on=day)
        return {row.party.name: row for row in rows}

    assert set(seen(by)) == {"VoIPGRID B.V.", "Carrier"}
    assert seen(by)["Carrier"].told is None
    assert seen(PUBLIC)["Carrier"].told is None
    with partner_scope(by):
        request = services.ask_details(contract=supply, party=cast.belfabriek, at=noon(TOLD), by=by)
    assert seen(by)["Carrier"].asked == request
    services.answer_details(request=request, approved=True, at=noon(TOLD), by=SYSTEM)
    assert seen(by)["Carrier"].told.location == "DE"
    assert seen(PUBLIC)["Carrier"].told is None
    other = manager(cast.spraakwerk)
    with partner_scope(other):
        rows = sub_processors(viewer=other, party=cast.spraakwerk, on=day)
    assert {row.party.name: row.told for row in rows}["Carrier"] is None
