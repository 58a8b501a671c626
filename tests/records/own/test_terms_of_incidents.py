"""Files of incidents, measures, notices and transfers: words and names go, what happened stays."""

import hashlib
from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from records.holds.services import place_hold
from records.incidents import services
from records.incidents.models import (
    AffectedParty,
    IncidentDossier,
    IncidentEvidence,
    IncidentFacts,
    IncidentLetter,
    IncidentNotice,
    IncidentStep,
    SeverityAssessment,
)
from records.incidents.queries.dossiers import open_duties
from records.incidents.queries.evidence import handed_out
from records.incidents.refusals import IncidentErased
from records.own.erasing import services as own
from roles.measures.models import Measure, TakenMeasure
from roles.models import Contract, Finding
from roles.services import end_contract, refresh_findings
from roles.sub_processors.models import DetailRequest
from roles.transfers.models import Transfer, TransferAssessment, TransferDocument
from tests.clock import today
from tests.records.incidents.conftest import _module_cast, chain, shared_cast  # noqa: F401
from tests.records.incidents.world import BOTH, NOW, assessed, registered, sent, touched
from tests.records.own.later import LATER, due, last_day, looks
from tests.roles.sub_processors.chain import today_is
from tests.roles.transfers.recording import SCC
from voipgrid_privacy.kernel.errors import Forgotten
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
ENDED = date(2026, 11, 1)
SIGNED = {"name": "S. Wacht", "at": NOW, "by": SYSTEM}


@pytest.fixture
def dossier(chain):  # noqa: F811
    """A file with a paper, a letter and an assessment, of an incident that touches nobody else."""
    made = registered(chain.platform)
    services.touches_nobody_else(dossier=made, text="Alleen testgegevens.", **SIGNED)
    assessed(made, by=SYSTEM)
    IncidentEvidence.objects.create(
        dossier=made,
        name="brief van P. Jansen.pdf",
        content_type="application/pdf",
        content=b"%PDF-1",
        sha256="0" * 64,
        added_at=NOW,
    )
    IncidentLetter.objects.create(dossier=made, reference="K-100", kind="EMAIL", added_at=NOW)
    return made


def closed(dossier: IncidentDossier) -> None:
    """Close it today."""
    services.close(dossier=dossier, **SIGNED)


def words(dossier: IncidentDossier) -> set[str]:
    """Return every word that is left in a file."""
    of = {"dossier": dossier}
    rows = [
        *IncidentFacts.objects.filter(**of).values_list("what", "name", "lessons"),
        *IncidentStep.objects.filter(**of).values_list("text", "name", "reference"),
        *SeverityAssessment.objects.filter(**of).values_list("reasons", "name"),
        *IncidentLetter.objects.filter(**of).values_list("reference"),
        *IncidentEvidence.objects.filter(**of).values_list("name"),
        *IncidentDossier.objects.filter(pk=dossier.pk).values_list("aware_name"),
    ]
    return {word for row in rows for word in row}


def test_a_closed_file_is_emptied_on_the_day_and_what_happened_stays(dossier) -> None:
    closed(dossier)
    assert looks(own.empty_closed_incidents, last_day()) == 0
    assert looks(own.empty_closed_incidents, due()) > 5
    assert words(dossier) == {""}
    facts, proof = dossier.facts.get(), dossier.evidence.get()
    assert (facts.nature, set(facts.categories)) == (["CONFIDENTIALITY"], set(BOTH))
    assert list(dossier.steps.order_by("number").values_list("kind", flat=True)) == [
        "ALONE",
        "CLOSED",
    ]
    assert (bytes(proof.content), proof.sha256) == (b"", "0" * 64)
    with pytest.raises(Forgotten):
        handed_out(proof)
    assert looks(own.empty_closed_incidents, LATER) == 0
    assert open_duties(dossier) == []
    with pytest.raises(IncidentErased):
        services.reopen(dossier=dossier, text="Er kwam meer boven.", **SIGNED)
    refresh_findings(on=timezone.localdate(), by=SYSTEM)
    assert not Finding.objects.open().filter(code__startswith="incident").exists()


def test_whoever_opens_a_file_again_holds_it_before_asking_what_is_left(dossier) -> None:
    closed(dossier)
    with CaptureQueriesContext(connection) as asked:
        services.reopen(dossier=dossier, text="Er kwam meer boven.", **SIGNED)
    sent = [query["sql"] for query in asked]
    held = [at for at, sql in enumerate(sent) if "FOR UPDATE" in sql and "incidentdossier" in sql]
    left = [at for at, sql in enumerate(sent) if 'FROM "records_incidentfacts"' in sql]
    assert held
    assert [at for at in left if held[0] < at < held[0] + 3]


