"""``expand``: what a row refers to, told in full with it when it is asked for."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer, Serializer

from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation, Promising
from voipgrid_privacy.api.problems import InvalidParameter
from voipgrid_privacy.kernel.tenancy import Viewer

Body = dict[str, Any]
NAME = "expand"


@dataclass(frozen=True, slots=True)
class Expansion:
    """What is told in full: ``key`` is the column of a row with its identifier.

    ``read`` returns the bodies of those that the viewer may see, by identifier; the rest is null,
    exactly like what is not there.
    """

    key: str
    read: Callable[[Viewer, Collection[Any]], Mapping[Any, Body]]


def expanded_of(name: str, **shapes: type[BaseSerializer[Any]]) -> Serializer[Any]:
    """Return the property ``expanded`` of a shape: what it can be told with in full, by name."""
    told = {each: shape(allow_null=True, required=False) for each, shape in shapes.items()}
    said = "What was asked for with `expand`; null is what is not there for the caller."
    made = type(f"{name}Expanded", (Serializer,), {"__doc__": said, **told})
    shape: Serializer[Any] = made(required=False)
    return shape


def in_full(request: Request, rows: Sequence[Any], bodies: list[Body]) -> list[Body]:
    """Return the bodies of rows, with what they refer to where that is asked; InvalidParameter."""
    view = cast("Promising", request.parser_context["view"])
    operation = promised(request)
    names = _asked(request, operation)
    if not names:
        return bodies
    found = {name: _read(operation.expandable[name], view.viewer, rows) for name in names}
    keys = {name: operation.expandable[name].key for name in names}
    return [
        body | {"expanded": {name: found[name].get(getattr(row, keys[name])) for name in names}}
        for row, body in zip(rows, bodies, strict=True)
    ]


def promised(request: Request) -> Operation:
    """Return what the view promises for the method; HEAD is GET without the body."""
    view = cast("Promising", request.parser_context["view"])
    method = str(request.method)
    return view.operations["GET" if method == "HEAD" else method]


def _asked(request: Request, operation: Operation) -> list[str]:
    asked = NAME in request.query_params
    wanted = parameters.text(request, NAME).split(",") if asked else []
    if not set(wanted) <= set(operation.expandable):
        raise InvalidParameter(field=NAME, parameter=NAME)
    return list(dict.fromkeys(wanted))  # what is named twice is read once


def _read(one: Expansion, viewer: Viewer, rows: Sequence[Any]) -> Mapping[Any, Body]:
    keys = {getattr(row, one.key) for row in rows} - {None}
    return one.read(viewer, keys) if keys else {}
