"""The shipped ways to run the product on several hosts name only what exists, and miss nothing."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from celery.bin.base import CLIContext
from celery.bin.celery import celery as celery_command
from django.conf import settings
from django.core.management import get_commands
from django.urls import reverse
from granian.cli import cli as granian_command

from voipgrid_privacy.celery import app

ROOT = Path(__file__).resolve().parents[2]
HOSTS = ROOT / "docs/examples/hosts"
UNITS = sorted((HOSTS / "systemd").glob("*.service"))
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
PYTHON = "/opt/voipgrid-privacy/.venv/bin/python"
QUEUES = {settings.CELERY_TASK_DEFAULT_QUEUE} | {
    route["queue"] for route in settings.CELERY_TASK_ROUTES.values()
}


class Repeated(dict):
    """What is said more than once of one name is kept, as systemd does."""

    def __setitem__(self, key, value):
        if isinstance(value, list) and key in self:
            self[key].extend(value)
        else:
            super().__setitem__(key, value)


def unit(path: Path) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False, dict_type=Repeated, delimiters=("=",))
    parser.optionxform = str
    parser.read(path)
    return parser


def started(path: Path) -> list[list[str]]:
    service = unit(path)["Service"]
    commands = [
        line
        for name in ("ExecStartPre", "ExecStart")
        for line in service.get(name, "").split("\n")
        if line
    ]
    return [shlex.split(command.replace("%%", "%")) for command in commands]


def composed() -> dict[str, list[str]]:
    """Return the command of each service that runs our image."""
    return {
        name: service["command"]
        for name, service in COMPOSE["services"].items()
        if service.get("image") == "voipgrid-privacy" and "command" in service
    }


COMMANDS = {
    **{path.stem: started(path) for path in UNITS},
    **{f"compose {name}": [command] for name, command in composed().items()},
}


def celery_options(command: list[str]) -> dict[str, object]:
    """Return what a worker or beat is told, as Celery itself reads it."""
    words = command[command.index("celery") + 1 :]
    kind = next(word for word in words if word in {"worker", "beat"})
    assert words[words.index("-A") + 1] == "voipgrid_privacy"
    given = CLIContext(app=app, no_color=True, workdir=None)
    options = words[words.index(kind) + 1 :]
    parsed = celery_command.commands[kind].make_context(kind, options, obj=given)
    return {"kind": kind, **parsed.params}


def of_celery() -> dict[str, dict[str, object]]:
    return {
        name: celery_options(command)
        for name, commands in COMMANDS.items()
        for command in commands
        if "celery" in command
    }


def test_there_are_units_for_each_process():
    names = {path.stem.removeprefix("voipgrid-privacy-") for path in UNITS}
    assert {"migrate", "web", "worker", "scanner", "beat"} <= names


@pytest.mark.parametrize("way", ["compose", "voipgrid"])
def test_every_queue_has_a_worker_and_beat_is_there_once(way):
    ours = {name: options for name, options in of_celery().items() if name.startswith(way)}
    served = [
        set(options["queues"] or [settings.CELERY_TASK_DEFAULT_QUEUE])
        for options in ours.values()
        if options["kind"] == "worker"
    ]
    assert set().union(*served) == QUEUES
    assert sum(map(len, served)) == len(QUEUES)
    assert [options["kind"] for options in ours.values()].count("beat") == 1


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_exists(name):
    for command in COMMANDS[name]:
        line = " ".join(command)
        asked = re.findall(r"manage\.py (\w+)", line)
        if prepared := re.search(r"embedded\.prepare ([\w ]+)", line):
            asked += prepared[1].split()
        assert [word for word in asked if word not in get_commands()] == []
        modules = re.findall(r"-m ([\w.]+)", line)
        assert set(modules) <= {"granian", "celery", "voipgrid_privacy.embedded.prepare"}
        assert asked or modules or command[0] == "celery", line


def test_the_web_server_takes_its_options():
    units = (COMMANDS[f"voipgrid-privacy-{name}"][-1] for name in ("web", "api"))
    for command in [*units, docker_command()]:
        words = command[command.index("granian") + 1 :]
        with granian_command.make_context("granian", words) as context:
            assert context.params["app"] == "voipgrid_privacy.wsgi:application"
            assert context.params["respawn_failed_workers"] is True


def test_the_proxy_passes_to_what_units_serve_and_sends_systems_to_the_api():
    text = (HOSTS / "nginx/voipgrid-privacy.conf").read_text()
    upstreams = {
        name: set(re.findall(r":(\d+)", hosts))
        for name, hosts in re.findall(r"upstream (\w+) {(.*?)\n}", text, re.DOTALL)
    }
    served = {
        unit: re.findall(r"--port=(\d+)", " ".join(COMMANDS[f"voipgrid-privacy-{unit}"][-1]))
        for unit in ("web", "api")
    }
    assert upstreams == {
        "voipgrid_privacy": {*served["web"]},
        "voipgrid_privacy_api": {*served["api"]},
    }
    scraped = (HOSTS / "prometheus/prometheus.yml").read_text()
    assert set(re.findall(r"internal:(\d+)", scraped)) == {*served["web"], *served["api"]}
    (apart,) = re.findall(r"location ~ (\S+) {\s+proxy_pass http://voipgrid_privacy_api;", text)
    for name in ("token", "openapi"):
        assert re.match(apart, reverse(name))
    assert not re.match(apart, reverse("site:portal-sub-processors"))


def docker_command() -> list[str]:
    text = (ROOT / "Dockerfile").read_text().splitlines()[-1]
    return yaml.safe_load(text.removeprefix("CMD "))


def test_units_run_from_one_place_as_nobody_special():
    common = unit(HOSTS / "systemd/voipgrid-privacy-.service.d/common.conf")["Service"]
    assert common["User"] == "voipgrid-privacy"
    assert common["NoNewPrivileges"] == "yes"
    for path in UNITS:
        for command in started(path):
            assert command[0] == PYTHON, path.name


def test_secrets_reach_a_unit_as_files_and_all_that_they_set_is_read():
    text = (HOSTS / "systemd/voipgrid-privacy-.service.d/common.conf").read_text()
    files = dict(re.findall(r"(\w+)_FILE=%d/(\w+)", text))
    loaded = set(re.findall(r"LoadCredential=(\w+):", text))
    assert set(files.values()) == loaded
    known = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert set(files) <= known
    assert {"SECRET_KEY", "DATABASE_URL", "SIGNING_KEY", "STORE_KEYS"} <= set(files)
    texts = [path.read_text() for path in UNITS]
    told = {name for each in texts for name in re.findall(r"Environment=(\w+)=", each)}
    assert told <= known


def test_compose_sets_only_what_is_read_and_waits_for_what_it_needs():
    known = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    for name, service in COMPOSE["services"].items():
        if service.get("image") == "voipgrid-privacy":
            assert set(service["environment"]) <= known, name
        for needed in service.get("depends_on", {}):
            assert needed in COMPOSE["services"]
    assert {"database", "replica", "broker", "web"} <= set(COMPOSE["services"])


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_itself_finds_nothing_wrong_with_the_units(tmp_path):
    """With a Python that exists, for systemd looks whether each program can be run."""
    for path in (HOSTS / "systemd").rglob("*"):
        if path.is_file():
            target = tmp_path / path.relative_to(HOSTS / "systemd")
            target.parent.mkdir(exist_ok=True)
            target.write_text(path.read_text().replace(PYTHON, shutil.which("python3") or ""))
    done = subprocess.run(
        [
            "systemd-analyze",
            "verify",
            "--recursive-errors=no",
            *map(str, tmp_path.glob("*[a-z].[st]*")),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )
    ours = [line for line in done.stderr.splitlines() if "voipgrid-privacy" in line]
    assert ours == []
