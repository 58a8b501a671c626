"""What the database refuses of transfers, who reads and writes them, and what reaches the findings."""

from django.db import migrations

from roles.findings.marking import marking
from voipgrid_privacy.kernel import rls

GUARD = """
CREATE FUNCTION roles_transfer_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fixed text[] := ARRAY['id', 'exporter_id', 'importer_id', 'country', 'organisation'];
    refused text;
BEGIN
    IF TG_OP = 'UPDATE' AND EXISTS (
        SELECT 1 FROM unnest(fixed) name WHERE to_jsonb(OLD) -> name <> to_jsonb(NEW) -> name) THEN
        refused := 'transfer_facts_fixed';
    ELSIF (SELECT count(DISTINCT d.code) FROM roles_datacategory d WHERE d.code = ANY (NEW.categories))
          <> cardinality(NEW.categories) THEN
        refused := 'transfer_categories_known';
    ELSIF (SELECT count(DISTINCT m.code) FROM roles_measure m WHERE m.code = ANY (NEW.measures))
          <> cardinality(NEW.measures) THEN
        refused := 'transfer_measures_known';
    END IF;
    IF refused IS NOT NULL THEN
        RAISE EXCEPTION '%', refused USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = refused, TABLE = 'roles_transfer';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER roles_transfer_guard BEFORE INSERT OR UPDATE ON roles_transfer
    FOR EACH ROW EXECUTE FUNCTION roles_transfer_guard();
ALTER TABLE roles_transferdocument ADD CONSTRAINT transfer_document_hash
    CHECK (sha256 = encode(sha256(content), 'hex'));
"""
UNGUARD = """
ALTER TABLE roles_transferdocument DROP CONSTRAINT transfer_document_hash;
DROP TRIGGER roles_transfer_guard ON roles_transfer; DROP FUNCTION roles_transfer_guard();
"""


def mine(column: str) -> str:
    return f"{column} = ANY ({rls.PARTIES})"


def told(table: str) -> str:
    """Return: by or to the viewer, or under a supply of which it is told where the data is."""
    return (
        f"{mine(f'{table}.exporter_id')} OR {mine(f'{table}.importer_id')} OR EXISTS"
        f" (SELECT 1 FROM roles_engagement e WHERE e.contract_id = {table}.contract_id)"
    )


def of_transfer(table: str, condition: str = "true") -> str:
    return (
        f"EXISTS (SELECT 1 FROM roles_transfer t WHERE t.id = {table}.transfer_id AND ({condition}))"
    )


def importer(table: str, condition: str = "true") -> str:
    return (
        f"EXISTS (SELECT 1 FROM roles_party p WHERE p.id = {table}.importer_id AND ({condition}))"
    )


SENDS = f"{mine('exporter_id')} AND {importer('roles_transfer')}"
OWN_SUPPLIER = importer("roles_adequacycoverage", mine("p.registered_by_id"))
BY_MINE = mine("t.exporter_id")
AT_EITHER_END = f"{mine('t.exporter_id')} OR {mine('t.importer_id')}"
EXPORTER = (
    "SELECT t.exporter_id, false FROM {rows} r JOIN roles_transfer t ON t.id = r.transfer_id"
)
SENDS_TO = (
    "SELECT t.exporter_id, false FROM {rows} r JOIN roles_transfer t ON t.importer_id = r.importer_id"
)
SUPPLIED_BY = (
    "SELECT c.acquirer_id, false FROM {rows} r JOIN roles_contract c"
    " ON c.provider_id = r.importer_id AND c.kind = 'SUPPLY'"
)


class Migration(migrations.Migration):
    dependencies = [("roles", "0030_transfers")]
    operations = [
        migrations.RunSQL(GUARD, UNGUARD),
        rls.between_its_parties(
            "roles_transfer",
            link="contract_id",
            target="roles_contract",
            one=("provider_id", "importer_id"),
            other=("acquirer_id", "exporter_id"),
        ),
        rls.tenant_table("roles_transfer", see=told("roles_transfer"), add=SENDS, change=SENDS),
        rls.tenant_table("roles_transferevent", see=told("roles_transferevent")),
        rls.tenant_table(
            "roles_transferassessment",
            see=of_transfer("roles_transferassessment"),
            add=of_transfer("roles_transferassessment", BY_MINE),
        ),
        rls.tenant_table(
            "roles_transferassessmentevent", see=of_transfer("roles_transferassessmentevent")
        ),
        rls.tenant_table(
            "roles_transferdocument",
            see=of_transfer("roles_transferdocument", AT_EITHER_END),
            add=of_transfer("roles_transferdocument", BY_MINE),
        ),
        rls.tenant_table(
            "roles_transferdocumentevent",
            see=of_transfer("roles_transferdocumentevent", AT_EITHER_END),
        ),
        rls.tenant_table(
            "roles_adequacycoverage",
            see=importer("roles_adequacycoverage"),
            add=OWN_SUPPLIER,
            change=OWN_SUPPLIER,
        ),
        rls.tenant_table("roles_adequacycoverageevent", see=importer("roles_adequacycoverageevent")),
        rls.history_by_owner(),
        marking("roles_transfer", "SELECT r.exporter_id, false FROM {rows} r"),
        marking("roles_transferassessment", EXPORTER),
        marking("roles_adequacycoverage", SENDS_TO, SUPPLIED_BY),
        rls.never_emptied("roles"),
    ]
