"""What the demo shows of transfers: a supplier in the US, under clauses, not assessed."""

from roles.models import Contract
from roles.register.reading import read
from roles.services.entering import Entering
from roles.services.register import DEMO
from roles.transfers.models import Transfer
from roles.transfers.services import record_transfer
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def seed_transfers(*, by: Viewer) -> int:
    """Enter them; return how many rows are new. Running again changes nothing."""
    made = 0
    for entry in read("demo_transfers")["transfers"]:
        given = dict(entry)
        code = given.pop("contract")
        contract = Contract.objects.get(pk=Entering(prefix=DEMO).identifier("contract", code))
        if Transfer.objects.filter(contract=contract).exists():
            continue
        record_transfer(
            exporter=contract.acquirer,
            importer=contract.provider,
            contract=contract,
            on=given.pop("from"),
            **given,
            by=by,
        )
        made += 1
    return made
