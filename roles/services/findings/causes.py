"""Writing what each scope contributes to findings, and only where it differs."""

from roles.findings import Found, Scopes
from roles.findings.checking import Cause
from roles.models import FindingCause
from voipgrid_privacy.kernel.tenancy import SYSTEM

BATCH = 2_000
Touched = set[tuple[str, str]]
FIELDS = ("party_id", "category_id", "owner", "number")


def write_causes(found: dict[Cause, Found], scopes: Scopes) -> Touched:
    """Let the causes of ``scopes`` be what was found; return the findings this touches."""
    rows = FindingCause.objects.visible_to(SYSTEM)
    known = {
        (row.scope_id, row.code, row.key): row
        for row in (rows if scopes is None else rows.filter(scope__in=scopes))
    }
    gone = [row for name, row in known.items() if name not in found]
    new = [_made(each) for name, each in found.items() if name not in known]
    changed = [row for name, row in known.items() if name in found and _differs(row, found[name])]
    FindingCause.objects.filter(pk__in=[row.pk for row in gone]).delete()
    FindingCause.objects.bulk_create(new, batch_size=BATCH)
    FindingCause.objects.bulk_update(changed, FIELDS, batch_size=BATCH)
    return {(row.code, row.key) for row in (*gone, *new, *changed)}


def _made(found: Found) -> FindingCause:
    made = FindingCause(scope_id=found.scope, code=found.code, key=found.key)
    _differs(made, found)
    return made


def _differs(row: FindingCause, found: Found) -> bool:
    """Bring ``row`` up to date with what was found; return whether that changed it."""
    before = [getattr(row, field) for field in FIELDS]
    row.party_id, row.category_id = found.party, found.category
    row.owner, row.number = found.who, found.number
    return before != [getattr(row, field) for field in FIELDS]
