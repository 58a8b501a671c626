"""The holds that may reach the store of a run elsewhere."""

from records.engine.models import AnonymisationJob
from records.holds.models import LegalHold


def holds_of(job: AnonymisationJob) -> list[LegalHold]:
    """Return the holds in force that are about the run's store, table and data category."""
    return [hold for hold in LegalHold.objects.active() if _reaches(hold, job)]


def _reaches(hold: LegalHold, job: AnonymisationJob) -> bool:
    return (
        hold.store_id in {None, job.store_id}
        and hold.category_id in {None, job.rule.category_id}
        and (hold.keys is None or hold.table_id == job.table_id)
    )
