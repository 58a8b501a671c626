"""Transfers: needed by contracts, answered by records, the same when asked twice."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from roles.models import DataCategory, Finding, Transfer
from roles.queries.visibility import upstream_of
from roles.services.findings import recompute_findings, refresh_findings
from roles.sub_processors.services import describe_engagement
from roles.transfers import services
from roles.transfers.exporting import as_json, transfers_table
from roles.transfers.picture import places, world_map
from roles.transfers.queries import flows, transfer_standing
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.tables import as_csv
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, Ability, Viewer, partner_scope
from voipgrid_privacy.kernel.text import Localised

START = date(2026, 1, 1)
TODAY = date(2026, 11, 27)
SCC = {"mechanism": "SAFEGUARDS", "instrument": "SCC_2021", "signed_on": date(2025, 12, 1)}


@pytest.fixture
def cast(shared_cast):
    return shared_cast


@pytest.fixture
def ridgeline(cast):
    return cast.party("Ridgeline Inc.", "SUPPLIER", country="US", is_public=True)


@pytest.fixture
def supply(cast, ridgeline):
    return cast.sells(ridgeline, cast.platform, kind="SUPPLY")


@pytest.fixture
def record(cast, ridgeline, supply):
    def make(**given):
        asked = {
            "exporter": cast.platform,
            "importer": ridgeline,
            "country": "US",
            "contract": supply,
            "on": START,
            **SCC,
            **given,
        }
        return services.record_transfer(**asked, by=SYSTEM)

    return make


def only(on=TODAY, **more):
    (flow,) = flows(viewer=SYSTEM, on=on, **more)
    return flow


def assessed(transfer, **given):
    asked = {
        "done_on": date(2026, 2, 1),
        "outcome": "EQUIVALENT",
        "review_on": date(2027, 2, 1),
        "assessor": "Privacy officer",
        "on": TODAY,
        **given,
    }
    return services.assess_transfer(transfer=transfer, **asked, by=SYSTEM)


def found(on=TODAY) -> set[str]:
    recompute_findings(on=on, by=SYSTEM)
    rows = Finding.objects.open().filter(code__startswith="transfer")
    return set(rows.values_list("code", flat=True))


def test_a_supply_from_abroad_needs_a_transfer_with_the_roles_that_follow(supply):
    flow = only()
    assert [reason.code for reason in flow.stand.reasons] == ["no_mechanism"]
    assert flow.contracts == (supply,)
    pairs = {code: (p.exporter, p.importer, p.module) for code, p in flow.pairs.items()}
    assert pairs["TRANSMITTED"] == ("SUB_PROCESSOR", "SUB_PROCESSOR", 3)
    assert pairs["TRAFFIC_BILLING"] == ("PROCESSOR", "SUB_PROCESSOR", 3)
    assert flows(viewer=SYSTEM, on=START - timedelta(days=1)) == []


def test_data_abroad_at_a_supplier_from_here_needs_one_too(cast):
    host = cast.party("Host B.V.", "SUPPLIER", is_public=True)
    contract = cast.sells(host, cast.platform, kind="SUPPLY")
    assert flows(viewer=SYSTEM, on=TODAY) == []
    describe_engagement(
        contract=contract,
        purpose=Localised("x", "x"),
        location="IN",
        mechanism="SAFEGUARDS",
        at=timezone.now(),
        by=SYSTEM,
    )
    assert str(only().to) == "IN"


def test_the_module_follows_from_the_roles(record):
    assert record().modules == [3]


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


def files(on, known_at=None) -> tuple[bytes, bytes]:
    rows = flows(viewer=SYSTEM, on=on, known_at=known_at)
    sheet = as_csv(transfers_table(rows, on=on, known_at=known_at))
    return b"".join(sheet.streaming_content), as_json(rows, on=on, known_at=known_at)


@pytest.mark.parametrize(
    "on",
    [
        date(2015, 10, 5),
        date(2015, 10, 6),
        date(2016, 7, 12),
        date(2020, 7, 15),
        date(2020, 7, 16),
        date(2021, 6, 1),
        date(2024, 6, 1),
    ],
)
def test_the_register_of_a_past_day_is_the_same_when_asked_twice(cast, on):
    """Nothing that happens to a later day, and no second asking, changes a byte."""
    us = cast.party("Old Inc.", "SUPPLIER", country="US", is_public=True)
    first = date(2010, 1, 1)
    cast.sells(us, cast.platform, first, kind="SUPPLY")
    made = services.record_transfer(
        exporter=cast.platform,
        importer=us,
        country="US",
        mechanism="ADEQUACY",
        on=first,
        by=SYSTEM,
    )
    for decision, since in (("US_SAFE_HARBOUR", first), ("US_PRIVACY_SHIELD", date(2016, 8, 1))):
        services.record_coverage(
            importer=us, decision=decision, on=since, checked_on=since, by=SYSTEM
        )
    before = files(on)
    assert b"Old Inc." in before[0]
    assert files(on) == before
    services.change_transfer(transfer=made, on=TODAY, **SCC, modules=[3], by=SYSTEM)
    services.record_coverage(importer=us, decision="US_DPF", on=TODAY, checked_on=TODAY, by=SYSTEM)
    assert files(on) == before


@pytest.mark.django_db(transaction=True)
def test_what_was_recorded_at_an_instant_stays_askable(cast_committed):
    cast, supply, ridgeline = cast_committed
    made = services.record_transfer(
        exporter=cast.platform,
        importer=ridgeline,
        country="US",
        contract=supply,
        on=START,
        **SCC,
        by=SYSTEM,
    )
    then = _now()
    before = files(TODAY, then)
    assert b"assessment_missing" in before[1]
    services.change_transfer(transfer=made, on=START, reference="Other", by=SYSTEM)
    assessed(made)
    assert files(TODAY, then) == before
    assert b"assessment_missing" not in files(TODAY)[1]


@pytest.fixture
def cast_committed(committed_cast):
    cast = committed_cast
    ridgeline = cast.party("Ridgeline Inc.", "SUPPLIER", country="US", is_public=True)
    return cast, cast.sells(ridgeline, cast.platform, kind="SUPPLY"), ridgeline


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


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


def test_a_change_keeps_the_answer_of_the_days_before(record):
    made = record()
    later = services.change_transfer(
        transfer=made,
        on=date(2026, 6, 1),
        mechanism="DEROGATION",
        derogation="a",
        instrument="",
        modules=[],
        by=SYSTEM,
    )
    assert later.pk != made.pk
    assert only(date(2026, 5, 31)).recorded == (Transfer.objects.get(pk=made.pk),)
    assert only(date(2026, 6, 1)).recorded == (later,)
    assert transfer_standing(viewer=SYSTEM, transfer=made, on=TODAY).verdict == "LAWFUL"
    assert transfer_standing(viewer=SYSTEM, transfer=made, on=date(2025, 1, 1)) is None
    with pytest.raises(DomainError) as refusal:
        services.change_transfer(transfer=made, on=date(2026, 6, 1), reference="x", by=SYSTEM)
    assert refusal.value.code == "already_ended"


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


def partner(cast, *abilities) -> Viewer:
    return Viewer(
        user_id=None,
        name="partner",
        parties=frozenset({cast.belfabriek.pk}),
        upstream=upstream_of(frozenset({cast.belfabriek.pk})),
        abilities=frozenset(abilities),
    )


def test_a_partner_is_told_of_its_chain_and_of_nothing_that_is_kept_back(cast, record, supply):
    record()
    by = partner(cast)
    with partner_scope(by):
        assert flows(viewer=by, on=TODAY) == []
    told = {"purpose": Localised("x", "x"), "location": "US", "mechanism": "SAFEGUARDS"}
    for visibility, number in (("ON_REQUEST", 0), ("PARTNER", 1)):
        describe_engagement(
            contract=supply, visibility=visibility, **told, at=timezone.now(), by=SYSTEM
        )
        with partner_scope(by):
            assert len(flows(viewer=by, on=TODAY)) == number
        with partner_scope(PUBLIC):
            assert flows(viewer=PUBLIC, on=TODAY) == []
    describe_engagement(contract=supply, visibility="PUBLIC", **told, at=timezone.now(), by=SYSTEM)
    with partner_scope(PUBLIC):
        (flow,) = flows(viewer=PUBLIC, on=TODAY)
    assert flow.verdict == "INCOMPLETE"


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


def test_every_country_of_the_law_is_on_the_map_once(supply):
    drawn = world_map(flows(viewer=SYSTEM, on=TODAY), TODAY)
    spots = [(tile.x, tile.y) for tile in drawn.tiles]
    assert len(spots) == len(set(spots)) == len(places())
    by_code = {tile.code: tile for tile in drawn.tiles}
    assert by_code["US"].verdict == "UNLAWFUL"
    assert by_code["NL"].region == "EEA"
    assert "US" not in drawn.description
    assert by_code["US"].words in drawn.description


def test_categories_that_a_record_names_are_those_that_it_answers(record):
    record(categories=DataCategory.objects.filter(code="TRANSMITTED"))
    assert [reason.code for reason in only().stand.reasons] == ["no_mechanism"]
