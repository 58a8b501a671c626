"""The holds that may reach the store of a run elsewhere."""

from records.engine.models import AnonymisationJob
from records.holds.models import LegalHold


def holds_of(job: AnonymisationJob) -> list[LegalHold]:
    """Return the holds in force."""
    rows = LegalHold.objects.active()
    return [hold for hold in rows if hold.store_id in {None, job.store_id}]
