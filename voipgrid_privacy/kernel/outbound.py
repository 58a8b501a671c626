"""Where this product may connect to when somebody else typed the address.

Partners enter addresses (a site to scan, a webhook), so every one is a possible way into our own
network. A name is resolved once, every address it has must be public, and the connection goes to
exactly the address that was checked: an answer of DNS that changes in between changes nothing.
Numbers are read the way browsers read them: ``http://2130706433/`` is the loopback address.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError

Address = IPv4Address | IPv6Address
Resolve = Callable[[str], Sequence[Address]]

PORTS: Final = {"http": 80, "https": 443}
# Addresses that are public by number and still lead into a cloud's own management.
METADATA: Final = frozenset({ip_address("168.63.129.16")})
# Reserved, though not every version of Python knows.
RESERVED: Final = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10", "3fff::/20", "5f00::/16"))
)
UNICAST: Final = ip_network("2000::/3")
# IPv6 networks that carry an IPv4 address inside, and where in it.
_CARRIERS: Final = (
    (ip_network("::ffff:0:0/96"), 0),
    (ip_network("::/96"), 0),
    (ip_network("64:ff9b::/96"), 0),
    (ip_network("64:ff9b:1::/48"), 0),
    (ip_network("2002::/16"), 80),
)
_SHORTEST_WAIT, _LONGEST_WAIT = 2.0, 5.0


class Reason(Enum):
    """Why an address is refused; the value is what logs and evidence keep."""

    SCHEME = "scheme"
    CREDENTIALS = "credentials"
    NO_HOST = "no_host"
    PORT = "port"
    UNKNOWN_HOST = "unknown_host"
    NOT_PUBLIC = "not_public"


WORDS: Final = {
    Reason.SCHEME: _("only http and https are allowed"),
    Reason.CREDENTIALS: _("it holds a user name or password"),
    Reason.NO_HOST: _("it names no host"),
    Reason.PORT: _("the port is not a number from 1 to 65535"),
    Reason.UNKNOWN_HOST: _("the host name does not exist"),
    Reason.NOT_PUBLIC: _("it leads to a private, local or reserved network"),
}


class AddressRefused(DomainError):
    """We do not connect to that address."""

    code = "address_refused"
    title = _("We do not connect to %(address)s: %(why)s.")

    def __init__(self, address: str, reason: Reason, *, field: str | None = None) -> None:
        super().__init__(field=field, address=address[:200], why=WORDS[reason])
        self.address, self.reason = address, reason


@dataclass(frozen=True, slots=True)
class Target:
    """A web address taken apart: what to connect to, and the name that goes with it."""

    scheme: str
    host: str
    port: int
    path: str = "/"


def target_of(url: str) -> Target:
    """Take a web address apart; raises AddressRefused for what is none."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise AddressRefused(url, Reason.PORT) from error
    if parts.scheme not in PORTS:
        raise AddressRefused(url, Reason.SCHEME)
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(url, Reason.CREDENTIALS)
    if not parts.hostname:
        raise AddressRefused(url, Reason.NO_HOST)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port, path)


def is_public(address: Address) -> bool:
    """Say whether an address is one of the public internet, also when it is wrapped in IPv6."""
    if address in METADATA or address.is_multicast or not address.is_global:
        return False
    if any(address in network for network in RESERVED):
        return False
    inner = _carried(address)
    if address.version == 6 and not inner and address not in UNICAST:
        return False
    return all(map(is_public, inner))


def is_allowed(address: Address, *, loopback: bool = False) -> bool:
    """Say whether we connect there; ``loopback`` is for development and tests alone."""
    return is_public(address) or (loopback and address.is_loopback)


def _carried(address: Address) -> list[IPv4Address]:
    if isinstance(address, IPv4Address):
        return []
    found = [
        IPv4Address((int(address) >> shift) & 0xFFFFFFFF)
        for network, shift in _CARRIERS
        if address in network
    ]
    return [*found, *(address.teredo or ())]


def literal(host: str) -> Address | None:
    """Read a host that is a number, as browsers do: decimal, octal, hexadecimal, shortened."""
    bare = host.strip("[]").partition("%")[0].rstrip(".")
    try:
        return ip_address(bare)
    except ValueError:
        return _number(bare)


def _number(host: str) -> IPv4Address | None:
    if not host or not host[0].isdigit():  # inet_aton takes rubbish after a space
        return None
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


@dataclass(frozen=True, slots=True)
class Guard:
    """The one check before every connection. ``resolve`` asks DNS; tests bring their own server."""

    resolve: Resolve
    loopback: bool = False

    def addresses(self, host: str) -> tuple[Address, ...]:
        """Return where the host is, all of it checked; raises AddressRefused."""
        number = literal(host)
        found = (number,) if number else tuple(self.resolve(host))
        if not found:
            raise AddressRefused(host, Reason.UNKNOWN_HOST)
        if not all(is_allowed(each, loopback=self.loopback) for each in found):
            raise AddressRefused(host, Reason.NOT_PUBLIC)
        return found

    def check(self, url: str) -> tuple[Target, tuple[Address, ...]]:
        """Return the address taken apart and where it leads; raises AddressRefused."""
        target = target_of(url)
        return target, self.addresses(target.host)


@dataclass(frozen=True, slots=True)
class Names:
    """Questions to DNS. Without ``servers`` those of this machine are asked."""

    servers: tuple[str, ...] = ()
    port: int = 53

    def __call__(self, host: str) -> tuple[Address, ...]:
        """Return every address of the host, IPv4 first; none when there are none."""
        try:
            found = self._resolver().resolve_name(host, lifetime=_LONGEST_WAIT)
        except (dns.exception.DNSException, UnicodeError):
            return ()
        return tuple(sorted(map(ip_address, found.addresses()), key=lambda one: one.version))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the TXT records of a name; none when there are none."""
        try:
            answer = self._resolver().resolve(name, "TXT", lifetime=_LONGEST_WAIT)
        except (dns.exception.DNSException, UnicodeError):
            return ()
        return tuple(b"".join(row.strings).decode("utf-8", "replace") for row in answer)

    def aliases(self, host: str) -> tuple[str, ...]:
        """Return the names a host is an alias of, one after the other (CNAME)."""
        try:
            answer = self._resolver().resolve(host, "A", raise_on_no_answer=False)
        except (dns.exception.DNSException, UnicodeError):
            return ()
        chain, name = [], dns.name.from_text(host)
        for _hop in answer.response.answer:
            alias = answer.response.get_rrset(
                answer.response.answer, name, dns.rdataclass.IN, dns.rdatatype.CNAME
            )
            if alias is None:
                break
            name = alias[0].target
            chain.append(name.to_text(omit_final_dot=True).lower())
        return tuple(chain)

    def _resolver(self) -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=not self.servers)
        if self.servers:
            resolver.nameservers, resolver.port = list(self.servers), self.port
        resolver.timeout, resolver.lifetime = _SHORTEST_WAIT, _LONGEST_WAIT
        return resolver
