"""Every place in which an operation takes a name of something: addresses, queries and bodies."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from uuid import uuid4

from voipgrid_privacy.api.examples import story

NUMBER = re.compile(r"^[A-Z_]+:\S+$")
"""A number of a party in another system."""
NAMED_IN_QUERY = ("partner", "customer", "party", "endpoint", "site")
ABSENT_CODE, ABSENT_NUMBER = "nobody-here", "987654321"


def prefixes(path: str) -> Iterator[tuple[str, str]]:
    """Yield each parameter of an address with the address up to and including it."""
    for found in re.finditer(r"\{(\w+)\}", path):
        yield found[1], path[: found.end()]


def told_in_story(paths: dict[str, str]) -> dict[str, str]:
    """Return what the story calls the thing at each address; ``paths`` is by operation."""
    known: dict[str, str] = {}
    for example in story():
        for name, prefix in prefixes(paths[example.operation]):
            if name in example.path:
                known.setdefault(prefix, example.path[name])
    return known


def absent_for(value: str) -> str:
    """Return a name of the same kind as ``value`` that nothing has."""
    if NUMBER.match(value):
        return f"{value.partition(':')[0]}:{ABSENT_NUMBER}"
    if value.isdigit():
        return ABSENT_NUMBER
    return str(uuid4()) if len(value) == 36 else ABSENT_CODE


def references(node: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield where in the example of a body something is named: `$name`, or a number of a party."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key != "typed":  # what is typed says that something was read, and names nothing
                yield from references(value, (*place, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from references(value, (*place, number))
    elif isinstance(node, str) and (node.startswith("$") or NUMBER.match(node)):
        yield place


def with_value(body: Any, place: tuple[str | int, ...], value: str) -> Any:
    """Return the body with another value in one place."""
    made = deepcopy(body)
    inside = made
    for part in place[:-1]:
        inside = inside[part]
    inside[place[-1]] = value
    return made
