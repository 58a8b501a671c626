"""Every table of the database, as a partner's own SQL session meets it.

Two partners, Belfabriek and Eve's; a customer each; one customer that moved from Belfabriek to
Eve's. Nothing here goes through our queries: it is what PostgreSQL itself refuses.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.utils import DatabaseError, ProgrammingError
from django.utils import timezone

from roles.choices import ContractKind, Owner, PartyKind, Severity
from roles.explaining.references import new_reference
from roles.models import (
    AcmRegistration,
    AdequacyCoverage,
    Agreement,
    AgreementDocument,
    Contact,
    Contract,
    ContractCategory,
    ContractFeature,
    DataCategory,
    DetailRequest,
    Disclosure,
    Engagement,
    ExternalId,
    Finding,
    Import,
    ImportPart,
    ImportProgress,
    ImportSheet,
    Instruction,
    JointDetermination,
    JudgedRow,
    Mandate,
    Objection,
    OutgoingMail,
    OwnUse,
    Party,
    PartyScope,
    Purpose,
    RecordedQuestion,
    Reliance,
    Service,
    ServiceFeature,
    Source,
    StagedRow,
    StatedRole,
    SubProcessorChange,
    SubProcessorNotice,
    Transfer,
    TransferAssessment,
    TransferDocument,
)
from roles.queries.visibility import upstream_of
from voipgrid_privacy.accounts.models import ApiClient, Membership, User
from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE, PUBLIC, Viewer, partner_scope

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LONG_AGO = DateRange(date(2024, 1, 1), None)
MOVED = TODAY - timedelta(days=30)

# Filled for everyone by migrations, or by nobody's data: a partner may read all of it.
SHARED = {
    "roles_source",
    "roles_sourceevent",
    "roles_datacategory",
    "roles_datacategoryevent",
    "roles_dataelement",
    "roles_dataelementevent",
    "roles_purpose",
    "roles_purposeevent",
    "roles_service",
    "roles_serviceevent",
    "roles_service_categories",
    "roles_servicefeature",
    "roles_servicefeatureevent",
    "roles_agreementtemplate",
    "roles_clauseitem",
    "roles_clauseitemevent",
    "roles_templateclause",
    "roles_templateclauseevent",
    "roles_agreementtemplateevent",
    "roles_measure",
    "roles_measureevent",
    "records_datastore",
    "records_datastoreevent",
    "cookies_consentcategory",
    "cookies_consentcategoryevent",
    "cookies_suggestion",
}
# The workings of the findings: nobody's to read.
INTERNAL = {
    "roles_chainstamp",
    "roles_findingcause",
    "roles_findingmark",
    "roles_findingrun",
    "roles_nameword",
}
# What a partner's session can write at all; anything else is a permission that nobody granted.
WRITES = {
    "roles_party": {"INSERT", "UPDATE"},
    "roles_contact": {"INSERT", "UPDATE"},
    "roles_externalid": {"INSERT"},
    "roles_contract": {"INSERT", "UPDATE"},
    "roles_contractfeature": {"INSERT", "UPDATE"},
    "roles_contractcategory": {"INSERT", "UPDATE"},
    "roles_agreement": {"INSERT", "UPDATE"},
    "roles_agreementdocument": {"INSERT", "UPDATE"},
    "roles_agreementsignature": {"INSERT"},
    "roles_instruction": {"INSERT"},
    "roles_mandate": {"INSERT", "UPDATE"},
    "roles_acmregistration": {"INSERT"},
    "roles_finding": {"UPDATE"},
    "roles_recordedquestion": {"INSERT"},
    "roles_subprocessornotice": {"INSERT", "UPDATE"},
    "roles_objection": {"INSERT", "UPDATE"},
    "roles_detailrequest": {"INSERT"},
    "roles_outgoingmail": {"INSERT"},
    "roles_transfer": {"INSERT", "UPDATE"},
    "roles_transferassessment": {"INSERT"},
    "roles_transferdocument": {"INSERT"},
    "roles_adequacycoverage": {"INSERT", "UPDATE"},
    "roles_import": {"INSERT", "UPDATE"},
    "roles_importpart": {"INSERT"},
    "api_answeredwrite": {"INSERT"},
    "records_activity": {"INSERT"},
    "records_activityversion": {"INSERT"},
    "records_activityapproval": {"INSERT"},
    "records_recordkeeper": {"INSERT", "UPDATE"},
    "cookies_site": {"INSERT", "UPDATE"},
    "cookies_provider": {"INSERT", "UPDATE"},
    "cookies_providerrole": {"INSERT", "UPDATE"},
    "cookies_item": {"INSERT", "UPDATE"},
    "cookies_adoption": {"INSERT", "UPDATE"},
    "cookies_claim": {"INSERT"},
    "cookies_statementversion": {"INSERT"},
    "cookies_bannersettings": {"INSERT", "UPDATE"},
    "cookies_bannerbundle": {"INSERT"},
    "cookies_scanplan": {"INSERT", "UPDATE"},
    "cookies_scan": {"INSERT", "UPDATE"},  # UPDATE: to stop one, and nothing else of it
}
# Changes of these reach the findings: their triggers write marks that no partner may touch.
MARKING = (
    "roles_engagement",
    "roles_subprocessorchange",
    "roles_contract",
    "roles_contractfeature",
    "roles_contractcategory",
    "roles_party",
    "roles_contact",
    "roles_ownuse",
    "roles_jointdetermination",
    "roles_source",
    "roles_datacategory",
    "roles_service",
    "roles_servicefeature",
    "roles_service_categories",
    "cookies_site",
    "cookies_item",
    "cookies_provider",
    "cookies_adoption",
    "cookies_claim",
    "records_retentionrule",
    "records_anonymisationjob",
    "records_storetable",
    "records_storeconnection",
    "roles_agreement",
    "roles_mandate",
    "roles_statedrole",
    "roles_disclosure",
    "roles_reliance",
    "roles_acmregistration",
    "roles_transfer",
    "roles_transferassessment",
    "roles_adequacycoverage",
)
# A change of these gives the chains that it touches another stamp.
STAMPED = (
    "roles_contract",
    "roles_contractfeature",
    "roles_contractcategory",
    "roles_party",
    "roles_ownuse",
    "roles_jointdetermination",
    "roles_service",
    "roles_service_categories",
    "roles_servicefeature",
    "roles_datacategory",
    "roles_purpose",
)
DEFINERS = {
    "staged_row_of_import",
    "judged_row_of_import",
    "import_has_rows",
    "agreement_document_guard",
    "agreement_document_lapsed",
    "agreement_signature_counts",
    "agreement_signature_guard",
    "agreement_signing_days",
    "roles_refuse_loop",
    "roles_scope_of_party",
    "roles_scope_add",
    "roles_scope_remove",
    "roles_scope_move",
    "roles_serves",
    "roles_delivered",
    "roles_free",
    "roles_names_added",
    "roles_names_changed",
    "roles_names_gone",
    "roles_search_contracts",
    "roles_search_parties",
    "records_activityversion_refers",
    "sub_processor_by_recipient",
    "sub_processor_change_guard",
    "sub_processor_may_begin",
    "sub_processor_untold",
    "sub_processor_notice_guard",
    "sub_processor_notice_moved",
    "sub_processor_objection_guard",
    "sub_processor_supply_guard",
    "sub_processor_engagement_guard",
    "roles_outgoingmail_guard",
    *(f"findings_mark_{table}" for table in MARKING),
    *(f"stamp_{table}" for table in STAMPED),
}


@dataclass
class Cast:
    platform: Party
    supplier: Party
    belfabriek: Party
    eve: Party
    bakker: Party  # customer of Belfabriek
    eves_customer: Party
    mover: Party  # moved from Belfabriek to Eve a month ago
    service: Service
    feature: ServiceFeature
    category: DataCategory
    purpose: Purpose


def contract(provider: Party, acquirer: Party, service: Service, kind: str, during=LONG_AGO):
    return Contract.objects.create(
        provider=provider, acquirer=acquirer, service=service, kind=kind, valid_during=during
    )


def party(kind: str, name: str, **more) -> Party:
    return Party.objects.create(kind=kind, name=name, **more)


@pytest.fixture
def cast(db) -> Cast:
    text = {"nl": "woord", "en": "word"}
    category = DataCategory.objects.create(code="T_TEST", name=text, description=text)
    purpose = Purpose.objects.create(code="P_TEST", name=text)
    service = Service.objects.create(code="S_TEST", name=text)
    service.categories.add(category)
    feature = ServiceFeature.objects.create(code="F_TEST", service=service, name=text)
    platform = party(PartyKind.PLATFORM, "Platform", is_public=True)
    supplier = party(PartyKind.SUPPLIER, "Carrier", is_public=True)
    belfabriek, eve = party(PartyKind.PARTNER, "Belfabriek"), party(PartyKind.PARTNER, "Eve B.V.")
    bakker = party(PartyKind.CUSTOMER, "Bakker", registered_by=belfabriek)
    eves = party(PartyKind.CUSTOMER, "Slachtoffer", registered_by=eve)
    mover = party(PartyKind.CUSTOMER, "Verhuizer", registered_by=belfabriek)
    contract(supplier, platform, service, ContractKind.SUPPLY)
    for partner in (belfabriek, eve):
        contract(platform, partner, service, ContractKind.RESALE)
    for provider, customer, during in (
        (belfabriek, bakker, LONG_AGO),
        (eve, eves, LONG_AGO),
        (belfabriek, mover, DateRange(date(2024, 1, 1), MOVED)),
        (eve, mover, DateRange(MOVED, None)),
    ):
        _customer_data(provider, customer, during, service, feature, category, purpose)
    _a_notice(platform, supplier, service, category)
    for partner in (belfabriek, eve):
        _an_import(partner)
        _a_transfer(partner)
        user = User.objects.create_user(f"{partner.pk}@example.nl", name=partner.name)
        Membership.objects.create(user=user, party=partner, role="MANAGER")
        ApiClient.objects.create(
            name=partner.name,
            party=partner,
            client_type="confidential",
            authorization_grant_type="client-credentials",
        )
    return Cast(
        platform,
        supplier,
        belfabriek,
        eve,
        bakker,
        eves,
        mover,
        service,
        feature,
        category,
        purpose,
    )


def _customer_data(provider, customer, during, service, feature, category, purpose) -> None:
    made = contract(provider, customer, service, ContractKind.SUBSCRIPTION, during)
    ContractFeature.objects.create(contract=made, feature=feature, valid_during=during)
    ContractCategory.objects.create(contract=made, category=category)
    if Contact.objects.filter(party=customer).exists():
        return
    number = "1002" if customer.name == "Verhuizer" else "1001"
    Contact.objects.create(party=customer, kind="PRIVACY", name="Jan", email="jan@example.nl")
    ExternalId.objects.create(
        party=customer, assigned_by=provider, system="RELATIECODE", value=number
    )
    OwnUse.objects.create(party=customer, category=category, purpose=purpose, valid_during=LONG_AGO)
    JointDetermination.objects.create(
        service=service,
        category=category,
        party=customer,
        with_party=provider,
        valid_during=LONG_AGO,
    )
    _an_agreement(provider, customer, during)
    Mandate.objects.create(giver=customer, holder=provider, kind="GENERAL", valid_during=during)
    _what_statements_say(customer, category)
    RecordedQuestion.objects.create(
        reference=new_reference(),
        subject=customer,
        party=customer,
        service=service,
        category=category,
        feature="CONVEYANCE",
        on=TODAY,
        known_at=timezone.now(),
        answer_hash=customer.pk.hex * 2,
        rulebook_hash="0" * 64,
    )
    for owner in Owner.values:
        Finding.objects.create(
            code="test",
            key=f"{customer.pk} {owner}",
            severity=Severity.LOW,
            party=customer,
            owner=owner,
            found_on=TODAY,
        )


PAPER = b"%PDF-1.7"


def _an_agreement(provider: Party, customer: Party, during: DateRange) -> None:
    """Record an agreement that the customer signed on paper, and the paper."""
    made = Agreement.objects.create(
        processor=provider, controller=customer, valid_during=during, controller_signed_on=TODAY
    )
    AgreementDocument.objects.create(agreement=made, **a_paper())
    Instruction.objects.create(
        agreement=made,
        kind="GIVEN",
        given_on=TODAY,
        text="x",
        given_by="x",
        channel="EMAIL",
        entered_at=timezone.now(),
    )


def a_paper() -> dict[str, object]:
    return {
        "number": 1,
        "kind": "UPLOADED",
        "state": "FILED",
        "language": "nl",
        "asof": TODAY,
        "name": "",
        "content": PAPER,
        "sha256": sha256(PAPER).hexdigest(),
        "made_at": timezone.now(),
    }


def _a_notice(platform: Party, supplier: Party, service: Service, category: DataCategory) -> None:
    """Tell both partners, and their customers, of a new supplier; everyone objects."""
    engaged = Contract.objects.get(provider=supplier)
    text = {"nl": "woord", "en": "word"}
    where = {"location": "NL", "mechanism": "NONE_NEEDED", "purpose": text}
    Engagement.objects.create(contract=engaged, visibility="PARTNER", **where)
    change = SubProcessorChange.objects.create(
        kind="ADDITION",
        proposer=platform,
        sub_processor=supplier,
        sub_processor_name="Carrier",
        service=service,
        categories=[category.code],
        reaches_customers=True,
        visibility="PUBLIC",
        reason=text,
        planned_on=TODAY,
        proposed_on=TODAY,
        **where,
    )
    change.state, change.notified_on = "NOTIFIED", TODAY
    change.save()
    for sold in Contract.objects.filter(provider=platform, kind="RESALE"):
        above = _told(change, sold, None)
        for below in Contract.objects.filter(
            provider=sold.acquirer, valid_during__contains=TODAY
        ).exclude(acquirer__name="Verhuizer"):
            _told(change, below, above)
        DetailRequest.objects.create(contract=engaged, party=sold.acquirer, asked_at=timezone.now())


def _told(change, contract, above) -> SubProcessorNotice:
    mandate = Mandate.objects.filter(giver=contract.acquirer, holder=contract.provider).first()
    through = above.through if above else [contract.provider_id]
    notice = SubProcessorNotice.objects.create(
        change=change,
        parent=above,
        sender=contract.provider,
        recipient=contract.acquirer,
        contract=contract,
        mandate=mandate,
        through=[*through, contract.acquirer_id],
        authorisation="GENERAL" if mandate else "UNKNOWN",
        told_by="MAIL",
        notice_days=10,
        notified_on=TODAY,
        last_day=TODAY + timedelta(days=14),
    )
    Objection.objects.create(notice=notice, reason="x", made_on=TODAY, late=False)
    OutgoingMail.objects.create(
        kind="NOTICE",
        about=notice.pk,
        sender=notice.sender,
        recipient=notice.recipient,
        address="x@example.nl",
        body="x",
        body_hash=sha256(b"x").hexdigest(),
        message_id=f"<{notice.pk}@example.nl>",
        queued_at=timezone.now(),
        next_try_at=timezone.now(),
    )
    return notice


def _an_import(partner: Party) -> None:
    batch = Import.objects.create(party=partner, uploaded_at=timezone.now())
    ImportPart.objects.create(batch=batch, file=0, part=0, name="x.csv", content=b"x")
    ImportSheet.objects.create(
        batch=batch, number=0, name="x", what="party", headers=[], columns=[]
    )
    ImportProgress.objects.create(batch=batch)
    row = {"batch": batch, "number": 1, "what": "P"}
    cells = {f"c{n}": str(partner.pk) for n in range(1, 8)}
    StagedRow.objects.create(sheet=0, line=2, surplus=False, suspect=False, **row, **cells)
    JudgedRow.objects.create(outcome="NEW", problems=[], key=str(partner.pk), **row)


def _a_transfer(partner: Party) -> None:
    """Let a partner send data to a supplier of its own abroad, with all that goes with it."""
    abroad = party(PartyKind.SUPPLIER, "Abroad", country="US", registered_by=partner)
    sent = Transfer.objects.create(
        exporter=partner,
        importer=abroad,
        country="US",
        mechanism="DEROGATION",
        derogation="e",
        valid_during=LONG_AGO,
    )
    TransferAssessment.objects.create(
        transfer=sent,
        done_on=date(2025, 1, 1),
        outcome="EQUIVALENT",
        review_on=date(2026, 1, 1),
        assessor="FG",
    )
    content = str(partner.pk).encode()
    TransferDocument.objects.create(
        transfer=sent,
        name="x.pdf",
        content=content,
        sha256=sha256(content).hexdigest(),
        added_at=timezone.now(),
    )
    AdequacyCoverage.objects.create(
        importer=abroad, decision="US_DPF", checked_on=TODAY, valid_during=LONG_AGO
    )


def _what_statements_say(customer: Party, category: DataCategory) -> None:
    source, _new = Source.objects.get_or_create(code="s-test", title={"nl": "bron", "en": "source"})
    common = {"source": source, "valid_during": LONG_AGO}
    StatedRole.objects.create(
        stated_by=customer, party=customer, category=category, role="CONTROLLER", **common
    )
    Disclosure.objects.create(party=customer, item="DATE", **common)
    Reliance.objects.create(party=customer, rests_on=source, **common)
    AcmRegistration.objects.create(party=customer, number="1", valid_during=LONG_AGO)


def viewer(*parties: Party) -> Viewer:
    mine = frozenset(p.pk for p in parties)
    return Viewer(user_id=None, name="partner", parties=mine, upstream=upstream_of(mine))


@contextmanager
def session_of(*parties: Party) -> Iterator[None]:
    with transaction.atomic(), partner_scope(viewer(*parties)):
        yield
        transaction.set_rollback(True)


def sql(statement: str, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def refused(statement: str, *parameters) -> str:
    """Return the SQLSTATE with which PostgreSQL refuses, or "" when nothing was touched."""
    try:
        with transaction.atomic():
            touched = sql(statement, *parameters)
    except DatabaseError as error:
        return error.__cause__.sqlstate
    assert touched == 0, f"{touched} rows: {statement}"
    return ""


def tables() -> list[str]:
    rows = sql(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
    )
    return [row[0] for row in rows]


def granted(table: str) -> set[str]:
    rights = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
    rows = sql(
        "SELECT r FROM unnest(%s::text[]) r WHERE has_table_privilege(%s, quote_ident(%s), r)"
        " OR (r IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')"
        " AND has_any_column_privilege(%s, quote_ident(%s), r))",
        list(rights),
        PARTNER_ROLE,
        table,
        PARTNER_ROLE,
        table,
    )
    return {row[0] for row in rows}


# The role and its rights


def test_the_partner_role_can_do_nothing_by_itself():
    (row,) = sql(
        "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication, rolcanlogin,"
        " rolinherit FROM pg_roles WHERE rolname = %s",
        PARTNER_ROLE,
    )
    assert row == (False,) * 7


def test_the_partner_role_owns_nothing_and_is_a_member_of_nothing():
    assert sql("SELECT relname FROM pg_class WHERE relowner = %s::regrole", PARTNER_ROLE) == []
    assert sql("SELECT proname FROM pg_proc WHERE proowner = %s::regrole", PARTNER_ROLE) == []
    assert sql("SELECT 1 FROM pg_auth_members WHERE member = %s::regrole", PARTNER_ROLE) == []


def test_the_partner_role_makes_no_tables_and_reads_no_sequences():
    ((creates,),) = sql("SELECT has_schema_privilege(%s, 'public', 'CREATE')", PARTNER_ROLE)
    assert not creates
    sequences = sql(
        "SELECT relname FROM pg_class WHERE CASE WHEN relkind = 'S'"
        " THEN has_sequence_privilege(%s, oid, 'SELECT') ELSE false END",
        PARTNER_ROLE,
    )
    assert sequences == []


def test_every_table_with_a_grant_has_row_level_security():
    protected = {
        row[0] for row in sql("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'")
    }
    open_tables = [t for t in tables() if granted(t) and t not in protected]
    assert open_tables == []


def test_writing_is_granted_on_a_known_few_tables_only():
    found = {t: granted(t) - {"SELECT"} for t in tables() if granted(t) - {"SELECT"}}
    assert found == {table: rights for table, rights in WRITES.items() if table in tables()}


def test_the_workings_of_the_findings_are_nobodys_to_read():
    assert {table: granted(table) for table in INTERNAL} == {table: set() for table in INTERNAL}


def test_history_is_never_written_by_a_partner():
    for table in tables():
        if table.endswith("event"):
            assert granted(table) <= {"SELECT"}


def test_no_view_reads_past_row_level_security():
    views = sql(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('v', 'm', 'f') AND n.nspname = 'public'"
        " AND has_table_privilege(%s, c.oid, 'SELECT')",
        PARTNER_ROLE,
    )
    assert views == []


def test_only_known_functions_run_as_their_owner_and_each_pins_its_search_path():
    rows = sql(
        "SELECT p.proname, p.proconfig FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE p.prosecdef AND n.nspname = 'public' AND p.proname NOT LIKE 'pgtrigger\\_%'"
    )
    assert {row[0] for row in rows} == DEFINERS
    assert all("search_path=public, pg_temp" in (row[1] or []) for row in rows)


def test_every_history_trigger_runs_as_its_owner():
    rows = sql(
        "SELECT p.proname FROM pg_proc p WHERE p.proname LIKE 'pgtrigger\\_%'"
        " AND NOT (p.prosecdef AND 'search_path=public, pg_temp' = ANY (p.proconfig))"
    )
    assert rows == []


def test_secrets_are_columns_that_no_partner_reads(cast):
    with session_of(cast.belfabriek):
        assert refused("SELECT password FROM accounts_user") == "42501"
        assert refused("SELECT client_secret FROM accounts_apiclient") == "42501"
        assert [row[0] for row in sql("SELECT name FROM accounts_user")] == ["Belfabriek"]


# Reading


def rows_of(table: str) -> set[str]:
    """Return every row that the session reads of a table, as text; nothing when it may not."""
    columns = sql(
        "SELECT a.attname FROM pg_attribute a WHERE a.attrelid = quote_ident(%s)::regclass"
        " AND a.attnum > 0 AND NOT a.attisdropped"
        " AND has_column_privilege(a.attrelid, a.attnum, 'SELECT')",
        table,
    )
    if not columns:
        return set()
    names = ", ".join(f'"{row[0]}"' for row in columns)
    return {str(row) for row in sql(f'SELECT {names} FROM "{table}"')}


def test_a_partner_reads_no_row_of_any_table_that_names_another_partner(cast):
    theirs = {cast.eve.pk, cast.eves_customer.pk}
    with session_of(cast.belfabriek):
        seen = {table: rows_of(table) for table in tables()}
    leaks = [
        (table, row)
        for table, rows in seen.items()
        for row in rows
        for pk in theirs
        if str(pk) in row
    ]
    assert leaks == []


def test_every_tenant_table_has_rows_of_the_other_partner_to_hide(cast):
    """The test above would be empty if the other partner had nothing."""
    names = {m._meta.db_table for m in apps.get_models() if m._meta.app_label == "roles"}
    common = SHARED | INTERNAL
    hidden = {t for t in names if t.removesuffix("event") not in common and t not in common}
    with session_of(cast.eve):
        own = {table: len(rows_of(table)) for table in hidden}
    assert {table for table, number in own.items() if not number} == set()


def test_two_partners_share_no_row_but_what_is_public_or_about_a_customer_that_moved(cast):
    shared_parties = {cast.platform.pk, cast.supplier.pk, cast.mover.pk}
    shared_parties.add(Contract.objects.get(provider=cast.supplier).pk)  # what it does, for all
    with session_of(cast.belfabriek):
        ours = {t: rows_of(t) for t in tables() if t not in SHARED}
    with session_of(cast.eve):
        theirs = {t: rows_of(t) for t in tables() if t not in SHARED}
    both = {row for t in ours for row in ours[t] & theirs[t]}
    assert all(any(str(pk) in row for pk in shared_parties) for row in both)


def test_what_is_about_now_goes_with_a_customer_that_moved(cast):
    with session_of(cast.belfabriek):
        for table in ("roles_contact", "roles_finding"):
            assert sql(f"SELECT 1 FROM {table} WHERE party_id = %s", cast.mover.pk) == []
        # The number it gave itself stays its own, and so does the contract of those days.
        assert len(sql("SELECT 1 FROM roles_externalid WHERE party_id = %s", cast.mover.pk)) == 1
        assert len(sql("SELECT 1 FROM roles_contract WHERE acquirer_id = %s", cast.mover.pk)) == 1
    with session_of(cast.eve):
        assert len(sql("SELECT 1 FROM roles_contact WHERE party_id = %s", cast.mover.pk)) == 1


@pytest.mark.parametrize("settings", ["", "none at all"])
def test_without_parties_nothing_of_any_tenant_is_there(cast, settings):
    with transaction.atomic():
        sql("SELECT set_config('role', %s, true)", PARTNER_ROLE)
        if settings == "":
            sql("SELECT set_config('tenancy.parties', '', true)")
        seen = {table: rows_of(table) for table in tables() if table not in SHARED}
        transaction.set_rollback(True)
    names = {cast.platform.pk, cast.supplier.pk}
    rows = [row for found in seen.values() for row in found]
    assert all(any(str(pk) in row for pk in names) for row in rows)
    private = (cast.belfabriek, cast.eve, cast.bakker, cast.eves_customer, cast.mover)
    assert not [row for row in rows for p in private if str(p.pk) in row]


def test_the_public_reads_what_is_public_and_nothing_else(cast):
    with transaction.atomic(), partner_scope(PUBLIC):
        names = {row[0] for row in sql("SELECT name FROM roles_party")}
        transaction.set_rollback(True)
    assert {"Platform", "Carrier"} <= names
    assert not names & {"Belfabriek", "Bakker", "Eve B.V.", "Slachtoffer", "Verhuizer"}


def test_a_supplier_does_not_see_whom_the_platform_serves(cast):
    with session_of(cast.supplier):
        names = {row[0] for row in sql("SELECT name FROM roles_party")}
    assert names <= {"Platform", "Carrier"}


# Scope


def sees(who: Party, whom: Party) -> bool:
    return PartyScope.objects.filter(viewer=who, party=whom).exists()


def test_a_former_supplier_does_not_see_customers_that_came_later(cast):
    reseller = party(PartyKind.RESELLER, "Verhuisde doorverkoper")
    contract(
        cast.belfabriek,
        reseller,
        cast.service,
        ContractKind.RESALE,
        DateRange(date(2024, 1, 1), MOVED),
    )
    early, late = party(PartyKind.CUSTOMER, "Vroeg"), party(PartyKind.CUSTOMER, "Laat")
    contract(reseller, early, cast.service, ContractKind.SUBSCRIPTION)
    contract(cast.eve, reseller, cast.service, ContractKind.RESALE, DateRange(MOVED, None))
    contract(reseller, late, cast.service, ContractKind.SUBSCRIPTION, DateRange(MOVED, None))
    assert sees(cast.belfabriek, early)
    assert sees(cast.eve, early)
    assert sees(cast.eve, late)
    assert not sees(cast.belfabriek, late)


def test_a_chain_of_one_service_shows_nothing_of_another(cast):
    other = Service.objects.create(code="S_OTHER", name={"nl": "ander", "en": "other"})
    reseller, customer = party(PartyKind.RESELLER, "R"), party(PartyKind.CUSTOMER, "K")
    contract(cast.belfabriek, reseller, cast.service, ContractKind.RESALE)
    contract(cast.eve, reseller, other, ContractKind.RESALE)
    contract(reseller, customer, other, ContractKind.SUBSCRIPTION)
    assert sees(cast.eve, customer)
    assert not sees(cast.belfabriek, customer)
    assert cast.belfabriek.pk not in upstream_of(frozenset({customer.pk}))


def test_scope_does_not_depend_on_the_order_in_which_contracts_are_entered(cast):
    reseller, customer = party(PartyKind.RESELLER, "R"), party(PartyKind.CUSTOMER, "K")
    contract(reseller, customer, cast.service, ContractKind.SUBSCRIPTION)
    contract(cast.belfabriek, reseller, cast.service, ContractKind.RESALE)
    assert sees(cast.belfabriek, customer)
    assert sees(cast.platform, customer)


def test_a_contract_that_turns_out_never_to_have_overlapped_shows_nothing_any_more(cast):
    reseller, customer = party(PartyKind.RESELLER, "R"), party(PartyKind.CUSTOMER, "K")
    upper = contract(cast.belfabriek, reseller, cast.service, ContractKind.RESALE)
    contract(reseller, customer, cast.service, ContractKind.SUBSCRIPTION, DateRange(MOVED, None))
    assert sees(cast.belfabriek, customer)
    upper.valid_during = DateRange(date(2024, 1, 1), MOVED - timedelta(days=5))
    upper.save()
    assert not sees(cast.belfabriek, customer)
    assert sees(cast.belfabriek, reseller)
    upper.valid_during = LONG_AGO
    upper.save()
    assert sees(cast.belfabriek, customer)


# Writing: each of these is an attack


def insert(table: str, **values) -> tuple[str, list]:
    values = {"id": uuid4(), **values}
    columns = ", ".join(values)
    places = ", ".join(["%s"] * len(values))
    return f"INSERT INTO {table} ({columns}) VALUES ({places})", list(values.values())


def a_party(**values) -> tuple[str, list]:
    usual = {
        "kind": "CUSTOMER",
        "name": "X",
        "legal_form": "LEGAL_PERSON",
        "kvk_number": "",
        "country": "NL",
    }
    return insert("roles_party", **{**usual, "is_public": False, "is_model": False, **values})


def a_contract(provider: UUID, acquirer: UUID, service: UUID, **values) -> tuple[str, list]:
    during = DateRange(date(2031, 1, 1), date(2032, 1, 1))
    usual = {"kind": "SUBSCRIPTION", "reference": "", "valid_during": during}
    ends = {"provider_id": provider, "acquirer_id": acquirer, "service_id": service}
    return insert("roles_contract", **{**usual, **ends, **values})


def an_agreement(processor: UUID, controller: UUID, **values) -> tuple[str, list]:
    during = DateRange(date(2031, 1, 1), date(2032, 1, 1))
    parties = {"processor_id": processor, "controller_id": controller}
    return insert("roles_agreement", reference="", valid_during=during, **parties, **values)


def a_signature(agreement: UUID, party: UUID, **values) -> tuple[str, list]:
    given = {"way": "HERE", "signed_on": TODAY, "document_hash": "0" * 64, "signed_by": None}
    who = {"agreement_id": agreement, "party_id": party, "side": "PROCESSOR"}
    words = {"name": "x", "function": ""}
    return insert("roles_agreementsignature", **{**given, **who, **words, **values})


def judged(state: str, reason: str, by: str) -> str:
    """Return the statement that judges every finding on which a partner must act."""
    return (
        f"UPDATE roles_finding SET state = '{state}', reason = '{reason}', judged_by = '{by}',"
        " settled_on = NULL WHERE owner = 'PARTNER'"
    )


def attacks(cast: Cast) -> dict[str, tuple[str, list]]:
    me, eve, hers, mover = (
        cast.belfabriek.pk,
        cast.eve.pk,
        cast.eves_customer.pk,
        cast.mover.pk,
    )
    service, bakker, platform = cast.service.pk, cast.bakker.pk, cast.platform.pk
    her_contract = Contract.objects.get(acquirer=cast.eves_customer).pk
    her_agreement = Agreement.objects.get(controller=cast.eves_customer).pk
    own_agreement = Agreement.objects.get(controller=cast.bakker).pk
    movers_new = Contract.objects.get(acquirer=cast.mover, provider=cast.eve).pk
    external = {"system": "RELATIECODE", "value": "9"}
    contact = {"kind": "GENERAL", "name": "", "email": "x@example.nl", "phone": ""}
    feature = {"feature_id": cast.feature.pk, "valid_during": DateRange(date(2031, 1, 1), None)}
    return {
        "a party in another's name": a_party(registered_by_id=eve),
        "a party in nobody's name": a_party(registered_by_id=None),
        "a party that is public": a_party(registered_by_id=me, is_public=True),
        "a model party": a_party(registered_by_id=me, is_model=True),
        "another platform": a_party(registered_by_id=me, kind="PLATFORM"),
        "another partner": a_party(registered_by_id=me, kind="PARTNER"),
        "a contract with another's customer": a_contract(me, hers, service),
        "a contract with a customer that left": a_contract(me, mover, service),
        "a contract in another's name": a_contract(eve, bakker, service),
        "a contract from the platform": a_contract(platform, bakker, service),
        "a contract above another partner": a_contract(me, eve, service, kind="RESALE"),
        "a contract above the platform": a_contract(me, platform, service, kind="RESALE"),
        "a contract of supply": a_contract(me, bakker, service, kind="SUPPLY"),
        "a contract with nobody": a_contract(me, uuid4(), service),
        "a number in another's name": insert(
            "roles_externalid", party_id=bakker, assigned_by_id=eve, **external
        ),
        "a number in the platform's name": insert(
            "roles_externalid", party_id=bakker, assigned_by_id=platform, **external
        ),
        "a number for another's customer": insert(
            "roles_externalid", party_id=hers, assigned_by_id=me, **external
        ),
        "a contact at another's customer": insert("roles_contact", party_id=hers, **contact),
        "a contact at another partner": insert("roles_contact", party_id=eve, **contact),
        "a contact at the platform": insert("roles_contact", party_id=platform, **contact),
        "a contact at a customer that left": insert("roles_contact", party_id=mover, **contact),
        "a feature under another's contract": insert(
            "roles_contractfeature", contract_id=her_contract, **feature
        ),
        "a limit on another's contract": insert(
            "roles_contractcategory", contract_id=movers_new, category_id=cast.category.pk
        ),
        "a membership of another partner": insert(
            "accounts_membership", user_id=User.objects.first().pk, party_id=eve, role="MANAGER"
        ),
        "a scope on another's customer": (
            "INSERT INTO roles_partyscope (viewer_id, party_id) VALUES (%s, %s)",
            [me, hers],
        ),
        "a customer of its own, given away": (
            "UPDATE roles_party SET registered_by_id = %s WHERE id = %s",
            [eve, bakker],
        ),
        "a customer of its own, made public": (
            "UPDATE roles_party SET is_public = true WHERE id = %s",
            [bakker],
        ),
        "a customer that left, renamed": (
            "UPDATE roles_party SET name = 'X' WHERE id = %s",
            [mover],
        ),
        "another's customer, renamed": ("UPDATE roles_party SET name = 'X' WHERE id = %s", [hers]),
        "the platform, renamed": ("UPDATE roles_party SET name = 'X' WHERE id = %s", [platform]),
        "itself, renamed": ("UPDATE roles_party SET name = 'X' WHERE id = %s", [me]),
        "another's contract, ended": (
            (
                "UPDATE roles_contract SET valid_during = daterange('2024-01-01', '2025-01-01')"
                " WHERE id = %s"
            ),
            [her_contract],
        ),
        "the platform's contract with it, ended": (
            (
                "UPDATE roles_contract SET valid_during = daterange('2024-01-01', '2025-01-01')"
                " WHERE acquirer_id = %s"
            ),
            [me],
        ),
        "its own contract, given to another": (
            "UPDATE roles_contract SET provider_id = %s WHERE acquirer_id = %s",
            [eve, bakker],
        ),
        "its own contract, aimed at another's customer": (
            "UPDATE roles_contract SET acquirer_id = %s WHERE acquirer_id = %s",
            [hers, bakker],
        ),
        "its own feature, put under another's contract": (
            (
                "UPDATE roles_contractfeature SET contract_id = %s WHERE contract_id IN"
                " (SELECT id FROM roles_contract WHERE acquirer_id = %s)"
            ),
            [her_contract, bakker],
        ),
        "another's contact, changed": (
            "UPDATE roles_contact SET name = 'X' WHERE party_id = %s",
            [hers],
        ),
        "its own contact, moved to another": (
            "UPDATE roles_contact SET party_id = %s WHERE party_id = %s",
            [hers, bakker],
        ),
        "an import in another's name": insert(
            "roles_import",
            party_id=eve,
            state="APPLYING",
            size=0,
            mapping="{}",
            without_errors=False,
            new=0,
            changed=0,
            duplicate=0,
            errors=0,
            refusal="",
            refusal_params="{}",
            uploaded_at=timezone.now(),
            erased=False,
        ),
        "another's import, applied": (
            "UPDATE roles_import SET state = 'APPLYING' WHERE party_id = %s",
            [eve],
        ),
        "its own import, given to another": (
            "UPDATE roles_import SET party_id = %s WHERE party_id = %s",
            [eve, me],
        ),
        "what its import means, rewritten": ("UPDATE roles_judgedrow SET row_id = NULL", []),
        "an agreement about another's contract": an_agreement(me, bakker, contract_id=her_contract),
        "an agreement about the new contract of a customer that left": an_agreement(
            me, bakker, contract_id=movers_new
        ),
        "an agreement about no contract that is there": an_agreement(
            me, bakker, contract_id=uuid4()
        ),
        "an agreement with another's customer": an_agreement(me, hers),
        "an agreement in another's name": an_agreement(eve, hers, contract_id=her_contract),
        "a paper of another's agreement": insert(
            "roles_agreementdocument",
            agreement_id=her_agreement,
            data="{}",
            data_hash="",
            **{**a_paper(), "number": 2},
        ),
        "an instruction under another's agreement": insert(
            "roles_instruction",
            agreement_id=her_agreement,
            kind="GIVEN",
            given_on=TODAY,
            text="x",
            given_by="x",
            channel="EMAIL",
            entered_at=timezone.now(),
        ),
        "a signature under another's agreement": a_signature(her_agreement, eve),
        "a signature for the other of the two": a_signature(own_agreement, bakker),
        "a signature in another user's name": a_signature(own_agreement, me, signed_by=uuid4()),
        "a signature on paper, without a day on the agreement": a_signature(
            own_agreement, me, way="PAPER"
        ),
        "its own agreement, aimed at another's contract": (
            "UPDATE roles_agreement SET contract_id = %s WHERE processor_id = %s",
            [her_contract, me],
        ),
        "a finding that is the platform's to act on, accepted": (
            "UPDATE roles_finding SET state = 'ACCEPTED', reason = 'x' WHERE owner = 'PLATFORM'",
            [],
        ),
        "another's finding, accepted": (
            "UPDATE roles_finding SET state = 'ACCEPTED', reason = 'x' WHERE party_id = %s",
            [eve],
        ),
        "its own finding, resolved": (
            "UPDATE roles_finding SET state = 'RESOLVED' WHERE owner = 'PARTNER'",
            [],
        ),
        "its own finding, accepted in an officer's name": (
            judged("ACCEPTED", "x", "OFFICER"),
            [],
        ),
        "its own finding, accepted in nobody's name": (judged("ACCEPTED", "x", ""), []),
        "its own finding, accepted without a reason": (judged("ACCEPTED", " \n", "PARTNER"), []),
        "its own finding, reopened that was never accepted": (judged("REOPENED", "", ""), []),
        "its own finding, reopened with a reason": (judged("REOPENED", "x", ""), []),
        "its own finding, reopened in an officer's name": (judged("REOPENED", "", "OFFICER"), []),
        "its own finding, made lighter": (
            "UPDATE roles_finding SET severity = 'LOW' WHERE owner = 'PARTNER'",
            [],
        ),
        "an own use, removed": ("DELETE FROM roles_ownuse", []),
        "history, removed": ("DELETE FROM roles_contractevent", []),
        "history, rewritten": ("UPDATE roles_contractevent SET pgh_label = 'x'", []),
        "a user, promoted": ("UPDATE accounts_user SET is_superuser = true", []),
        "sessions, read": ("SELECT * FROM django_session", []),
        "tokens, read": ("SELECT * FROM oauth2_provider_accesstoken", []),
        "second factors, read": ("SELECT * FROM mfa_authenticator", []),
        "calls, read": ("SELECT * FROM records_calldetailrecord", []),
        "a table, made": ("CREATE TABLE loot (x int)", []),
        "row security, switched off": ("ALTER TABLE roles_party DISABLE ROW LEVEL SECURITY", []),
        "the scope table, emptied": ("TRUNCATE roles_partyscope", []),
        "a file, read": ("SELECT pg_read_file('/etc/hostname')", []),
    }


def test_every_attack_is_refused(cast):
    outcomes = {}
    for name, (statement, parameters) in attacks(cast).items():
        with session_of(cast.belfabriek):
            try:
                outcomes[name] = refused(statement, *parameters)
            except AssertionError as touched:
                outcomes[name] = f"TOUCHED {touched}"
    wrong = {n: o for n, o in outcomes.items() if o not in {"", "42501", "23000"}}
    assert wrong == {}


def test_a_reference_to_another_tenant_is_refused_exactly_like_a_reference_to_nothing(cast):
    with session_of(cast.belfabriek):
        theirs = refused(
            *_flat(a_contract(cast.belfabriek.pk, cast.eves_customer.pk, cast.service.pk))
        )
        nothing = refused(*_flat(a_contract(cast.belfabriek.pk, uuid4(), cast.service.pk)))
        same = insert(
            "roles_externalid",
            party_id=cast.bakker.pk,
            assigned_by_id=cast.belfabriek.pk,
            system="RELATIECODE",
            value="77",
        )
        assert sql(*_flat(same)) == 1
    assert theirs == nothing == "42501"


def test_the_same_number_of_two_partners_tells_neither_of_the_other(cast):
    assert ExternalId.objects.filter(value="1001").count() == 2
    with session_of(cast.belfabriek):
        values = sql("SELECT assigned_by_id FROM roles_externalid WHERE value = '1001'")
    assert {row[0] for row in values} == {cast.belfabriek.pk}


def _flat(statement: tuple[str, list]) -> list:
    return [statement[0], *statement[1]]


def test_no_row_of_any_table_can_be_deleted_or_truncated_by_a_partner(cast):
    with session_of(cast.belfabriek):
        outcomes = {t: refused(f'DELETE FROM "{t}"') for t in tables()}
        outcomes |= {f"{t}, whole": refused(f'TRUNCATE "{t}" CASCADE') for t in tables()}
    assert set(outcomes.values()) == {"42501"}


def test_a_blind_update_of_every_table_touches_nothing_of_the_other_partner(cast):
    with session_of(cast.eve):
        before = {t: rows_of(t) for t in WRITES if t in tables()}
    with transaction.atomic(), partner_scope(viewer(cast.belfabriek)):
        sql("UPDATE roles_party SET name = 'overwritten'")
        sql("UPDATE roles_contact SET name = 'overwritten'")
        sql(
            "UPDATE roles_contract SET reference = 'overwritten' WHERE provider_id = %s",
            cast.belfabriek.pk,
        )
    with session_of(cast.eve):
        after = {t: rows_of(t) for t in WRITES if t in tables()}
    moved = {t: after[t] ^ before[t] for t in before if after[t] != before[t]}
    assert not {row for rows in moved.values() for row in rows if str(cast.mover.pk) not in row}
    assert Party.objects.get(pk=cast.mover.pk).name == "Verhuizer"
    assert Contact.objects.get(party=cast.mover).name == "Jan"
    assert Party.objects.get(pk=cast.bakker.pk).name == "overwritten"


def test_a_partner_still_does_its_own_work(cast):
    with session_of(cast.belfabriek):
        statement, values = a_party(registered_by_id=cast.belfabriek.pk, name="Nieuw")
        assert sql(statement, *values) == 1
        during = DateRange(TODAY, None)
        made = a_contract(cast.belfabriek.pk, values[0], cast.service.pk, valid_during=during)
        assert sql(*_flat(made)) == 1
        ended = DateRange(TODAY, TODAY + timedelta(days=1))
        assert (
            sql("UPDATE roles_contract SET valid_during = %s WHERE id = %s", ended, made[1][0]) == 1
        )
        contact = insert(
            "roles_contact", party_id=values[0], kind="GENERAL", name="", email="", phone="1"
        )
        assert sql(*_flat(contact)) == 1
        history = sql("SELECT pgh_label FROM roles_contractevent WHERE pgh_obj_id = %s", made[1][0])
        assert [row[0] for row in history] == ["insert", "update"]


def test_a_customer_moves_between_two_resellers_of_one_partner_in_its_own_session(cast):
    one = party(PartyKind.RESELLER, "R1", registered_by=cast.belfabriek)
    two = party(PartyKind.RESELLER, "R2", registered_by=cast.belfabriek)
    for reseller in (one, two):
        contract(cast.belfabriek, reseller, cast.service, ContractKind.RESALE)
    customer = party(PartyKind.CUSTOMER, "K", registered_by=one)
    old = contract(one, customer, cast.service, ContractKind.SUBSCRIPTION)
    with session_of(cast.belfabriek):
        ended = DateRange(date(2024, 1, 1), TODAY)
        assert sql("UPDATE roles_contract SET valid_during = %s WHERE id = %s", ended, old.pk) == 1
        new = a_contract(two.pk, customer.pk, cast.service.pk, valid_during=DateRange(TODAY, None))
        assert sql(*_flat(new)) == 1


def test_an_agreement_about_a_contract_is_between_its_parties_whoever_writes(cast):
    own = Contract.objects.get(provider=cast.belfabriek, acquirer=cast.bakker).pk
    hers = Contract.objects.get(acquirer=cast.eves_customer).pk
    pair = cast.belfabriek.pk, cast.bakker.pk
    with session_of(cast.belfabriek):
        assert sql(*_flat(an_agreement(*pair, contract_id=own))) == 1
    assert refused(*_flat(an_agreement(*pair, contract_id=hers))) == "23000"
    Agreement.objects.create(
        processor=cast.eve, controller=cast.eves_customer, contract_id=hers, valid_during=LONG_AGO
    )
    change = "UPDATE roles_agreement SET processor_id = %s WHERE contract_id = %s"
    assert refused(change, cast.belfabriek.pk, hers) == "23000"


def test_a_mandate_rests_on_an_agreement_of_its_own_parties_whoever_writes(cast):
    pairs = (cast.eve, cast.eves_customer), (cast.belfabriek, cast.bakker)
    hers, own = (
        Agreement.objects.filter(processor=one, controller=other).first()
        or Agreement.objects.create(processor=one, controller=other, valid_during=LONG_AGO)
        for one, other in pairs
    )

    def mandate(agreement: Agreement) -> list:
        parties = {"giver_id": cast.bakker.pk, "holder_id": cast.belfabriek.pk}
        during = DateRange(date(2031, 1, 1), date(2032, 1, 1))
        engaged = {"kind": "SPECIFIC", "engages_id": cast.platform.pk}
        rest = {"agreement_id": agreement.pk, "valid_during": during}
        return _flat(insert("roles_mandate", **parties, **engaged, **rest))

    assert refused(*mandate(hers)) == "23000"
    with session_of(cast.belfabriek):
        assert refused(*mandate(hers)) == "23000"
        assert sql(*mandate(own)) == 1


@pytest.mark.parametrize("state", ["ACCEPTED", "REOPENED", "RESOLVED"])
def test_what_an_officer_judged_is_not_touched_by_a_partner(cast, state):
    rows = Finding.objects.filter(owner=Owner.PARTNER)
    rows.update(state="ACCEPTED", reason="x", judged_by="OFFICER")
    rows.update(state=state, reason="x" if state == "ACCEPTED" else "")
    with session_of(cast.belfabriek):
        for new in (("ACCEPTED", "mine", "PARTNER"), ("REOPENED", "", "")):
            assert refused(judged(*new)) == ""


def test_a_partner_reopens_and_accepts_again_what_it_accepted_itself(cast):
    with session_of(cast.belfabriek):
        for new in (("ACCEPTED", "mine", "PARTNER"), ("REOPENED", "", "")) * 2:
            assert sql(judged(*new)) == 1


def test_a_finding_is_reopened_only_when_it_was_accepted_or_resolved_whoever_writes(cast):
    assert refused(judged("REOPENED", "", "OFFICER")) == "23000"
    Finding.objects.update(state="RESOLVED")
    assert refused(judged("ACCEPTED", "x", "OFFICER")) == "23000"
    assert refused(judged("REOPENED", "x", "")) == "23000"
    assert sql(judged("REOPENED", "", "")) > 1


# What a session leaves behind


def state() -> tuple:
    ((role, parties, upstream, actor),) = sql(
        "SELECT current_user, current_setting('tenancy.parties', true),"
        " current_setting('tenancy.upstream', true), current_setting('tenancy.actor', true)"
    )
    return role, parties or "", upstream or "", actor or ""


@pytest.mark.django_db(transaction=True)
def test_a_pooled_connection_forgets_the_partner_after_its_transaction():
    before = state()
    with partner_scope(Viewer(user_id=uuid4(), name="p", parties=frozenset({uuid4()}))):
        assert state()[0] == PARTNER_ROLE
        assert state()[1] != ""
    assert state() == (before[0], "", "", "")


@pytest.mark.django_db(transaction=True)
def test_a_pooled_connection_forgets_the_partner_after_an_error_in_python():
    before = state()
    with pytest.raises(ZeroDivisionError), partner_scope(Viewer(None, "p", frozenset({uuid4()}))):
        _ = 1 / 0
    assert state() == (before[0], "", "", "")


@pytest.mark.django_db(transaction=True)
def test_a_pooled_connection_forgets_the_partner_after_an_error_in_the_database():
    before = state()
    with pytest.raises(ProgrammingError), partner_scope(Viewer(None, "p", frozenset({uuid4()}))):
        sql("SELECT 1 FROM accounts_nothing")
    assert state() == (before[0], "", "", "")
    with pytest.raises(ProgrammingError), partner_scope(Viewer(None, "p", frozenset({uuid4()}))):
        sql("SELECT password FROM accounts_user")
    assert state() == (before[0], "", "", "")


def test_a_scope_within_a_transaction_that_goes_on_ends_with_its_block(cast):
    with partner_scope(viewer(cast.belfabriek)):
        assert Party.objects.filter(pk=cast.eve.pk).count() == 0
    assert Party.objects.filter(pk=cast.eve.pk).count() == 1


@contextmanager
def second_connection() -> Iterator[psycopg.Connection]:
    settings = connection.settings_dict
    own = psycopg.connect(
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        user=settings["USER"] or None,
        password=settings["PASSWORD"] or None,
        dbname=settings["NAME"],
    )
    try:
        yield own
    finally:
        own.close()


@pytest.mark.django_db(transaction=True)
def test_a_raw_connection_under_the_role_is_bound_the_same_and_reads_no_other_session():
    mine = party(PartyKind.PARTNER, "Belfabriek")
    hers = party(PartyKind.PARTNER, "Eve B.V.")
    with (
        second_connection() as own,
        partner_scope(Viewer(None, "p", frozenset({hers.pk}))),
        own.transaction(),
    ):
        own.execute(f"SET LOCAL ROLE {PARTNER_ROLE}")
        assert own.execute("SELECT count(*) FROM roles_party").fetchone() == (0,)
        assert own.execute("SELECT current_setting('tenancy.parties', true)").fetchone()[0] in (
            None,
            "",
        )
        own.execute("SELECT set_config('tenancy.parties', %s, true)", [str(mine.pk)])
        assert own.execute("SELECT name FROM roles_party").fetchall() == [("Belfabriek",)]
        others = own.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND query NOT LIKE '<insufficient%'"
        ).fetchone()
        assert others == (0,)
        assert own.execute(
            "SELECT count(*) FROM pg_stats WHERE schemaname = 'public'"
        ).fetchone() == (0,)
