"""The short version of `make faults`: a round each of the two that cost the most work in flight."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.embedded, pytest.mark.processes]
ROOT = Path(__file__).resolve().parents[2]
SHORT = ("worker", "database")


def test_what_was_in_flight_when_it_died_is_done_once(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "tests.faults", "--rounds", "1", "--most-pause", "1"]
    command += ["--only", ",".join(SHORT), "--json", str(figures)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    print(done.stdout)
    assert figures.exists(), done.stdout + done.stderr
    found = json.loads(figures.read_text())
    assert [each["fault"] for each in found] == list(SHORT)
    for each in found:
        assert (each["lost"], each["doubled"], each["half"]) == (0, 0, 0), done.stdout
        assert each["things"] > 100
        assert sum(each["in_flight"]) > 0
