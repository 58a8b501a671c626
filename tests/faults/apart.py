"""The product on three hosts that share nothing but a network: web, work, and data.

Each runs what `docs/how-to/run-on-several-hosts.md` puts there, kept as systemd keeps it: what ends
is started again. PostgreSQL has the settings of the shipped example, without its TLS and without
what sessions of the product bring along themselves.
"""

import base64
import os
import re
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random

from tests.faults.cables import Host
from tests.faults.product import PATIENCE, ROOT, Product, until
from voipgrid_privacy.embedded import cluster, services

PORT, POSTGRESQL, REDIS = 8000, 5432, 6379
SHIPPED = ROOT / "docs/examples/hosts/postgresql/primary.conf"
NOT_HERE = re.compile("ssl|listen_addresses|tcp_")
LET_IN = "host all all 198.18.0.0/15 scram-sha-256\n"
PASSWORD = "of-three-hosts"  # of a cluster that lives for one run
KEEPER = 'while :; do "$@"; echo "== ended with $?, again in 2 s"; sleep 2; done'
AGAIN = "== ended with"


def shared(hosts: dict[str, Host], folder: Path, broker: str) -> dict[str, str]:
    """Return the environment of every host: secrets are the same, folders are not in it."""
    data = hosts["data"].address
    at = f"{data}:{POSTGRESQL}/{cluster.NAME}"
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(folder),
        "DATABASE_URL": f"postgres://{cluster.NAME}:{PASSWORD}@{at}",
        "CELERY_BROKER_URL": f"redis://{data}:{REDIS}/0" if broker == "redis" else "",
        "ALLOWED_HOSTS": f"127.0.0.1,localhost,{hosts['web'].address}",
        "SIGNING_KEY": _key(),
        "STORE_KEYS": f"one:{_key()}",
        "SCANNER_ALLOW_LOOPBACK": "true",
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
    }


def _key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


@dataclass(kw_only=True)
class Apart(Product):
    """The product on three hosts, each with a folder of its own below ``folder``."""

    hosts: dict[str, Host]
    folder: Path
    away: tuple[float, float] = (5.0, 40.0)
    port: int = PORT
    odd: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        """The address that the product is asked at."""
        return self.hosts["web"].address

    def start(self) -> float:
        """Start all hosts, in the order in which they need each other; return the seconds."""
        began = time.monotonic()
        self.serve_data()
        with self.hosts["work"].entered():
            command = services.setup().command
            with (self.folder / "setup.log").open("ab") as log:
                subprocess.run(command, cwd=ROOT, env=self._of("work"), stdout=log, check=True)
        for service in services.behind_the_scenes(self.folder / "work"):
            if service.name != "scanner":
                self._keep("work", service.name, service.command)
        web = [word.replace("127.0.0.1", "0.0.0.0") for word in services.web(PORT).command]
        self._keep("web", "web", tuple(web))
        until(self.is_ready, seconds=PATIENCE, named="the start")
        return time.monotonic() - began

    def serve_data(self) -> None:
        """Make a cluster that lets the others in, and start it with the shipped settings."""
        place = cluster.locate(self.folder / "data")
        place.create(PASSWORD)
        with (place.data / "pg_hba.conf").open("a") as rules:
            rules.write(LET_IN)
        at = {"listen_addresses": self.hosts["data"].address}
        settings = {**cluster.SETTINGS, **_shipped(), **at}
        said = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        words = ("-w", "-D", place.data, "-l", place.home / "start.log")
        start = (place.programs / "pg_ctl", "start", *words, "-o", f"-p {POSTGRESQL} {said}")
        with self.hosts["data"].entered():
            place.account.must(start, cwd=place.home)
        if self.environment["CELERY_BROKER_URL"].startswith("redis:"):
            bound = ("--bind", self.hosts["data"].address, "--port", str(REDIS))
            self._keep(
                "data", "redis", ("redis-server", *bound, "--save", "", "--protected-mode", "no")
            )

    def stop(self) -> None:
        """Stop the database: it alone leaves something (of memory) when it is killed."""
        place = cluster.locate(self.folder / "data")
        with self.hosts["data"].entered():
            stop = (place.programs / "pg_ctl", "stop", "-m", "immediate", "-D", place.data)
            place.account.run(stop, cwd=place.home)

    def is_whole(self) -> bool:
        """Whether it answers: whatever ended is on its way back."""
        return self.is_ready()

    def is_ready(self) -> bool:
        """Whether web answers that it is ready, asked from outside all three."""
        with (
            suppress(OSError, HTTPException),
            closing(HTTPConnection(self.host, PORT, timeout=3)) as line,
        ):
            line.request("GET", "/readyz")
            return line.getresponse().status == 200
        return False

    def cut_off(self, name: str, random: Random) -> None:
        """Pull the cable of a host for a while, and see that it is that one that is gone."""
        self.hosts[name].cut()
        try:
            time.sleep(random.uniform(*self.away))
            if self.is_ready() != (name == "work"):
                self.odd.append(f"{name} was cut off, and the product answered otherwise")
        finally:
            self.hosts[name].heal()

    def started_again(self) -> int:
        """Return how many processes ended and were started again."""
        return sum(log.read_text(errors="replace").count(AGAIN) for log in self._logs())

    def _logs(self) -> list[Path]:
        return sorted(self.folder.glob("*.log"))

    def _of(self, host: str) -> dict[str, str]:
        return {**self.environment, "DATA_DIR": str(self.folder / host), "WEB_PORT": str(PORT)}

    def _keep(self, host: str, name: str, command: tuple[str, ...]) -> None:
        """Start a process in a host, and again whenever it ends."""
        keeper = ["/bin/sh", "-c", KEEPER, "keeper", *command]
        with (self.folder / f"{name}.log").open("ab") as log, self.hosts[host].entered():
            subprocess.Popen(
                keeper,
                cwd=ROOT,
                env=self._of(host),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )


def _shipped() -> dict[str, str]:
    found = re.findall(r"^(\w+) = '?([^'\n]*)'?$", SHIPPED.read_text(), re.MULTILINE)
    return {name: value for name, value in found if not NOT_HERE.match(name)}
