"""Right values that wait to be written: sealed, so that nobody reads them in a row (Art. 32)."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Final

from records.errors import RightValuesLost
from records.requests.models import RequestTask
from voipgrid_privacy.kernel import vault
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

PLACE: Final = "records_requesttask/{}/right_values"


def sealed(values: Mapping[str, str], *, place: str) -> dict[str, str]:
    """Return values by column as the row at ``place`` keeps them; raises ``store_keys_wrong``."""
    kept = vault.sealed(json.dumps(dict(values)).encode(), place=place)
    return {
        "key_id": kept.key_id,
        "nonce": b64encode(kept.nonce).decode(),
        "ciphertext": b64encode(kept.ciphertext).decode(),
    }


def opened(kept: Mapping[str, str], *, place: str) -> dict[str, str]:
    """Return the values by column; none once they are gone. Raises ``right_values_lost``."""
    if not kept:
        return {}
    nonce, ciphertext = b64decode(kept["nonce"]), b64decode(kept["ciphertext"])
    try:
        said = vault.opened(vault.Sealed(kept["key_id"], nonce, ciphertext), place=place)
    except vault.SealBroken as error:
        raise RightValuesLost from error
    values: dict[str, str] = json.loads(said)
    return values


def values_of(task: RequestTask) -> dict[str, str]:
    """Return what a task says to write, by column; raises ``right_values_lost``."""
    return opened(task.right_values, place=PLACE.format(task.pk))


@use_case
def rotate_task_values(*, by: Viewer) -> int:
    """Seal what tasks say again under the current key; return how many. Raises NotAllowed."""
    by.must(Ability.MANAGE_ACCESS)
    old = RequestTask.objects.exclude(right_values={})
    old = old.exclude(right_values__key_id=vault.current()).select_for_update(of=("self",))
    for task in (rows := list(old)):
        again = sealed(values_of(task), place=PLACE.format(task.pk))
        RequestTask.objects.filter(pk=task.pk).update(right_values=again)
    return len(rows)
