"""Makes a scan and tells on standard output how it goes, one line of JSON each."""

import json
import sys
from collections.abc import Callable
from typing import Any

from playwright.async_api import Error

from cookies.scanner import evidence
from cookies.scanner.browser.job import Job, job_from, resolver
from cookies.scanner.browser.launch import BrowserMissing, Driver
from cookies.scanner.browser.scan import scan
from cookies.scanner.evidence import EVIDENCE_FILE, Evidence, State
from voipgrid_privacy.kernel.outbound import AddressRefused, Guard


def tell(**what: Any) -> None:
    """Say one thing to whoever started us."""
    sys.stdout.write(json.dumps(evidence.clean(what)) + "\n")
    sys.stdout.flush()


def _progress(state: State) -> None:
    tell(
        state=state.key,
        seconds=state.seconds,
        problem=state.problem,
        steps=state.steps,
        requests=len(state.requests),
    )


def _died() -> None:
    """Say so at once: what still waits for the browser may wait for ever."""
    tell(end="browser_died", detail="the browser ended by itself")


async def scanned(text: str, driver: Driver) -> None:
    """Make the scan that ``text`` asks for; whatever stands in the way is told, not raised."""
    job = job_from(text)

    def whole(seen: Evidence) -> None:
        evidence.write(seen, job.folder / EVIDENCE_FILE)
        tell(end="done")

    try:
        await _made(job, driver, whole)
    except AddressRefused as refusal:
        tell(end="address_refused", detail=f"{refusal.address}: {refusal.reason.value}")
    except BrowserMissing as missing:
        tell(end="browser_missing", detail=str(missing))
    except Error as error:
        tell(end="browser_died", detail=error.message.partition("\n")[0])
    except (ValueError, KeyError, TypeError) as error:
        tell(end="unreadable", detail=f"{type(error).__name__}: {error}")


async def _made(job: Job, driver: Driver, whole: Callable[[Evidence], None]) -> None:
    guard = Guard(resolver(job), loopback=job.loopback)
    await scan(job, guard=guard, progress=_progress, died=_died, whole=whole, driver=driver)
