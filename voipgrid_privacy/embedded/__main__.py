"""``python -m voipgrid_privacy.embedded``: the embedded services by hand."""

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence

from voipgrid_privacy.embedded import config, postgres, runfile, supervisor
from voipgrid_privacy.embedded.errors import EmbeddedError


def _start(settings: config.Config, _command: list[str]) -> int:
    postgres.start(settings.data_dir)
    print(postgres.status(settings.data_dir))
    return 0


def _stop(settings: config.Config, _command: list[str]) -> int:
    """Stop a run with all its processes, then the server, whoever started it."""
    run, server = runfile.stop(settings.data_dir), postgres.stop(settings.data_dir)
    print("stopped" if run or server else "was not running")
    return 0


def _remove(settings: config.Config, _command: list[str]) -> int:
    """Begin anew: nothing of the embedded database remains, wherever it had to be put."""
    runfile.stop(settings.data_dir)
    postgres.remove(settings.data_dir)
    return 0


def _run(settings: config.Config, _command: list[str]) -> int:
    return supervisor.run(settings)


def _status(settings: config.Config, _command: list[str]) -> int:
    line = postgres.status(settings.data_dir)
    print(line)
    return 0 if line.startswith("running") else 3


def _url(settings: config.Config, _command: list[str]) -> int:
    print(postgres.url(settings.data_dir))
    return 0


def _hold(settings: config.Config, command: list[str]) -> int:
    """Run a command with the server up; leave none behind that was not there before."""
    command = command[1:] if command[:1] == ["--"] else command
    if settings.database_url:
        return subprocess.call(command)
    with postgres.hold(settings.data_dir):
        return subprocess.call(command)


ACTIONS: dict[str, Callable[[config.Config, list[str]], int]] = {
    "start": _start,
    "stop": _stop,
    "status": _status,
    "url": _url,
    "hold": _hold,
    "remove": _remove,
    "run": _run,
}


def main(arguments: Sequence[str]) -> int:
    """Do one action; a failure is said in a sentence, not in a traceback."""
    parser = argparse.ArgumentParser(prog="python -m voipgrid_privacy.embedded")
    parser.add_argument("action", choices=ACTIONS)
    parser.add_argument("command", nargs=argparse.REMAINDER, help="for hold: what to run")
    chosen = parser.parse_args(arguments)
    try:
        return ACTIONS[chosen.action](config.read(), chosen.command)
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
