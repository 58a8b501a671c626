"""Notices that bind: what is said once, who must be told, and when a change may take effect."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION sub_processor_refuse(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', name USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = name;
END $$;
"""

DEFINER = "SECURITY DEFINER SET search_path = public, pg_temp"

# What may still change of a row, so that everything else is fixed, columns of later days included.
CHANGE = f"""
CREATE FUNCTION sub_processor_change_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    open_ended text[] := ARRAY['state', 'notified_on', 'activated_on', 'withdrawn_on',
        'withdrawn_because', 'sub_processor_name'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'PROPOSED' OR NEW.proposed_on <> legal_today() OR EXISTS (
            SELECT 1 FROM unnest(NEW.categories) named(code) WHERE NOT EXISTS (
                SELECT 1 FROM roles_service_categories sc
                JOIN roles_datacategory d ON d.id = sc.datacategory_id
                WHERE sc.service_id = NEW.service_id AND d.code = named.code))
        THEN
            PERFORM sub_processor_refuse('change_begins_as_proposed');
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - open_ended <> to_jsonb(NEW) - open_ended THEN
        PERFORM sub_processor_refuse('change_facts_fixed');
    END IF;
    IF NEW.sub_processor_name NOT IN (OLD.sub_processor_name, '')
       OR (OLD.state = 'WITHDRAWN' AND NEW.withdrawn_because NOT IN (OLD.withdrawn_because, '')) THEN
        PERFORM sub_processor_refuse('change_facts_fixed');
    END IF;
    IF NEW.state = OLD.state THEN
        IF (NEW.notified_on, NEW.activated_on, NEW.withdrawn_on)
           IS DISTINCT FROM (OLD.notified_on, OLD.activated_on, OLD.withdrawn_on) THEN
            PERFORM sub_processor_refuse('change_facts_fixed');
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (('PROPOSED', 'NOTIFIED'), ('PROPOSED', 'WITHDRAWN'),
            ('NOTIFIED', 'WITHDRAWN'), ('NOTIFIED', 'ACTIVE'))
       OR (NEW.state <> 'NOTIFIED' AND NEW.notified_on IS DISTINCT FROM OLD.notified_on)
       OR legal_today() <> (CASE NEW.state WHEN 'NOTIFIED' THEN NEW.notified_on
            WHEN 'ACTIVE' THEN NEW.activated_on ELSE NEW.withdrawn_on END) THEN
        PERFORM sub_processor_refuse('change_step_by_step');
    END IF;
    IF NEW.state = 'ACTIVE' THEN
        PERFORM sub_processor_may_begin(NEW);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sub_processor_change_guard BEFORE INSERT OR UPDATE OR DELETE
    ON roles_subprocessorchange FOR EACH ROW EXECUTE FUNCTION sub_processor_change_guard();
"""

