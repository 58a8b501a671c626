"""Where somebody is named in the tables: what is erased is in none."""

from django.db import connection


def everything_that_names(word: str) -> list[str]:
    """Return every table of ours with a row in which a word stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^(roles|api)_'"
        )
        names = [row[0] for row in cursor.fetchall()]
        found = []
        for name in names:
            cursor.execute(f'SELECT 1 FROM "{name}" t WHERE t::text LIKE %s LIMIT 1', [f"%{word}%"])
            found += [name] if cursor.fetchone() else []
    return sorted(found)
