"""One scan from start to finish: a proxy, a browser, every state at once, and the evidence."""

import asyncio
import secrets
from collections.abc import Callable, Iterable
from typing import Final

from playwright.async_api import Browser, Error, Page

from cookies.scanner.addresses import split
from cookies.scanner.browser import states
from cookies.scanner.browser.capture import as_log
from cookies.scanner.browser.job import Job
from cookies.scanner.browser.launch import started
from cookies.scanner.browser.proxy import Proxy
from cookies.scanner.evidence import Evidence, State
from voipgrid_privacy.kernel.outbound import Guard, Names

_REGISTRABLE: Final = """host => {
  const labels = host.split(".");
  for (let at = labels.length - 1; at >= 0; at -= 1) {
    const domain = labels.slice(at).join(".");
    document.cookie = `s=1; secure; domain=${domain}`;
    if (document.cookie.includes("s=1")) {
      document.cookie = `s=; max-age=0; secure; domain=${domain}`;
      return domain;
    }
  }
  return host;
}"""


HEAD_START: Final = 0.4
"""Seconds by which the longest way goes before the others: all at once slow each other down, and
the scan takes as long as its slowest state."""

Progress = Callable[[State], None]


async def scan(
    job: Job, *, guard: Guard, progress: Progress, died: Callable[[], None] = lambda: None
) -> Evidence:
    """Visit the address in every state at the same time; raises AddressRefused, Error of a browser.

    ``progress`` is told of each state as it ends; ``died`` is called if the browser goes away.
    """
    guard.check(job.url)
    async with (
        Proxy(guard, job.limits, dict(job.ports)) as proxy,
        started(
            browser=job.browser, proxy=proxy.address, arguments=job.arguments, died=died
        ) as browser,
    ):
        hook = f"_{secrets.token_hex(8)}"
        early = asyncio.create_task(_sites_so_far(browser, proxy, job.settle_seconds / 2))
        seen = await asyncio.gather(
            *(_visit(browser, job, key, hook, progress) for key in job.states)
        )
        evidence = Evidence(job.url, browser.version, list(seen))
        evidence.hosts, evidence.refused = sorted(proxy.hosts), list(proxy.refused)
        evidence.bytes_received = proxy.received
        hosts = hosts_in(evidence)
        evidence.sites = await registrable(browser, hosts, known=await early)
        evidence.aliases = await _aliases(evidence, job.names, hosts)
    return evidence


async def _visit(browser: Browser, job: Job, key: str, hook: str, progress: Progress) -> State:
    if states.LONGEST in job.states and key != states.LONGEST:
        await asyncio.sleep(HEAD_START)
    state = await states.visit(
        browser,
        key=key,
        url=job.url,
        hook=hook,
        settle_seconds=job.settle_seconds,
        banner_seconds=job.banner_seconds,
        folder=job.folder,
        language=job.language,
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


async def _sites_so_far(browser: Browser, proxy: Proxy, after: float) -> dict[str, str]:
    """Ask while the pages settle, so that hardly anything is left to ask at the end."""
    await asyncio.sleep(after)
    return await registrable(browser, set(proxy.hosts), known={})


async def registrable(
    browser: Browser, hosts: Iterable[str], *, known: dict[str, str]
) -> dict[str, str]:
    """Ask the browser for the registrable domain of each host: it knows the public suffixes.

    A cookie for a public suffix is refused, so the shortest domain that takes one is the answer.
    """
    found, context = dict(known), await browser.new_context()
    try:
        page = await context.new_page()
        await page.route("**/*", lambda route: route.fulfill(body="", content_type="text/html"))
        for host in sorted(set(hosts) - set(known), key=lambda each: (each.count("."), each)):
            await _add(page, host, found)
    finally:
        await context.close()
    return found


async def _add(page: Page, host: str, found: dict[str, str]) -> None:
    parent = ".".join(host.split(".")[-2:])
    if found.get(parent) == parent:
        found[host] = parent
    elif host.replace(".", "").isdigit() or ":" in host:
        found[host] = host
    else:
        found[host] = await _ask(page, host)
        if found[host] == parent:
            found[parent] = parent


async def _ask(page: Page, host: str) -> str:
    try:
        await page.goto(f"https://{host}/", wait_until="commit")
        return str(await page.evaluate(_REGISTRABLE, host))
    except Error:
        return host


async def _aliases(evidence: Evidence, names: Names, hosts: set[str]) -> dict[str, list[str]]:
    """Return where hosts below the scanned site's domain really lead."""
    own = evidence.site_of(split(evidence.url).hostname or "")
    mine = sorted(host for host in hosts if evidence.site_of(host) == own)
    chains = await asyncio.gather(*(asyncio.to_thread(names.aliases, host) for host in mine))
    return {host: list(chain) for host, chain in zip(mine, chains, strict=True) if chain}
