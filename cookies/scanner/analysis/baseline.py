"""What the registry says of a site, as values, and which of it an artefact is. Pure."""

from dataclasses import dataclass, field

from cookies.choices import COOKIES, Technique
from cookies.registry.patterns import length, matches
from cookies.scanner.addresses import split
from cookies.scanner.analysis.artefacts import Artefact, Sighting, is_cookie


@dataclass(frozen=True, slots=True)
class Declared:
    """One item that stands on the site."""

    id: str
    technique: Technique
    pattern: str
    domain: str = ""
    path: str = "/"
    partitioned: bool = False
    lifetime: str = ""
    category: str = ""
    needs_consent: bool = True
    advertises: bool = False
    missed_scans: int = 0


@dataclass(frozen=True, slots=True)
class Baseline:
    """Everything declared for a site, by the categories that hold now.

    ``exempt_analytics``: it claims that exemption, whether or not it holds.
    """

    hosts: frozenset[str]
    items: tuple[Declared, ...] = ()
    provider_hosts: frozenset[str] = frozenset()
    advertising_hosts: frozenset[str] = frozenset()
    exempt_analytics: bool = False
    _known: dict[Artefact, "Declared | None"] = field(default_factory=dict, compare=False)

    def item_of(self, sighting: Sighting) -> Declared | None:
        """Return the declared item that an artefact is; the longest pattern wins."""
        return self.item_for(sighting.artefact)

    def item_for(self, artefact: Artefact) -> Declared | None:
        """Return the declared item that this is; None when nobody declared it."""
        if artefact not in self._known:
            fitting = [one for one in self.items if self._fits(one, artefact)]
            best = max(
                fitting, key=lambda one: (bool(one.domain), *length(one.pattern)), default=None
            )
            self._known[artefact] = best
        return self._known[artefact]

    def may_be_set(self, sighting: Sighting) -> bool:
        """Say whether it needs no consent; what nobody declared has no claim to an exemption."""
        item = self.item_of(sighting)
        return item is not None and not item.needs_consent

    def advertises(self, sighting: Sighting) -> bool:
        """Say whether it serves advertising, by what is declared of it or of its host."""
        item = self.item_of(sighting)
        return bool(item and item.advertises) or covered(
            sighting.artefact.host, self.advertising_hosts
        )

    def names_host(self, host: str) -> bool:
        """Say whether somebody declared stands behind a host."""
        domains = {one.domain for one in self.items if one.domain}
        return covered(host, self.hosts | self.provider_hosts | domains)

    def _fits(self, item: Declared, artefact: Artefact) -> bool:
        if not self._same_kind(item, artefact) or item.partitioned != artefact.partitioned:
            return False
        if item.path not in {"/", artefact.path}:
            return False
        here = frozenset({item.domain}) if item.domain else self.hosts
        names = (artefact.name,) if item.technique not in _BY_ADDRESS else addresses(artefact)
        return covered(artefact.host, here) and any(matches(item.pattern, each) for each in names)

    def _same_kind(self, item: Declared, artefact: Artefact) -> bool:
        if is_cookie(artefact):
            return item.technique in COOKIES
        return item.technique == artefact.technique


_BY_ADDRESS = frozenset({Technique.PIXEL, Technique.BEACON})


def addresses(artefact: Artefact) -> tuple[str, ...]:
    """Return the ways in which statements write the address of a pixel."""
    path = artefact.name
    return (
        path,
        path.rpartition("/")[2],
        f"{artefact.host}/{path}",
        f"https://{artefact.host}/{path}",
    )


def covered(host: str, domains: frozenset[str] | set[str]) -> bool:
    """Say whether a host is one of the domains or below one."""
    bare = host.lstrip(".")
    return any(bare == domain or bare.endswith(f".{domain}") for domain in domains if domain)


def host_of(url: str) -> str:
    """Return the host of an address."""
    return (split(url).hostname or "").lower()
