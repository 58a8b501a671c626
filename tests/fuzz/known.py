"""Names of what the partner that asks has, so that addresses lead somewhere."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass
class Names:
    """Looks up what is first in each list, once."""

    paths: dict[str, Any]
    url: str
    token: str
    seen: dict[str, Any] = field(default_factory=dict)

    def of(self, path: str) -> dict[str, str]:
        """Return a name for each parameter of an address; none at all where one is not known."""
        found: dict[str, str] = {}
        for part in PARAMETER.finditer(path):
            name = self._first(path[: part.start()].rstrip("/"), part[1], found)
            if name is None:
                return {}
            found[part[1]] = name
        return found

    def _first(self, collection: str, parameter: str, above: dict[str, str]) -> str | None:
        """Return the name of what is first in a list, or in one that what is above it holds."""
        parent, _slash, inside = collection.rpartition("/")
        if self._can_be_read(collection):
            rows = self._asked(collection.format(**above)).get("results", [])
        elif self._can_be_read(parent) and above:
            rows = self._asked(parent.format(**above)).get(inside, [])
        else:
            rows = []
        keys = (parameter, "id", "code")
        return next((str(row[key]) for row in rows for key in keys if row.get(key)), None)

    def _can_be_read(self, path: str) -> bool:
        listed = self.paths.get(path, {}).get("get")
        return bool(listed) and not any(
            each.get("required") and each["in"] == "query" for each in listed["parameters"]
        )

    def _asked(self, path: str) -> dict[str, Any]:
        if path not in self.seen:
            asked = Request(f"{self.url}{path}")
            asked.add_header("Authorization", f"Bearer {self.token}")
            try:
                with urlopen(asked) as answer:
                    self.seen[path] = json.load(answer)
            except HTTPError:  # what is another's to read has no names for us
                self.seen[path] = {}
        told: dict[str, Any] = self.seen[path]
        return told


def numbers(operations: dict[str, Any]) -> set[str]:
    """Return the parameters of an address that are numbers: these are fuzzed, and never given."""
    return {
        each["name"]
        for operation in operations.values()
        for each in operation["parameters"]
        if each["in"] == "path" and each["schema"].get("type") == "integer"
    }


def known(paths: dict[str, Any], url: str, token: str) -> Iterator[str]:
    """Yield what the configuration says of addresses with parameters: what is first of each."""
    names = Names(paths, url, token)
    for path, operations in paths.items():
        fuzzed = numbers(operations)
        if found := {name: of for name, of in names.of(path).items() if name not in fuzzed}:
            yield f'\n[[operations]]\ninclude-path = "{path}"\n[operations.parameters]\n'
            yield from (f'"path.{name}" = "{value}"\n' for name, value in found.items())
