"""Findings of transfers come and go with their cause."""

from datetime import date

from roles.models import Finding
from roles.services.findings import recompute_findings, refresh_findings
from roles.transfers import services
from tests.roles.transfers.recording import START, TODAY, assessed
from voipgrid_privacy.kernel.tenancy import SYSTEM


def found(on=TODAY) -> set[str]:
    recompute_findings(on=on, by=SYSTEM)
    rows = Finding.objects.open().filter(code__startswith="transfer")
    return set(rows.values_list("code", flat=True))


def test_findings_come_and_go_with_their_cause(record, supply, ridgeline):
    assert found() == {"transfer_without_mechanism"}
    made = record(modules=[2])
    assert found() == {"transfer_assessment_missing", "transfer_module_unfit"}
    assessed(made)
    assert found() == {"transfer_module_unfit"}
    services.change_transfer(transfer=made, on=START, modules=[2, 3], by=SYSTEM)
    assert found() == set()
    assert found(date(2027, 2, 2)) == {"transfer_assessment_overdue"}
    services.change_transfer(
        transfer=made, on=START, mechanism="ADEQUACY", instrument="", modules=[], by=SYSTEM
    )
    assert found() == {"transfer_importer_not_covered"}
    covered = services.record_coverage(
        importer=ridgeline,
        decision="US_DPF",
        on=START,
        until=date(2027, 1, 15),
        checked_on=TODAY,
        by=SYSTEM,
    )
    assert found() == {"transfer_ground_lapsing"}
    assert found(date(2026, 10, 1)) == set()
    services.end_coverage(coverage=covered, on=TODAY, by=SYSTEM)
    assert found() == {"transfer_ground_lapsed"}
    services.end_transfer(transfer=made, on=TODAY, by=SYSTEM)
    assert found() == {"transfer_without_mechanism"}


def test_a_change_reaches_the_findings_by_its_marks(record, ridgeline):
    recompute_findings(on=TODAY, by=SYSTEM)
    made = record()
    refresh_findings(on=TODAY, by=SYSTEM)
    codes = set(Finding.objects.open().values_list("code", flat=True))
    assert "transfer_assessment_missing" in codes
    assert "transfer_without_mechanism" not in codes
    assessed(made)
    refresh_findings(on=TODAY, by=SYSTEM)
    codes = set(Finding.objects.open().values_list("code", flat=True))
    assert not {code for code in codes if code.startswith("transfer")}
    services.end_transfer(transfer=made, on=date(2026, 11, 1), by=SYSTEM)
    services.record_coverage(
        importer=ridgeline, decision="US_DPF", on=START, checked_on=TODAY, by=SYSTEM
    )
    refresh_findings(on=TODAY, by=SYSTEM)
    codes = set(Finding.objects.open().values_list("code", flat=True))
    assert not {code for code in codes if code.startswith("transfer")}
