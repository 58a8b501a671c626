"""What a partner may see is found, not looked for in every row there is: there are a million."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from roles.models import Party
from roles.queries.lookup import contracts
from tests.tenancy.asking import viewer
from tests.tenancy.cast import Cast
from voipgrid_privacy.kernel.tenancy import Viewer, partner_scope


def parties(partner: Viewer) -> QuerySet[Party]:
    return Party.objects.visible_to(partner)


@pytest.mark.parametrize("listed", [parties, lambda partner: contracts(viewer=partner)])
def test_indexes_narrow_down_what_is_judged_row_by_row(
    cast: Cast, listed: Callable[[Viewer], QuerySet[Any]]
) -> None:
    partner = viewer(cast.belfabriek)
    table = listed(partner).model._meta.db_table
    with connection.cursor() as cursor:  # only what several indexes say together is not dear
        for way in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    with partner_scope(partner):
        plan = listed(partner).select_related(None).order_by().explain()
    assert f"Bitmap Heap Scan on {table} " in plan, plan
    assert f"Seq Scan on {table} " not in plan, plan


def test_what_is_found_so_is_what_row_level_security_lets_through(cast: Cast) -> None:
    partner = viewer(cast.belfabriek)
    for asked in (parties(partner), contracts(viewer=partner)):
        found = set(asked.values_list("pk", flat=True))
        with partner_scope(partner):
            assert set(asked.model._default_manager.values_list("pk", flat=True)) == found