# What must have happened before a change takes effect, whoever asks, on whatever road.
#
# Whoever had a contract on the day on which its provider told its own customers is told as well.
# Who came later knew: the change is announced in the list that goes with its agreement.
MAY_BEGIN = f"""
CREATE FUNCTION sub_processor_may_begin(change roles_subprocessorchange) RETURNS void
    LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF change.activated_on < change.planned_on THEN
        PERFORM sub_processor_refuse('change_before_planned');
    END IF;
    IF EXISTS (
        SELECT 1 FROM roles_subprocessornotice n WHERE n.change_id = change.id AND n.told_by = 'MAIL'
        AND NOT EXISTS (
            SELECT 1 FROM roles_outgoingmail m WHERE m.about = n.id AND m.kind = 'NOTICE'
            AND (m.sent_at AT TIME ZONE 'Europe/Amsterdam')::date + n.notice_days <= n.last_day)) THEN
        PERFORM sub_processor_refuse('change_notice_unsent');
    END IF;
    IF EXISTS (SELECT 1 FROM roles_subprocessornotice n
               WHERE n.change_id = change.id AND n.last_day >= change.activated_on) THEN
        PERFORM sub_processor_refuse('change_window_open');
    END IF;
    IF EXISTS (SELECT 1 FROM roles_objection o JOIN roles_subprocessornotice n ON n.id = o.notice_id
               WHERE n.change_id = change.id AND NOT o.late AND o.settled_on IS NULL) THEN
        PERFORM sub_processor_refuse('change_objection_open');
    END IF;
    IF EXISTS (SELECT 1 FROM roles_subprocessornotice n WHERE n.change_id = change.id
               AND n.authorisation = 'SPECIFIC' AND n.consented_on IS NULL) THEN
        PERFORM sub_processor_refuse('change_consent_missing');
    END IF;
    IF EXISTS (
        SELECT 1 FROM sub_processor_untold(change) u) THEN
        PERFORM sub_processor_refuse('change_not_everyone_told');
    END IF;
END $$;
"""
UNTOLD = f"""
CREATE FUNCTION sub_processor_untold(change roles_subprocessorchange) RETURNS SETOF uuid
    LANGUAGE sql STABLE {DEFINER} AS $$
    WITH sender(party, told_on) AS (
        SELECT change.proposer_id, change.notified_on
        UNION
        SELECT n.recipient_id, min(below.notified_on) FROM roles_subprocessornotice n
        LEFT JOIN roles_subprocessornotice below ON below.parent_id = n.id
        WHERE n.change_id = change.id GROUP BY n.id, n.recipient_id
    )
    SELECT c.id FROM sender s
    JOIN roles_contract c ON c.provider_id = s.party AND c.service_id = change.service_id
    JOIN roles_party a ON a.id = c.acquirer_id AND NOT a.is_model
    WHERE (c.kind = 'RESALE' OR (c.kind = 'SUBSCRIPTION' AND change.reaches_customers))
      AND c.valid_during @> coalesce(change.activated_on, legal_today())
      AND lower(c.valid_during) <= coalesce(s.told_on, change.activated_on, legal_today())
      AND NOT EXISTS (SELECT 1 FROM roles_subprocessornotice n
                      WHERE n.change_id = change.id AND n.contract_id = c.id)
$$;
"""

NOTICE = f"""
CREATE FUNCTION sub_processor_notice_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    change record;
    above record;
    general record;
    fixed text[] := ARRAY['last_day', 'consented_on'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM sub_processor_refuse('notice_fixed');
    END IF;
    -- Held until the end: no notice is added, and no consent given, while the change takes effect.
    SELECT * INTO change FROM roles_subprocessorchange WHERE id = NEW.change_id FOR SHARE;
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - fixed <> to_jsonb(NEW) - fixed OR NEW.last_day < OLD.last_day
           OR (NEW.last_day <> OLD.last_day AND current_setting('role') = 'voipgrid_privacy_partner')
           OR (NEW.consented_on IS DISTINCT FROM OLD.consented_on AND (
               OLD.consented_on IS NOT NULL OR NEW.consented_on IS DISTINCT FROM legal_today()))
           OR change.state <> 'NOTIFIED' THEN
            PERFORM sub_processor_refuse('notice_fixed');
        END IF;
        RETURN NEW;
    END IF;
    IF change.state IS DISTINCT FROM 'NOTIFIED' THEN
        PERFORM sub_processor_refuse('notice_of_open_change');
    END IF;
    SELECT * INTO above FROM roles_subprocessornotice
        WHERE id = NEW.parent_id AND change_id = NEW.change_id;
    IF (NEW.parent_id IS NULL AND (NEW.sender_id <> change.proposer_id
            OR NEW.through <> ARRAY[NEW.sender_id, NEW.recipient_id]))
       OR (NEW.parent_id IS NOT NULL AND (NEW.sender_id IS DISTINCT FROM above.recipient_id
            OR NEW.through IS DISTINCT FROM above.through || NEW.recipient_id))
       OR NOT EXISTS (
            SELECT 1 FROM roles_contract c WHERE c.id = NEW.contract_id
            AND c.provider_id = NEW.sender_id AND c.acquirer_id = NEW.recipient_id
            AND c.service_id = change.service_id AND c.kind IN ('RESALE', 'SUBSCRIPTION')
            AND c.valid_during @> NEW.notified_on) THEN
        PERFORM sub_processor_refuse('notice_along_the_chain');
    END IF;
    SELECT m.id, m.notice_days INTO general FROM roles_mandate m
        WHERE m.giver_id = NEW.recipient_id AND m.holder_id = NEW.sender_id
          AND m.kind = 'GENERAL' AND m.valid_during @> NEW.notified_on;
    IF NEW.notified_on <> legal_today() OR NEW.last_day < NEW.notified_on + NEW.notice_days
       OR NEW.consented_on IS NOT NULL OR NEW.mandate_id IS DISTINCT FROM general.id
       OR NEW.notice_days < coalesce(general.notice_days, 0)
       OR NEW.authorisation <> (CASE
            WHEN general.id IS NOT NULL THEN 'GENERAL'
            WHEN EXISTS (SELECT 1 FROM roles_mandate m WHERE m.giver_id = NEW.recipient_id
                AND m.holder_id = NEW.sender_id AND m.kind = 'SPECIFIC'
                AND m.valid_during @> NEW.notified_on) THEN 'SPECIFIC'
            ELSE 'UNKNOWN' END) THEN
        PERFORM sub_processor_refuse('notice_as_agreed');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sub_processor_notice_guard BEFORE INSERT OR UPDATE OR DELETE
    ON roles_subprocessornotice FOR EACH ROW EXECUTE FUNCTION sub_processor_notice_guard();
"""

