"""``python -m tests.operations.locks``: can each new migration be applied while people work?

The SQL of every migration after the baseline is held against Squawk's rules of PostgreSQL's locks:
no index that is not made concurrently, no constraint that reads a whole table under a lock, no
column or default that the version before trips over. What the baseline names was there before the
first release, and nobody has it running. ``--baseline`` writes it anew, at a release.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")

import django

if __name__ == "__main__":
    django.setup()

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BASELINE = Path(__file__).with_name("baseline.txt")
SQUAWK = Path(sys.executable).with_name("squawk")
OLDEST = "15"
"""The oldest PostgreSQL that is supported."""
MATTERS_OF_TASTE = (
    "prefer-bigint-over-int",
    "prefer-identity",
    "prefer-robust-stmts",
    "prefer-text-field",  # Django's CharField; a longer one takes no lock since PostgreSQL 9.2
    "prefer-timestamp-tz",
    "identifier-too-long",
)
ELSEWHERE = ("require-lock-timeout", "require-statement-timeout")
"""What `prepare migrate` sees to, for all migrations alike."""

Name = tuple[str, str]


def ours() -> list[Name]:
    """Return every migration of our apps, in the order in which they are applied."""
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(leaves, clean_start=True)
    labels = {each.label for each in apps.get_app_configs() if _is_ours(Path(each.path))}
    return [(m.app_label, m.name) for m, _back in plan if m.app_label in labels]


def _is_ours(path: Path) -> bool:
    root = Path(settings.BASE_DIR)
    return root in path.parents and ".venv" not in path.relative_to(root).parts


def baseline() -> set[Name]:
    """Return the migrations from before the first release."""
    lines = BASELINE.read_text().split()
    return {(app, name) for app, _dot, name in (line.partition(".") for line in lines)}


def sql_of(name: Name) -> str:
    """Return the SQL of a migration, with its transaction where it has one."""
    executor = MigrationExecutor(connection)
    node = executor.loader.get_migration_by_prefix(*name)
    plan = [(executor.loader.graph.nodes[name], False)]
    statements = executor.loader.collect_sql(plan)
    text = "\n".join(statements)
    return f"BEGIN;\n{text}\nCOMMIT;" if node.atomic else text


def judged(scripts: dict[Name, str]) -> list[str]:
    """Return a line for each thing that the migrations must not do."""
    if not scripts:
        return []
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for (app, name), sql in scripts.items():
            files.append(Path(folder) / f"{app}.{name}.sql")
            files[-1].write_text(sql)
        found = _squawked(files)
        return [_line(each) for each in found if not _replaces(each, files)]


def _squawked(files: Iterable[Path]) -> list[dict[str, object]]:
    command = [str(SQUAWK), "--reporter", "json", "--pg-version", OLDEST]
    command += [f"--exclude={','.join((*MATTERS_OF_TASTE, *ELSEWHERE))}"]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1}:
        raise SystemExit(done.stderr)
    found: list[dict[str, object]] = json.loads(done.stdout or "[]")
    return found


def _replaces(found: dict[str, object], files: Iterable[Path]) -> bool:
    """Say whether it is a constraint that makes place for one of its name, in one transaction.

    So a list of kinds gets one more.
    """
    if found["rule_name"] != "ban-drop-constraint":
        return False
    sql = next(path for path in files if path.name == Path(str(found["file"])).name).read_text()
    dropped = set(re.findall(r'DROP CONSTRAINT "(\w+)"', sql))
    return sql.startswith("BEGIN;") and dropped <= set(re.findall(r'ADD CONSTRAINT "(\w+)"', sql))


def _line(found: dict[str, object]) -> str:
    name = Path(str(found["file"])).stem
    return f"{name}: {found['rule_name']}: {found['message']} {found['help'] or ''}".strip()


def main(arguments: list[str]) -> int:
    """Judge the migrations after the baseline, or write the baseline anew."""
    if arguments == ["--baseline"]:
        BASELINE.write_text("".join(f"{app}.{name}\n" for app, name in sorted(ours())))
        return 0
    new = [each for each in ours() if each not in baseline()]
    found = judged({each: sql_of(each) for each in new})
    for line in found:
        print(line)
    print(f"{len(new)} new migrations, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
