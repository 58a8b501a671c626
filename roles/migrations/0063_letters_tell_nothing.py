"""A letter by itself beside two whole words is not searched for: half of all names have a B and a V.

They still count in how like a name is to what was typed, so that the best comes first.
"""

from django.db import migrations

TELLING = """
CREATE FUNCTION roles_telling(asked text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
    SELECT w FROM unnest(string_to_array(asked, ' ')) w
    WHERE w !~ '^[[:alpha:]]$' OR 2 > (
        SELECT count(*) FROM unnest(string_to_array(asked, ' ')) o WHERE o !~ '^[[:alpha:]]$')
$$;
"""


def words(source: str) -> str:
    """Return the functions that make a query of words, taking the words from ``source``."""
    return f"""
CREATE OR REPLACE FUNCTION roles_spelled(asked text) RETURNS tsquery LANGUAGE sql STABLE AS $$
    SELECT string_agg(quote_literal(w) || ':*', ' & ')::tsquery
    FROM {source} w
$$;
CREATE OR REPLACE FUNCTION roles_misspelled(asked text) RETURNS tsquery LANGUAGE sql STABLE
    SET pg_trgm.similarity_threshold = 0.25 AS $$
    SELECT string_agg('(' || quote_literal(w) || ':*' || coalesce(' | ' || likely.words, '') || ')',
        ' & ')::tsquery
    FROM {source} w, LATERAL (
        SELECT string_agg(quote_literal(word), ' | ') AS words FROM (
            SELECT n.word FROM roles_nameword n WHERE n.word % w
            ORDER BY similarity(n.word, w) DESC LIMIT 32) n
    ) likely
$$;
"""


NOW = TELLING + words("roles_telling(asked)")
BEFORE = words("unnest(string_to_array(asked, ' '))") + "DROP FUNCTION roles_telling(text);"


class Migration(migrations.Migration):
    dependencies = [("roles", "0062_who_serves_is_asked_shortly")]
    operations = [migrations.RunSQL(NOW, BEFORE)]
