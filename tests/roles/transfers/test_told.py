"""What others are told of a supply abroad is compared with what its transfers rest on."""

from datetime import date

import pytest
from django.utils import timezone

from roles.models import Finding
from roles.services.findings import recompute_findings
from roles.sub_processors.services import describe_engagement
from roles.transfers import services
from roles.transfers.queries import flows
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

TODAY = date(2026, 11, 27)
START = date(2026, 1, 1)
pytestmark = pytest.mark.django_db
CODE = "transfer_told_otherwise"


@pytest.fixture
def supply(cast):
    def make(country="US"):
        abroad = cast.party("Ridgeline", "SUPPLIER", country=country, is_public=True)
        return cast.sells(abroad, cast.platform, kind="SUPPLY")

    return make


def tell(contract, mechanism, location):
    describe_engagement(
        contract=contract,
        purpose=Localised("x", "x"),
        location=location,
        mechanism=mechanism,
        at=timezone.now(),
        by=SYSTEM,
    )


def record(contract, mechanism, country="US", **ground):
    return services.record_transfer(
        exporter=contract.acquirer,
        importer=contract.provider,
        country=country,
        contract=contract,
        mechanism=mechanism,
        on=START,
        **ground,
        by=SYSTEM,
    )


def contradicted() -> bool:
    recompute_findings(on=TODAY, by=SYSTEM)
    found = Finding.objects.open().filter(code=CODE).exists()
    (flow,) = flows(viewer=SYSTEM, on=TODAY)
    assert flow.told_otherwise == found
    return found


def test_another_ground_than_the_recorded_one_is_a_finding_until_either_is_mended(supply):
    contract = supply()
    record(contract, "DEROGATION", derogation="e")
    assert not contradicted()
    tell(contract, "SAFEGUARDS", "US")
    assert contradicted()
    tell(contract, "DEROGATION", "US")
    assert not contradicted()


def test_one_of_two_grounds_that_are_there_may_be_told(supply):
    contract = supply()
    record(contract, "DEROGATION", derogation="e")
    record(contract, "SAFEGUARDS", instrument="SCC_2021", signed_on=START)
    tell(contract, "SAFEGUARDS", "US")
    assert not contradicted()


def test_none_needed_is_wrong_where_the_supplier_reads_along_from_abroad(supply):
    contract = supply()
    tell(contract, "NONE_NEEDED", "NL")
    assert contradicted()


def test_without_any_evidence_it_is_the_ground_that_is_missing(supply):
    contract = supply()
    tell(contract, "SAFEGUARDS", "US")
    assert not contradicted()


def test_a_decision_is_evidence_without_a_record(supply):
    contract = supply("GB")
    tell(contract, "ADEQUACY", "GB")
    assert not contradicted()
    tell(contract, "SAFEGUARDS", "GB")
    assert contradicted()


def test_what_is_told_of_one_country_says_nothing_of_another(supply):
    contract = supply("IN")
    record(contract, "DEROGATION", derogation="e", country="IN")
    record(contract, "SAFEGUARDS", instrument="SCC_2021", signed_on=START)
    tell(contract, "SAFEGUARDS", "US")
    assert not any(flow.told_otherwise for flow in flows(viewer=SYSTEM, on=TODAY))
