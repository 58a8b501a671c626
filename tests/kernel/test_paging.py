"""Pages of long lists: the rows of the whole list, in order, and no more read than is shown."""

from typing import Any

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from roles.models import Contract, Party, Service
from roles.queries.parties import deliveries_of
from tests.site.world import START, build
from voipgrid_privacy.kernel.paging import KeyPaginator, number_of, paged, rows_between
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, partner_scope

pytestmark = pytest.mark.django_db
CUSTOMERS = 25


@pytest.fixture
def belfabriek() -> Party:
    """A partner with some customers, whose names sort otherwise than they were entered."""
    world = build()
    partner = world.parties["Belfabriek"]
    resale = Contract.objects.get(acquirer=partner)
    names = [f"Winkel {n * 7 % CUSTOMERS:02}" for n in range(CUSTOMERS)]
    made = Party.objects.bulk_create(Party(kind="CUSTOMER", name=name) for name in names)
    Contract.objects.bulk_create(
        Contract(
            provider=partner,
            acquirer=customer,
            service=resale.service,
            kind="SUBSCRIPTION",
            valid_during=resale.valid_during,
        )
        for customer in made
    )
    return partner


def own(party: Party) -> Viewer:
    return Viewer(user_id=None, name="own", parties=frozenset({party.pk}))


@pytest.mark.parametrize("per_page", [1, 10, CUSTOMERS + 1, 100])
def test_every_page_is_that_of_the_whole_list(belfabriek: Party, per_page: int) -> None:
    viewer = own(belfabriek)
    with partner_scope(viewer):
        rows = deliveries_of(viewer=viewer, party=belfabriek.pk, on=START)
        plain, keyed = Paginator(rows, per_page), KeyPaginator(rows, per_page)
        assert keyed.count == plain.count == number_of(rows) == CUSTOMERS + 1
        for number in plain.page_range:
            assert list(keyed.page(number)) == list(plain.page(number))
            assert keyed.page(number).has_next() == plain.page(number).has_next()


def test_what_is_shown_is_worked_out_for_one_page(belfabriek: Party) -> None:
    marked = Concat("acquirer__name", Value("-marked"))
    rows: Any = deliveries_of(viewer=SYSTEM, party=belfabriek.pk, on=START)
    rows = rows.annotate(marked=marked)
    with CaptureQueriesContext(connection) as asked:
        page = KeyPaginator(rows, 5).page(2)
        first, *_rest = page
    assert first.marked.endswith("-marked")
    with_mark = [each["sql"] for each in asked if "-marked" in each["sql"]]
    assert len(with_mark) == 1
    assert "IN (" in with_mark[0]


def test_the_order_of_an_annotation_is_kept(belfabriek: Party) -> None:
    rows = deliveries_of(viewer=SYSTEM, party=belfabriek.pk, on=START)
    rows = rows.annotate(mark=Concat("acquirer__name", Value("!"))).order_by("-mark")
    assert list(KeyPaginator(rows, 4).page(1)) == list(rows[:4])


def test_who_is_found_twice_is_listed_once(belfabriek: Party) -> None:
    """A join to what a row has many of gives it as often; a list without one is not sorted."""
    rows = Party.objects.visible_to(own(belfabriek)).filter(kind="CUSTOMER")
    rows = rows.filter(Q(acquires__provider=belfabriek) | Q(name__startswith="Winkel"))
    customer = Party.objects.filter(name__startswith="Winkel").earliest("name")
    first = Contract.objects.get(acquirer=customer)
    Contract.objects.create(
        provider=belfabriek,
        acquirer=customer,
        service=Service.objects.exclude(pk=first.service_id).earliest("code"),
        kind="SUBSCRIPTION",
        valid_during=first.valid_during,
    )
    assert number_of(rows) == rows.count()
    assert list(rows_between(rows, 0, 100)) == list(rows)
    with CaptureQueriesContext(connection) as asked:
        number_of(rows)
        number_of(Contract.objects.visible_to(own(belfabriek)))
    repeats, plain = [each["sql"] for each in asked if "COUNT(" in each["sql"]]
    assert "DISTINCT" in repeats
    assert "DISTINCT" not in plain


def test_policies_judge_the_rows_of_a_page(belfabriek: Party) -> None:
    """A list that says too much, as no ``visible_to`` may: the database shows nothing of it."""
    stranger = own(Party.objects.get(name="Spraakwerk"))
    rows = deliveries_of(viewer=SYSTEM, party=belfabriek.pk, on=START)
    assert len(rows_between(rows, 0, 5)) == 5
    with partner_scope(stranger):
        assert not list(rows_between(rows, 0, 5))


@pytest.mark.parametrize(("asked", "number"), [("", 1), ("2", 2), ("99", 3), ("x", 1), ("-1", 3)])
def test_an_address_that_has_no_page_gets_the_nearest(
    belfabriek: Party, asked: str, number: int
) -> None:
    rows: Any = deliveries_of(viewer=SYSTEM, party=belfabriek.pk, on=START)
    request = RequestFactory().get("/", {"page": asked} if asked else {})
    assert paged(rows, request, per_page=10).number == number
