"""The end of a service: what is agreed of it, what was chosen, carried out, confirmed, disputed."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

from roles.findings.marking import marking
from voipgrid_privacy.kernel import rls

DEFINER = "SECURITY DEFINER SET search_path = public, pg_temp"

# The first day without: the service is not delivered any more, or no agreement that both signed
# holds. Only the last agreement of a pair tells; what others follow up does not end anything.
ENDS = """
CREATE FUNCTION agreement_service_end(of_agreement uuid) RETURNS date LANGUAGE sql STABLE
    COST 1000 AS $$
    WITH own AS (
        SELECT a.* FROM roles_agreement a WHERE a.id = of_agreement
          AND a.processor_signed_on IS NOT NULL AND a.controller_signed_on IS NOT NULL
    ), served AS (
        SELECT CASE WHEN NOT bool_or(upper_inf(c.valid_during)) THEN max(upper(c.valid_during)) END
            AS until
        FROM roles_contract c JOIN own o
          ON c.provider_id = o.processor_id AND c.acquirer_id = o.controller_id
         AND (o.contract_id IS NULL OR o.contract_id = c.id)
    ), signed AS (
        SELECT b.*, o.contract_id AS ours, lower(o.valid_during) AS began
        FROM roles_agreement b JOIN own o
          ON b.processor_id = o.processor_id AND b.controller_id = o.controller_id
         AND (b.contract_id IS NULL OR b.contract_id = o.contract_id)
        WHERE b.processor_signed_on IS NOT NULL AND b.controller_signed_on IS NOT NULL
    ), bound AS (
        SELECT CASE WHEN NOT bool_or(upper_inf(s.valid_during)) THEN max(upper(s.valid_during)) END
            AS until,
            bool_or(s.contract_id IS NOT DISTINCT FROM s.ours AND lower(s.valid_during) > s.began)
            AS followed
        FROM signed s
    )
    SELECT least(served.until, bound.until) FROM own, served, bound WHERE NOT bound.followed
$$;
-- Whether an end, or one that it was passed on to, is not confirmed. A partner's session does not
-- see all that is below, and asks only about its own.
CREATE FUNCTION end_of_service_open_below(of_end uuid) RETURNS boolean LANGUAGE sql STABLE
    COST 1000 SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE below(id) AS (
        SELECT e.id FROM roles_endofservice e WHERE e.above_id = of_end AND (
            current_setting('role') <> 'voipgrid_privacy_partner' OR EXISTS (
                SELECT 1 FROM roles_endofservice o JOIN roles_agreement a ON a.id = o.agreement_id
                WHERE o.id = of_end AND (a.processor_id = ANY (tenancy_parties())
                                         OR a.controller_id = ANY (tenancy_parties()))))
        UNION SELECT e.id FROM roles_endofservice e JOIN below ON e.above_id = below.id
    )
    SELECT EXISTS (SELECT 1 FROM below WHERE 'CONFIRMED' IS DISTINCT FROM (
        SELECT s.kind FROM roles_endstep s WHERE s.end_id = below.id ORDER BY s.number DESC LIMIT 1))
$$;
"""
GUARDS = f"""
CREATE FUNCTION end_term_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM agreement_refuse('end_fixed');
    END IF;
    NEW.entered_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER end_term_guard BEFORE INSERT OR UPDATE OR DELETE ON roles_endterm
    FOR EACH ROW EXECUTE FUNCTION end_term_guard();

CREATE FUNCTION end_of_service_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM agreement_refuse('end_fixed');
    END IF;
    IF NEW.above_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM roles_agreement a WHERE a.id = NEW.agreement_id
        AND a.controller_id = NEW.whose_id) THEN
        PERFORM agreement_refuse('end_of_others');
    END IF;
    IF NEW.above_id IS NULL AND NEW.ended_on IS DISTINCT FROM agreement_service_end(NEW.agreement_id)
    THEN
        PERFORM agreement_refuse('end_not_ended');
    END IF;
    IF NEW.above_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM roles_endofservice u JOIN roles_agreement ua ON ua.id = u.agreement_id
        JOIN roles_agreement a ON a.id = NEW.agreement_id
        WHERE u.id = NEW.above_id AND ua.processor_id = a.controller_id
        AND u.whose_id = NEW.whose_id AND u.ended_on = NEW.ended_on AND NEW.data <@ u.data) THEN
        PERFORM agreement_refuse('end_of_others');
    END IF;
    NEW.opened_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER end_of_service_guard BEFORE INSERT OR UPDATE OR DELETE ON roles_endofservice
    FOR EACH ROW EXECUTE FUNCTION end_of_service_guard();