def test_a_file_that_is_open_or_open_again_stays(dossier) -> None:
    assert looks(own.empty_closed_incidents, LATER) == 0
    closed(dossier)
    services.reopen(dossier=dossier, text="Er kwam meer boven.", **SIGNED)
    assert looks(own.empty_closed_incidents, LATER) == 0


def test_a_hold_on_who_keeps_a_file_keeps_it(dossier, chain) -> None:  # noqa: F811
    closed(dossier)
    place_hold(party=chain.platform.pk, case="1", reason="Een claim.", by=SYSTEM)
    assert looks(own.empty_closed_incidents, LATER) == 0


def test_a_hold_on_who_was_touched_and_keeps_no_file_keeps_it(dossier, chain) -> None:  # noqa: F811
    closed(dossier)
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL session_replication_role = replica"
        )  # past what a closed file asks
    of = {"incident": dossier.incident, "party": chain.slager}
    AffectedParty.objects.create(**of, number=1, persons=1, records=1, entered_at=NOW)
    hold = place_hold(party=chain.slager.pk, case="1", reason="Een claim.", by=SYSTEM)
    assert looks(own.empty_closed_incidents, LATER) == 0
    hold.delete()
    assert looks(own.empty_closed_incidents, LATER) > 5


def test_the_database_lets_nobody_empty_proof_of_a_file_that_is_open(dossier) -> None:
    proof = IncidentEvidence.objects.filter(dossier=dossier)
    with pytest.raises(IntegrityError), transaction.atomic():
        proof.update(name="", content=b"")
    closed(dossier)
    with pytest.raises(IntegrityError), transaction.atomic():
        proof.update(name="", content=b"", sha256="1" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        proof.delete()
    with pytest.raises(IntegrityError), transaction.atomic():  # it was closed today
        proof.update(name="", content=b"")
    today_is((today() + relativedelta(years=1, days=1)).isoformat())
    assert proof.update(name="", content=b"") == 1


def test_a_notice_stays_until_each_file_of_the_incident_is_closed(chain) -> None:  # noqa: F811
    upper = registered(chain.platform)
    touched(upper, chain.slager)
    sent(upper)
    closed(upper)
    looks(own.empty_closed_incidents, LATER)
    (notice,) = IncidentNotice.objects.filter(incident=upper.incident, sender=chain.platform)
    assert notice.text
    assert words(upper) == {""}


def test_who_stated_a_measure_goes_five_years_after_it_was_taken(chain) -> None:  # noqa: F811
    measure = Measure.objects.filter(party=None).first()
    given = {"party": chain.belfabriek, "measure": measure, "stated_at": NOW, "name": "B. Bel"}
    row = TakenMeasure.objects.create(
        **given, evidence="Verklaring.", entered_by="PARTY", valid_during=(date(2026, 1, 1), ENDED)
    )
    assert looks(own.empty_measures, last_day()) == 0
    assert looks(own.empty_measures, due()) == 1
    assert looks(own.empty_measures, due()) == 0
    row.refresh_from_db()
    assert (row.evidence, row.name, row.valid_until) == ("", "", ENDED)


def test_what_was_asked_under_a_contract_goes_five_years_after_it(chain) -> None:  # noqa: F811
    contract = Contract.objects.get(acquirer=chain.bakker)
    row = DetailRequest.objects.create(
        contract=contract, party=chain.bakker, reason="Voor P. Jansen.", asked_at=NOW
    )
    assert looks(own.empty_notices, due()) == 0
    end_contract(contract=contract, on=ENDED, by=SYSTEM)
    assert looks(own.empty_notices, last_day()) == 0
    assert looks(own.empty_notices, due()) == 1
    row.refresh_from_db()
    assert row.reason == ""


def test_papers_of_a_transfer_go_five_years_after_it_and_the_outcome_stays(chain) -> None:  # noqa: F811
    transfer = Transfer.objects.create(
        exporter=chain.platform,
        importer=chain.belfabriek,
        country="US",
        **SCC,
        modules=[3],
        categories=["TRANSMITTED"],
        valid_during=(date(2026, 1, 1), ENDED),
    )
    assessed_by = TransferAssessment.objects.create(
        transfer=transfer,
        done_on=date(2026, 1, 1),
        review_on=date(2027, 1, 1),
        outcome="EQUIVALENT",
        assessor="P. Jansen",
    )
    content = b"%PDF-1"
    paper = TransferDocument.objects.create(
        transfer=transfer,
        name="Jansen.pdf",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        added_at=NOW,
    )
    assert looks(own.empty_ended_transfers, last_day()) == 0
    assert looks(own.empty_ended_transfers, due()) == 2
    assert looks(own.empty_ended_transfers, LATER) == 0
    paper.refresh_from_db()
    assessed_by.refresh_from_db()
    assert (bytes(paper.content), paper.name, len(paper.sha256)) == (b"", "", 64)
    assert (assessed_by.assessor, assessed_by.outcome) == ("", "EQUIVALENT")
