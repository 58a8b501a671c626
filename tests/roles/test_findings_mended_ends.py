"""Findings about data after a service, each gone when that is put right (GDPR Art. 28(3)(g))."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from roles import services
from roles.agreements.services import Part, agree_end_term, end_agreement
from roles.models import Finding, Source
from roles.models.findings import FindingState
from tests.roles.ending import (
    END,
    NOW,
    START,
    chosen,
    confirmed,
    disputed,
    opened,
    parts,
    signed,
    stated,
    stop,
    viewer,
)
from tests.roles.mended import recompute, standing
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM


@pytest.fixture
def chain(cast):
    cast.delivers(cast.belfabriek, cast.bakker)
    cast.top = signed(cast.belfabriek, cast.bakker)
    cast.upper = signed(cast.platform, cast.belfabriek)
    recompute()
    return cast


@pytest.fixture
def bella(chain):
    return viewer(chain.belfabriek)


@pytest.fixture
def left(chain):
    end_agreement(agreement=chain.upper, on=END, by=SYSTEM)
    return opened(chain.upper)


def found(code, on):
    """Return who must act, by the findings of that day."""
    services.recompute_findings(on=on, by=SYSTEM)
    rows = Finding.objects.filter(code=code).exclude(state=FindingState.RESOLVED)
    return {row.party.name for row in rows}


def test_end_not_opened(chain):
    assert standing("end_not_opened") == []
    stop(chain.belfabriek, chain.bakker)
    (row,) = standing("end_not_opened")
    assert (row.party, row.number, row.owner) == (chain.belfabriek, 1, "PARTNER")
    opened(chain.top)
    assert standing("end_not_opened") == []


def test_a_service_that_ends_later_is_not_asked_after_yet(chain):
    stop(chain.belfabriek, chain.bakker, date(2027, 1, 1))
    assert standing("end_not_opened") == []
    assert found("end_not_opened", date(2026, 12, 31)) == set()
    assert found("end_not_opened", date(2027, 1, 1)) == {"Belfabriek"}


def test_end_unchosen_when_due(left, bella):
    assert found("end_unchosen_when_due", date(2026, 9, 30)) == set()
    assert found("end_unchosen_when_due", date(2026, 10, 1)) == {"Belfabriek"}  # END + 30 days
    assert standing("end_unchosen_when_due") != []
    chosen(left, bella)
    assert standing("end_unchosen_when_due") == []


def test_end_overdue(left, bella):
    chosen(left, bella)
    assert found("end_overdue", date(2026, 10, 1)) == set()  # that day it is still in time
    assert found("end_overdue", date(2026, 10, 2)) == {"VoIPGRID B.V."}
    assert standing("end_overdue") != []
    stated(left, SYSTEM)
    assert standing("end_overdue") == []


def test_another_term_is_another_day(chain, bella):
    to_come = legal_day(timezone.now()) + timedelta(days=60)
    end_agreement(agreement=chain.upper, on=to_come, by=SYSTEM)
    end = opened(chain.upper)
    chosen(end, bella)
    for by in (bella, SYSTEM):
        agree_end_term(agreement=chain.upper, days=90, on=START, at=NOW, by=by)
    assert found("end_overdue", to_come + timedelta(days=90)) == set()
    assert found("end_overdue", to_come + timedelta(days=91)) == {"VoIPGRID B.V."}


def test_end_kept_over(left, bella):
    chosen(left, bella)
    law = Source.objects.get(code="telecommunicatiewet")
    first = parts(left)[0].category
    some = [*parts(left), Part(first, "KEPT", statute=law, until=date(2026, 10, 1))]
    confirmed(left, stated(left, SYSTEM, parts=some), bella)
    assert found("end_kept_over", date(2026, 10, 1)) == set()
    assert found("end_kept_over", date(2026, 10, 2)) == {"VoIPGRID B.V."}
    assert standing("end_kept_over") != []
    again = stated(left, SYSTEM)
    assert standing("end_kept_over") == []
    confirmed(left, again, bella)
    assert standing("end_kept_over") == []


def test_end_disputed(left, bella):
    chosen(left, bella)
    step = stated(left, SYSTEM)
    disputed(left, step, bella)
    (row,) = standing("end_disputed")
    assert row.key == f"party={row.party_id}/end={left.pk}"
    again = stated(left, SYSTEM)
    assert standing("end_disputed") == []
    confirmed(left, again, bella)
    assert standing("end_disputed") == []


def test_those_of_customers_are_counted_together(chain):
    stop(chain.belfabriek, chain.bakker)
    second = chain.party("Slager", registered_by=chain.belfabriek)
    chain.delivers(chain.belfabriek, second, until=END)
    signed(chain.belfabriek, second)
    (row,) = standing("end_not_opened")
    assert (row.key, row.number) == (f"party={chain.belfabriek.pk}/customers", 2)


def test_of_a_supplier_whom_it_supplied_must_act(chain):
    host = chain.party("Host", kind="SUPPLIER")
    chain.sells(host, chain.platform, kind="SUPPLY", until=END)
    signed(host, chain.platform)
    assert {row.party.name for row in standing("end_not_opened")} == {"VoIPGRID B.V."}
