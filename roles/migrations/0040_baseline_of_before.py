"""Who was engaged before the register could tell of it is known otherwise; who came later is told."""

from django.db import migrations

DEFINER = "SECURITY DEFINER SET search_path = public, pg_temp"

# The register could give notice from the day on which it first knew the party that is supplied.
GUARD = f"""
CREATE OR REPLACE FUNCTION sub_processor_engagement_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    supply record;
    known_since date;
BEGIN
    SELECT lower(c.valid_during) AS first_day, c.acquirer_id INTO supply
        FROM roles_contract c WHERE c.id = NEW.contract_id AND c.kind = 'SUPPLY';
    IF NOT FOUND THEN
        PERFORM sub_processor_refuse('engagement_of_a_supply');
    END IF;
    IF NEW.baseline <> '' AND (TG_OP = 'INSERT' OR NEW.baseline <> OLD.baseline
                               OR NEW.contract_id <> OLD.contract_id) THEN
        SELECT min((e.pgh_created_at AT TIME ZONE 'Europe/Amsterdam')::date) INTO known_since
            FROM roles_partyevent e WHERE e.pgh_obj_id = supply.acquirer_id;
        IF supply.first_day > coalesce(known_since, legal_today()) THEN
            PERFORM sub_processor_refuse('engagement_baseline_of_before');
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = f"""
CREATE OR REPLACE FUNCTION sub_processor_engagement_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM roles_contract c WHERE c.id = NEW.contract_id AND c.kind = 'SUPPLY') THEN
        PERFORM sub_processor_refuse('engagement_of_a_supply');
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("roles", "0039_scan_mail")]
    operations = [migrations.RunSQL([GUARD], [BEFORE])]
