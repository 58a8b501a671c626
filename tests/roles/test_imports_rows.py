"""Rows of an import belong to one that is there, and it does not go from under them."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from psycopg.errors import ForeignKeyViolation

from roles import services
from roles.models import Import, Party
from roles.services import importing
from roles.services.importing import staging
from voipgrid_privacy.kernel.tenancy import SYSTEM

FILE = {"parties.csv": b"external_id;kind;name\nB-1;klant;Bakker\n"}
MOVED = "UPDATE {table} SET batch_id = %s WHERE batch_id = %s"


@pytest.fixture
def batch(cast) -> Import:
    now = datetime.now(UTC)
    platform = Party.objects.get(kind="PLATFORM")
    made = services.upload_import(files=FILE, assigned_by=platform, at=now, by=SYSTEM)
    importing.work_on(made.pk, at=now)
    return made


@pytest.mark.parametrize(
    ("table", "name"),
    [("roles_stagedrow", "staged_row_of_import"), ("roles_judgedrow", "judged_row_of_import")],
)
def test_a_row_belongs_to_an_import_that_is_there(batch: Import, table: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE batch_id = %s", [batch.pk])
        assert cursor.fetchone() == (1,)
        with pytest.raises(IntegrityError, match=name):
            cursor.execute(MOVED.format(table=table), [uuid4(), batch.pk])


def test_a_copied_row_of_no_import_is_refused(cast) -> None:
    text = f"{uuid4()}\t1\t0\t2\tP\tf\tf" + "\t" * 7 + "\n"  # seven empty cells
    with (
        pytest.raises(ForeignKeyViolation, match="staged_row_of_import"),
        connection.cursor() as cursor,
        cursor.copy(staging.COPY) as copy,
    ):
        copy.write(text)


def test_an_import_does_not_go_from_under_its_rows(batch: Import) -> None:
    with connection.cursor() as cursor:
        for table in ("roles_importprogress", "roles_importsheet", "roles_importpart"):
            cursor.execute(f"DELETE FROM {table} WHERE batch_id = %s", [batch.pk])
        with pytest.raises(IntegrityError, match="import_has_rows"):
            cursor.execute("DELETE FROM roles_import WHERE id = %s", [batch.pk])
