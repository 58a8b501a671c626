"""What the demo shows of sub-processors: suppliers that are described, and a notice under way."""

from datetime import datetime, timedelta

from roles.choices import PartyKind
from roles.models import Contract, DataCategory, Party, Service
from roles.register.reading import Entry, read
from roles.services.entering import Entering
from roles.services.register import DEMO
from roles.sub_processors.models import Engagement, SubProcessorChange
from roles.sub_processors.services import describe_engagement, notify, propose_change
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import localised
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def seed_notices(*, at: datetime, by: Viewer) -> int:
    """Enter them; return how many rows are new. Running again changes nothing."""
    said, entering = read("demo_notices"), Entering(prefix=DEMO)
    described = sum(_describe(entry, entering, at, by) for entry in said["engagements"])
    entering.parties([said["party"]])
    supplier = entering.party(said["party"]["code"])
    if supplier is None or SubProcessorChange.objects.filter(sub_processor=supplier).exists():
        return described
    change = _propose(said["change"], supplier, at, by)
    return described + 1 + len(notify(change=change, otherwise=True, at=at, by=by))


def _describe(entry: Entry, entering: Entering, at: datetime, by: Viewer) -> bool:
    given = dict(entry)
    contract = Contract.objects.get(pk=entering.identifier("contract", given.pop("contract")))
    if Engagement.objects.filter(contract=contract).exists():
        return False
    purpose = localised(given.pop("purpose"))
    describe_engagement(contract=contract, purpose=purpose, **given, at=at, by=by)
    return True


def _propose(entry: Entry, supplier: Party, at: datetime, by: Viewer) -> SubProcessorChange:
    given = dict(entry)
    codes, days = given.pop("categories"), given.pop("planned_in_days")
    return propose_change(
        proposer=Party.objects.get(kind=PartyKind.PLATFORM),
        sub_processor=supplier,
        service=Service.objects.get(code="TELEPHONY"),
        categories=DataCategory.objects.filter(code__in=codes),
        purpose=localised(given.pop("purpose")),
        reason=localised(given.pop("reason")),
        planned_on=legal_day(at) + timedelta(days=days),
        **given,
        at=at,
        by=by,
    )
