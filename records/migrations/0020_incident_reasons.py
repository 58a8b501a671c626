"""Closing an incident needs who it touches, and conclusions count while the risk is as it was."""

from importlib import import_module

from django.db import migrations, models

_FIRST = import_module("records.migrations.0017_incident_guards")


def altered(sql: str, *changes: tuple[str, str]) -> str:
    """Return SQL with each change made, once."""
    for before, after in changes:
        if sql.count(before) != 1:
            raise ValueError(before)
        sql = sql.replace(before, after)
    return sql


def anew(sql: str) -> str:
    """Return the functions of some SQL so that they take the place of what is there."""
    return sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


DUTIES_BEFORE = _FIRST.OPEN_DUTIES.partition("CREATE FUNCTION incident_closed")[0]
DUTIES = altered(
    DUTIES_BEFORE,
    (
        "    ), duty(place, code, is_open) AS (VALUES\n",
        """    ), r AS (
        SELECT risk FROM records_severityassessment WHERE dossier_id = of_dossier
        ORDER BY number DESC LIMIT 1
    ), t AS (
        SELECT DISTINCT ON (a.party_id) a.touched FROM records_affectedparty a
        JOIN d ON d.incident_id = a.incident_id ORDER BY a.party_id, a.number DESC
    ), duty(place, code, is_open) AS (VALUES
        (1.5, 'TOUCHED', EXISTS (SELECT 1 FROM d JOIN records_incident i
            ON i.id = d.incident_id AND i.registrant_id = d.party_id)
            AND NOT EXISTS (SELECT 1 FROM t WHERE touched)
            AND NOT EXISTS (SELECT 1 FROM s WHERE kind = 'ALONE')),
""",
    ),
    (
        "WHERE regime = 'GDPR' AND (phase = 'COMPLETE' OR kind = 'REASONED'",
        """WHERE regime = 'GDPR' AND (phase = 'COMPLETE' OR kind = 'REASONED'
                AND EXISTS (SELECT 1 FROM r WHERE risk = 'UNLIKELY')""",
    ),
    (
        "NOT EXISTS (SELECT 1 FROM decided)),",
        """NOT EXISTS (SELECT 1 FROM decided
            WHERE decision <> 'NOT_HIGH' OR EXISTS (SELECT 1 FROM r WHERE risk <> 'HIGH'))),""",
    ),
)


def step_guard(step: str) -> str:
    """Return the guard of steps, without the trigger that calls it."""
    fields = ("delay", "text", "reference", "name")
    sql: str = _FIRST.versioned("records_incidentstep", fields, step, reopens=True)
    return sql.partition("CREATE TRIGGER")[0]


STEP = altered(
    _FIRST.STEP,
    (
        "('REASONED', 'DECIDED', 'REOPENED')",
        "('REASONED', 'DECIDED', 'REOPENED', 'ALONE', 'DROPPED')",
    ),
)


class Migration(migrations.Migration):
    """Two kinds of steps, one more duty, and sums of many counts."""

    dependencies = [
        ('records', '0019_statistics_budget'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='incidentstep',
            name='incident_step_of_its_kind',
        ),
        migrations.AlterField(
            model_name='incidentnotice',
            name='persons',
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name='persons, approximately'),
        ),
        migrations.AlterField(
            model_name='incidentnoticeevent',
            name='persons',
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name='persons, approximately'),
        ),
        migrations.AlterField(
            model_name='incidentstep',
            name='kind',
            field=models.CharField(choices=[('NOTIFIED', 'Authority notified'), ('REASONED', 'Not notified, with reason'), ('DECIDED', 'Decided about telling the persons'), ('TOLD', 'Persons told'), ('CLOSED', 'Closed'), ('REOPENED', 'Reopened'), ('ALONE', 'Touches nobody else, with reason'), ('DROPPED', 'Not told after all, with reason')], max_length=8, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='incidentstepevent',
            name='kind',
            field=models.CharField(choices=[('NOTIFIED', 'Authority notified'), ('REASONED', 'Not notified, with reason'), ('DECIDED', 'Decided about telling the persons'), ('TOLD', 'Persons told'), ('CLOSED', 'Closed'), ('REOPENED', 'Reopened'), ('ALONE', 'Touches nobody else, with reason'), ('DROPPED', 'Not told after all, with reason')], max_length=8, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='incidentstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', ''), ('kind', 'NOTIFIED'), ('phase__in', ['FIRST', 'FURTHER', 'COMPLETE']), ('regime__in', ['GDPR', 'TELECOM'])), models.Q(('decision', ''), ('kind', 'REASONED'), ('phase', ''), ('regime__in', ['GDPR', 'TELECOM'])), models.Q(('decision__in', ['TELL', 'NOT_HIGH', 'UNINTELLIGIBLE', 'REMOVED', 'PUBLIC']), ('kind', 'DECIDED'), ('phase', ''), ('regime', '')), models.Q(('decision', ''), ('kind', 'TOLD'), ('means__in', ['MAIL', 'PORTAL', 'PHONE', 'LETTER', 'PUBLIC', 'OTHER']), ('phase', ''), ('regime', '')), models.Q(('decision', ''), ('kind__in', ('CLOSED', 'REOPENED', 'ALONE', 'DROPPED')), ('phase', ''), ('regime', '')), _connector='OR'), name='incident_step_of_its_kind'),
        ),
        migrations.RunSQL(
            anew(DUTIES + step_guard(STEP)), anew(DUTIES_BEFORE + step_guard(_FIRST.STEP))
        ),
    ]
