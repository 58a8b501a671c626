"""What a controller tells people, as TILT: whole in each language, and nothing that is secret."""

import json
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from records.activities.exporting import handed_out, tilt
from records.activities.sections import canonical
from records.errors import NobodyToWriteTo, UnknownRecordForm
from roles.models import Contact, Party
from tests.records.world import TODAY, US, belfabriek, change, model, platform, world
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("world",)
pytestmark = pytest.mark.django_db
# Required by the schema of TILT, by part; everything else of it may be left out.
TEXT, LIST, TRUTH, NODE = str, list, bool, dict
SHAPE = {
    "meta": {
        "_id": TEXT, "name": TEXT, "created": TEXT, "modified": TEXT, "version": int,
        "language": TEXT, "status": TEXT, "url": TEXT, "_hash": TEXT,
    },
    "controller": {"name": TEXT, "address": TEXT, "country": TEXT, "representative": NODE},
    "dataProtectionOfficer": {"name": TEXT, "address": TEXT, "country": TEXT, "email": TEXT},
    "dataDisclosed": LIST, "thirdCountryTransfers": LIST, "accessAndDataPortability": NODE,
    "sources": LIST, "rightToInformation": NODE, "rightToRectificationOrDeletion": NODE,
    "rightToDataPortability": NODE, "rightToWithdrawConsent": NODE, "rightToComplain": NODE,
    "automatedDecisionMaking": NODE, "changesOfPurpose": LIST,
}  # fmt: skip
DISCLOSED = {
    "_id": TEXT, "category": TEXT, "purposes": LIST, "legalBases": LIST,
    "legitimateInterests": LIST, "recipients": LIST, "storage": LIST, "nonDisclosure": NODE,
}  # fmt: skip
SCHEMA = Path(__file__).parent / "tilt" / "schema.json"
LONGEST = 80
"""Patterns of the schema go back and forth over long texts without coming to an end."""


def told(of: Party, language: str = "nl") -> dict:
    with override(language):
        answer = handed_out(viewer=SYSTEM, party=of, kind="CONTROLLER", on=TODAY, form="tilt")
    return json.loads(answer.content)


def reached(of: Party) -> Party:
    Contact.objects.create(
        party=of, kind="PRIVACY", name="Jan", email="p@b.example", phone="010 1234567"
    )
    return of


def fits(node: dict, shape: dict) -> None:
    for name, kind in shape.items():
        if isinstance(kind, dict):
            fits(node[name], kind)
        else:
            assert isinstance(node[name], kind), name


def checked(folder: Path, said: dict) -> subprocess.CompletedProcess[str]:
    """Hold a document against the schema as receivers do, with patterns read as Python's."""
    pytest.importorskip("check_jsonschema", reason="make dev installs it")
    file = folder / "told.json"
    file.write_text(json.dumps(shortened(said)), encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--regex-variant", "python"]
    command += ["--schemafile", str(SCHEMA), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def shortened(node: Any) -> Any:
    if isinstance(node, str):
        return node[:LONGEST]
    if isinstance(node, list):
        return [shortened(each) for each in node]
    return {k: shortened(v) for k, v in node.items()} if isinstance(node, dict) else node


def test_the_schema_refuses_what_is_no_such_document(world: World, tmp_path: Path) -> None:
    said = told(reached(belfabriek(world)))
    del said["controller"]["name"]
    assert checked(tmp_path, said).returncode == 1


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("whose", ["platform", "partner"])
def test_every_part_is_there_in_both_languages(
    world: World, tmp_path: Path, whose: str, language: str
) -> None:
    of = reached(platform() if whose == "platform" else belfabriek(world))
    change(model(), "traffic-and-billing", transfers=US)
    said = told(of, language)
    fits(said, SHAPE)
    assert said["dataDisclosed"]
    for each in said["dataDisclosed"]:
        fits(each, DISCLOSED)
        assert all(re.fullmatch("GDPR-6-1-[a-f]", b["reference"]) for b in each["legalBases"])
        for term in each["storage"][0]["temporal"]:
            assert re.fullmatch(r"P\d+M\d+D", term["ttl"])
    assert said["meta"]["language"] == language
    found = checked(tmp_path, said)
    assert found.returncode == 0, found.stdout


def test_the_languages_differ_in_words_and_not_in_what_they_say(world: World) -> None:
    of = reached(belfabriek(world))
    nl, en = told(of, "nl"), told(of, "en")
    assert nl["dataDisclosed"] != en["dataDisclosed"]
    assert [each["_id"] for each in nl["dataDisclosed"]] == [e["_id"] for e in en["dataDisclosed"]]


def test_the_hash_is_of_all_the_rest(world: World) -> None:
    said = told(reached(belfabriek(world)))
    given = said["meta"].pop("_hash")
    assert given == sha256(canonical(said).encode()).hexdigest()


def test_what_is_secret_is_told_to_nobody(world: World) -> None:
    of = reached(belfabriek(world))
    row = {"kind": "STATUTORY", "name": {"nl": "Dienst", "en": "Service"}}
    for secret in (False, True):
        change(model(), "traffic-and-billing", recipients=[{**row, "secret": secret}])
        assert ("Dienst" in canonical(told(of))) is not secret


def test_a_third_country_is_told_with_what_it_rests_on(world: World) -> None:
    of = reached(belfabriek(world))
    assert not told(of)["thirdCountryTransfers"]
    change(model(), "traffic-and-billing", transfers=US)
    (transfer,) = told(of)["thirdCountryTransfers"]
    assert transfer["country"] == "US"
    assert [transfer[k]["available"] for k in ("adequacyDecision", "appropriateGuarantees")].count(
        True
    ) == 1


def test_without_an_officer_it_says_so_and_whom_to_ask(world: World) -> None:
    of = reached(belfabriek(world))
    officer = told(of, "en")["dataProtectionOfficer"]
    assert officer["email"] == "p@b.example"
    assert officer["name"].startswith("No data protection officer")
    Contact.objects.create(party=of, kind="DPO", name="Fatima", email="fg@b.example")
    assert told(of)["dataProtectionOfficer"]["name"] == "Fatima"


def test_without_an_address_there_is_no_such_document(world: World) -> None:
    Contact.objects.filter(party=belfabriek(world)).delete()
    with pytest.raises(NobodyToWriteTo):
        told(belfabriek(world))


def test_a_processor_tells_people_nothing_of_its_own(world: World) -> None:
    of = reached(platform())
    with pytest.raises(UnknownRecordForm):
        handed_out(viewer=SYSTEM, party=of, kind="PROCESSOR", on=TODAY, form="tilt")


def test_each_lawful_basis_is_its_article() -> None:
    assert tilt.ARTICLES["CONSENT"].endswith("-a")
    assert tilt.ARTICLES["LEGITIMATE_INTEREST"].endswith("-f")
