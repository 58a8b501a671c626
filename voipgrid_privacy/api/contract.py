"""What a view promises per method; the OpenAPI document is made from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from rest_framework.serializers import BaseSerializer

from voipgrid_privacy.api.deprecation import Deprecation
from voipgrid_privacy.api.parameters import LONGEST
from voipgrid_privacy.kernel.tenancy import Viewer

if TYPE_CHECKING:
    from voipgrid_privacy.api.expanding import Expansion

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address. ``sortable`` and ``single`` say which headers come with it."""

    name: str
    answer: type[BaseSerializer[Any]]
    body: type[BaseSerializer[Any]] | None = None
    status: int = 200
    single: bool = False
    query: frozenset[str] = field(default_factory=frozenset)
    required: frozenset[str] = field(default_factory=frozenset)
    """Those parameters of ``query`` that cannot be left out."""
    sortable: Mapping[str, str] = field(default_factory=dict)
    """Of a list in pages: what it can be sorted by, and the column; the first is the usual one."""
    downwards: bool = False
    """Whether the usual sorting is downwards: the newest first."""
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What a parameter may say here, where only some words are good."""
    said: Mapping[str, str] = field(default_factory=dict)
    """What a parameter means here, where that is more than ``QUERY`` says of it everywhere."""
    media: str = ""
    """The type of an answer that is no JSON."""
    forms: Mapping[str, str] = field(default_factory=dict)
    """What ``form`` may say, and the media type of each; the first when it is left out."""
    sent: tuple[str, ...] = ()
    """Media types of a body that is a file."""
    expandable: Mapping[str, "Expansion"] = field(default_factory=dict)
    """What each result can be told with in full, when `expand` names it."""
    deprecated: Deprecation | None = None
    """Since when it goes away, until when it is there, and what takes its place."""

    @property
    def paged(self) -> bool:
        """Whether the answer is one page of a list."""
        return bool(self.sortable)

    @property
    def parameters(self) -> frozenset[str]:
        """What the query may name."""
        expand = {"expand"} if self.expandable else set()
        return self.query | (PAGING if self.paged else set()) | expand

    @property
    def usual_sort(self) -> str:
        """What a list is sorted by when nothing is asked, as ``sort`` would say it."""
        return ("-" if self.downwards else "") + next(iter(self.sortable))

    def words_of(self, parameter: str) -> list[str]:
        """Return what a parameter may say; empty when that is open."""
        if parameter == "sort" and "sort" not in self.words:
            return [sign + name for name in self.sortable for sign in ("", "-")]
        return list(self.forms if parameter == "form" else self.words.get(parameter, ()))

    def meaning_of(self, parameter: str) -> str:
        """Return the sentence that describes a parameter here."""
        if parameter == "expand":
            return f"{QUERY[parameter][1]} Here: {', '.join(self.expandable)}."
        return self.said.get(parameter) or QUERY[parameter][1]


class Promising(Protocol):
    """What every view of ours has and a library's view has not."""

    resource: str
    only_asks: bool
    operations: Mapping[str, Operation]

    @property
    def viewer(self) -> Viewer:
        """Who asks."""


TEXT: Schema = {"type": "string", "maxLength": LONGEST, "pattern": "^[^\\x00]*$"}
DAY: Schema = {"type": "string", "format": "date"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
LIMIT: Schema = {
    "type": "integer",
    "format": "int32",
    "minimum": 1,
    "maximum": 200,
    "default": 50,
}

QUERY: dict[str, tuple[Schema, str]] = {
    "asof": (DAY, "The legal date of the answer (Europe/Amsterdam); today when left out."),
    "knownat": (INSTANT, "Answer as the register said at this instant; now when left out."),
    "partner": (TEXT, "UUID or external number of a partner (`VOIPGRID_PARTNER_ID:123`)."),
    "customer": (TEXT, "UUID or external number of a customer."),
    "party": (TEXT, "UUID or external number of a party at either end."),
    "form": (
        TEXT,
        "The form in which it is handed out; the first of these when left out.",
    ),
    "service": (TEXT, "Code of the service; TELEPHONY when left out."),
    "feature": (TEXT, "Code of a service feature; CONVEYANCE when left out."),
    "purpose": (TEXT, "Only the roles in a use for this purpose of a party's own."),
    "category": (TEXT, "Code of a data category."),
    "role": (TEXT, "A role that was expected: the answer says why it is not that one."),
    "kind": (TEXT, "Only those of this kind."),
    "state": (TEXT, "Only those in this state."),
    "country": (TEXT, "Only transfers to this country (ISO 3166, two capital letters)."),
    "verdict": (TEXT, "Only transfers with this answer."),
    "severity": (TEXT, "Only findings of this severity."),
    "code": (TEXT, "Only findings with this code."),
    "endpoint": (TEXT, "Only deliveries to the webhook with this UUID."),
    "site": (TEXT, "Code of a site."),
    "store": (TEXT, "Code of a data store."),
    "q": (TEXT, "Only those with this text in code or name; never a name of a person."),
    "expand": (TEXT, "What to tell in full with each result, under `expanded`; commas between."),
    "limit": (LIMIT, "How many results at most."),
    "cursor": (TEXT, "Where to continue: `next_cursor` of the page before."),
    "sort": (TEXT, "A property to sort by, with a minus in front: downwards."),
}
PAGING = frozenset({"limit", "cursor", "sort"})

SENT: dict[str, str] = {
    "Accept-Language": "nl or en: the language of sentences, titles and details.",
    "Idempotency-Key": "The same key and body answers the first result; another body 409.",
    "If-Match": "Refuse with 412 when the version is no longer this one.",
    "If-None-Match": "Answer 304 when the version is still this one.",
}
RETURNED: dict[str, str] = {
    "API-Version": "Full version of the API.",
    "RateLimit": "What is left of the client's limit, and when it starts anew.",
    "RateLimit-Policy": "Requests and seconds of the limit.",
    "Link": "RFC 8288 link to the next page.",
    "X-Total-Count": "How many results there are on all pages.",
    "ETag": "Version of what is shown.",
    "Location": "Address of what was made.",
    "Deprecation": "Since when this operation is deprecated (RFC 9745).",
    "Sunset": "From when this operation is gone (RFC 8594).",
}
