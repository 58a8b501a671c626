"""Exports in flight: files that commands write to the disk, answers of the API, mail in files.

What has its name, or came as a whole answer, must be whole: each names at least as many customers
as the one before. What was refused or cut short may be asked again, and that is all it cost.
"""

import csv
import hashlib
import io
import json
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path

from django.conf import settings

from tests.faults.counts import Found
from tests.faults.product import HOST, ROOT, Product

PATIENCE = 120.0
PAUSE = 0.5
MAILED = b"-" * 79 + b"\n"
"""The end of a mail that is kept as a file."""
ANSWERED = ("ndjson", "csv", "xlsx")


@dataclass
class Exports:
    """Everything that is written to files, again and again, until it is told to end."""

    product: Product
    token: str
    whole: int = 0
    refused: int = 0
    half: list[str] = field(default_factory=list)
    _customers: dict[str, int] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where the files go: the disk that is filled."""
        return self.product.data_dir.parent / "exports"

    def begin(self) -> None:
        """Start asking."""
        self.folder.mkdir(exist_ok=True)
        for asked in (self._commands(), self._answers()):
            thread = threading.Thread(target=self._go_on, args=(asked,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def end(self) -> None:
        """Ask nothing new, and wait for what was asked."""
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE + 30)

    def count(self, found: Found) -> None:
        """Count what came whole; what is half under the name of a whole one is half."""
        found.things += self.whole
        found.half += self.half
        for path in (self.product.data_dir / "mail").glob("*.log"):
            if not path.read_bytes().endswith(MAILED):
                found.half.append(f"mail {path.name}")

    def _go_on(self, asked: Iterator[Callable[[], None]]) -> None:
        while not self._over.wait(PAUSE):
            next(asked)()

    def _commands(self) -> Iterator[Callable[[], None]]:
        yield from cycle((self._export, self._backup))

    def _answers(self) -> Iterator[Callable[[], None]]:
        for form in cycle(ANSWERED):
            yield partial(self._answer, form)

    def _export(self) -> None:
        path = self.folder / f"roles-{time.monotonic_ns()}.ndjson"
        done = self._ran("export_roles", "--output", str(path))
        if path.exists():
            self._judge("file", path.name, path.read_bytes(), "ndjson")
            path.unlink()
        elif done:
            self.half.append(f"{path.name} is not there")
        self.refused += not done

    def _backup(self) -> None:
        self.refused += not self._ran("backup", str(self.folder))
        for dump in self.folder.glob("*.dump"):
            told = json.loads(dump.with_suffix(".json").read_text())["sha256"]
            if hashlib.sha256(dump.read_bytes()).hexdigest() != told:
                self.half.append(dump.name)
            self.whole += 1
            dump.unlink()
        for manifest in self.folder.glob("*.json"):  # of no dump it says nothing, but is whole
            json.loads(manifest.read_text())
            manifest.unlink()

    def _ran(self, *command: str) -> bool:
        environment = {**self.product.environment, "DATABASE_URL": settings.DATABASE_URL}
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
        return done.returncode == 0

    def _answer(self, form: str) -> None:
        content = self._asked(form)
        if content is None:
            self.refused += 1
        else:
            self._judge(f"answer {form}", form, content, form)

    def _asked(self, form: str) -> bytes | None:
        """Return an answer that came as a whole one; None when it was refused or cut short."""
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            with closing(HTTPConnection(HOST, self.product.port, timeout=PATIENCE)) as line:
                line.request("GET", f"/api/v1/role-matrix/exports?form={form}", headers=headers)
                answer = line.getresponse()
                content = answer.read()
        except (OSError, HTTPException):
            return None
        return content if answer.status == 200 else None

    def _judge(self, kind: str, name: str, content: bytes, form: str) -> None:
        try:
            number = CUSTOMERS[form](content)
        except (ValueError, KeyError, zipfile.BadZipFile, csv.Error) as error:
            self.half.append(f"{name}: {error}"[:200])
            return
        if number < self._customers.get(kind, 1):
            self.half.append(f"{name}: {number} customers, {self._customers.get(kind)} before")
        self._customers[kind] = number
        self.whole += 1


def _in_lines(content: bytes) -> int:
    lines = content.decode().splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        raise ValueError("the last line has no end")
    return len({json.loads(line)["customer_id"] for line in lines})


def _in_csv(content: bytes) -> int:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    return len({row["customer_id"] for row in rows})


def _in_workbook(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        if (broken := book.testzip()) is not None:
            raise ValueError(broken)
        return book.read("xl/worksheets/sheet1.xml").count(b"<row ")


CUSTOMERS: dict[str, Callable[[bytes], int]] = {
    "ndjson": _in_lines,
    "csv": _in_csv,
    "xlsx": _in_workbook,
}
