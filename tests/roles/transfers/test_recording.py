"""What is recorded of a transfer: by whom, what is refused, and its evidence."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from roles.transfers import services
from roles.transfers.queries import flows
from tests.roles.transfers.recording import SCC, START, TODAY, assessed, only, partner
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, partner_scope


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"country": "NO"}, "inside_eea"),
        ({"country": "QQ"}, "country_unknown"),
        ({"organisation": "NATO"}, "organisation_unknown"),
        ({"instrument": ""}, "safeguard_missing"),
        ({"mechanism": "DEROGATION", "instrument": ""}, "derogation_missing"),
        ({"mechanism": "ADEQUACY"}, "safeguard_missing"),
        ({"modules": [5]}, "modules_missing"),
        ({"instrument": "SCC_2010", "modules": [3]}, "modules_missing"),
        ({"modules": [1], "clause_nine": "GENERAL"}, "clause_nine_without_module"),
        ({"exporter_role": "PROCESSOR", "importer_role": "SUB_PROCESSOR"}, "roles_follow"),
        ({"contract": None, "modules": [2], "exporter_role": "CONTROLLER"}, "role_pair_incomplete"),
        ({"contract": None}, "modules_missing"),
        ({"until": START}, "empty_period"),
    ],
)
def test_what_a_record_cannot_say_is_refused(record, given, code):
    with pytest.raises(DomainError) as refusal, transaction.atomic():
        record(**given)
    assert refusal.value.code == code


def test_the_same_ground_twice_and_a_contract_of_others_are_refused(record, cast):
    record()
    for given, code in (
        ({}, "overlapping_transfer"),
        (
            {"contract": cast.platform.delivers.first(), "modules": [3], "mechanism": "SAFEGUARDS"},
            "transfer_of_others",
        ),
    ):
        with pytest.raises(DomainError) as refusal, transaction.atomic():
            record(**given)
        assert refusal.value.code == code
    record(mechanism="ADEQUACY", instrument="", signed_on=None)


def test_the_database_refuses_by_itself(record):
    made = record()
    for statement in (
        "UPDATE roles_transfer SET country = 'IN'",
        "UPDATE roles_transfer SET categories = '{NONE}'",
        "UPDATE roles_transfer SET measures = '{none}'",
        "UPDATE roles_transfer SET modules = '{}'",
        "UPDATE roles_transfer SET mechanism = 'NONE_NEEDED'",
        "UPDATE roles_transfer SET valid_during = 'empty'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    made.refresh_from_db()
    assert made.country == "US"


def test_an_assessment_goes_on_when_only_a_detail_changes(record):
    made = record()
    assessed(made)
    services.change_transfer(transfer=made, on=date(2026, 6, 1), reference="v2", by=SYSTEM)
    assert only().verdict == "LAWFUL"


def test_evidence_is_refused_where_it_proves_nothing(record, ridgeline):
    made = record()
    for given, code in (
        ({"done_on": TODAY + timedelta(days=1), "review_on": date(2028, 1, 1)}, "assessed_later"),
        ({"review_on": date(2026, 2, 1)}, "review_not_later"),
    ):
        with pytest.raises(DomainError) as refusal, transaction.atomic():
            assessed(made, **given)
        assert refusal.value.code == code
    assessed(made)
    with pytest.raises(DomainError) as refusal, transaction.atomic():
        assessed(made)
    assert refusal.value.code == "assessed_already"
    for given, code in (
        ({"decision": "CH"}, "decision_unknown"),
        ({"decision": "US_PRIVACY_SHIELD"}, "decision_not_then"),
    ):
        with pytest.raises(DomainError) as refusal, transaction.atomic():
            services.record_coverage(
                importer=ridgeline, on=START, checked_on=TODAY, **given, by=SYSTEM
            )
        assert refusal.value.code == code


def test_a_document_is_kept_with_its_hash(record):
    made = record()
    kept = {"transfer": made, "name": "scc.pdf", "at": timezone.now(), "by": SYSTEM}
    row = services.add_document(content=b"%PDF-1.7 signed", **kept)
    assert len(row.sha256) == 64
    for content, code in ((b"%PDF-1.7 signed", "document_already_there"), (b"x", "document_unfit")):
        with pytest.raises(DomainError) as refusal, transaction.atomic():
            services.add_document(content=content, **kept)
        assert refusal.value.code == code
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE roles_transferdocument SET content = 'other'")


def test_a_partner_records_its_own_transfers_and_nobody_elses(cast, record):
    theirs = record()
    own = cast.party("Billing Ltd", "SUPPLIER", country="IN", registered_by=cast.belfabriek)
    contract = cast.sells(own, cast.belfabriek, kind="SUPPLY")
    by = partner(cast, Ability.WRITE_OWN)
    with partner_scope(by):
        made = services.record_transfer(
            exporter=cast.belfabriek,
            importer=own,
            country="IN",
            contract=contract,
            on=START,
            **SCC,
            by=by,
        )
        services.assess_transfer(
            transfer=made,
            done_on=START,
            outcome="EQUIVALENT",
            review_on=date(2027, 1, 1),
            assessor="FG",
            on=TODAY,
            by=by,
        )
        (flow,) = [f for f in flows(viewer=by, on=TODAY) if f.importer == own]
    assert flow.verdict == "LAWFUL"
    assert set(made.modules) == {pair.module for pair in flow.pairs.values()}
    with partner_scope(by), pytest.raises(NotFound):
        services.end_transfer(transfer=theirs, on=TODAY, by=by)
    with partner_scope(by), pytest.raises(NotAllowed):
        services.record_transfer(
            exporter=cast.platform,
            importer=own,
            country="IN",
            on=START,
            mechanism="DEROGATION",
            derogation="e",
            by=by,
        )
    others = cast.sells(own, cast.spraakwerk, kind="SUPPLY")
    with partner_scope(by), pytest.raises(NotFound):
        services.change_transfer(transfer=made, on=START, contract=others, by=by)
    with pytest.raises(NotAllowed):
        services.end_transfer(transfer=made, on=TODAY, by=partner(cast))
