"""The set-up ends in words where a traceback would say no more."""

import pytest
from django.core.management import CommandError
from django.db.migrations.exceptions import InconsistentMigrationHistory

from voipgrid_privacy.embedded import prepare


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (InconsistentMigrationHistory("a is applied before b"), "make clean"),
        (CommandError("no such file"), "no such file"),
    ],
)
def test_a_refusal_is_a_sentence(monkeypatch, error, says):
    def refuse(name, **options):
        raise error

    monkeypatch.setattr(prepare, "call_command", refuse)
    with pytest.raises(SystemExit, match=says):
        prepare.run(["migrate"])
