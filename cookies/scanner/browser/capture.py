"""Listens to one context: the protocol's network events, and what our hooks in its frames tell."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from playwright.async_api import BrowserContext, CDPSession, Error, Page

from cookies.scanner.addresses import split
from cookies.scanner.evidence import (
    CookieAttempt,
    Hop,
    Request,
    ScriptRead,
    State,
    StorageItem,
    StoredCookie,
    Worker,
)

JS: Final = Path(__file__).resolve().parent.parent / "js"
HOOKS: Final = (JS / "hooks.js").read_text(encoding="utf-8")
FRAME: Final = (JS / "frame.js").read_text(encoding="utf-8")
MOST: Final = 5_000
"""How many of each thing one state keeps; a page that makes more is not told apart by more."""


class Capture:
    """Everything seen in one context, gathered into one :class:`State`."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.last_activity = time.monotonic()
        self.heard = False
        """Whether our hooks spoke up in the page: without them, nothing read is nothing known."""
        self._began = time.time()
        self._open: dict[str, Request] = {}
        self._answers: dict[str, int] = {}
        self._answered_ids: set[str] = set()
        self._partitions: dict[str, str] = {}
        self._early: dict[str, list[Mapping[str, Any]]] = {}
        self._sessions: list[CDPSession] = []

    @property
    def open_requests(self) -> int:
        """How many requests wait for their answer; one whose body trickles on does not."""
        return len(self._open.keys() - self._answered_ids)

    def now(self) -> int:
        """Return the milliseconds since the state began."""
        return round((time.time() - self._began) * 1000)

    async def attach(self, context: BrowserContext, name: str) -> None:
        """Listen to the context; ``name`` is what the hooks call to tell."""
        await context.expose_binding(name, lambda _source, told: self._told(told))
        await context.add_init_script(HOOKS.replace("__REPORT__", name))

    async def listen(self, context: BrowserContext, page: Page) -> None:
        """Follow the network of one page, its frames included."""
        session = await context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.responseReceived", self._answered)
        session.on("Network.responseReceivedExtraInfo", self._headers)
        session.on("Network.dataReceived", self._received)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.loadingFailed", self._failed)
        await session.send("Network.enable", {"maxPostDataSize": 2_000})
        self._sessions.append(session)

    # What the protocol says.

    def _sent(self, event: Mapping[str, Any]) -> None:
        self.last_activity = time.monotonic()
        number, request = event["requestId"], event["request"]
        if "redirectResponse" in event and number in self._open:
            known = self._open[number]
            _fill(known.hops[-1], event["redirectResponse"])
            known.hops.append(Hop(request["url"]))
            return
        if len(self.state.requests) >= MOST or request["url"].startswith(("data:", "blob:")):
            return
        seen = Request(
            kind=event.get("type", "Other"),
            method=request["method"],
            at=self.now(),
            hops=[Hop(request["url"])],
            document=event.get("documentURL", ""),
            initiator=_initiator(event.get("initiator", {})),
            body=request.get("postData", "")[:2_000],
        )
        self.state.requests.append(seen)
        self._open[number] = seen
        for early in self._early.pop(number, ()):
            self._headers(early)

    def _received(self, _event: Mapping[str, Any]) -> None:
        self.last_activity = time.monotonic()

    def _answered(self, event: Mapping[str, Any]) -> None:
        self.last_activity = time.monotonic()
        self._answered_ids.add(event["requestId"])
        if seen := self._open.get(event["requestId"]):
            _fill(seen.hops[-1], event["response"])

    def _headers(self, event: Mapping[str, Any]) -> None:
        """Keep each raw ``Set-Cookie`` with the answer it came with and why it was refused."""
        number = event["requestId"]
        seen = self._open.get(number)
        if seen is None:
            self._early.setdefault(number, []).append(event)
            return
        answer = self._answers.get(number, 0)
        self._answers[number] = answer + 1
        url = seen.hops[min(answer, len(seen.hops) - 1)].url
        blocked = {each["cookieLine"]: each["blockedReasons"] for each in event["blockedCookies"]}
        partition = event.get("cookiePartitionKey", {}).get("topLevelSite", "")
        for line in _set_cookie(event["headers"]):
            attempt = CookieAttempt(line, url, "header", self.now())
            attempt.blocked = list(blocked.get(line, ()))
            attempt.partition = partition if _is_partitioned(line) else ""
            self._keep(self.state.attempts, attempt)

    def _finished(self, event: Mapping[str, Any]) -> None:
        self.last_activity = time.monotonic()
        if seen := self._open.pop(event["requestId"], None):
            seen.hops[-1].size = round(event.get("encodedDataLength", -1))

    def _failed(self, event: Mapping[str, Any]) -> None:
        self.last_activity = time.monotonic()
        if seen := self._open.pop(event["requestId"], None):
            seen.failed = event.get("errorText", "failed") or "failed"

    # What the hooks say.

    def _told(self, told: Mapping[str, Any]) -> None:
        self.last_activity = time.monotonic()
        at = max(round(told.get("at", 0) - self._began * 1000), 0)
        script, frame = str(told.get("script", "")), str(told.get("frame", ""))
        match told.get("kind"):
            case "here":
                self.heard = self.heard or frame.startswith("http")
            case "cookie":
                line = str(told["line"])[:8_000]
                seen = CookieAttempt(line, frame, str(told["how"]), at, script)
                self._keep(self.state.attempts, seen)
            case "storage":
                origin, kind = str(told["origin"]), str(told["store"])
                seen_item = StorageItem(
                    kind, origin, str(told["key"])[:500], str(told["value"]), at, script, kept=False
                )
                self._keep(self.state.storage, seen_item)
            case "worker":
                worker = Worker(str(told["url"]), str(told["scope"]), kept=False)
                self._keep(self.state.workers, worker)
            case "read":
                self._keep(self.state.reads, ScriptRead(str(told["api"]), script, frame, at))

    # What is there at the end.

    async def take_stock(self, page: Page) -> None:
        """Read the jar, and in every frame its storage, workers, links and signals."""
        await self._read_jar()
        for frame in page.frames:
            try:
                found = await frame.evaluate(FRAME)
            except Error:  # a frame that has just gone, or that may keep nothing
                continue
            self._merge(found, top=frame == page.main_frame)
        self.state.document = page.url

    async def _read_jar(self) -> None:
        answer = await self._sessions[0].send("Network.getAllCookies")
        self.state.jar = [_stored(one) for one in answer["cookies"]]

    def _merge(self, found: Mapping[str, Any], *, top: bool) -> None:
        for one in found["kept"]:
            self._mark(StorageItem(one["kind"], found["origin"], one["key"], one["value"]))
        for one in found["workers"]:
            known = [each for each in self.state.workers if each.scope == one["scope"]]
            for worker in known:
                worker.kept = True
            if not known:
                self.state.workers.append(Worker(one["url"], one["scope"]))
        if top:
            self.state.links, self.state.consent_signals = found["links"], found["signals"]
            self.state.title = str(found["title"])[:200]

    def _mark(self, item: StorageItem) -> None:
        known = [each for each in self.state.storage if _same(each, item)]
        for each in known:
            each.kept = True
            each.value = item.value or each.value
        if not known:
            self._keep(self.state.storage, item)

    def _keep(self, things: list[Any], thing: object) -> None:
        if len(things) < MOST:
            things.append(thing)


