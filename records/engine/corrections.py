"""Right values that wait for their run: sealed, so that nobody reads them in its row (Art. 32)."""

from collections.abc import Mapping
from uuid import UUID

from records.engine.models import AnonymisationJob
from records.requests import sealed as kept
from voipgrid_privacy.kernel import vault
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


def sealed(values: Mapping[str, str], *, job: UUID) -> dict[str, str]:
    """Return values by column as the row of their run keeps them; raises ``store_keys_wrong``."""
    return kept.sealed(values, place=_place(job))


def right_values(job: AnonymisationJob) -> dict[str, str]:
    """Return the right values by column; none once they are gone. Raises ``right_values_lost``."""
    return kept.opened(job.corrections, place=_place(job.pk))


@use_case
def rotate_right_values(*, by: Viewer) -> int:
    """Seal what waits again under the current key; return how many. Raises NotAllowed."""
    by.must(Ability.MANAGE_ACCESS)
    old = AnonymisationJob.objects.exclude(corrections={})
    old = old.exclude(corrections__key_id=vault.current()).select_for_update(of=("self",))
    for job in (rows := list(old)):
        again = sealed(right_values(job), job=job.pk)
        AnonymisationJob.objects.filter(pk=job.pk).update(corrections=again)
    return len(rows)


def _place(job: UUID) -> str:
    return f"records_anonymisationjob/{job}/corrections"
