"""What recipients were told of a change to the data (GDPR Art. 19)."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from voipgrid_privacy.kernel import rls

GUARD = """
-- In the name of who answers the part; with words; and only emptied after that.
CREATE FUNCTION recipient_notice_guard() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    erasable text[] := ARRAY['text', 'name'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT 1 FROM records_requestpart p WHERE p.id = NEW.part_id
               AND p.kind = 'DATA' AND p.dropped_at IS NULL
               AND (p.controller_id = NEW.party_id OR EXISTS (
                    SELECT 1 FROM records_requestduty d WHERE d.part_id = p.id
                    AND d.party_id = NEW.party_id AND d.duty = 'ANSWER'))) THEN
            PERFORM agreement_refuse('request_not_its_duty');
        END IF;
        IF NEW.means <> 'MAIL' AND btrim(NEW.text) = '' THEN
            PERFORM agreement_refuse('request_recipient_wordless');
        END IF;
        NEW.entered_at := clock_timestamp();
    ELSIF TG_OP = 'DELETE' OR to_jsonb(OLD) - erasable <> to_jsonb(NEW) - erasable
       OR NEW.text NOT IN (OLD.text, '') OR NEW.name NOT IN (OLD.name, '') THEN
        PERFORM agreement_refuse('request_fixed');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recipient_notice_guard BEFORE INSERT OR UPDATE OR DELETE ON records_recipientnotice
    FOR EACH ROW EXECUTE FUNCTION recipient_notice_guard();
"""
UNDO = "DROP FUNCTION recipient_notice_guard() CASCADE;"
# A customer has no account: who provides for it tells for it, and sees that.
SEE = (
    f"party_id = ANY ({rls.PARTIES}) OR EXISTS (SELECT 1 FROM records_requestduty d"
    " WHERE d.part_id = records_recipientnotice.part_id AND d.duty = 'FORWARD'"
    " AND d.upstream_id = records_recipientnotice.party_id AND d.reached_at IS NOT NULL"
    f" AND d.party_id = ANY ({rls.PARTIES}))"
)


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0026_incident_along'),
        ('roles', '0061_requests_are_told'),
    ]

    operations = [
        migrations.CreateModel(
            name='RecipientNotice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('change', models.CharField(choices=[('RECTIFIED', 'Rectified (GDPR Art. 16)'), ('ERASED', 'Erased (GDPR Art. 17(1))'), ('RESTRICTED', 'Restricted (GDPR Art. 18)')], max_length=10, verbose_name='what was done')),
                ('called', models.CharField(blank=True, max_length=200, verbose_name='recipient by name')),
                ('means', models.CharField(choices=[('MAIL', 'By mail from here'), ('OTHERWISE', 'Told in another way'), ('NOT_TOLD', 'Not told')], max_length=9, verbose_name='how')),
                ('reason', models.CharField(blank=True, choices=[('IMPOSSIBLE', 'It is impossible'), ('DISPROPORTIONATE', 'It takes a disproportionate effort')], max_length=16, verbose_name='reason')),
                ('text', models.TextField(blank=True, max_length=4000, verbose_name='text')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='said by (name)')),
                ('said_on', models.DateField(verbose_name='on')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipient_notices', to='records.requestpart', verbose_name='part')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.party', verbose_name='party')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.party', verbose_name='recipient')),
            ],
            options={
                'verbose_name': 'notice to a recipient',
                'verbose_name_plural': 'notices to recipients',
                'ordering': ('part', 'entered_at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('change__in', ['RECTIFIED', 'ERASED', 'RESTRICTED']), ('means__in', ['MAIL', 'OTHERWISE', 'NOT_TOLD'])), name='recipient_notice_known'), models.CheckConstraint(condition=models.Q(models.Q(('called', ''), ('recipient__isnull', False)), models.Q(('recipient', None), models.Q(('called', ''), _negated=True)), _connector='OR'), name='recipient_notice_to_one'), models.CheckConstraint(condition=models.Q(models.Q(('means', 'MAIL'), _negated=True), ('recipient__isnull', False), _connector='OR'), name='recipient_notice_mailed_to_a_party'), models.CheckConstraint(condition=models.Q(models.Q(('means', 'NOT_TOLD'), ('reason__in', ['IMPOSSIBLE', 'DISPROPORTIONATE'])), models.Q(models.Q(('means', 'NOT_TOLD'), _negated=True), ('reason', '')), _connector='OR'), name='recipient_notice_reasoned'), models.CheckConstraint(condition=models.Q(('recipient', None), models.Q(('recipient', models.F('party')), _negated=True), _connector='OR'), name='recipient_notice_to_another'), models.UniqueConstraint(condition=models.Q(('means', 'NOT_TOLD'), _negated=True), fields=('part', 'change', 'recipient', 'called'), name='request_recipient_told', nulls_distinct=False)],
            },
        ),
        migrations.RunSQL(GUARD, UNDO),
        rls.tenant_table("records_recipientnotice", see=SEE),
    ]
