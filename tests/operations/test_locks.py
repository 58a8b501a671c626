"""What would stop people at work is found in a migration's SQL, and what would not is let be."""

import pytest

from tests.operations import locks

BAD = {
    "require-concurrent-index-creation": 'CREATE INDEX "i" ON "roles_party" ("name");',
    "constraint-missing-not-valid": (
        'ALTER TABLE "roles_party" ADD CONSTRAINT "c" CHECK ("name" <> \'\');'
    ),
    "adding-foreign-key-constraint": (
        'ALTER TABLE "a" ADD CONSTRAINT "f" FOREIGN KEY ("b") REFERENCES "b" ("id");'
    ),
    "changing-column-type": 'ALTER TABLE "roles_party" ALTER COLUMN "name" TYPE integer USING 1;',
    "adding-required-field": 'ALTER TABLE "roles_party" ADD COLUMN "x" integer NOT NULL;',
    "adding-not-nullable-field": 'ALTER TABLE "roles_party" ALTER COLUMN "x" SET NOT NULL;',
    "ban-drop-constraint": 'ALTER TABLE "roles_party" DROP CONSTRAINT "c";',
    "ban-drop-column": 'ALTER TABLE "roles_party" DROP COLUMN "name";',
    "renaming-column": 'ALTER TABLE "roles_party" RENAME COLUMN "name" TO "called";',
    "ban-drop-default": (
        'ALTER TABLE "roles_party" ADD COLUMN "x" integer DEFAULT 1 NOT NULL;'
        ' ALTER TABLE "roles_party" ALTER COLUMN "x" DROP DEFAULT;'
    ),
}
GOOD = (
    'ALTER TABLE "roles_party" ADD COLUMN "x" varchar(10) NULL;',
    'ALTER TABLE "roles_party" ADD COLUMN "x" integer DEFAULT 1 NOT NULL;',
    'ALTER TABLE "roles_party" ADD CONSTRAINT "c" CHECK ("name" <> \'\') NOT VALID;',
    (
        'ALTER TABLE "roles_party" DROP CONSTRAINT "c";'
        ' ALTER TABLE "roles_party" ADD CONSTRAINT "c" CHECK ("name" <> \'\') NOT VALID;'
    ),
    'CREATE TABLE "new" ("id" bigint PRIMARY KEY, "a" text); CREATE INDEX "i" ON "new" ("a");',
)


@pytest.mark.parametrize("rule", BAD)
def test_what_would_stop_people_is_found(rule: str) -> None:
    found = locks.judged({("roles", "9999_bad"): f"BEGIN;\n{BAD[rule]}\nCOMMIT;"})
    assert [line for line in found if line.startswith(f"roles.9999_bad: {rule}: ")]


@pytest.mark.parametrize("sql", GOOD)
def test_what_stops_nobody_is_let_be(sql: str) -> None:
    assert locks.judged({("roles", "9999_good"): f"BEGIN;\n{sql}\nCOMMIT;"}) == []


def test_an_index_that_is_made_concurrently_has_no_transaction_around_it() -> None:
    sql = 'CREATE INDEX CONCURRENTLY "i" ON "roles_party" ("name");'
    assert locks.judged({("roles", "9999_apart"): sql}) == []
    assert locks.judged({("roles", "9999_within"): f"BEGIN;\n{sql}\nCOMMIT;"})


@pytest.mark.django_db
def test_the_baseline_names_only_what_exists_and_sql_is_read_from_a_migration() -> None:
    all_of_them = locks.ours()
    assert locks.baseline() <= set(all_of_them)
    assert 'CREATE TABLE "roles_party"' in locks.sql_of(("roles", "0001_initial"))
