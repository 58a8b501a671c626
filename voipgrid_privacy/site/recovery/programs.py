"""PostgreSQL's own programs, of a version that can read this server."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from django.db import connection

from voipgrid_privacy.embedded import binaries
from voipgrid_privacy.embedded.errors import WheelMissing


class ProgramFailed(Exception):
    """A program of PostgreSQL is not there, or says that something is wrong; so it says."""


def run(program: str, *options: str) -> None:
    """Run ``pg_dump`` or ``pg_restore`` on our database; raises ProgramFailed with its words.

    The password goes by the environment of that process alone: command lines are for all to see.
    """
    arguments, given = connection.client.settings_to_cmd_args_env(
        connection.settings_dict, [*options, "--no-password", "--dbname"]
    )
    done = subprocess.run(
        [str(_found(program)), *arguments[1:]],
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", **(given or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ProgramFailed(done.stderr.strip() or f"{program} ended with {done.returncode}")


def _found(program: str) -> Path:
    """Return the first program that is as new as the server: older ones refuse to read it."""
    server = _server()
    for path in _candidates(program):
        if _version(path) >= server:
            return path
    raise ProgramFailed(f"There is no {program} of PostgreSQL {server} or newer on this machine.")


def _candidates(program: str) -> Sequence[Path]:
    installed = shutil.which(program)
    found = [Path(installed)] if installed else []
    try:
        return [*found, binaries.directory() / program]
    except WheelMissing:
        return found


def _version(path: Path) -> int:
    said = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"(\d+)", said.stdout)
    return int(number[1]) if number else 0


def _server() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.server_version // 10_000)
