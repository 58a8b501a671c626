"""A filled table in another database, for the tests of runs there."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db.models import Sum

from records.choices import JobState, StartEvent, Technique
from records.engine import services
from records.engine.models import AnonymisationJob
from records.models import RetentionRule, StoreTable
from records.retention.rules import Term
from records.retention.services import decide_retention
from roles.models import DataElement, Party, Source
from tests.records.conftest import TODAY, text
from tests.records.elsewhere import mapped
from tests.records.foreign import Server
from voipgrid_privacy.kernel.law import tw
from voipgrid_privacy.kernel.tenancy import SYSTEM

Decide = Callable[..., RetentionRule]


ROWS = 1_500


@pytest.fixture
def filled(server: Server, belfabriek: Party, bakker: Party) -> Callable[..., None]:
    """Give Bakker calls in the other database."""

    def filled(rows: int, invoiced: date | None = date(2025, 1, 31), partner: object = "") -> None:
        partner, day = partner or belfabriek.pk, f"'{invoiced}'" if invoiced else "NULL"
        numbers = (
            f"generate_series(1, {rows}) AS n"
            if server.kind == "POSTGRESQL"
            else f"seq_1_to_{rows} AS s"
        )
        n = "n" if server.kind == "POSTGRESQL" else "seq"
        server.execute(
            "INSERT INTO cdr (partner, customer, src, dst, mail, ended_at, invoice_date, duration)"
            f" SELECT '{partner}', '{bakker.pk}', concat('06', 10000000 + {n}), '0201234567',"
            f" 'jan@example.nl', '2025-01-11 12:00', {day}, {n} FROM {numbers}"
        )

    server.execute("DELETE FROM cdr")
    return filled


@pytest.fixture
def instruct(table: StoreTable, model_partner: Party) -> Decide:
    mapped(table)
    source = Source.objects.create(code="test", title=text("A decision"))
    category = DataElement.objects.get(code="calling_number").category

    def instruct(**changes: object) -> RetentionRule:
        decision = {
            "code": "elsewhere",
            "category": category.pk,
            "store": table.store.pk,
            "start_event": StartEvent.INVOICE_DATE,
            "term": Term(months=6),
            "grounds": (tw("11.5", 2),),
            "source": source.pk,
            "decided_by": model_partner.pk,
            "technique": Technique.DELETE,
            "on": date(2018, 5, 25),
        }
        return decide_retention(**(decision | changes), by=SYSTEM)

    return instruct


def count(server: Server, where: str = "1 = 1") -> int:
    return int(server.execute(f"SELECT count(*) FROM cdr WHERE {where}")[0][0])


def planned() -> AnonymisationJob:
    services.ring_due(on=TODAY, by=SYSTEM)
    return AnonymisationJob.objects.get()


def adds_up(job: AnonymisationJob, rows: int) -> None:
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.problem
    evidence = job.batches.aggregate(rows=Sum("rows"))["rows"]
    assert job.rows_done == evidence == rows
    assert not job.batches.filter(intended__isnull=False).exists()
