"""A choice in others' terms: whatever ISO/IEC TS 27560 and the GDPR want is in it, and exists."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from cookies.consent.controller import controller_in
from cookies.consent.in_terms import consent_record
from cookies.models import ConsentRecord, Site
from records.activities.keeping import describe_keeper
from roles.services import rename_party
from tests.cookies.conftest import World
from tests.cookies.test_consent import AT, choice, record
from tests.records.in_dpv import IN_DPV
from tests.records.test_record_exports import DUBLIN_CORE, terms
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM

# Where each mandatory field of the standard, and each that the GDPR adds, is in DPV (DPVCG, 2026).
RECORD = {
    "dct:conformsTo", "dct:identifier", "dct:language", "dpv:hasDataSubject", "dpv:hasNotice",
    "dpv:hasProcess", "dpv:hasDataController", "dpv:hasRecipient", "dpv:hasJurisdiction",
    "dpv:hasConsentControl", "dpv:hasConsentStatus", "dpv:hasRight", "dpv:hasAuthority",
}  # fmt: skip
PROCESS = {
    "dpv:hasPurpose", "dpv:hasPersonalData", "dpv:hasStorageCondition", "dpv:hasRecipient",
    "dpv:hasLegalBasis", "dpv:hasDataSource", "dpv:hasLocation",
}  # fmt: skip
PARTY = {"dct:identifier", "dpv:hasName", "dpv:hasAddress", "dpv:hasContact", "@type"}
EVENT = {"dct:date", "dct:valid", "dpv:isImplementedByEntity", "@type"}


def told(action: str, **more):
    subject = str(uuid4())
    record(choice(action, subject=subject), **more)
    return consent_record(ConsentRecord.objects.get(subject=subject))


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("ACCEPT", "dpv:ConsentGiven"),
        ("CHOOSE", "dpv:ConsentGiven"),
        ("REFUSE", "dpv:ConsentRefused"),
        ("WITHDRAW", "dpv:ConsentWithdrawn"),
    ],
)
def test_every_mandatory_field_is_filled(world: World, action: str, state: str) -> None:
    said = told(action)
    for node, wanted in (
        (said, RECORD),
        (said["dpv:hasDataController"], PARTY),
        (said["dpv:hasConsentStatus"], EVENT),
        (said["dpv:hasNotice"], {"dct:language", "dct:identifier"}),
        *((each, PROCESS) for each in said["dpv:hasProcess"]),
    ):
        assert {name for name in wanted if not node.get(name)} == set()
    assert said["@type"] == "dpv:ConsentRecord"
    assert said["dpv:hasConsentStatus"]["@type"] == state
    for process in said["dpv:hasProcess"]:
        assert {"dpv:hasLocation", "dpv:hasDuration"} <= process["dpv:hasStorageCondition"].keys()


def test_each_question_says_what_was_answered(world: World) -> None:
    answers = {
        each["dpv:hasPurpose"]["@type"]: each["dpv:hasConsentStatus"]["@type"]
        for each in told("CHOOSE")["dpv:hasProcess"]
    }
    assert answers == {
        "dpv:ServiceUsageAnalytics": "dpv:ConsentGiven",
        "dpv:TargetedAdvertising": "dpv:ConsentRefused",
    }


def identifiers(node) -> set[str]:
    """Return every term that is pointed to."""
    if isinstance(node, list):
        return set().union(*map(identifiers, node))
    if not isinstance(node, dict):
        return set()
    own = (
        {node["@id"]}
        if node.get("@id", "").startswith(("eu-gdpr:", "legal-nl:", "dpv:"))
        else set()
    )
    return own.union(*(identifiers(value) for value in node.values()))


def test_no_term_is_used_that_is_not_there(world: World) -> None:
    said = told("ACCEPT")
    others = {"xsd:dateTime", "xsd:string", "rdfs:label", "dct:language", "dct:valid"}
    others |= {f"dct:{name}" for name in DUBLIN_CORE}
    assert terms(said) | identifiers(said) <= IN_DPV | others


def test_what_was_erased_is_no_record_any_more(world: World) -> None:
    record(at=AT - timedelta(days=1))
    row = ConsentRecord.objects.get()
    row.subject = row.body = None
    with pytest.raises(NotFound):
        consent_record(row)


def test_who_asked_is_who_it_was_at_the_moment_of_the_choice(world: World) -> None:
    before, after = str(uuid4()), str(uuid4())
    platform, then = world.platform, AT + timedelta(days=3)  # no other test remembers that minute
    describe_keeper(party=platform, address="Laan 1, Groningen", officer="UNKNOWN", by=SYSTEM)
    record(choice(subject=before), at=then)
    rename_party(party=platform, name="VoIPGRID Holding", by=SYSTEM)
    record(choice(subject=after), at=then + timedelta(minutes=1))
    world.voipgrid.refresh_from_db()
    Site.objects.filter(pk=world.voipgrid.pk).update(party=world.belfabriek)
    names = [
        consent_record(ConsentRecord.objects.get(subject=each))["dpv:hasDataController"]
        for each in (before, after)
    ]
    assert [each["dpv:hasName"] for each in names] == ["VoIPGRID B.V.", "VoIPGRID Holding"]
    assert {each["dct:identifier"] for each in names} == {str(platform.pk)}
    assert {each["dpv:hasAddress"] for each in names} == {"Laan 1, Groningen"}
    (told,) = Client().get(f"/c/voipgrid/receipt/{before}").json()["records"]
    (who,) = told["pii_controllers"]
    assert (who["party_name"], who["party_id"]) == ("VoIPGRID B.V.", str(platform.pk))


def test_a_record_that_does_not_say_who_asked_names_who_it_is_now(world: World) -> None:
    said = controller_in({}, world.voipgrid)
    assert said["name"] == "VoIPGRID B.V."
