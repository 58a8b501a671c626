"""Of a person nothing is kept beyond need: every table and every log is looked through."""

import logging

import pytest
from django.db import connection

from records.answers import services
from records.answers.codes import normal
from records.answers.services.reviewing import review
from tests.records.answers.conftest import NOW, World
from voipgrid_privacy.kernel.tenancy import PUBLIC

pytestmark = pytest.mark.django_db
MAY_HOLD = {
    "records_calldetailrecord",  # what is searched
    "records_requestperson",
    "records_requestidentifier",
    "records_requestcontent",
}
CANARIES = ("612345678", "canarie", "655544433", "307654321", "9998877")


def everything() -> dict[str, str]:
    """Return all that stands in every table, as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM \"{table}\" t")
            found[table] = (cursor.fetchone() or ("",))[0] or ""
    return found


def test_neither_number_nor_code_is_in_any_table_or_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    by = world.manager_of(world.cast.belfabriek)
    package, code = world.package(world.cast.bakker, by)
    assert review(part=package.part, by=by)
    services.reveal_group(group=package.search.groups.first(), at=NOW, by=by)
    services.fetch_package(code=code, at=NOW, by=PUBLIC)
    secrets = (code, normal(code))
    for table, kept in everything().items():
        hidden = CANARIES if table not in MAY_HOLD else ()
        assert [c for c in (*hidden, *secrets) if c.lower() in kept.lower()] == [], table
    said = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db")]
    assert [c for c in (*CANARIES, *secrets) if c.lower() in "\n".join(said).lower()] == []
