"""A choice in the terms of ISO/IEC TS 27560, in the Data Privacy Vocabulary (W3C DPV 2.3).

Everything the standard has mandatory is there, and what the GDPR adds; the choice itself, its
place in the chain and its text are those of the log.
"""

from typing import Any, Final

import orjson
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cookies.banner.models import BannerBundle, BannerSettings
from cookies.consent.controller import Controller, controller_in
from cookies.consent.models import ConsentRecord
from cookies.registry.models import Site
from records.activities.queries import head_of
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM

Node = dict[str, Any]
MEDIA: Final = "application/ld+json"
PROFILE: Final = "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr"
CONTEXT: Final = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "legal-nl": "https://w3id.org/dpv/legal/nl#",
    "dct": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
STATES: Final = {"REFUSE": "dpv:ConsentRefused", "WITHDRAW": "dpv:ConsentWithdrawn"}
PURPOSES: Final = {"ANALYTICS": "dpv:ServiceUsageAnalytics", "TRACKING": "dpv:TargetedAdvertising"}
RIGHTS: Final = ("A7-3", "A15", "A16", "A17", "A18", "A20", "A77")


def consent_record(row: ConsentRecord) -> Node:
    """Return the choice as a ``dpv:ConsentRecord``; raises NotFound for one that was erased."""
    if row.body is None:
        raise NotFound
    site, bundle = row.site, row.bundle
    body = orjson.loads(row.body)
    kept = BannerSettings.objects.get(site=site)
    number = f"{site.code}/{row.seq}"
    who = controller_in(body, site)
    recipients = [_named(name) for name in sorted(body["services"])]
    return {
        "@context": CONTEXT,
        "@id": f"urn:uuid:{row.pk}",
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": {"@id": PROFILE},
        "dct:identifier": number,
        "dct:language": body["language"],
        "dpv:hasDataSubject": {
            "@type": ["dpv:DataSubject", "dpv:Visitor"],
            "dct:identifier": str(row.subject),
        },
        "dpv:hasNotice": _notice(site, bundle, body["language"]),
        "dpv:hasDataController": _controller(who, site),
        "dpv:hasProcess": [
            _process(who, kept, body, each, recipients) for each in bundle.texts["asked"]
        ],
        "dpv:hasRecipient": recipients or [_named(who["name"])],
        "dpv:hasJurisdiction": {"@type": "dpv:Location", "rdfs:label": who["country"]},
        "dpv:hasAuthority": {"@id": "legal-nl:DPA-NL"},
        "dpv:hasRight": [{"@id": f"eu-gdpr:{each}"} for each in RIGHTS],
        "dpv:hasConsentControl": {
            "@type": "dpv:WithdrawConsent",
            "dct:source": {"@id": f"https://{site.host}/"},
        },
        "dpv:hasConsentStatus": {
            "@type": STATES.get(row.action, "dpv:ConsentGiven"),
            "dct:date": _instant(body["at"]),
            "dct:valid": f"P{kept.reask_months}M",
            "dpv:isImplementedByEntity": {"@id": _urn(who["id"])},
        },
        "dct:source": {"@type": "xsd:string", "@value": row.body},
    }


def as_bytes(node: Node) -> bytes:
    """Return a record as it is handed out."""
    return orjson.dumps(node, option=orjson.OPT_INDENT_2)


def _notice(site: Site, bundle: BannerBundle, language: str) -> Node:
    path = reverse("cookies-statement", args=(site.code, language, "html"))
    return {
        "@type": "dpv:ConsentNotice",
        "dct:identifier": f"{bundle.number}/{bundle.text_digest}",
        "dct:language": language,
        "dct:source": {"@id": f"{settings.PUBLIC_URL}{path}"},
    }


def _controller(who: Controller, site: Site) -> Node:
    """Return who asked, as it was called then; how it is reached is of now."""
    party = Party.objects.visible_to(SYSTEM).get(pk=who["id"])
    head = head_of(viewer=SYSTEM, party=party, on=timezone.localdate())
    return {
        "@id": _urn(who["id"]),
        "@type": "dpv:DataController",
        "dct:identifier": who["id"],
        "dpv:hasName": who["name"],
        "dpv:hasAddress": who["address"] or who["country"],
        "dpv:hasContact": list(head.contacts) or [f"https://{site.host}/"],
    }


def _process(
    who: Controller, kept: BannerSettings, body: Node, asked: Node, to: list[Node]
) -> Node:
    """Return what one question of the banner asked for, and what was answered to it."""
    language = body["language"]
    granted = body["choices"][asked["k"]]
    return {
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "@type": PURPOSES.get(asked["k"], "dpv:Purpose"),
            "rdfs:label": asked["n"][language],
            "dct:description": asked["d"][language],
        },
        "dpv:hasPersonalData": [
            # None of them is of a special category (GDPR Art. 9): the banner asks for no such data.
            {"@type": "pd:UID", "rdfs:label": "identifier on the device"},
            {"@type": "dpv:PersonalData", "rdfs:label": "pages visited"},
        ],
        "dpv:hasLegalBasis": {"@id": "eu-gdpr:A6-1-a"},
        "dpv:hasConsentStatus": {"@type": "dpv:ConsentGiven" if granted else "dpv:ConsentRefused"},
        "dpv:hasDataSource": {"@type": "dpv:DataSource", "rdfs:label": "banner"},
        "dpv:hasRecipient": to or [_named(who["name"])],
        "dpv:hasLocation": {"@type": "dpv:Location", "rdfs:label": who["country"]},
        "dpv:hasStorageCondition": {
            "@type": "dpv:StorageCondition",
            "dpv:hasLocation": {"@type": "dpv:Location", "rdfs:label": _kept_in()},
            "dpv:hasDuration": {"@type": "dpv:Duration", "rdfs:label": f"P{kept.keep_months}M"},
        },
    }


def _kept_in() -> str:
    """Return the country in which the log is: that of the platform."""
    row = Party.objects.filter(kind=PartyKind.PLATFORM).order_by("pk").first()
    return row.country if row else "NL"


def _named(name: str) -> Node:
    return {"@type": "dpv:Recipient", "dpv:hasName": name}


def _instant(text: str) -> Node:
    return {"@type": "xsd:dateTime", "@value": text}


def _urn(pk: object) -> str:
    return f"urn:uuid:{pk}"
