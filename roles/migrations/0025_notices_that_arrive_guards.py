"""What counts as told: the mail that stands, or another proof; and suppliers of suppliers tell too."""

from importlib import import_module

from django.db import migrations

from voipgrid_privacy.kernel import rls

DEFINER = "SECURITY DEFINER SET search_path = public, pg_temp"

# Of several mails about a notice the last one written counts; another proof of telling counts as one.
MAY_BEGIN = f"""
CREATE OR REPLACE FUNCTION sub_processor_may_begin(change roles_subprocessorchange) RETURNS void
    LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF change.activated_on < change.planned_on THEN
        PERFORM sub_processor_refuse('change_before_planned');
    END IF;
    IF EXISTS (
        SELECT 1 FROM roles_subprocessornotice n WHERE n.change_id = change.id AND n.told_by = 'MAIL'
        AND NOT coalesce(n.otherwise_on + n.notice_days <= n.last_day, false)
        AND NOT EXISTS (
            SELECT 1 FROM roles_outgoingmail m WHERE m.about = n.id AND m.kind = 'NOTICE' AND m.replaced_by_id IS NULL
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

# Whoever delivers to another party under a supply tells it as well: it may have customers itself.
UNTOLD = """
CREATE OR REPLACE FUNCTION sub_processor_untold(change roles_subprocessorchange) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH sender(party, told_on) AS MATERIALIZED (
        SELECT change.proposer_id, change.notified_on
        UNION
        SELECT n.recipient_id, (SELECT min(below.notified_on) FROM roles_subprocessornotice below
                                WHERE below.parent_id = n.id)
        FROM roles_subprocessornotice n
        WHERE n.change_id = change.id
          AND (SELECT k.kind FROM roles_contract k WHERE k.id = n.contract_id) IN ('RESALE', 'SUPPLY')
    )
    SELECT c.id FROM sender s, LATERAL (
        SELECT x.* FROM roles_contract x WHERE x.provider_id = ANY (ARRAY[s.party])
          AND x.kind IN ('RESALE', 'SUPPLY', 'SUBSCRIPTION') OFFSET 0) c
    WHERE c.service_id = change.service_id AND (c.kind <> 'SUBSCRIPTION' OR change.reaches_customers)
      AND c.valid_during @> coalesce(change.activated_on, legal_today())
      AND NOT EXISTS (SELECT 1 FROM roles_subprocessornotice n
                      WHERE n.contract_id = c.id AND n.change_id IS NOT DISTINCT FROM change.id
                      OFFSET 0)
      AND (lower(c.valid_during) <= coalesce(s.told_on, change.activated_on, legal_today())
        OR (change.visibility <> 'PUBLIC' OR EXISTS (
                SELECT 1 FROM roles_contract b WHERE b.acquirer_id = ANY (ARRAY[c.acquirer_id])
                AND b.service_id = c.service_id AND b.kind IN ('RESALE', 'SUPPLY', 'SUBSCRIPTION')
                AND b.valid_during @> s.told_on OFFSET 0))
        AND NOT EXISTS (SELECT 1 FROM roles_subprocessornotice n JOIN roles_contract b ON b.id = n.contract_id
                        WHERE b.acquirer_id = ANY (ARRAY[c.acquirer_id]) AND n.change_id = change.id))
      AND NOT (SELECT p.is_model FROM roles_party p WHERE p.id = c.acquirer_id)$$;
