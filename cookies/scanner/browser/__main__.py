"""``python -m cookies.scanner.browser``: one scan in a process of its own.

The job comes on standard input as JSON. Each visited state is told on standard output as one line
of JSON, and so is the end: ``{"end": "done"}`` or what stood in the way. Evidence is left in the
job's folder. When whoever started it dies, so do the browser and all that belongs to it.
"""

import asyncio
import json
import sys
from typing import Any

from playwright.async_api import Error

from cookies.scanner import evidence
from cookies.scanner.browser.job import job_from, resolver
from cookies.scanner.browser.launch import BrowserMissing
from cookies.scanner.browser.leash import bind_to_parent
from cookies.scanner.browser.scan import scan
from cookies.scanner.evidence import EVIDENCE_FILE, State
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


def main() -> None:
    """Make the scan; whatever stands in the way is told, not raised."""
    bind_to_parent()
    job = job_from(sys.stdin.read())
    guard = Guard(resolver(job), loopback=job.loopback)
    try:
        seen = asyncio.run(scan(job, guard=guard, progress=_progress, died=_died))
    except AddressRefused as refusal:
        tell(end="address_refused", detail=f"{refusal.address}: {refusal.reason.value}")
    except BrowserMissing as missing:
        tell(end="browser_missing", detail=str(missing))
    except Error as error:
        tell(end="browser_died", detail=error.message.partition("\n")[0])
    except (ValueError, KeyError, TypeError) as error:
        tell(end="unreadable", detail=f"{type(error).__name__}: {error}")
    else:
        evidence.write(seen, job.folder / EVIDENCE_FILE)
        tell(end="done")


if __name__ == "__main__":
    main()
