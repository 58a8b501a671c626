"""What is wrong with data that goes outside the European Economic Area."""

from collections.abc import Iterator
from datetime import date, timedelta

from roles.findings.checking import Found, Scopes, add_check, owner_of
from roles.transfers.choices import Verdict
from roles.transfers.queries import Flow, flows
from voipgrid_privacy.kernel.tenancy import SYSTEM

NOTICE = timedelta(days=90)
"""Our own measure: so long before its ground lapses a transfer asks for attention."""
# The first that is true of an unlawful transfer says what is wrong with it.
UNLAWFUL = (
    ("transfer_without_mechanism", ("no_mechanism",)),
    ("transfer_importer_not_covered", ("not_covered",)),
)
MISSING = (
    ("transfer_assessment_missing", ("assessment_missing", "measures_missing")),
    ("transfer_assessment_overdue", ("assessment_overdue",)),
    ("transfer_module_unfit", ("module_unfit",)),
)


@add_check
def transfers_abroad(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report transfers without a valid ground, or with one that is not kept up (Chapter V)."""
    for flow in flows(viewer=SYSTEM, on=on, exporters=scopes):
        for code in _wrong(flow, on):
            owner = owner_of(flow.exporter.kind)
            yield Found(flow.exporter.pk, code, flow.key, flow.exporter.pk, owner=owner)


def _wrong(flow: Flow, on: date) -> Iterator[str]:
    if flow.told_otherwise and flow.verdict != Verdict.NO_TRANSFER:
        yield "transfer_told_otherwise"
    if flow.verdict == Verdict.UNLAWFUL:
        said = (code for code, reasons in UNLAWFUL if flow.stand.has(*reasons))
        yield next(said, "transfer_ground_lapsed")
        return
    if flow.verdict == Verdict.INCOMPLETE:
        yield from (code for code, reasons in MISSING if flow.stand.has(*reasons))
    if flow.lapses_on and flow.lapses_on <= on + NOTICE:
        yield "transfer_ground_lapsing"