"""

# A consent is the recipient's own, or recorded in its name by evidence. Erasure empties, and nothing else.
NOTICE = f"""
CREATE OR REPLACE FUNCTION sub_processor_notice_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    change record;
    above record;
    general record;
    emptied text[] := ARRAY['evidence', 'proof'];
    fixed text[] := ARRAY['last_day', 'consented_on', 'consent_given', 'evidence', 'otherwise_on', 'proof'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM sub_processor_refuse('notice_fixed');
    END IF;
    -- Held until the end: no notice is added, and no consent given, while the change takes effect.
    SELECT * INTO change FROM roles_subprocessorchange WHERE id = NEW.change_id FOR SHARE;
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - fixed <> to_jsonb(NEW) - fixed OR NEW.last_day < OLD.last_day
           OR (NEW.last_day <> OLD.last_day AND extract(isodow FROM NEW.last_day) > 5)
           OR (NEW.last_day <> OLD.last_day AND current_setting('role') = 'voipgrid_privacy_partner')
           OR (NEW.consented_on IS DISTINCT FROM OLD.consented_on AND (
               OLD.consented_on IS NOT NULL OR NEW.consented_on IS DISTINCT FROM legal_today()))
           OR (NEW.consented_on IS NOT DISTINCT FROM OLD.consented_on AND (
               NEW.consent_given <> OLD.consent_given OR NEW.evidence NOT IN (OLD.evidence, '')))
           OR (NEW.otherwise_on IS DISTINCT FROM OLD.otherwise_on AND (
               OLD.otherwise_on IS NOT NULL OR NEW.otherwise_on IS DISTINCT FROM legal_today()
               OR NEW.told_by <> 'MAIL' OR current_setting('role') = 'voipgrid_privacy_partner'))
           OR (NEW.otherwise_on IS NOT DISTINCT FROM OLD.otherwise_on AND NEW.proof NOT IN (OLD.proof, ''))
           OR (change.state <> 'NOTIFIED'
               AND to_jsonb(OLD) - emptied <> to_jsonb(NEW) - emptied) THEN
            PERFORM sub_processor_refuse('notice_fixed');
        END IF;
        -- Whoever speaks for another says by what evidence.
        IF (NEW.consented_on IS DISTINCT FROM OLD.consented_on AND NOT (
               (NEW.consent_given = 'ITSELF' AND sub_processor_by_recipient(NEW.id))
               OR (NEW.consent_given = 'FOR_IT' AND btrim(NEW.evidence, E' \\t\\r\\n') <> '')))
           OR (NEW.otherwise_on IS DISTINCT FROM OLD.otherwise_on AND btrim(NEW.proof, E' \\t\\r\\n') = '') THEN
            PERFORM sub_processor_refuse('notice_with_evidence');
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
            AND c.service_id = change.service_id AND c.kind IN ('RESALE', 'SUPPLY', 'SUBSCRIPTION')
            AND c.valid_during @> NEW.notified_on) THEN
        PERFORM sub_processor_refuse('notice_along_the_chain');
    END IF;
    SELECT m.id, m.notice_days INTO general FROM roles_mandate m
        WHERE m.giver_id = NEW.recipient_id AND m.holder_id = NEW.sender_id
          AND m.kind = 'GENERAL' AND m.valid_during @> NEW.notified_on;
    IF NEW.notified_on <> legal_today() OR NEW.last_day < NEW.notified_on + NEW.notice_days
       OR NEW.consented_on IS NOT NULL OR NEW.otherwise_on IS NOT NULL OR NEW.mandate_id IS DISTINCT FROM general.id
       OR NEW.notice_days < greatest(general.notice_days, 1)
       OR extract(isodow FROM NEW.last_day) > 5
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
"""

# A mail is written anew once, about the same, and what was written anew does not leave any more.
MAIL = f"""
CREATE OR REPLACE FUNCTION roles_outgoingmail_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    fixed text[] := ARRAY['address', 'reply_to', 'subject', 'body', 'next_try_at', 'tries',
        'sent_at', 'problem', 'replaced_by_id'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.sent_at IS NULL AND NEW.replaced_by_id IS NULL AND NEW.address <> ''
           AND NEW.body_hash = encode(sha256(convert_to(NEW.body, 'UTF8')), 'hex')
           AND (NEW.kind <> 'NOTICE' OR EXISTS (
                SELECT 1 FROM roles_subprocessornotice n WHERE n.id = NEW.about
                AND n.sender_id = NEW.sender_id AND n.recipient_id = NEW.recipient_id)) THEN
            RETURN NEW;
        END IF;
        PERFORM sub_processor_refuse('mail_as_written');
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - fixed <> to_jsonb(NEW) - fixed
       OR NEW.address NOT IN (OLD.address, '') OR NEW.reply_to NOT IN (OLD.reply_to, '')
       OR NEW.subject NOT IN (OLD.subject, '') OR NEW.body NOT IN (OLD.body, '')
       OR (NEW.replaced_by_id IS DISTINCT FROM OLD.replaced_by_id AND (
            OLD.replaced_by_id IS NOT NULL OR NOT EXISTS (
                SELECT 1 FROM roles_outgoingmail m WHERE m.id = NEW.replaced_by_id AND m.id <> OLD.id
                AND (m.kind, m.about, m.sender_id, m.recipient_id)
                    = (OLD.kind, OLD.about, OLD.sender_id, OLD.recipient_id))))
       OR (OLD.replaced_by_id IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at)
       OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at) THEN
        PERFORM sub_processor_refuse('mail_as_written');
    END IF;
    IF OLD.sent_at IS NULL AND (NEW.sent_at AT TIME ZONE 'Europe/Amsterdam')::date <> legal_today() THEN
        NEW.sent_at := now();
    END IF;
    RETURN NEW;
END $$;
"""

_FIRST = import_module("roles.migrations.0015_sub_processor_guards")
_LATE = import_module("roles.migrations.0021_late_notices")
_NEWCOMERS = import_module("roles.migrations.0022_newcomers_who_do_not_know")
# Backwards as they were before: the columns that these ask for go with 0024.
BEFORE = (
    _FIRST.MAY_BEGIN.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    + _NEWCOMERS.UNTOLD
    + _LATE.NOTICE
    + _LATE.MAIL
)


class Migration(migrations.Migration):
    dependencies = [("roles", "0024_notices_that_arrive")]
    operations = [
        migrations.RunSQL([MAY_BEGIN + UNTOLD + NOTICE + MAIL], [BEFORE]),
        rls.history_by_owner(),
    ]
