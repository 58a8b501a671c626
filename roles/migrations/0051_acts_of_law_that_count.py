# What is succeeded or withdrawn is in nobody's way: an act that was withdrawn can be entered anew.
from django.db import migrations

# Only added to, and dated here. A successor does the same to the same. Of what counts there is one:
# a unique index cannot see what has a successor, so whoever adds waits for who is adding.
GUARD = """
CREATE OR REPLACE FUNCTION roles_lawact_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    refused text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        refused := 'law_act_fixed';
    ELSE
        PERFORM pg_advisory_xact_lock(hashtext('roles_lawact.counts'));
        IF EXISTS (SELECT 1 FROM roles_lawact a WHERE a.replaces_id = NEW.replaces_id) THEN
            refused := 'law_act_succeeded';
        ELSIF NEW.replaces_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM roles_lawact a WHERE a.id = NEW.replaces_id AND NOT a.id = NEW.id
                AND (a.kind, a.decision, a.country) = (NEW.kind, NEW.decision, NEW.country)) THEN
            refused := 'law_act_of_another';
        ELSIF NOT NEW.withdrawn AND EXISTS (
            SELECT 1 FROM roles_lawact a
            WHERE NOT a.withdrawn AND a.id IS DISTINCT FROM NEW.replaces_id
                AND (a.kind, a.decision) = (NEW.kind, NEW.decision)
                AND (a.kind = 'ADEQUACY' OR (a.country, a.number) = (NEW.country, NEW.number))
                AND NOT EXISTS (SELECT 1 FROM roles_lawact s WHERE s.replaces_id = a.id)) THEN
            refused := 'law_act_there';
        END IF;
    END IF;
    IF refused IS NOT NULL THEN
        RAISE EXCEPTION '%', refused USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = refused, TABLE = 'roles_lawact';
    END IF;
    NEW.entered_at := clock_timestamp();
    RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION roles_lawact_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    refused text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        refused := 'law_act_fixed';
    ELSIF NEW.replaces_id IS NOT NULL THEN
        IF EXISTS (SELECT 1 FROM roles_lawact a WHERE a.replaces_id = NEW.replaces_id) THEN
            refused := 'law_act_succeeded';
        ELSIF NOT EXISTS (SELECT 1 FROM roles_lawact a WHERE a.id = NEW.replaces_id AND NOT a.id = NEW.id
                AND (a.kind, a.decision, a.country) = (NEW.kind, NEW.decision, NEW.country)) THEN
            refused := 'law_act_of_another';
        END IF;
    END IF;
    IF refused IS NOT NULL THEN
        RAISE EXCEPTION '%', refused USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = refused, TABLE = 'roles_lawact';
    END IF;
    NEW.entered_at := clock_timestamp();
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0050_measures_per_party'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='lawact',
            name='law_act_decision_once',
        ),
        migrations.RemoveConstraint(
            model_name='lawact',
            name='law_act_once',
        ),
        migrations.RunSQL(GUARD, BEFORE),
    ]
