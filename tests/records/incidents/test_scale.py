"""Many at once: exactly the right notices and clocks, and each sees only its own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from records.incidents.models import AffectedParty, IncidentClock, IncidentDossier, IncidentNotice
from records.incidents.queries.dossiers import dossiers
from records.incidents.services import read_list, touch
from roles.models import Contract
from roles.services import generate_chain
from tests.records.incidents.world import NOW, file_of, manager, registered, sent
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

pytestmark = pytest.mark.django_db
PARTNERS, CUSTOMERS = 6, 15


@pytest.fixture
def everyone(chain):
    generate_chain(partners=PARTNERS, customers=CUSTOMERS, seed="7", by=SYSTEM)
    dossier = registered(chain.platform)
    parties = read_list(dossier=dossier, text="", all_of=[chain.platform.pk], at=NOW, by=SYSTEM)
    touch(dossier=dossier, parties=parties, at=NOW, by=SYSTEM)
    return dossier


def served():
    rows = Contract.objects.in_force(NOW.date()).filter(acquirer__is_model=False)
    return (
        set(rows.filter(kind="RESALE").values_list("provider", "acquirer")),
        set(rows.filter(kind="SUBSCRIPTION").values_list("provider", "acquirer")),
    )


def test_notices_are_exactly_those_of_the_contracts(everyone):
    resale, subscription = served()
    assert len(subscription) >= PARTNERS * CUSTOMERS
    found = set(IncidentNotice.objects.values_list("sender", "recipient"))
    sellers = {seller for seller, _customer in subscription}
    above = {pair for pair in resale if pair[1] in sellers or pair[1] in {a for a, _b in resale}}
    assert found == subscription | above


def test_clocks_are_exactly_those_that_the_roles_give(everyone, chain):
    _resale, subscription = served()
    told = {chain.platform.pk}
    sent(everyone)
    for _level in range(3):
        files = IncidentDossier.objects.filter(keeper=None).exclude(party__in=told)
        for file in files.select_related("party", "incident"):
            told.add(file.party_id)
            if IncidentNotice.objects.waiting().filter(sender=file.party_id).exists():
                sent(file, by=manager(file.party))
    kinds = IncidentClock.objects.values_list("dossier__party", "kind")
    sellers = {seller for seller, _customer in subscription}
    expected = {(customer, "GDPR") for _seller, customer in subscription}
    expected |= {(seller, kind) for seller in sellers for kind in ("GDPR", "TELECOM_FIRST")}
    assert set(kinds) == expected
    assert len(kinds) == len(expected)


def test_the_number_of_statements_does_not_grow_with_the_number_of_customers(chain):
    generate_chain(partners=2, customers=40, seed="7", by=SYSTEM)
    counts = []
    for most in (10, 80):
        dossier = registered(chain.platform)
        parties = read_list(dossier=dossier, text="", all_of=[chain.platform.pk], at=NOW, by=SYSTEM)
        with CaptureQueriesContext(connection) as asked:
            touch(dossier=dossier, parties=parties[:most], at=NOW, by=SYSTEM)
            sent(dossier)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_each_partner_sees_its_own_and_nothing_else_in_its_session(everyone, chain):
    sent(everyone)
    for party in (chain.belfabriek, chain.spraakwerk):
        mine = manager(party)
        own = set(AffectedParty.objects.filter(along__party=party.pk).values_list("pk", flat=True))
        notices = set(
            IncidentNotice.objects.filter(recipient=party).values_list("pk", flat=True)
        ) | set(IncidentNotice.objects.filter(sender=party).values_list("pk", flat=True))
        file = file_of(everyone, party).pk
        with partner_scope(mine):
            assert set(AffectedParty.objects.values_list("pk", flat=True)) == own
            assert set(IncidentNotice.objects.values_list("pk", flat=True)) == notices
            assert set(IncidentDossier.objects.values_list("pk", flat=True)) == {file}
            assert [row.pk for row in dossiers(viewer=mine)] == [file]
