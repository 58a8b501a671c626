"""When a run stopped is kept; what a certificate says and what is kept beside it must agree."""

from django.db import migrations, models

# What is hashed is what is kept, the columns say what the text says, and each certificate follows
# on the last of its chain; the first on what the chain begins with (records.certificates.chain).
AGREES = """
CREATE OR REPLACE FUNCTION records_certificate_linked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before record;
    said jsonb := NEW.body::jsonb;
BEGIN
    SELECT number, hash INTO before FROM records_certificate
        WHERE chain = NEW.chain ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(before.number, 0) + 1
       OR NEW.previous <> coalesce(
           before.hash, sha256(convert_to('voipgrid-certificate-1:' || NEW.chain, 'UTF8')))
       OR NEW.hash <> sha256(convert_to(NEW.body, 'UTF8'))
       OR NEW.chain <> coalesce(NEW.party_id::text, 'register') THEN
        RAISE EXCEPTION 'a certificate follows on the one before' USING ERRCODE = 'check_violation';
    END IF;
    IF said ->> 'id' IS DISTINCT FROM NEW.id::text
       OR said ->> 'chain' IS DISTINCT FROM NEW.chain
       OR said -> 'number' IS DISTINCT FROM to_jsonb(NEW.number)
       OR said ->> 'previous' IS DISTINCT FROM encode(NEW.previous, 'hex')
       OR said -> 'rows_done' IS DISTINCT FROM to_jsonb(NEW.rows)
       OR said #>> '{run,id}' IS DISTINCT FROM NEW.job_id::text
       OR said #>> '{run,outcome}' IS DISTINCT FROM NEW.outcome THEN
        RAISE EXCEPTION 'a certificate says what is kept of it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION records_certificate_linked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before record;
BEGIN
    SELECT number, hash INTO before FROM records_certificate
        WHERE chain = NEW.chain ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(before.number, 0) + 1
       OR (before.number IS NOT NULL AND NEW.previous <> before.hash)
       OR NEW.hash <> sha256(convert_to(NEW.body, 'UTF8'))
       OR NEW.chain <> coalesce(NEW.party_id::text, 'register') THEN
        RAISE EXCEPTION 'a certificate follows on the one before' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0003_certificates'),
    ]

    operations = [
        migrations.AddField(
            model_name='anonymisationjob',
            name='stopped_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='stopped at'),
        ),
        migrations.RunSQL(AGREES, BEFORE),
    ]