-- One after another, in order, and each side what is its own. Of a party that has no account here
-- (a customer, a supplier) others enter what it said; nobody confirms what it carried out itself.
CREATE FUNCTION end_step_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    erasable text[] := ARRAY['text', 'name'];
    ended record;
    last record;
    stated uuid;
    accounts text[] := ARRAY['PLATFORM', 'PARTNER', 'RESELLER'];
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF TG_OP = 'DELETE' OR to_jsonb(OLD) - erasable <> to_jsonb(NEW) - erasable
           OR NEW.text NOT IN (OLD.text, '') OR NEW.name NOT IN (OLD.name, '') THEN
            PERFORM agreement_refuse('end_fixed');
        END IF;
        RETURN NEW;
    END IF;
    SELECT e.*, p.kind AS processor, c.kind AS controller INTO ended FROM roles_endofservice e
        JOIN roles_agreement a ON a.id = e.agreement_id
        JOIN roles_party p ON p.id = a.processor_id JOIN roles_party c ON c.id = a.controller_id
        WHERE e.id = NEW.end_id FOR UPDATE OF e;  -- whoever else takes a step waits
    SELECT s.kind, s.number INTO last FROM roles_endstep s WHERE s.end_id = NEW.end_id
        ORDER BY s.number DESC LIMIT 1;
    SELECT s.id INTO stated FROM roles_endstep s WHERE s.end_id = NEW.end_id AND s.kind = 'STATED'
        ORDER BY s.number DESC LIMIT 1;
    IF btrim(NEW.name) = '' THEN
        PERFORM agreement_refuse('end_nameless');
    END IF;
    IF NEW.said_on > legal_today() THEN
        PERFORM agreement_refuse('end_later');
    END IF;
    IF NEW.entered_by <> 'CONTROLLER' AND NEW.kind <> 'STATED' AND (
           ended.controller = ANY (accounts) OR NEW.entered_by = 'PROCESSOR' AND NEW.kind = 'CONFIRMED')
       OR NEW.entered_by <> 'PROCESSOR' AND NEW.kind = 'STATED' AND ended.processor = ANY (accounts)
    THEN
        PERFORM agreement_refuse('end_other_side');
    END IF;
    IF NEW.kind = 'CHOSEN' AND coalesce(last.kind, 'CHOSEN') NOT IN ('CHOSEN', 'DISPUTED')
       OR NEW.kind = 'STATED' AND last.kind = 'CONFIRMED'
       OR NEW.kind = 'CONFIRMED' AND coalesce(last.kind, '') NOT IN ('STATED', 'DISPUTED')
       OR NEW.kind = 'DISPUTED' AND coalesce(last.kind, '') NOT IN ('STATED', 'CONFIRMED') THEN
        PERFORM agreement_refuse('end_step_order');
    END IF;
    IF NEW.kind = 'STATED' AND last.kind IS NULL AND coalesce((
        SELECT t.otherwise FROM roles_endterm t WHERE t.agreement_id = ended.agreement_id
        AND t.agreed_on <= ended.ended_on ORDER BY t.agreed_on DESC, t.entered_at DESC LIMIT 1), '') = ''
    THEN
        PERFORM agreement_refuse('end_unchosen');
    END IF;
    IF NEW.about_id IS NOT NULL AND NEW.about_id IS DISTINCT FROM stated THEN
        PERFORM agreement_refuse('end_other_statement');
    END IF;
    IF NEW.kind = 'DISPUTED' AND btrim(NEW.text) = '' THEN
        PERFORM agreement_refuse('end_reasonless');
    END IF;
    IF NEW.kind = 'STATED' AND NEW.document_id IS NULL AND btrim(NEW.text) = '' THEN
        PERFORM agreement_refuse('end_unproven');
    END IF;
    IF NEW.document_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM roles_agreementdocument d WHERE d.id = NEW.document_id
        AND d.agreement_id = ended.agreement_id AND d.sha256 = NEW.document_hash) THEN
        PERFORM agreement_refuse('end_of_others');
    END IF;
    NEW.number := coalesce(last.number, 0) + 1;
    NEW.entered_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER end_step_guard BEFORE INSERT OR UPDATE OR DELETE ON roles_endstep
    FOR EACH ROW EXECUTE FUNCTION end_step_guard();