OBJECTION = f"""
CREATE FUNCTION sub_processor_objection_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    told record;
    fixed text[] := ARRAY['reason', 'settlement', 'settled_on', 'agreed'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM sub_processor_refuse('objection_fixed');
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT n.last_day, c.state INTO told FROM roles_subprocessornotice n
            JOIN roles_subprocessorchange c ON c.id = n.change_id
            WHERE n.id = NEW.notice_id FOR SHARE OF c;
        IF told.state IS DISTINCT FROM 'NOTIFIED' THEN
            PERFORM sub_processor_refuse('objection_to_open_change');
        END IF;
        IF NEW.made_on <> legal_today() OR NEW.late <> (NEW.made_on > told.last_day)
           OR NEW.settled_on IS NOT NULL THEN
            PERFORM sub_processor_refuse('objection_dated');
        END IF;
        IF btrim(NEW.reason, E' \\t\\r\\n') = '' THEN
            PERFORM sub_processor_refuse('objection_with_reason');
        END IF;
        RETURN NEW;
    END IF;
    IF to_jsonb(OLD) - fixed <> to_jsonb(NEW) - fixed OR NEW.reason NOT IN (OLD.reason, '')
       OR (OLD.settled_on IS NOT NULL AND ((NEW.settlement, NEW.settled_on)
           IS DISTINCT FROM (OLD.settlement, OLD.settled_on) OR NEW.agreed NOT IN (OLD.agreed, '')))
       OR (OLD.settled_on IS NULL AND NEW.settled_on <> legal_today()) THEN
        PERFORM sub_processor_refuse('objection_fixed');
    END IF;
    IF OLD.settled_on IS NULL AND NEW.settled_on IS NOT NULL
       AND NEW.settlement <> 'TAKEN_BACK' AND btrim(NEW.agreed, E' \\t\\r\\n') = '' THEN
        PERFORM sub_processor_refuse('objection_settled_with_words');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sub_processor_objection_guard BEFORE INSERT OR UPDATE OR DELETE
    ON roles_objection FOR EACH ROW EXECUTE FUNCTION sub_processor_objection_guard();
"""

