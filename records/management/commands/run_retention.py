"""Run what is due, here and now, without a worker."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from records.certificates.services import certify_run
from records.engine.queries import JobResult, job_result
from records.engine.run import anonymise
from records.engine.services import ring_due
from voipgrid_privacy.kernel.tenancy import SYSTEM


class Command(BaseCommand):
    """``manage.py run_retention [--on DATE]``: plans what is due and carries it out."""

    help = "Plan what is due and carry it out in this process."

    def add_arguments(self, parser: CommandParser) -> None:
        """The legal day to run for; today if left out."""
        parser.add_argument("--on", type=date.fromisoformat, default=None)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Work until no job waits, telling what each did."""
        waiting = ring_due(on=options["on"] or timezone.localdate(), by=SYSTEM)
        for job_id in waiting:
            while anonymise(job_id):
                pass
            certify_run(job=job_id, at=timezone.now(), by=SYSTEM)
            self.stdout.write(_line(job_result(SYSTEM, job_id)))
        if not waiting:
            self.stdout.write("Nothing is due.")


def _line(result: JobResult) -> str:
    return (
        f"{result.rule} {result.formula}: {result.state.value.lower()},"
        f" {result.rows_done} rows in {result.batches_done} batches, {result.rows_left} left"
    )
