"""The short version of `make faults-hosts`: the database cut off once, for seconds."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.faults.cables import NAMED, forbidden, missing

pytestmark = [pytest.mark.embedded, pytest.mark.processes]
ROOT = Path(__file__).resolve().parents[2]


def test_a_host_that_is_cut_off_and_healed_costs_nothing(tmp_path: Path) -> None:
    if lack := missing():
        (pytest.fail if settings.REQUIRE_SERVICES else pytest.skip)(lack)
    if lack := forbidden():
        pytest.skip(lack)
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "tests.faults.hosts", "--rounds", "1", "--only", "data"]
    command += ["--most-away", "20", "--most-pause", "1", "--json", str(figures)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as run:
        said = run.communicate()[0].decode()
    print(said)
    assert figures.exists(), said
    found = json.loads(figures.read_text())
    assert (found["lost"], found["doubled"], found["half"], found["problems"]) == (0, 0, 0, []), (
        said
    )
    assert found["things"] > 100
    assert found["answers_max"] < 60
    assert found["works_max"] < 60
    assert not [each for each in NAMED.glob(f"vp{run.pid}-*") if each.exists()]
