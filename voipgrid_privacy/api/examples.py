"""The examples in the document: one story that can be lived, told in `data/*.yaml`.

A step names its operation, what is in the address, the query and the body, and under which names
later steps use what it answers. `tests/api/test_examples.py` sends every step.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

import yaml

HERE: Final = Path(__file__).parent / "data"
CHAPTERS: Final = ("chain", "agreements", "events")
SHOWN: Final = {
    "request_number": "AVG-2026-0001",
    "wrong_number": "AVG-2026-0002",
    "today": "2026-03-01",
    "explanation": "7K3M-9QPX",
}
"""Names that stand for no identifier, and what the document shows of them."""


@dataclass(frozen=True, slots=True)
class Example:
    """One request of the story, as it is written."""

    operation: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    media: str = "application/json"
    keeps: Mapping[str, str] = field(default_factory=dict)
    """By name: where in the answer that is, with dots."""


def story() -> Iterator[Example]:
    """Yield the examples in the order in which they can be sent."""
    for chapter in CHAPTERS:
        for step in yaml.safe_load((HERE / f"{chapter}.yaml").read_text(encoding="utf-8")):
            yield Example(**step)


def named(value: Any, known: Mapping[str, str] | None = None) -> Any:
    """Return ``value`` with each `$name` filled in: with what is known, else as it is shown."""
    if isinstance(value, dict):
        return {key: named(each, known) for key, each in value.items()}
    if isinstance(value, list):
        return [named(each, known) for each in value]
    if isinstance(value, str) and value.startswith("$"):
        name = value[1:]
        return _shown(name) if known is None else known[name]
    return value


def _shown(name: str) -> str:
    if name.endswith("_hash"):
        return sha256(name.encode()).hexdigest()
    return SHOWN.get(name) or str(uuid5(NAMESPACE_URL, name))


def add_examples(operation: dict[str, Any], example: Example) -> None:
    """Write an example in what the document says of its operation."""
    for parameter in operation.get("parameters", ()):
        given = {"path": example.path, "query": example.query}.get(parameter["in"], {})
        if parameter["name"] in given:
            parameter["example"] = named(given[parameter["name"]])
    if example.body is not None:
        content = operation["requestBody"]["content"]
        content[example.media]["example"] = named(example.body)
