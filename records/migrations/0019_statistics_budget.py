"""One store of calls is our own, and a partner has one budget a year: the lowest it declared."""

from django.db import migrations, models

# Calls are counted of a partner, wherever they are said to lie: one budget, one writer at a time.
MADE = """
CREATE OR REPLACE FUNCTION records_statisticsrelease_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    d records_statisticsdecision;
    after date := (NEW.month + interval '1 month')::date;
    spent numeric;
    declared numeric;
    year daterange := daterange(date_trunc('year', NEW.month)::date,
                                (date_trunc('year', NEW.month) + interval '1 year')::date);
BEGIN
    PERFORM pg_advisory_xact_lock(
        hashtext('records_statistics'), hashtext(NEW.party_id::text));
    SELECT * INTO d FROM records_statisticsdecision WHERE id = NEW.decision_id FOR SHARE;
    IF (d.party_id, d.store_id, d.epsilon, d.most_calls) IS DISTINCT FROM
       (NEW.party_id, NEW.store_id, NEW.epsilon, NEW.most_calls)
       OR NOT d.valid_during @> after - 1 THEN
        RAISE EXCEPTION 'statistics are made as they were decided'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statistics_release_decided';
    END IF;
    IF after > (clock_timestamp() AT TIME ZONE 'Europe/Amsterdam')::date THEN
        RAISE EXCEPTION 'the month is not over'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statistics_release_month_over';
    END IF;
    SELECT coalesce(sum(r.epsilon), 0) INTO spent FROM records_statisticsrelease r
        WHERE r.party_id = NEW.party_id AND year @> r.month;
    SELECT min(o.budget) INTO declared FROM records_statisticsdecision o
        WHERE o.party_id = NEW.party_id AND o.valid_during && year;
    IF spent + NEW.epsilon > least(declared, d.budget) THEN
        RAISE EXCEPTION 'the budget of the year is used up'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statistics_release_within_budget';
    END IF;
    IF (SELECT count(*) FILTER (WHERE parts.total = NEW.calls) FROM (
            SELECT side.key, sum(part.value::numeric) AS total FROM jsonb_each(NEW.figures) side,
            jsonb_each_text(side.value) part GROUP BY 1) AS parts) <> 2
       OR EXISTS (SELECT 1 FROM jsonb_each(NEW.figures) side, jsonb_each_text(side.value) part
                  WHERE side.key NOT IN ('class', 'band') OR part.value !~ '^[0-9]+$')
       OR NEW.bounded > NEW.subscribers THEN
        RAISE EXCEPTION 'figures are whole and add up'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statistics_release_adds_up';
    END IF;
    NEW.computed_at := clock_timestamp();
    RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION records_statisticsrelease_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    d records_statisticsdecision;
    after date := (NEW.month + interval '1 month')::date;
    spent numeric;
BEGIN
    PERFORM pg_advisory_xact_lock(
        hashtext('records_statistics'), hashtext(NEW.party_id::text || NEW.store_id::text));
    SELECT * INTO d FROM records_statisticsdecision WHERE id = NEW.decision_id FOR SHARE;
    IF (d.party_id, d.store_id, d.epsilon, d.most_calls) IS DISTINCT FROM
       (NEW.party_id, NEW.store_id, NEW.epsilon, NEW.most_calls)
       OR NOT d.valid_during @> after - 1 THEN
        RAISE EXCEPTION 'statistics are made as they were decided'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statistics_release_decided';
    END IF;
    IF after > (clock_timestamp() AT TIME ZONE 'Europe/Amsterdam')::date THEN
        RAISE EXCEPTION 'the month is not over'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statistics_release_month_over';
    END IF;
    SELECT coalesce(sum(r.epsilon), 0) INTO spent FROM records_statisticsrelease r
        WHERE r.party_id = NEW.party_id AND r.store_id = NEW.store_id
        AND extract(year FROM r.month) = extract(year FROM NEW.month);
    IF spent + NEW.epsilon > d.budget THEN
        RAISE EXCEPTION 'the budget of the year is used up'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statistics_release_within_budget';
    END IF;
    IF (SELECT count(*) FILTER (WHERE parts.total = NEW.calls) FROM (
            SELECT side.key, sum(part.value::numeric) AS total FROM jsonb_each(NEW.figures) side,
            jsonb_each_text(side.value) part GROUP BY 1) AS parts) <> 2
       OR EXISTS (SELECT 1 FROM jsonb_each(NEW.figures) side, jsonb_each_text(side.value) part
                  WHERE side.key NOT IN ('class', 'band') OR part.value !~ '^[0-9]+$')
       OR NEW.bounded > NEW.subscribers THEN
        RAISE EXCEPTION 'figures are whole and add up'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statistics_release_adds_up';
    END IF;
    NEW.computed_at := clock_timestamp();
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0018_days_of_identity_are_added")]
    operations = [
        migrations.AddConstraint(
            model_name="datastore",
            constraint=models.UniqueConstraint(
                fields=("kind",),
                name="data_store_one_of_our_own",
                condition=models.Q(kind="OWN_POSTGRESQL"),
                violation_error_code="own_store_twice",
                violation_error_message="Our own database is one data store, and is entered already.",
            ),
        ),
        migrations.RunSQL(MADE, BEFORE),
    ]
