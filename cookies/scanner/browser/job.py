"""What the browser's process is asked; importing this needs no browser."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from cookies.scanner.browser.proxy import Limits
from voipgrid_privacy.kernel.outbound import Names, Resolve

STATES: Final = (
    "untouched",
    "refused",
    "accepted",
    "withdrawn",
    "gpc",
    "only:analytics",
    "only:tracking",
)
SETTLE: Final = 5.0


@dataclass(frozen=True, slots=True)
class Job:
    """What to scan and how."""

    url: str
    folder: Path
    states: Sequence[str] = STATES
    settle_seconds: float = SETTLE
    banner_seconds: float = 3.0
    language: str = "nl-NL"
    browser: str = ""
    arguments: tuple[str, ...] = ()
    loopback: bool = False
    dns_servers: tuple[str, ...] = ()
    dns_port: int = 53
    hosts: dict[str, str] = field(default_factory=dict)
    """Names that are not asked of DNS; with ``loopback`` these serve tests."""
    ports: dict[int, int] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)

    @property
    def names(self) -> Names:
        """The questions to DNS."""
        return Names(self.dns_servers, self.dns_port)


def resolver(job: Job) -> Resolve:
    """Return how names are resolved for a job: those it brings along, DNS for the rest."""
    fixed = {host: (ip_address(address),) for host, address in job.hosts.items()}
    return lambda host: fixed.get(host) or job.names(host)


def job_from(text: str) -> Job:
    """Read a job as :func:`job_as_text` wrote it; raises ValueError, TypeError."""
    given: dict[str, Any] = json.loads(text)
    given["folder"] = Path(given["folder"])
    given["ports"] = {int(port): to for port, to in given.get("ports", {}).items()}
    for name in ("states", "arguments", "dns_servers"):
        if name in given:
            given[name] = tuple(given[name])
    return Job(**given)


def job_as_text(job: Job) -> str:
    """Write a job as JSON, but for its limits, which are the same for all."""
    values = {each.name: getattr(job, each.name) for each in fields(job) if each.name != "limits"}
    return json.dumps({**values, "folder": str(job.folder)}, default=list)