CREATE FUNCTION end_outcome_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM agreement_refuse('end_fixed');
    END IF;
    PERFORM 1 FROM roles_endstep s WHERE s.id = NEW.step_id FOR UPDATE;
    IF NOT EXISTS (
        SELECT 1 FROM roles_endstep s JOIN roles_endofservice e ON e.id = s.end_id
        JOIN roles_datacategory k ON k.id = NEW.category_id
        WHERE s.id = NEW.step_id AND s.kind = 'STATED' AND k.code = ANY (e.data)
        AND s.parts > (SELECT count(*) FROM roles_endoutcome o WHERE o.step_id = s.id)) THEN
        PERFORM agreement_refuse('end_fixed');
    END IF;
    IF NEW.statute_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM roles_source s WHERE s.id = NEW.statute_id AND s.kind = 'STATUTE') THEN
        PERFORM agreement_refuse('end_no_statute');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER end_outcome_guard BEFORE INSERT OR UPDATE OR DELETE ON roles_endoutcome
    FOR EACH ROW EXECUTE FUNCTION end_outcome_guard();

-- A statement is whole once it is kept: nothing that the processor had is left out.
CREATE FUNCTION end_step_whole() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF NEW.parts <> (SELECT count(*) FROM roles_endoutcome o WHERE o.step_id = NEW.id)
       OR NOT (SELECT e.data FROM roles_endofservice e WHERE e.id = NEW.end_id) <@ ARRAY(
           SELECT k.code::varchar FROM roles_endoutcome o
           JOIN roles_datacategory k ON k.id = o.category_id WHERE o.step_id = NEW.id) THEN
        PERFORM agreement_refuse('end_incomplete');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER end_step_whole AFTER INSERT ON roles_endstep
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'STATED')
    EXECUTE FUNCTION end_step_whole();
