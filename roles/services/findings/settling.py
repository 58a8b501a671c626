"""From causes to findings: open while anything contributes, resolved when nothing does."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from roles.findings import finding_type
from roles.models import Finding, FindingCause
from roles.models.findings import FindingState
from roles.services.findings.causes import BATCH, Touched
from roles.webhooks.choices import EventType
from roles.webhooks.telling import tell_above
from voipgrid_privacy.kernel.tenancy import SYSTEM

FIELDS = (
    "severity",
    "owner",
    "party_id",
    "category_id",
    "number",
    "shown_publicly",
    "state",
    "found_on",
    "settled_on",
    "reason",
    "judged_by",
)


@dataclass(slots=True)
class Sum:
    """What all scopes together say of one finding."""

    party: UUID | None
    category: UUID | None
    owner: str
    number: int | None = None

    def add(self, number: int | None) -> None:
        """Add what one more scope counted."""
        if number is not None:
            self.number = number + (self.number or 0)


def settle(touched: Touched | None, on: date) -> Counter[str]:
    """Bring the touched findings (None: all) up to date; return how many of each."""
    if touched is not None and not touched:
        return Counter()
    keys = None if touched is None else {key for _code, key in touched}
    sums = {name: each for name, each in _sums(keys).items() if touched is None or name in touched}
    rows = Finding.objects.visible_to(SYSTEM)
    known = {
        (row.code, row.key): row
        for row in (rows if keys is None else rows.filter(key__in=keys))
        if touched is None or (row.code, row.key) in touched
    }
    settled = {row.pk for row in known.values() if row.state == FindingState.RESOLVED}
    new = [_opened(*name, each, on) for name, each in sums.items() if name not in known]
    changed = [row for name, row in known.items() if _update(row, sums.get(name), on)]
    Finding.objects.bulk_create(new, batch_size=BATCH)
    Finding.objects.bulk_update(changed, FIELDS, batch_size=BATCH)
    resolved = [row for row in changed if row.state == FindingState.RESOLVED]
    raised = new + [row for row in changed if row.pk in settled]
    tell_above(EventType.FINDING_RAISED, _of_somebody(raised))
    tell_above(EventType.FINDING_RESOLVED, _of_somebody(resolved))
    return Counter(opened=len(new), resolved=len(resolved), changed=len(changed) - len(resolved))


def _of_somebody(rows: Iterable[Finding]) -> Iterator[tuple[UUID, UUID]]:
    return ((row.party_id, row.pk) for row in rows if row.party_id)


def _sums(keys: Iterable[str] | None) -> dict[tuple[str, str], Sum]:
    rows = FindingCause.objects.visible_to(SYSTEM).order_by("scope", "code", "key")
    wanted = rows if keys is None else rows.filter(key__in=keys)
    sums: dict[tuple[str, str], Sum] = {}
    for row in wanted:
        name = (row.code, row.key)
        each = sums.setdefault(name, Sum(row.party_id, row.category_id, row.owner))
        each.add(row.number)
    return sums


def _opened(code: str, key: str, found: Sum, on: date) -> Finding:
    row = Finding(code=code, key=key, found_on=on)
    _describe(row, found)
    return row


def _update(row: Finding, found: Sum | None, on: date) -> bool:
    """Bring ``row`` up to date; return whether anything changed."""
    before = [getattr(row, field) for field in FIELDS]
    if found is not None:
        _describe(row, found)
        if row.state == FindingState.RESOLVED:
            row.state, row.found_on, row.settled_on = FindingState.REOPENED, on, None
            row.reason = ""
    elif row.state != FindingState.RESOLVED:
        if row.state != FindingState.REOPENED:  # what an officer reopened stays for officers
            row.judged_by = ""
        row.state, row.settled_on = FindingState.RESOLVED, on
    return before != [getattr(row, field) for field in FIELDS]


def _describe(row: Finding, found: Sum) -> None:
    """Say of ``row`` what the kind of finding and all scopes together say."""
    kind = finding_type(row.code)
    row.severity, row.shown_publicly = kind.severity.value, kind.public
    row.party_id, row.category_id = found.party, found.category
    row.owner, row.number = found.owner, found.number
