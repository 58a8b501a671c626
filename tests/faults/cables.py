"""Hosts on one machine, each in a network namespace of its own, and the cables between them.

A cable is pulled at the switch: packets vanish, and no connection is closed. Whoever was talking
has to notice by itself, as with a host that burns down.
"""

import ctypes
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path
from time import sleep

NAMED = Path("/run/netns")
OURS = "vp"
CLONE_NEWNET = 0x40000000
NET_ADMIN, SYS_ADMIN = 12, 21
FOR_TRIALS = IPv4Network("198.18.0.0/15")
"""Addresses that are kept for trials of networks: nobody's own."""
SMALL = 28


def missing() -> str:
    """Return which program is missing here; nothing, if none is."""
    return "" if shutil.which("ip") else "ip (iproute2) is not installed"


def forbidden() -> str:
    """Return what we may not do here, as anyone but root, and as root of a guarded container."""
    held = re.search(r"^CapEff:\s*(\w+)$", Path("/proc/self/status").read_text(), re.MULTILINE)
    powers = int(held[1], 16) if held else 0
    may = all(powers >> power & 1 for power in (NET_ADMIN, SYS_ADMIN))
    return "" if may else "network namespaces need root (CAP_NET_ADMIN and CAP_SYS_ADMIN)"


@dataclass(frozen=True)
class Host:
    """A namespace with one address, and the end of its cable that is in the switch."""

    name: str
    namespace: str
    cable: str
    address: str

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Have this thread in the host: what it starts runs there, what it listens to is there."""
        with Path("/proc/thread-self/ns/net").open("rb") as outside:
            _enter(NAMED / self.namespace)
            try:
                yield
            finally:
                _move(outside.fileno())

    def cut(self) -> None:
        """Pull the cable."""
        _ip("link", "set", self.cable, "down")

    def heal(self) -> None:
        """Put the cable back."""
        _ip("link", "set", self.cable, "up")


@contextmanager
def network(*names: str) -> Iterator[dict[str, Host]]:
    """Join hosts by a switch, in which we have an address too; all are gone afterwards."""
    _remove_the_dead()
    switch, inside = f"{OURS}{os.getpid()}", _addresses()
    ours = next(inside)
    hosts = {
        name: Host(name, f"{switch}-{name}", f"{switch}{name[:3]}", next(inside)) for name in names
    }
    try:
        _ip("link", "add", switch, "type", "bridge")
        _ip("address", "add", f"{ours}/{SMALL}", "dev", switch)
        _ip("link", "set", switch, "up")
        for host in hosts.values():
            _plug_in(host, switch)
        yield hosts
    finally:
        _remove(switch)


def _addresses() -> Iterator[str]:
    """Yield the addresses of a small network that another run would hardly have."""
    each = 1 << (32 - SMALL)
    chosen = os.getpid() % (FOR_TRIALS.num_addresses // each)
    return (str(FOR_TRIALS[chosen * each + number]) for number in range(1, each - 1))


def _plug_in(host: Host, switch: str) -> None:
    _ip("netns", "add", host.namespace)
    peer = ("peer", "name", "eth0", "netns", host.namespace)
    _ip("link", "add", host.cable, "type", "veth", *peer)
    _ip("link", "set", host.cable, "master", switch)
    within = ("-n", host.namespace)
    _ip(*within, "address", "add", f"{host.address}/{SMALL}", "dev", "eth0")
    for link in ("lo", "eth0"):
        _ip(*within, "link", "set", link, "up")
    host.heal()


def _remove_the_dead() -> None:
    """Remove what a run left that was killed: whose number nobody has any more."""
    for switch in {each.name.partition("-")[0] for each in NAMED.glob(f"{OURS}[0-9]*-*")}:
        if not Path("/proc", switch.removeprefix(OURS)).exists():
            _remove(switch)


def _remove(switch: str) -> None:
    for namespace in NAMED.glob(f"{switch}-*"):
        _kill_all(namespace.name)
        _ip("netns", "delete", namespace.name)
    links = Path("/sys/class/net")
    for link in (*links.glob(f"{switch}[a-z]*"), *links.glob(switch)):
        with suppress(RuntimeError):  # a cable goes with its namespace, a moment later
            _ip("link", "delete", link.name)


def _kill_all(namespace: str) -> None:
    """``kill -9`` whatever runs in the host: the namespace is ours, so all of it is."""
    while found := set(map(int, _ip("netns", "pids", namespace).split())) - {os.getpid()}:
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        sleep(0.05)


def _ip(*words: str) -> str:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"ip {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def _enter(namespace: Path) -> None:
    with namespace.open("rb") as inside:
        _move(inside.fileno())


def _move(namespace: int) -> None:
    """Move this thread alone (``os.setns`` is there from Python 3.12)."""
    library = ctypes.CDLL(None, use_errno=True)
    if library.setns(namespace, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "This thread cannot go into the namespace.")