"""
UNDO = """
DROP FUNCTION end_step_whole() CASCADE; DROP FUNCTION end_outcome_guard() CASCADE;
DROP FUNCTION end_step_guard() CASCADE; DROP FUNCTION end_of_service_guard() CASCADE;
DROP FUNCTION end_term_guard() CASCADE; DROP FUNCTION end_of_service_open_below(uuid);
DROP FUNCTION agreement_service_end(uuid);
"""
MINE = f"= ANY ({rls.PARTIES})"
SUPPLIER = "EXISTS (SELECT 1 FROM roles_party p WHERE p.id = a.processor_id AND p.kind = 'SUPPLIER')"
AGREEMENT = "EXISTS (SELECT 1 FROM roles_agreement a WHERE a.id = {table}.agreement_id{more})"
STEP = (
    "EXISTS (SELECT 1 FROM roles_endofservice e JOIN roles_agreement a ON a.id = e.agreement_id"
    " WHERE e.id = {table}.end_id{more})"
)
OUTCOME = (
    "EXISTS (SELECT 1 FROM roles_endstep s JOIN roles_endofservice e ON e.id = s.end_id"
    " JOIN roles_agreement a ON a.id = e.agreement_id WHERE s.id = {table}.step_id{more})"
)


def own(column: str) -> str:
    """Return: each side writes in its own name."""
    return (
        f" AND (a.processor_id {MINE} AND {column} = 'PROCESSOR'"
        f" OR a.controller_id {MINE} AND {column} = 'CONTROLLER')"
    )


# Terms are entered by whoever records the agreement.
RECORDS = (
    f" AND (a.processor_id {MINE} AND roles_endterm.entered_by = 'PROCESSOR'"
    f" OR a.controller_id {MINE} AND roles_endterm.entered_by = 'CONTROLLER' AND {SUPPLIER})"
)
# Proof is kept after the end, when nobody serves any more; a supplier's by whom it supplied.
PROVES = (
    f" AND (a.processor_id {MINE} OR a.controller_id {MINE} AND {SUPPLIER})"
    " AND EXISTS (SELECT 1 FROM roles_endofservice e WHERE e.agreement_id = a.id)"
)
TABLES = (
    ("roles_endterm", AGREEMENT, RECORDS),
    ("roles_endofservice", AGREEMENT, own("roles_endofservice.opened_by")),
    ("roles_endstep", STEP, own("roles_endstep.entered_by")),
    ("roles_endoutcome", OUTCOME, own("s.entered_by")),
)
PROOF = AGREEMENT.format(table="roles_agreementdocument", more=PROVES)
ENTRY = "JOIN roles_agreement a ON a.id"


def both(table: str, join: str):
    """Mark both sides of what changed."""
    ends = ("processor_id", "controller_id")
    return marking(table, *(f"SELECT a.{end}, false FROM {{rows}} r {join}" for end in ends))


def bound(table: str, condition: str, more: str):
    """Bind a table and its history to the agreements of a session."""
    history = f"{table}event"
    return (
        rls.tenant_table(
            table,
            see=condition.format(table=table, more=""),
            add=condition.format(table=table, more=more),
        ),
        rls.tenant_table(history, see=condition.format(table=history, more="")),
    )



class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0048_kinds_of_data_in_papers'),
    ]

    operations = [
        migrations.CreateModel(
            name='EndOfService',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('ended_on', models.DateField(verbose_name='first day without the service')),
                ('data', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None, verbose_name='data categories')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('opened_by', models.CharField(choices=[('PROCESSOR', 'The processor'), ('CONTROLLER', 'The party it acts for'), ('OFFICE', "VoIPGRID's privacy officers")], max_length=10, verbose_name='opened by')),
            ],
            options={
                'verbose_name': 'end of service',
                'verbose_name_plural': 'ends of service',
                'ordering': ('-ended_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='EndOfServiceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('ended_on', models.DateField(verbose_name='first day without the service')),
                ('data', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None, verbose_name='data categories')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('opened_by', models.CharField(choices=[('PROCESSOR', 'The processor'), ('CONTROLLER', 'The party it acts for'), ('OFFICE', "VoIPGRID's privacy officers")], max_length=10, verbose_name='opened by')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EndOutcome',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('outcome', models.CharField(choices=[('RETURNED', 'Returned'), ('DELETED', 'Deleted'), ('KEPT', 'Kept, as a law requires')], max_length=8, verbose_name='outcome')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='done on')),
                ('place', models.CharField(blank=True, max_length=60, verbose_name='place in the law')),
                ('until', models.DateField(blank=True, null=True, verbose_name='kept until')),
            ],
            options={
                'verbose_name': 'outcome of an end of service',
                'verbose_name_plural': 'outcomes of ends of service',
                'ordering': ('step', 'category__position', 'outcome'),
            },
        ),
        migrations.CreateModel(
            name='EndOutcomeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('outcome', models.CharField(choices=[('RETURNED', 'Returned'), ('DELETED', 'Deleted'), ('KEPT', 'Kept, as a law requires')], max_length=8, verbose_name='outcome')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='done on')),
                ('place', models.CharField(blank=True, max_length=60, verbose_name='place in the law')),
                ('until', models.DateField(blank=True, null=True, verbose_name='kept until')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EndStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=[('CHOSEN', 'Chosen'), ('STATED', 'Carried out'), ('CONFIRMED', 'Confirmed'), ('DISPUTED', 'Disputed')], max_length=10, verbose_name='kind')),
                ('choice', models.CharField(blank=True, choices=[('RETURN', 'Return, and delete the copies'), ('DELETE', 'Delete'), ('BOTH', 'Return some, delete the rest')], max_length=6, verbose_name='choice')),
                ('said_on', models.DateField(verbose_name='on')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='text')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='said by (name)')),
                ('document_hash', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of the proof')),
                ('parts', models.PositiveSmallIntegerField(default=0, verbose_name='number of outcomes')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('entered_by', models.CharField(choices=[('PROCESSOR', 'The processor'), ('CONTROLLER', 'The party it acts for'), ('OFFICE', "VoIPGRID's privacy officers")], max_length=10, verbose_name='entered by')),
            ],
            options={
                'verbose_name': 'step of an end of service',
                'verbose_name_plural': 'steps of ends of service',
                'ordering': ('end', 'number'),
            },
        ),
        migrations.CreateModel(
            name='EndStepEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=[('CHOSEN', 'Chosen'), ('STATED', 'Carried out'), ('CONFIRMED', 'Confirmed'), ('DISPUTED', 'Disputed')], max_length=10, verbose_name='kind')),
                ('choice', models.CharField(blank=True, choices=[('RETURN', 'Return, and delete the copies'), ('DELETE', 'Delete'), ('BOTH', 'Return some, delete the rest')], max_length=6, verbose_name='choice')),
                ('said_on', models.DateField(verbose_name='on')),
                ('document_hash', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of the proof')),
                ('parts', models.PositiveSmallIntegerField(default=0, verbose_name='number of outcomes')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('entered_by', models.CharField(choices=[('PROCESSOR', 'The processor'), ('CONTROLLER', 'The party it acts for'), ('OFFICE', "VoIPGRID's privacy officers")], max_length=10, verbose_name='entered by')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EndTerm',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('days', models.PositiveSmallIntegerField(verbose_name='days after the end')),
                ('otherwise', models.CharField(blank=True, choices=[('RETURN', 'Return, and delete the copies'), ('DELETE', 'Delete'), ('BOTH', 'Return some, delete the rest')], max_length=6, verbose_name='unless chosen otherwise')),
                ('agreed_on', models.DateField(verbose_name='agreed on')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('entered_by', models.CharField(choices=[('PROCESSOR', 'The processor'), ('CONTROLLER', 'The party it acts for'), ('OFFICE', "VoIPGRID's privacy officers")], max_length=10, verbose_name='entered by')),
            ],
            options={
                'verbose_name': 'term for the end of service',
                'verbose_name_plural': 'terms for the end of service',
                'ordering': ('agreement', '-agreed_on', '-entered_at'),
            },
        ),
        migrations.CreateModel(
            name='EndTermEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('days', models.PositiveSmallIntegerField(verbose_name='days after the end')),
                ('otherwise', models.CharField(blank=True, choices=[('RETURN', 'Return, and delete the copies'), ('DELETE', 'Delete'), ('BOTH', 'Return some, delete the rest')], max_length=6, verbose_name='unless chosen otherwise')),
                ('agreed_on', models.DateField(verbose_name='agreed on')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('entered_by', models.CharField(choices=[('PROCESSOR', 'The processor'), ('CONTROLLER', 'The party it acts for'), ('OFFICE', "VoIPGRID's privacy officers")], max_length=10, verbose_name='entered by')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='outgoingmail',
            name='mail_kind_known',
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='kind',
            field=models.CharField(choices=[('NOTICE', 'Notice of a new sub-processor'), ('REMINDER', 'Reminder of a notice'), ('OBJECTION', 'An objection was made'), ('SETTLED', 'An objection was settled'), ('WITHDRAWN', 'The change is called off'), ('ACTIVE', 'The change has taken effect'), ('TO_SIGN', 'An agreement waits for a signature'), ('EXPIRY', 'An agreement is about to end'), ('END', 'Data is to be returned or deleted'), ('TURNOVER', 'Turnover is to be reported to the ACM'), ('FOLLOW', 'To an address that was left to follow the list'), ('NEWS', 'News for a follower of the list'), ('SCAN', 'A scan shows something new'), ('WEBHOOK', 'A webhook was switched off')], max_length=10, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['NOTICE', 'REMINDER', 'OBJECTION', 'SETTLED', 'WITHDRAWN', 'ACTIVE', 'TO_SIGN', 'EXPIRY', 'END', 'TURNOVER', 'FOLLOW', 'NEWS', 'SCAN', 'WEBHOOK'])), name='mail_kind_known'),
        ),
        migrations.AddField(
            model_name='endofservice',
            name='above',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='below', to='roles.endofservice', verbose_name='passed on from'),
        ),
        migrations.AddField(
            model_name='endofservice',
            name='agreement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ends', to='roles.agreement', verbose_name='agreement'),
        ),
        migrations.AddField(
            model_name='endofservice',
            name='whose',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.party', verbose_name='whose service ended'),
        ),
        migrations.AddField(
            model_name='endofserviceevent',
            name='above',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.endofservice', verbose_name='passed on from'),
        ),
        migrations.AddField(
            model_name='endofserviceevent',
            name='agreement',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.agreement', verbose_name='agreement'),
        ),
        migrations.AddField(
            model_name='endofserviceevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roles.endofservice'),
        ),
        migrations.AddField(
            model_name='endofserviceevent',
            name='whose',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.party', verbose_name='whose service ended'),
        ),
        migrations.AddField(
            model_name='endoutcome',
            name='category',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.datacategory', verbose_name='data category'),
        ),
        migrations.AddField(
            model_name='endoutcome',
            name='statute',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.source', verbose_name='law'),
        ),
        migrations.AddField(
            model_name='endoutcomeevent',
            name='category',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.datacategory', verbose_name='data category'),
        ),
        migrations.AddField(
            model_name='endoutcomeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roles.endoutcome'),
        ),
        migrations.AddField(
            model_name='endoutcomeevent',
            name='statute',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.source', verbose_name='law'),
        ),
        migrations.AddField(
            model_name='endstep',
            name='about',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='roles.endstep', verbose_name='about the statement'),
        ),
        migrations.AddField(
            model_name='endstep',
            name='document',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.agreementdocument', verbose_name='proof'),
        ),
        migrations.AddField(
            model_name='endstep',
            name='end',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='roles.endofservice', verbose_name='end of service'),
        ),
        migrations.AddField(
            model_name='endoutcomeevent',
            name='step',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.endstep', verbose_name='statement'),
        ),
        migrations.AddField(
            model_name='endoutcome',
            name='step',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='roles.endstep', verbose_name='statement'),
        ),
        migrations.AddField(
            model_name='endstepevent',
            name='about',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.endstep', verbose_name='about the statement'),
        ),
        migrations.AddField(
            model_name='endstepevent',
            name='document',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.agreementdocument', verbose_name='proof'),
        ),
        migrations.AddField(
            model_name='endstepevent',
            name='end',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.endofservice', verbose_name='end of service'),
        ),
        migrations.AddField(
            model_name='endstepevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roles.endstep'),
        ),
        migrations.AddField(
            model_name='endterm',
            name='agreement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='end_terms', to='roles.agreement', verbose_name='agreement'),
        ),
        migrations.AddField(
            model_name='endtermevent',
            name='agreement',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.agreement', verbose_name='agreement'),
        ),
        migrations.AddField(
            model_name='endtermevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roles.endterm'),
        ),
        migrations.AddIndex(
            model_name='endofservice',
            index=models.Index(fields=['above'], name='end_of_service_above'),
        ),
        migrations.AddConstraint(
            model_name='endofservice',
            constraint=models.UniqueConstraint(condition=models.Q(('above__isnull', True)), fields=('agreement', 'ended_on'), name='end_of_service_once', violation_error_code='end_opened', violation_error_message='This end of service is open already.'),
        ),
        migrations.AddConstraint(
            model_name='endofservice',
            constraint=models.UniqueConstraint(condition=models.Q(('above__isnull', False)), fields=('agreement', 'above'), name='end_of_service_once_below', violation_error_code='end_opened', violation_error_message='This end of service is open already.'),
        ),
        migrations.AddConstraint(
            model_name='endofservice',
            constraint=models.CheckConstraint(condition=models.Q(('data__len__gte', 1), ('opened_by__in', ['PROCESSOR', 'CONTROLLER', 'OFFICE'])), name='end_of_service_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endofservice',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_endofserviceevent" ("above_id", "agreement_id", "data", "ended_on", "id", "opened_at", "opened_by", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "whose_id") VALUES (NEW."above_id", NEW."agreement_id", NEW."data", NEW."ended_on", NEW."id", NEW."opened_at", NEW."opened_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."whose_id"); RETURN NULL;', hash='3d57e6d739420ac5cf9928285c39d055d5deaa5e', operation='INSERT', pgid='pgtrigger_insert_insert_1aceb', table='roles_endofservice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endofservice',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "roles_endofserviceevent" ("above_id", "agreement_id", "data", "ended_on", "id", "opened_at", "opened_by", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "whose_id") VALUES (NEW."above_id", NEW."agreement_id", NEW."data", NEW."ended_on", NEW."id", NEW."opened_at", NEW."opened_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."whose_id"); RETURN NULL;', hash='9f4d4dbfdb4c156c8ca8c2e4ef67289159545621', operation='UPDATE', pgid='pgtrigger_update_update_a14e5', table='roles_endofservice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endofservice',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_endofserviceevent" ("above_id", "agreement_id", "data", "ended_on", "id", "opened_at", "opened_by", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "whose_id") VALUES (OLD."above_id", OLD."agreement_id", OLD."data", OLD."ended_on", OLD."id", OLD."opened_at", OLD."opened_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."whose_id"); RETURN NULL;', hash='7318b09126774dea2b537b69afd6c3be5e1ff3cd', operation='DELETE', pgid='pgtrigger_delete_delete_c5ad6', table='roles_endofservice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endofserviceevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='37793da4e8a4051b48f086ab035f4eb8e8c12801', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_eb7c1', table='roles_endofserviceevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='endstep',
            constraint=models.UniqueConstraint(fields=('end', 'number'), name='end_step_numbered'),
        ),
        migrations.AddConstraint(
            model_name='endstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('about', None), ('choice__in', ['RETURN', 'DELETE', 'BOTH']), ('kind', 'CHOSEN'), ('parts', 0)), models.Q(('about', None), ('choice', ''), ('kind', 'STATED'), ('parts__gte', 1)), models.Q(('about__isnull', False), ('choice', ''), ('kind__in', ('CONFIRMED', 'DISPUTED')), ('parts', 0)), _connector='OR'), name='end_step_of_its_kind'),
        ),
        migrations.AddConstraint(
            model_name='endstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('document', None), ('document_hash', '')), models.Q(('document__isnull', False), ('document_hash__regex', '^.{64}$'), ('kind', 'STATED')), _connector='OR'), name='end_step_proof'),
        ),
        migrations.AddConstraint(
            model_name='endstep',
            constraint=models.CheckConstraint(condition=models.Q(('entered_by__in', ['PROCESSOR', 'CONTROLLER', 'OFFICE'])), name='end_step_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endstep',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_endstepevent" ("about_id", "choice", "document_hash", "document_id", "end_id", "entered_at", "entered_by", "id", "kind", "number", "parts", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "said_on") VALUES (NEW."about_id", NEW."choice", NEW."document_hash", NEW."document_id", NEW."end_id", NEW."entered_at", NEW."entered_by", NEW."id", NEW."kind", NEW."number", NEW."parts", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."said_on"); RETURN NULL;', hash='1f50926b496e865c19b406dbe9cef4b2d800ce23', operation='INSERT', pgid='pgtrigger_insert_insert_074c6', table='roles_endstep', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endstep',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."about_id" IS DISTINCT FROM (NEW."about_id") OR OLD."choice" IS DISTINCT FROM (NEW."choice") OR OLD."document_id" IS DISTINCT FROM (NEW."document_id") OR OLD."document_hash" IS DISTINCT FROM (NEW."document_hash") OR OLD."end_id" IS DISTINCT FROM (NEW."end_id") OR OLD."entered_at" IS DISTINCT FROM (NEW."entered_at") OR OLD."entered_by" IS DISTINCT FROM (NEW."entered_by") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."parts" IS DISTINCT FROM (NEW."parts") OR OLD."said_on" IS DISTINCT FROM (NEW."said_on"))', func='INSERT INTO "roles_endstepevent" ("about_id", "choice", "document_hash", "document_id", "end_id", "entered_at", "entered_by", "id", "kind", "number", "parts", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "said_on") VALUES (NEW."about_id", NEW."choice", NEW."document_hash", NEW."document_id", NEW."end_id", NEW."entered_at", NEW."entered_by", NEW."id", NEW."kind", NEW."number", NEW."parts", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."said_on"); RETURN NULL;', hash='c4d0d389eb879d8ca4b86706aabd6a582d630029', operation='UPDATE', pgid='pgtrigger_update_update_77e70', table='roles_endstep', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endstep',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_endstepevent" ("about_id", "choice", "document_hash", "document_id", "end_id", "entered_at", "entered_by", "id", "kind", "number", "parts", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "said_on") VALUES (OLD."about_id", OLD."choice", OLD."document_hash", OLD."document_id", OLD."end_id", OLD."entered_at", OLD."entered_by", OLD."id", OLD."kind", OLD."number", OLD."parts", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."said_on"); RETURN NULL;', hash='640816c56dfe452f2725642c148d98796999252e', operation='DELETE', pgid='pgtrigger_delete_delete_c2ce3', table='roles_endstep', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endoutcomeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e01825753de910c93acd4e4d72a16ce71f1dc2e1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a8674', table='roles_endoutcomeevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='endoutcome',
            constraint=models.UniqueConstraint(fields=('step', 'category', 'outcome'), name='end_outcome_once'),
        ),
        migrations.AddConstraint(
            model_name='endoutcome',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_on', None), ('outcome', 'KEPT'), ('statute__isnull', False), ('until__isnull', False)), models.Q(('done_on__isnull', False), ('outcome__in', ('RETURNED', 'DELETED')), ('place', ''), ('statute', None), ('until', None)), _connector='OR'), name='end_outcome_of_its_kind', violation_error_code='end_outcome_unfit', violation_error_message='Give the day of what was returned or deleted; of what is kept the law, and until when.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endoutcome',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_endoutcomeevent" ("category_id", "done_on", "id", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "statute_id", "step_id", "until") VALUES (NEW."category_id", NEW."done_on", NEW."id", NEW."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."place", NEW."statute_id", NEW."step_id", NEW."until"); RETURN NULL;', hash='6c2cb336994f3a35c7b060867fffa0f2df0c8e0c', operation='INSERT', pgid='pgtrigger_insert_insert_f3595', table='roles_endoutcome', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endoutcome',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "roles_endoutcomeevent" ("category_id", "done_on", "id", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "statute_id", "step_id", "until") VALUES (NEW."category_id", NEW."done_on", NEW."id", NEW."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."place", NEW."statute_id", NEW."step_id", NEW."until"); RETURN NULL;', hash='96c8ea50c19cea7eb80eb5568bab241391794a93', operation='UPDATE', pgid='pgtrigger_update_update_49760', table='roles_endoutcome', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endoutcome',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_endoutcomeevent" ("category_id", "done_on", "id", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "statute_id", "step_id", "until") VALUES (OLD."category_id", OLD."done_on", OLD."id", OLD."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."place", OLD."statute_id", OLD."step_id", OLD."until"); RETURN NULL;', hash='ffbbf03b8ad7df28702822978a34e8187db5b4d7', operation='DELETE', pgid='pgtrigger_delete_delete_af850', table='roles_endoutcome', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endstepevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1237e146c510954163a983a9c563214088d4b805', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2b3f2', table='roles_endstepevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='endterm',
            constraint=models.CheckConstraint(condition=models.Q(('days__lte', 730), ('entered_by__in', ['PROCESSOR', 'CONTROLLER', 'OFFICE']), ('otherwise__in', ('', 'RETURN', 'DELETE', 'BOTH'))), name='end_term_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endterm',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_endtermevent" ("agreed_on", "agreement_id", "days", "entered_at", "entered_by", "id", "otherwise", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."agreed_on", NEW."agreement_id", NEW."days", NEW."entered_at", NEW."entered_by", NEW."id", NEW."otherwise", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='fdccc28aaaaaafe2da5b852270412ed4d00e1d41', operation='INSERT', pgid='pgtrigger_insert_insert_cec2e', table='roles_endterm', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endterm',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "roles_endtermevent" ("agreed_on", "agreement_id", "days", "entered_at", "entered_by", "id", "otherwise", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."agreed_on", NEW."agreement_id", NEW."days", NEW."entered_at", NEW."entered_by", NEW."id", NEW."otherwise", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id"); RETURN NULL;', hash='225aea452adadd22fbf254b37035e88c911139d3', operation='UPDATE', pgid='pgtrigger_update_update_80b33', table='roles_endterm', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endterm',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_endtermevent" ("agreed_on", "agreement_id", "days", "entered_at", "entered_by", "id", "otherwise", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."agreed_on", OLD."agreement_id", OLD."days", OLD."entered_at", OLD."entered_by", OLD."id", OLD."otherwise", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='d3f72ce74132e96c62bb93a7c87b32404d43b34a', operation='DELETE', pgid='pgtrigger_delete_delete_c39d9', table='roles_endterm', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endtermevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6330c519e866335b4dbb1cc09d646118d286bcc3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a407a', table='roles_endtermevent', when='BEFORE')),
        ),
        migrations.RemoveConstraint(
            model_name='agreementdocument',
            name='agreement_document_kind',
        ),
        migrations.AlterField(
            model_name='agreementdocument',
            name='kind',
            field=models.CharField(choices=[('GENERATED', 'Generated from the register'), ('UPLOADED', 'Signed elsewhere'), ('PROOF', 'Proof that data were returned or deleted')], max_length=10, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='agreementdocumentevent',
            name='kind',
            field=models.CharField(choices=[('GENERATED', 'Generated from the register'), ('UPLOADED', 'Signed elsewhere'), ('PROOF', 'Proof that data were returned or deleted')], max_length=10, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='agreementdocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('data_hash__regex', '^.{64}$'), ('kind', 'GENERATED'), ('template__isnull', False), models.Q(('state', 'FILED'), _negated=True)), models.Q(('kind__in', ('UPLOADED', 'PROOF')), ('state', 'FILED')), _connector='OR'), name='agreement_document_kind'),
        ),
        migrations.RunSQL([ENDS + GUARDS], [UNDO]),
        *(each for table in TABLES for each in bound(*table)),
        migrations.RunSQL(
            "CREATE POLICY partner_adds_proof ON roles_agreementdocument FOR INSERT TO"
            f" voipgrid_privacy_partner WITH CHECK (kind = 'PROOF' AND {PROOF})",
            "DROP POLICY partner_adds_proof ON roles_agreementdocument",
        ),
        both("roles_endterm", f"{ENTRY} = r.agreement_id"),
        both("roles_endofservice", f"{ENTRY} = r.agreement_id"),
        both(
            "roles_endstep",
            f"JOIN roles_endofservice e ON e.id = r.end_id {ENTRY} = e.agreement_id",
        ),
        rls.history_by_owner(),
    ]
