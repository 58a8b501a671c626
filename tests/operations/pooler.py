"""``python -m tests.operations.pooler -- COMMAND``: a command behind pgBouncer in transaction mode.

Two sessions for everybody: whoever comes next gets what another has just used, which is where a
setting that outlives its transaction would show.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

PROGRAM = next(
    (p for p in ("/usr/sbin/pgbouncer", shutil.which("pgbouncer")) if p and Path(p).exists()), None
)
SESSIONS = 2
CONFIG = """
[databases]
* = host={host} port={port} user={user} {password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listens}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {sessions}
max_client_conn = 200
server_idle_timeout = 1
server_reset_query = DISCARD ALL
logfile = {folder}/log
pidfile = {folder}/pid
ignore_startup_parameters = extra_float_digits
"""


@contextmanager
def pooled(url: str, *, sessions: int = SESSIONS) -> Iterator[str]:
    """Put pgBouncer before the server of ``url``; yield the address by which it is reached."""
    if PROGRAM is None:
        raise FileNotFoundError("pgbouncer is not installed")
    parts = urlsplit(url)
    with tempfile.TemporaryDirectory() as name, closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        listens = probe.getsockname()[1]
        probe.close()
        folder, account = Path(name), _account()
        shutil.chown(folder, account)
        config = folder / "pgbouncer.ini"
        password = f"password={parts.password}" if parts.password else ""
        said = CONFIG.format(
            host=parts.hostname,
            port=parts.port or 5432,
            user=parts.username,
            password=password,
            listens=listens,
            sessions=sessions,
            folder=folder,
        )
        config.touch(mode=0o600)
        config.write_text(said)
        shutil.chown(config, account)
        command = [PROGRAM, "-q", *(["-u", account] if os.geteuid() == 0 else []), str(config)]
        process = subprocess.Popen(command, cwd=folder)
        try:
            _wait(listens, process, folder)
            yield urlunsplit(parts._replace(netloc=f"{parts.username}@127.0.0.1:{listens}"))
        finally:
            process.terminate()
            process.wait(30)


def _account() -> str:
    """Return who may run it: it refuses to be root."""
    return "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def _wait(port: int, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    for _attempt in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    log = folder / "log"
    raise RuntimeError(log.read_text() if log.exists() else "pgbouncer does not start")


def main(command: list[str]) -> int:
    """Run a command with DATABASE_URL behind the pooler."""
    command = command[1:] if command[:1] == ["--"] else command
    with pooled(os.environ["DATABASE_URL"], sessions=8) as url:
        past = os.environ.get("CELERY_BROKER_URL") or "pgmq" + os.environ[
            "DATABASE_URL"
        ].removeprefix("postgres")
        environment = {"DATABASE_URL": url, "DATABASE_POOLED": "true", "CELERY_BROKER_URL": past}
        return subprocess.call(command, env={**os.environ, **environment})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
