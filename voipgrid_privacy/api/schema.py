"""From what a view promises to OpenAPI."""

from typing import Any, cast

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from voipgrid_privacy.api.contract import QUERY, SENT, Operation, Promising, Schema
from voipgrid_privacy.api.permissions import scope_for

OTHERS = {
    "application/ld+json": "JSON-LD 1.1.",
    "application/tilt+json": "Transparency Information Language, one language.",
}
"""Vocabularies of others, which their own documents describe."""


class ContractSchema(AutoSchema):
    """Reads ``operations`` of the view; the docstring of the method is the description."""

    @property
    def operation(self) -> Operation:
        """What the view promises for this method."""
        return self.ours.operations[self.method]

    @property
    def ours(self) -> Promising:
        """The view, as one of ours."""
        return cast("Promising", self.view)

    def get_operation_id(self) -> str:
        """Return the operation's name."""
        return self.operation.name

    def get_summary(self) -> str:
        """Return the first sentence of the docstring."""
        return self.get_description().split(". ")[0].split(" (")[0].rstrip(".")

    def get_tags(self) -> list[str]:
        """Return the resource."""
        return [self.ours.resource]

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Return the scope that is needed."""
        return [{"oauth2": [scope_for(self.view, self.method)]}]

    def is_deprecated(self) -> bool:
        """Return whether the operation goes away."""
        return self.operation.deprecated is not None

    def get_extensions(self) -> dict[str, Any]:
        """Return the days of an operation that goes away."""
        going = self.operation.deprecated
        if going is None:
            return {}
        days = {"x-deprecated-on": going.since.isoformat(), "x-sunset-on": going.sunset.isoformat()}
        return {**days, "x-successor": going.instead} if going.instead else days

    def get_request_serializer(self) -> Any:
        """Return the body."""
        if self.operation.sent:
            return dict.fromkeys(self.operation.sent, OpenApiTypes.BINARY)
        return self.operation.body

    def get_response_serializers(self) -> Any:
        """Return the answer to a success; problems are added to the finished document."""
        if self.operation.media:
            return {(str(self.operation.status), self.operation.media): OpenApiTypes.BINARY}
        if self.operation.forms:
            return {("200", media): self._in(media) for media in self.operation.forms.values()}
        return {
            str(self.operation.status): OpenApiResponse(self.operation.answer, description="OK")
        }

    def _in(self, media: str) -> Any:
        """Return the answer in one of its forms: described where it is JSON, else a file."""
        if media.endswith("+json"):
            return {"type": "object", "description": OTHERS[media]}
        return self.operation.answer if media.endswith("json") else OpenApiTypes.BINARY

    def get_override_parameters(self) -> list[Any]:
        """Return query parameters and headers."""
        promised = self.operation
        names = sorted(promised.parameters)
        query = [
            OpenApiParameter(
                name,
                QUERY[name][0] | _narrowed(promised, name),
                description=promised.meaning_of(name),
                required=name in promised.required,
            )
            for name in names
        ]
        headers = [
            OpenApiParameter(name, str, OpenApiParameter.HEADER, description=SENT[name])
            for name in self._headers()
        ]
        return [*query, *headers]

    def _headers(self) -> list[str]:
        names = ["Accept-Language"]
        if self.method == "POST" and not self.ours.only_asks:
            names.append("Idempotency-Key")
        if self.operation.single:
            names.append("If-None-Match" if self.method == "GET" else "If-Match")
        return names


def _narrowed(promised: Operation, name: str) -> Schema:
    """Return what a parameter may say here; names of properties are no enumeration."""
    if name == "expand":
        one = "|".join(promised.expandable)
        return {"pattern": f"^({one})(,({one}))*$"}
    usual = {"default": promised.usual_sort} if name == "sort" and promised.sortable else {}
    return usual | _words(promised, name)


def _words(promised: Operation, name: str) -> Schema:
    words = promised.words_of(name)
    if not words:
        return {"minLength": 1} if name in promised.required else {}
    if all(word.isupper() for word in words):
        return {"enum": words}
    plain = "|".join(words).replace(".", "\\.")
    return {"pattern": f"^({plain})$"}
