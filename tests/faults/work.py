"""Work in flight: writes, imports, mail and runs that go on while faults happen.

Whoever asks behaves as a careful developer does: each write has a name of its own (a number, or an
`Idempotency-Key`) and is asked again until it is answered.
"""

import http.client
import json
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

from tests.faults.product import HOST

GIVE_UP = 300.0
"""Seconds after which a write that nobody answers counts as never answered."""
ROWS = 100
PADDING = 12_000
"""Spaces after each row: a file of more than a megabyte is a worker's work, not a request's."""


@dataclass
class Asked:
    """One write: its name, when it was first asked, and when it was answered (monotonic)."""

    name: str
    began: float
    answered: float = 0.0
    tries: int = 0
    refused: str = ""


@dataclass
class Work:
    """What is asked of the product in one scenario, under names that begin with tag."""

    port: int
    token: str
    tag: str
    seed: int
    writers: int = 3
    host: str = HOST
    asked: list[Asked] = field(default_factory=list)
    uploads: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    _numbers: Any = field(default_factory=count)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> None:
        """Start asking."""
        for number in range(self.writers):
            random = Random(f"{self.seed}-{self.tag}-{number}")
            self._thread(lambda random=random: self._write(random))
        self._thread(self._import)

    def end(self) -> None:
        """Ask nothing new; wait until all that was asked is answered."""
        self.stopping.set()
        for thread in self._threads:
            thread.join(GIVE_UP + 30)

    def open_requests(self) -> int:
        """Return how many writes wait for their answer."""
        return sum(1 for each in list(self.asked) if not each.answered and not each.refused)

    def first_answer_since(self, moment: float) -> float | None:
        """Return when a write that was begun after ``moment`` was first answered, if one was."""
        late = [a.answered for a in list(self.asked) if a.answered and a.began >= moment]
        return min(late) if late else None

    def _thread(self, what: Callable[[], None]) -> None:
        thread = threading.Thread(target=what, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _write(self, random: Random) -> None:
        """Enter a customer with a contract in one write, then a contact by another; again."""
        while not self.stopping.is_set():
            with self._lock:
                name = f"{self.tag}-{next(self._numbers)}"
            service = {"service": "TELEPHONY", "valid_from_date": "2026-01-01"}
            customer = {"kind": "CUSTOMER", "name": name, "services": [service]}
            self._insist(name, "PUT", f"/customers/RELATIECODE:{name}", customer)
            contact = {
                "party": f"RELATIECODE:{name}",
                "kind": "GENERAL",
                "email": f"{name}@fault.example",
            }
            self._insist(f"{name}-contact", "POST", "/contacts", contact)
            time.sleep(random.uniform(0.05, 0.3))

    def _import(self) -> None:
        """Upload a file and confirm it, again and again."""
        for number in count():
            if self.stopping.is_set():
                return
            name = f"{self.tag}-I{number}"
            rows = [
                json.dumps({"external_id": f"{name}-{row}", "kind": "CUSTOMER", "name": name})
                for row in range(ROWS)
            ]
            content = "\n".join(row + " " * PADDING for row in rows).encode()
            made = self._insist(name, "POST", "/imports", content)
            if made is None:
                return
            self.uploads.append(made["id"])
            if self._reaches(made["id"], {"PREVIEWED"}):
                self._insist(f"{name}-yes", "POST", f"/imports/{made['id']}/confirmations", {})
                self._reaches(made["id"], {"APPLIED"})

    def _reaches(self, pk: str, states: set[str]) -> bool:
        end = time.monotonic() + GIVE_UP
        while time.monotonic() < end:
            found = self.once("GET", f"/imports/{pk}", None, "")
            if found is not None and found[0] == 200 and found[1]["state"] in states:
                return True
            time.sleep(0.5)
        return False

    def _insist(self, name: str, method: str, path: str, body: Any) -> Any:
        """Ask until it is answered; None when it was refused or never answered."""
        one = Asked(name, time.monotonic())
        self.asked.append(one)
        while time.monotonic() - one.began < GIVE_UP:
            one.tries += 1
            answer = self.once(method, path, body, name)
            if answer is not None and answer[0] < 300:
                one.answered = time.monotonic()
                return answer[1]
            if answer is not None and answer[0] < 500 and answer[0] not in {409, 425, 429}:
                one.refused = f"{answer[0]} {answer[1]}"[:300]
                return None
            time.sleep(0.3)
        one.refused = f"never answered: {answer}"[:300]
        return None

    def once(self, method: str, path: str, body: Any, key: str) -> tuple[int, Any] | None:
        """Ask once; None when the connection broke, or the answer came only in part."""
        is_file = isinstance(body, bytes)
        content = body if is_file else json.dumps(body).encode() if body is not None else None
        kind = "application/x-ndjson" if is_file else "application/json"
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        if method == "POST":
            headers["Idempotency-Key"] = key
        try:
            with closing(http.client.HTTPConnection(self.host, self.port, timeout=20)) as line:
                line.request(method, f"/api/v1{path}", content, headers)
                answer = line.getresponse()
                told = answer.read()
                return answer.status, json.loads(told) if told else None
        except (OSError, http.client.HTTPException, ValueError):
            return None
