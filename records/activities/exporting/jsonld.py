"""A record in the Data Privacy Vocabulary (W3C DPV 2.3): one ROPA, a process per activity version.

Our codes become the vocabulary's terms by ``data/dpv.yaml``; what it has no term for is told with
the general term of its kind and with our words, never with a term that is not there.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from records.activities.choices import Officer, RecordKind
from records.activities.exporting.as_json import written
from records.activities.exporting.taken import Taken, in_language
from records.activities.models import ActivityVersion
from records.activities.processing import Group
from records.activities.queries import Entry
from records.activities.sections import BY_CODE
from records.activities.telling import in_words
from records.activities.vocabulary import Vocabulary
from roles.choices import Role
from voipgrid_privacy.kernel.data_files import read_yaml
from voipgrid_privacy.kernel.tables import in_pieces

Node = dict[str, Any]
MEDIA: Final = "application/ld+json"
CONTEXT: Final = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
ROLES: Final = {
    Role.PROCESSOR: "dpv:DataProcessor",
    Role.SUB_PROCESSOR: "dpv:DataSubProcessor",
}


@cache
def _terms() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = read_yaml(Path(__file__).parents[1] / "data" / "dpv.yaml")
    return found


def as_jsonld(taken: Taken) -> StreamingHttpResponse:
    """Return the record as JSON-LD; of a processor with a process per controller and category."""
    pieces = in_pieces(written(_ropa(taken)))
    response = StreamingHttpResponse(pieces, content_type=MEDIA)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{taken.name}.jsonld"
    )
    return response


def _ropa(taken: Taken) -> Node:
    found, telling = taken.found, _Telling(taken)
    processes: Iterable[Node] = map(telling.process, found.entries)
    if found.kind == RecordKind.PROCESSOR:
        served = (process for group in taken.groups() for process in telling.served(group))
        processes = chain(processes, served)
    return {
        "@context": CONTEXT,
        "@id": f"urn:{taken.name}",
        "@type": "dpv:ROPA",
        "dct:date": {"@type": "xsd:date", "@value": found.on.isoformat()},
        "dct:conformsTo": {"@id": "https://w3id.org/dpv"},
        telling.role: telling.keeper(),
        "dpv:hasProcess": in_language(processes),
    }


def notice_of(taken: Taken, address: str, on: date) -> Node:
    """Return what a controller tells people (GDPR Art. 13, 14) as one notice at ``address``.

    The activities are told by what they are, not by where the party reads them itself.
    """
    telling, entries = _Telling(taken), taken.found.entries
    return {
        "@context": CONTEXT,
        "@id": address,
        "@type": "dpv:PrivacyNotice",
        "dct:issued": {"@type": "xsd:date", "@value": on.isoformat()},
        "dct:conformsTo": {"@id": "https://w3id.org/dpv"},
        telling.role: telling.keeper(),
        "dpv:hasProcess": [_noticed(telling.process(entry), address) for entry in entries],
    }


def _noticed(node: Node, address: str) -> Node:
    told = {name: value for name, value in node.items() if name not in _INSIDE}
    return {**told, "@id": f"{address}#{node['dct:identifier']}"}


_INSIDE: Final = frozenset({"dct:source", "dct:isVersionOf"})
"""What says where an entry stands in a record, which only its party reads."""


@dataclass(frozen=True, slots=True)
class _Telling:
    """The nodes of one record."""

    taken: Taken

    @property
    def role(self) -> str:
        """By which property the keeper of the record hangs on it."""
        controls = self.taken.found.kind == RecordKind.CONTROLLER
        return "dpv:hasDataController" if controls else "dpv:hasDataProcessor"

    def keeper(self) -> Node:
        """Return who keeps the record, and how it is reached (a)."""
        found, head = self.taken.found, self.taken.found.head
        controls = found.kind == RecordKind.CONTROLLER
        node: Node = {
            "@id": _party(found.party.pk),
            "@type": "dpv:DataController" if controls else "dpv:DataProcessor",
            "dpv:hasName": head.name,
        }
        node |= _filled("dpv:hasAddress", head.address)
        node |= _filled("dpv:hasContact", list(head.contacts))
        node |= _filled(
            "dpv:hasRepresentative", head.representative and _named(head.representative)
        )
        if head.officer == Officer.APPOINTED:
            how = _filled("dpv:hasContact", head.officer_contact)
            node["dpv:hasDataProtectionOfficer"] = {"@type": "dpv:Entity", **how}
        return node

    def process(self, entry: Entry) -> Node:
        """Return one activity: what it does, with its permanent addresses as its identity."""
        node: Node = {
            "@id": _address(entry.version),
            "@type": "dpv:Process",
            "dct:identifier": entry.code,
            "dct:title": _texts(entry.body["name"]),
            "dct:isVersionOf": {"@id": f"urn:uuid:{entry.pk}"},
        }
        if entry.base and entry.own:
            node["dct:source"] = {"@id": _address(entry.base)}
        for code, tell in _TELLERS.items():
            if code in entry.body:
                node |= tell(entry.body[code], self.taken.words)
        return node

    def served(self, group: Group) -> Iterator[Node]:
        """Yield what is done for one controller, per category of data (Art. 30(2)(b))."""
        how = group.reached
        controller: Node = {
            "@id": _party(group.controller),
            "@type": "dpv:DataController",
            "dpv:hasName": group.name,
            **_filled("dpv:hasIdentifier", group.kvk_number),
            **_filled("dpv:hasAddress", how.address),
            **_filled("dpv:hasContact", how.contact),
            **_representative(how.representative),
        }
        for part in group.parts:
            yield {
                "@type": "dpv:Process",
                "dpv:hasDataController": controller,
                "dpv:hasDataProcessor": {
                    "@id": _party(self.taken.found.party.pk),
                    "@type": ROLES[Role(part.role)],
                },
                "dpv:hasPersonalData": _term("categories", part.category, part.category_name),
                "dpv:hasProcess": [{"@id": _address(entry.version)} for entry in part.entries],
            }


def _party(pk: object) -> str:
    return f"urn:uuid:{pk}"


def _address(row: ActivityVersion) -> str:
    path = reverse("site:activity-version", args=(row.activity_id, row.number))
    return f"{settings.PUBLIC_URL}{path}"


def _filled(name: str, value: Any) -> Node:
    return {name: value} if value else {}


def _texts(text: dict[str, str]) -> list[Node]:
    return [{"@language": code, "@value": value} for code, value in text.items()]


def _named(name: str) -> Node:
    return {"@type": "dpv:Entity", "dpv:hasName": name}


def _representative(name: str) -> Node:
    return {"dpv:hasRepresentative": _named(name)} if name else {}


GENERAL: Final = {
    "subjects": "dpv:DataSubject",
    "elements": "dpv:PersonalData",
    "categories": "dpv:PersonalData",
    "purposes": "dpv:Purpose",
    "measures": "dpv:TechnicalOrganisationalMeasure",
    "recipients": "dpv:Recipient",
}


def _term(group: str, code: str, words: object = "") -> Node:
    """Return what a code means in the vocabulary, with our words for it."""
    kind = _terms()[group].get(code, GENERAL[group])
    return {"@type": kind, "rdfs:label": str(words or code)}


def _purposes(value: list[Node], words: Vocabulary) -> Node:
    found = []
    for row in value:
        node = _term("purposes", row["purpose"], words.purposes.get(row["purpose"]))
        if row["basis"]:
            basis: Node = {"@type": _terms()["bases"][row["basis"]]}
            if row["interest"]:
                basis["dct:description"] = _texts(row["interest"])
            node["dpv:hasLegalBasis"] = basis
        found.append(node)
    return _filled("dpv:hasPurpose", found)


def _data(value: list[Node], words: Vocabulary) -> Node:
    codes = [code for row in value for code in row["elements"]]
    found = [_term("elements", code, words.elements.get(code)) for code in codes]
    return _filled("dpv:hasPersonalData", found)


def _recipients(value: list[Node], _words: Vocabulary) -> Node:
    found = [
        {"@type": _terms()["recipients"][row["kind"]], "dpv:hasName": _texts(row["name"])}
        for row in value
    ]
    return _filled("dpv:hasRecipient", found)


def _transfers(value: Node, _words: Vocabulary) -> Node:
    found = []
    for row in value["to"]:
        node: Node = {"@type": "dpv:DataImporter", "dpv:hasName": row["recipient"]}
        node["dpv:hasThirdCountry"] = row["country"]
        kind = _terms()["mechanisms"].get(row["mechanism"])
        measure = {**_filled("@type", kind), **_filled("dct:title", row["document"])}
        found.append(node | _filled("dpv:hasLegalMeasure", measure))
    return _filled("dpv:hasDataImporter", found)


def _told(code: str, value: Any, words: Vocabulary) -> list[str]:
    return list(in_words(BY_CODE[code], {code: value}, words))


def _retention(value: list[Node], words: Vocabulary) -> Node:
    found = [
        {
            "@type": "dpv:StorageCondition",
            "dpv:hasDuration": {"@type": "dpv:Duration", "rdfs:label": line},
        }
        for line in _told("retention", value, words)
    ]
    return _filled("dpv:hasStorageCondition", found)


def _measures(value: list[str], words: Vocabulary) -> Node:
    found = [_term("measures", code, words.measures.get(code)) for code in value]
    return _filled("dpv:hasTechnicalOrganisationalMeasure", found)


def _subjects(value: list[str], words: Vocabulary) -> Node:
    told = zip(value, _told("subjects", value, words), strict=True)
    return _filled("dpv:hasDataSubject", [_term("subjects", code, line) for code, line in told])


_TELLERS: Final[dict[str, Callable[[Any, Vocabulary], Node]]] = {
    "description": lambda value, _words: {"dct:description": _texts(value)},
    "joint": lambda value, _words: _filled(
        "dpv:hasJointDataControllers", [_named(row["name"]) for row in value]
    ),
    "purposes": _purposes,
    "subjects": _subjects,
    "data": _data,
    "origin": lambda value, words: _filled(
        "dpv:hasDataSource",
        [{"@type": "dpv:DataSource", "rdfs:label": line} for line in _told("origin", value, words)],
    ),
    "recipients": _recipients,
    "transfers": _transfers,
    "retention": _retention,
    "measures": _measures,
}