def _same(one: StorageItem, other: StorageItem) -> bool:
    return (one.kind, one.origin, one.key) == (other.kind, other.origin, other.key)


def _fill(hop: Hop, response: Mapping[str, Any]) -> None:
    hop.status, hop.mime = response.get("status", 0), response.get("mimeType", "")
    hop.size = round(response.get("encodedDataLength", -1))


def _initiator(initiator: Mapping[str, Any]) -> str:
    frames = initiator.get("stack", {}).get("callFrames", [])
    return str(initiator.get("url") or (frames[0]["url"] if frames else ""))


def _set_cookie(headers: Mapping[str, str]) -> list[str]:
    found = [value for name, value in headers.items() if name.lower() == "set-cookie"]
    return [line for value in found for line in value.split("\n") if line]


def _is_partitioned(line: str) -> bool:
    return any(part.strip().lower() == "partitioned" for part in line.split(";")[1:])


def _stored(cookie: Mapping[str, Any]) -> StoredCookie:
    key = cookie.get("partitionKey") or {}
    top = key.get("topLevelSite", "") if isinstance(key, dict) else str(key)
    return StoredCookie(
        name=cookie["name"],
        value=cookie["value"],
        domain=cookie["domain"].lower(),
        path=cookie["path"],
        expires=float(cookie.get("expires", -1)),
        http_only=bool(cookie["httpOnly"]),
        secure=bool(cookie["secure"]),
        same_site=cookie.get("sameSite", ""),
        partition=split(top).hostname or top,
    )


def as_log(state: State) -> str:
    """Return a state as lines of JSON, one thing each, for people and for grep."""
    lines: list[str] = [json.dumps({"state": state.key, "steps": state.steps})]
    for request in state.requests:
        chain = " > ".join(f"{hop.url} [{hop.status}]" for hop in request.hops)
        lines.append(json.dumps({"at": request.at, "kind": request.kind, "chain": chain}))
    for attempt in state.attempts:
        told = {"at": attempt.at, "how": attempt.how, "url": attempt.url, "line": attempt.line}
        lines.append(json.dumps({**told, "blocked": attempt.blocked}))
    return "\n".join(lines) + "\n"
