"""What a controller tells people, in the Transparency Information Language: one text a language.

https://github.com/Transparency-Information-Language/schema. What TILT asks and the register does
not know is left out where that is allowed; without an address to write to there is no document.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from records.activities.choices import Basis, Officer, Origin, RecipientKind, RecordKind
from records.activities.exporting.taken import Taken
from records.activities.queries import ASKED_FIRST, Entry
from records.activities.sections import canonical
from records.activities.telling import basis_in_words, rule_in_words, said
from records.errors import NobodyToWriteTo, UnknownRecordForm
from records.retention.models import RetentionRule
from roles.models import Contact
from roles.models.parties import ContactKind
from roles.transfers.choices import Mechanism

Node = dict[str, Any]
MEDIA: Final = "application/tilt+json"
SCHEMA: Final = "https://github.com/Transparency-Information-Language/schema"
ARTICLES: Final = {
    basis: f"GDPR-6-1-{letter}" for basis, letter in zip(Basis, "abcdef", strict=True)
}
DIALLED: Final = re.compile(r"[+]*[(]?[0-9]{1,4}[)]?[-\s./0-9]*")


def as_tilt(taken: Taken) -> HttpResponse:
    """Return the document; raises UnknownRecordForm for a processor, NobodyToWriteTo."""
    if taken.found.kind != RecordKind.CONTROLLER:
        raise UnknownRecordForm(field="form")
    language = get_language() or "nl"
    response = HttpResponse(canonical(tilt_of(taken, language)), content_type=MEDIA)
    name = f"tilt-{taken.found.party.pk}-{taken.found.on.isoformat()}-{language}.json"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def tilt_of(taken: Taken, language: str) -> Node:
    """Return the document in one language, with the hash of all the rest of it."""
    with override(language):
        told = _Told(taken)
        document = {
            "meta": told.meta(language),
            "controller": told.controller(),
            "dataProtectionOfficer": told.officer(),
            "dataDisclosed": list(told.disclosed()),
            "thirdCountryTransfers": list(told.transfers()),
            "sources": list(told.sources()),
            **told.rights(),
            "automatedDecisionMaking": {},
            "changesOfPurpose": [],
        }
    return sealed(document)


def sealed(document: Node) -> Node:
    """Return a document with the hash of all the rest of it, in place of one it had."""
    document["meta"].pop("_hash", None)
    document["meta"]["_hash"] = sha256(canonical(document).encode()).hexdigest()
    return document


@dataclass(frozen=True, slots=True)
class _Way:
    """How somebody is reached."""

    name: str
    email: str
    phone: str

    @property
    def filled(self) -> Node:
        """It as TILT writes it; a number that TILT cannot write is left out."""
        phone = {"phone": self.phone} if DIALLED.fullmatch(self.phone) else {}
        return {"name": self.name, "email": self.email, **phone}


class _Told:
    """The parts of one document."""

    def __init__(self, taken: Taken) -> None:
        self.taken, self.found = taken, taken.found
        rows = Contact.objects.visible_to(taken.viewer).filter(party=self.found.party)
        ways: dict[str, _Way] = {}
        for row in rows.exclude(email="").order_by("pk"):
            ways.setdefault(row.kind, _Way(row.name, row.email, row.phone))
        usual = next((ways[kind] for kind in ASKED_FIRST if kind in ways), None)
        if usual is None:
            raise NobodyToWriteTo
        self.usual, self.dpo = usual, ways.get(ContactKind.DPO)
        self.entries = [entry for entry in self.found.entries if entry.applies]

    def meta(self, language: str) -> Node:
        """Return what the document is; its version counts the versions that it rests on."""
        made = [row for e in self.entries for row in (e.base, e.own) if row is not None]
        days = [row.made_at for row in made] or [self.taken.made_at]
        return {
            "_id": f"{self.found.party.pk}-{language}",
            "name": self.found.head.name,
            "created": f"{min(days):%Y-%m-%dT%H:%M:%SZ}",
            "modified": f"{max(days):%Y-%m-%dT%H:%M:%SZ}",
            "version": sum(row.number for row in made),
            "language": language,
            "status": "active",
            "url": SCHEMA,
        }

    def controller(self) -> Node:
        """Return who is responsible."""
        head, party = self.found.head, self.found.party
        person = self.usual.filled
        if head.representative:
            person["name"] = head.representative
        return {
            "name": head.name,
            "address": head.address,
            "country": party.country,
            "representative": person,
        }

    def officer(self) -> Node:
        """Return the data protection officer; where there is none, it says so and whom to ask."""
        way = self.dpo or self.usual
        if self.dpo is None or self.found.head.officer != Officer.APPOINTED:
            name = _("No data protection officer; questions about privacy go to this address.")
            way = _Way(name, self.usual.email, self.usual.phone)
        place = {"address": self.found.head.address, "country": self.found.party.country}
        return {**way.filled, **place}

    def disclosed(self) -> Iterator[Node]:
        """Yield every category of data of every activity, with all that is done with it."""
        for entry in self.entries:
            purposes = entry.body.get("purposes", [])
            for row in entry.body.get("data", []):
                yield {
                    "_id": f"{entry.code}.{row['category']}",
                    "category": self.category(row),
                    "purposes": [self.purpose(entry, each) for each in purposes],
                    "legalBases": list(_bases(purposes)),
                    "legitimateInterests": list(_interests(purposes)),
                    "recipients": list(_recipients(entry)),
                    "storage": [self.storage(entry, row["category"])],
                    "nonDisclosure": _not_given(purposes),
                }

    def category(self, row: Node) -> str:
        """Return the category of data with its elements."""
        words = self.taken.words
        elements = ", ".join(str(words.elements.get(code, code)) for code in row["elements"])
        name = str(words.categories.get(row["category"], row["category"]))
        return f"{name}: {elements}" if elements else name

    def purpose(self, entry: Entry, row: Node) -> Node:
        """Return a purpose, with what the activity is."""
        named = str(self.taken.words.purposes.get(row["purpose"], row["purpose"]))
        return {"purpose": named, "description": said(entry.body.get("description")) or named}

    def storage(self, entry: Entry, category: str) -> Node:
        """Return for how long the data are kept; of several terms the longest counts."""
        temporal, until = [], []
        for row in entry.body.get("retention", []):
            if row["category"] == category:
                rule = self.rule(row)
                if rule is None:
                    until.append(said(row["term"]))
                else:
                    ttl = f"P{rule.term_months}M{rule.term_days}D"
                    temporal.append({"description": rule_in_words(rule), "ttl": ttl})
        until = [each for each in until if each] or ([] if temporal else [_("Not recorded")])
        return {
            "temporal": temporal,
            "purposeConditional": until,
            "aggregationFunction": "max",
        }

    def rule(self, row: Node) -> RetentionRule | None:
        """Return the rule by which a row is kept: what the party decided itself goes first."""
        if row["rule"] is None:
            return None
        words = self.taken.words
        own = words.own_rules.get(row["category"]) if row["element"] is None else None
        return own or words.rules.get(row["rule"])

    def transfers(self) -> Iterator[Node]:
        """Yield the third countries, and what sending data there rests on."""
        for entry in self.entries:
            for row in entry.body.get("transfers", {"to": []})["to"]:
                ground, why = row["mechanism"], row["document"] or ""
                label = str(Mechanism(ground).label)
                told = {"available": True, "description": f"{label} {why}".strip()}
                no = {"available": False}
                bound = ground in {Mechanism.SAFEGUARDS, Mechanism.BINDING_RULES}
                yield {
                    "country": row["country"],
                    "adequacyDecision": told if ground == Mechanism.ADEQUACY else no,
                    "appropriateGuarantees": told if bound else no,
                }

    def sources(self) -> Iterator[Node]:
        """Yield where data come from that people did not give themselves (GDPR Art. 14(2)(f))."""
        for entry in self.entries:
            elsewhere = [o for o in entry.body.get("origin", []) if o != Origin.SUBJECT]
            for row in entry.body.get("data", []) if elsewhere else ():
                yield {
                    "_id": f"{entry.code}.{row['category']}",
                    "dataCategory": self.category(row),
                    "sources": [
                        {
                            "description": str(Origin(code).label),
                            "url": "",
                            "publiclyAvailable": code == Origin.PUBLIC_REGISTER,
                        }
                        for code in elsewhere
                    ],
                }

    def rights(self) -> Node:
        """Return the rights of people; to withdraw, where anything rests on consent."""
        purposes = [row for entry in self.entries for row in entry.body.get("purposes", [])]
        bases = {row["basis"] for row in purposes}
        portable = bool(bases & {Basis.CONSENT, Basis.CONTRACT})
        right = {"available": True, "email": self.usual.email}
        carried = {**right, "available": portable, "description": "GDPR Art. 20"}
        return {
            "accessAndDataPortability": carried,
            "rightToInformation": {**right, "description": "GDPR Art. 15"},
            "rightToRectificationOrDeletion": {**right, "description": "GDPR Art. 16, 17"},
            "rightToDataPortability": carried,
            "rightToWithdrawConsent": {
                **right,
                "available": Basis.CONSENT in bases,
                "description": "GDPR Art. 7(3)",
            },
            "rightToComplain": {
                "available": True,
                "description": "GDPR Art. 77",
                "supervisoryAuthority": _authority(self.found.party.country),
            },
        }


def _authority(country: str) -> Node:
    if country == "NL":
        place = "Postbus 93374, 2509 AJ Den Haag"
        return {"name": "Autoriteit Persoonsgegevens", "address": place, "country": "NL"}
    return {"name": _("The supervisory authority of that country"), "country": country}


def _bases(purposes: Iterable[Node]) -> Iterator[Node]:
    for basis in dict.fromkeys(row["basis"] for row in purposes if row["basis"]):
        yield {"reference": ARTICLES[Basis(basis)], "description": basis_in_words(basis)}


def _interests(purposes: Iterable[Node]) -> Iterator[Node]:
    for row in purposes:
        if row["basis"] == Basis.LEGITIMATE_INTEREST:
            yield {"exists": True, "reasoning": said(row["interest"])}


def _recipients(entry: Entry) -> Iterator[Node]:
    """Yield who gets the data; in secret is not told."""
    for row in entry.body.get("recipients", []):
        if not row["secret"]:
            yield {"name": said(row["name"]), "category": str(RecipientKind(row["kind"]).label)}


def _not_given(purposes: Iterable[Node]) -> Node:
    """Return whether the data have to be given, as the lawful bases say (GDPR Art. 13(2)(e))."""
    bases = {row["basis"] for row in purposes}
    law, contract = Basis.LEGAL_OBLIGATION in bases, Basis.CONTRACT in bases
    words = [
        *([_("The law asks for these data.")] if law else []),
        *([_("Without these data the contract cannot be carried out.")] if contract else []),
    ]
    return {
        "legalRequirement": law,
        "contractualRegulation": contract,
        "obligationToProvide": law or contract,
        "consequences": " ".join(words) or _("None."),
    }