# The back door: a supply that begins while, or after, it was proposed and before it was active.
SUPPLY = f"""
CREATE FUNCTION sub_processor_supply_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM roles_subprocessorchange c
        WHERE c.sub_processor_id = NEW.provider_id AND c.proposer_id = NEW.acquirer_id
          AND c.service_id = NEW.service_id
          AND coalesce(upper(NEW.valid_during), 'infinity'::date) > c.proposed_on
    ) AND NOT EXISTS (
        SELECT 1 FROM roles_subprocessorchange c
        WHERE c.sub_processor_id = NEW.provider_id AND c.proposer_id = NEW.acquirer_id
          AND c.service_id = NEW.service_id AND c.state = 'ACTIVE'
          AND c.activated_on <= lower(NEW.valid_during)
    ) THEN
        PERFORM sub_processor_refuse('supply_after_notice');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sub_processor_supply_guard BEFORE INSERT OR UPDATE ON roles_contract
    FOR EACH ROW WHEN (NEW.kind = 'SUPPLY') EXECUTE FUNCTION sub_processor_supply_guard();
CREATE FUNCTION sub_processor_engagement_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM roles_contract c WHERE c.id = NEW.contract_id AND c.kind = 'SUPPLY') THEN
        PERFORM sub_processor_refuse('engagement_of_a_supply');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sub_processor_engagement_guard BEFORE INSERT OR UPDATE ON roles_engagement
    FOR EACH ROW EXECUTE FUNCTION sub_processor_engagement_guard();
"""

# Proof of sending is worth what it cannot be changed into. Erasure empties, and nothing else.
MAIL = f"""
CREATE FUNCTION roles_outgoingmail_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    fixed text[] := ARRAY['address', 'reply_to', 'subject', 'body', 'next_try_at', 'tries',
        'sent_at', 'problem'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.sent_at IS NULL AND NEW.address <> ''
           AND NEW.body_hash = encode(sha256(convert_to(NEW.body, 'UTF8')), 'hex') THEN
            RETURN NEW;
        END IF;
        PERFORM sub_processor_refuse('mail_as_written');
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - fixed <> to_jsonb(NEW) - fixed
       OR NEW.address NOT IN (OLD.address, '') OR NEW.reply_to NOT IN (OLD.reply_to, '')
       OR NEW.subject NOT IN (OLD.subject, '') OR NEW.body NOT IN (OLD.body, '')
       OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at) THEN
        PERFORM sub_processor_refuse('mail_as_written');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER roles_outgoingmail_guard BEFORE INSERT OR UPDATE OR DELETE ON roles_outgoingmail
    FOR EACH ROW EXECUTE FUNCTION roles_outgoingmail_guard();
"""

# Who else has to be told is nobody's to ask past row-level security.
REVOKE = """
REVOKE EXECUTE ON FUNCTION sub_processor_untold(roles_subprocessorchange) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION sub_processor_may_begin(roles_subprocessorchange) FROM PUBLIC;
"""

UNDO = """
DROP FUNCTION sub_processor_change_guard() CASCADE; DROP FUNCTION sub_processor_notice_guard() CASCADE;
DROP FUNCTION sub_processor_objection_guard() CASCADE; DROP FUNCTION sub_processor_supply_guard() CASCADE;
DROP FUNCTION sub_processor_engagement_guard() CASCADE; DROP FUNCTION roles_outgoingmail_guard() CASCADE;
DROP FUNCTION sub_processor_may_begin(roles_subprocessorchange);
DROP FUNCTION sub_processor_untold(roles_subprocessorchange);
DROP FUNCTION sub_processor_refuse(text);
"""


class Migration(migrations.Migration):
    dependencies = [("roles", "0014_sub_processors"), ("kernel", "0002_legal_today")]
    operations = [
        migrations.RunSQL(
            [REFUSE + UNTOLD + MAY_BEGIN + CHANGE + NOTICE + OBJECTION + SUPPLY + MAIL + REVOKE], [UNDO]
        )
    ]
