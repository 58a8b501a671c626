"""Pasted lists: numbers mean what their reader may know of, counts what somebody can mean."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from records.incidents import services
from records.incidents.models import IncidentNotice
from records.incidents.refusals import NotServed, RowUnreadable
from records.incidents.services import Touched
from roles.models import ExternalId
from tests.records.incidents.world import NOW, facts, manager, notices, registered, touched
from voipgrid_privacy.kernel.tenancy import partner_scope

pytestmark = pytest.mark.django_db
MOST = 999_999_999


@pytest.fixture
def bella(chain):
    return manager(chain.belfabriek)


@pytest.fixture
def own(chain, bella):
    return registered(chain.belfabriek, by=bella)


def numbered(party, value, by):
    ExternalId.objects.create(party=party, assigned_by=by, system="RELATIECODE", value=value)


def test_a_number_that_another_tenant_uses_too_means_ones_own(chain, own, bella):
    numbered(chain.bakker, "K-1", chain.belfabriek)
    numbered(chain.slager, "K-1", chain.spraakwerk)
    with partner_scope(bella):
        found = services.read_list(dossier=own, text="K-1;3", at=NOW, by=bella)
    assert found == [Touched(chain.bakker.pk, 3, None)]


def test_what_is_unknown_and_what_another_serves_are_refused_alike(chain, own, bella):
    numbered(chain.slager, "K-2", chain.spraakwerk)
    said = set()
    with partner_scope(bella):
        for reference in ("K-2", "K-9", str(chain.slager.pk), str(uuid4())):
            with pytest.raises(NotServed) as refused:
                services.read_list(dossier=own, text=reference, at=NOW, by=bella)
            said.add((str(refused.value.sentence), refused.value.field))
    assert len(said) == 1


@pytest.mark.parametrize("count", ["1000000000", "9" * 30, "9" * 5_000, "-1", "1.5", "x"])
@pytest.mark.parametrize("before", ["", "7;"])
def test_a_count_that_nobody_means_is_refused(chain, own, bella, count, before):
    text = f"{chain.bakker.pk};{before}{count}"
    with pytest.raises(RowUnreadable):
        services.read_list(dossier=own, text=text, at=NOW, by=bella)


@pytest.mark.parametrize("counts", [{"persons": MOST + 1}, {"records": 10**30}, {"persons": -1}])
def test_it_is_refused_too_where_no_list_is_read(chain, own, bella, counts):
    with pytest.raises(RowUnreadable):
        touched(own, chain.bakker, by=bella, **counts)


def test_sums_of_the_largest_counts_fit(chain):
    dossier = registered(chain.platform)
    more = [chain.party(f"Klant {number}") for number in range(3)]
    for party in more:
        chain.delivers(chain.belfabriek, party)
    touched(dossier, *more, persons=MOST, records=MOST)
    row = notices(dossier)["VoIPGRID B.V.", "Belfabriek"]
    assert (row.persons, row.records) == (3 * MOST, 3 * MOST)
    assert IncidentNotice.objects.filter(persons__gt=2**31).exists()


def test_touching_recording_and_sending_wait_for_each_other(chain, own, bella):
    rest = {"dossier": own, "at": NOW, "by": bella}
    for act in (
        lambda: touched(own, chain.bakker, by=bella),
        lambda: services.record_facts(facts=facts(), name="B. Bos", **rest),
        lambda: services.send_notices(means="LETTER", **rest),
    ):
        with CaptureQueriesContext(connection) as asked:
            act()
        locks = [q["sql"] for q in asked if "records_incidentdossier" in q["sql"]]
        assert any("FOR UPDATE" in sql for sql in locks), locks
