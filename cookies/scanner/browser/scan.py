"""One scan from start to finish: a proxy, a browser, every state at once, and the evidence."""

import asyncio
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final

from playwright.async_api import Browser, async_playwright

from cookies.scanner.addresses import split
from cookies.scanner.browser import states
from cookies.scanner.browser.capture import as_log
from cookies.scanner.browser.domains import Domains
from cookies.scanner.browser.job import Job
from cookies.scanner.browser.launch import Driver, started
from cookies.scanner.browser.proxy import Proxy
from cookies.scanner.evidence import Evidence, State
from voipgrid_privacy.kernel.outbound import Guard, Names

HEAD_START: Final = 1.0
"""Seconds at most by which the longest way goes before the others: they begin once it has made its
choice and waits. All at once slow each other down, and the scan takes as long as its slowest."""
IN_NO_HURRY: Final = {"untouched": 0.5, "gpc": 0.6}
"""Seconds that the shortest ways wait more: they have that much to spare."""

Progress = Callable[[State], None]
Whole = Callable[[Evidence], None]


async def scan(
    job: Job,
    *,
    guard: Guard,
    progress: Progress,
    died: Callable[[], None] = lambda: None,
    whole: Whole = lambda _evidence: None,
    driver: Driver | None = None,
) -> Evidence:
    """Visit the address in every state at the same time; raises AddressRefused, Error of a browser.

    ``progress`` is told of each state as it ends, ``whole`` of the evidence before the browser is
    closed; ``died`` is called if the browser goes away. ``driver`` is one that was started before.
    """
    guard.check(job.url)
    async with (
        Proxy(guard, job.limits, dict(job.ports)) as proxy,
        started(
            driver=driver or asyncio.create_task(async_playwright().start()),
            browser=job.browser,
            proxy=proxy.address,
            arguments=job.arguments,
            died=died,
        ) as browser,
    ):
        domains = Domains(browser)
        early = asyncio.create_task(domains.follow(proxy.hosts, after=job.settle_seconds / 2))
        hook, chosen = f"_{secrets.token_hex(8)}", asyncio.Event()
        seen = await asyncio.gather(
            *(
                _visit(browser, job, key, hook=hook, progress=progress, chosen=chosen)
                for key in job.states
            )
        )
        evidence = Evidence(job.url, browser.version, list(seen))
        evidence.hosts, evidence.refused = sorted(proxy.hosts), list(proxy.refused)
        evidence.bytes_received = proxy.received
        await domains.stop(early)
        hosts = hosts_in(evidence)
        evidence.sites = await domains.of(hosts)
        evidence.aliases = await _aliases(evidence, job.names, hosts)
        whole(evidence)
    return evidence


async def _visit(
    browser: Browser, job: Job, key: str, *, hook: str, progress: Progress, chosen: asyncio.Event
) -> State:
    if states.LONGEST in job.states and key != states.LONGEST:
        with suppress(TimeoutError):
            async with asyncio.timeout(HEAD_START):
                await chosen.wait()
        await asyncio.sleep(IN_NO_HURRY.get(key, 0))
    state = await states.visit(
        browser,
        key=key,
        url=job.url,
        hook=hook,
        settle_seconds=job.settle_seconds,
        banner_seconds=job.banner_seconds,
        folder=job.folder,
        language=job.language,
        chosen=chosen if key == states.LONGEST else asyncio.Event(),
    )
    log = job.folder / f"{key.replace(':', '-')}.jsonl"
    log.write_text(as_log(state), encoding="utf-8")
    progress(state)
    return state


def hosts_in(evidence: Evidence) -> set[str]:
    """Return every host that plays a part."""
    found = {split(evidence.url).hostname or "", *evidence.hosts}
    for state in evidence.states:
        addresses: Iterable[str] = (
            *(hop.url for request in state.requests for hop in request.hops),
            *(attempt.url for attempt in state.attempts),
            *(item.origin for item in state.storage),
            *(worker.url for worker in state.workers),
            *(read.script for read in state.reads),
            *(cookie.domain.lstrip(".") for cookie in state.jar),
        )
        found |= {_host(address) for address in addresses}
    return found - {""}


def _host(address: str) -> str:
    return (split(address).hostname or "") if "//" in address else address.lower()


async def _aliases(evidence: Evidence, names: Names, hosts: set[str]) -> dict[str, list[str]]:
    """Return where hosts below the scanned site's domain really lead."""
    own = evidence.site_of(split(evidence.url).hostname or "")
    mine = sorted(host for host in hosts if evidence.site_of(host) == own)
    chains = await asyncio.gather(*(asyncio.to_thread(names.aliases, host) for host in mine))
    return {host: list(chain) for host, chain in zip(mine, chains, strict=True) if chain}
