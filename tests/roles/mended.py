"""What stands after a refresh, for the tests of each kind of finding."""

from datetime import date

from roles import services
from roles.models import (
    Finding,
)
from roles.models.findings import FindingState
from voipgrid_privacy.kernel.tenancy import SYSTEM

ON = date(2026, 11, 23)


EARLIER = date(2026, 1, 1)


# What legal/notes.md says that the statement leaves open, and how each is put right.
OF_THE_STATEMENT = {
    "no_lawful_basis": "LAWFUL_BASIS",
    "no_retention_term": "RETENTION_PERIOD",
    "no_complaint_right": "COMPLAINT",
    "rights_not_named": "RIGHTS",
    "no_transfer_country": "TRANSFERS",
    "sub_processors_on_request": "SUB_PROCESSORS",
    "end_user_data_unclear": "END_USER_DATA",
    "statement_undated": "DATE",
}


def recompute(on=ON):
    services.recompute_findings(on=on, by=SYSTEM)


def standing(code: str, **about: object) -> list[Finding]:
    """Refresh, as the worker does within seconds of a change, and return what stands."""
    services.refresh_findings(on=ON, by=SYSTEM)
    rows = Finding.objects.filter(code=code, **about).exclude(state=FindingState.RESOLVED)
    return list(rows.order_by("key"))
