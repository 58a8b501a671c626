"""The paper of an agreement: what it says, and that it stays as it is."""

import hashlib
import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from roles.agreements.models import AgreementDocument, PaperCategory
from roles.agreements.paper import as_file, hash_of, printed
from roles.agreements.refusals import (
    SubjectMissing,
)
from roles.agreements.services import (
    end_mandate,
    generate_document,
    send_document,
)
from roles.measures.services import enter_measure, state_measure
from roles.models import Contact, DataCategory, Party, Source
from tests.clock import now
from tests.roles.papers.making import START, above, drafted
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

LETTERS = "abcdefgh"


def headings(pdf: bytes) -> list[str]:
    """Return the outline of a PDF: what its tagged headings are called."""
    return [_balanced(pdf, found.end()) for found in re.finditer(rb"/Title ?\(", pdf)]


def _balanced(pdf: bytes, start: int) -> str:
    depth, at = 1, start
    while depth:
        depth += {b"(": 1, b")": -1}.get(pdf[at : at + 1], 0)
        at += 1
    return pdf[start : at - 1].decode("latin-1")


@pytest.mark.parametrize(
    ("language", "place"),
    [("nl", "AVG art. 28 lid 3 onder {}"), ("en", "GDPR Art. 28(3)({})")],
)
def test_a_generated_agreement_names_every_item_and_is_tagged(chain, language, place):
    made = drafted(chain, language=language)
    pdf = bytes(made.content)
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(" + language.encode(), b"pdfuaid:part"):
        assert mark in pdf, mark
    outline = " | ".join(headings(pdf))
    for letter in LETTERS:
        assert place.format(letter) in outline
    for number in (2, 4):
        named = f"AVG art. 28 lid {number}" if language == "nl" else f"GDPR Art. 28({number})"
        assert f"({named})" in outline


def test_the_annexes_say_what_the_register_says(chain):
    host = chain.party("Datacenter", "SUPPLIER", is_public=True)
    chain.sells(host, chain.platform, kind="SUPPLY")
    Contact.objects.create(party=chain.bakker, kind="PRIVACY", email="privacy@bakker.example.com")
    locks = enter_measure(
        code="locks",
        kind="CONFIDENTIALITY",
        name=Localised("Sloten", "Locks"),
        description=Localised("Deuren zijn op slot.", "Doors are locked."),
        source=Source.objects.get(code="gdpr"),
        by=SYSTEM,
    )
    state_measure(party=chain.belfabriek, measure=locks, on=START, at=now(), by=SYSTEM)
    data = drafted(chain, language="en", authorisation="GENERAL", notice_days=21).data
    processing, measures, others, authorisation = data["annexes"]
    assert [row[0] for row in processing["rows"]] == ["Transmitted data"]
    assert "nobody's customer" in processing["rows"][0][3]
    (row,) = measures["rows"]
    assert row[:2] == ["Locks", "Doors are locked."]
    assert {"VoIPGRID B.V.", "Datacenter"} <= {row[0] for row in others["rows"]}
    assert "Belfabriek" not in {row[0] for row in others["rows"]}
    assert any("21 days" in line for line in authorisation["lines"])
    assert data["parties"][1]["contacts"] == [["Privacy questions", "privacy@bakker.example.com"]]


def test_the_platform_processes_other_data_for_a_partner_than_a_partner_for_its_customer(chain):
    data = above(chain, language="en").data
    assert [row[0] for row in data["annexes"][0]["rows"]] == [
        "Transmitted data",
        "Traffic and billing data",
        "Other personal data",
    ]


def test_a_specific_authorisation_names_whom(chain):
    data = drafted(chain, language="en", authorisation="SPECIFIC", engages=(chain.platform,)).data
    assert "VoIPGRID" in " ".join(data["annexes"][3]["lines"])


def test_an_authorisation_that_has_ended_is_not_printed_as_one_that_holds(chain):
    made = drafted(chain, language="en", authorisation="GENERAL", notice_days=21)
    end_mandate(mandate=made.agreement.mandates.get(), on=date(2026, 2, 1), by=SYSTEM)
    again = generate_document(agreement=made.agreement, language="en", at=now(), by=SYSTEM)
    assert again.data["annexes"][3]["lines"] == [
        "No authorisation is given: every other processor needs a written one beforehand."
    ]


def test_between_two_who_do_nothing_for_each_other_there_is_nothing_to_agree(chain):
    with pytest.raises(SubjectMissing):
        drafted(chain, controller=chain.party("Slager"))


def test_asked_again_it_is_the_same_to_the_byte_also_when_the_register_has_changed(chain):
    made = drafted(chain)
    first = bytes(made.content)
    assert made.sha256 == hashlib.sha256(first).hexdigest()
    assert made.data_hash == hash_of(made.data)
    Party.objects.filter(pk=chain.bakker.pk).update(name="Bakkerij")
    kept = AgreementDocument.objects.get(pk=made.pk)
    assert bytes(kept.content) == as_file(kept).content == first
    assert printed(kept) == first


@pytest.mark.parametrize(
    "reference", ["x\"; filename*=UTF-8''evil.html; y=\"", "one\ntwo", "../Overeenkomst é"]
)
def test_a_reference_does_not_rename_the_file_that_the_other_saves(chain, reference):
    header = as_file(drafted(chain, reference=reference))["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="[A-Za-z0-9._ -]+\.pdf"', header), header


@pytest.mark.parametrize(
    "touch",
    [
        {"content": b"%PDF-other"},
        {"data": {"title": "other"}},
        {"sha256": "0" * 64},
        {"asof": START},
        {"state": "SIGNED"},
        {"sent_at": now()},
        {"name": "other"},
    ],
    ids=lambda touch: next(iter(touch)),
)
def test_the_database_changes_nothing_of_a_paper(chain, touch):
    made = drafted(chain)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementDocument.objects.filter(pk=made.pk).update(**touch)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementDocument.objects.filter(pk=made.pk).delete()


def test_a_paper_names_kinds_of_data_also_when_they_are_called_otherwise_since(chain):
    made = above(chain, language="en")
    DataCategory.objects.filter(code="TRAFFIC_BILLING").update(
        name={"nl": "Belgeld", "en": "Bills"}
    )
    kept = {named.category.code: named.label for named in made.named.select_related("category")}
    assert kept == {
        "TRANSMITTED": "Transmitted data",
        "TRAFFIC_BILLING": "Traffic and billing data",
        "OTHER_PERSONAL": "Other personal data",
    }
    again = generate_document(agreement=made.agreement, language="en", at=now(), by=SYSTEM)
    assert "Bills" in set(again.named.values_list("label", flat=True))


def test_the_database_refuses_a_name_that_the_paper_does_not_have(chain):
    made = drafted(chain, language="en")
    named, other = made.named.get(), chain.category("OTHER_PERSONAL")
    for refused in (
        lambda: PaperCategory.objects.create(document=made, category=other, label="Something"),
        lambda: made.named.update(category=other),
        lambda: PaperCategory.objects.filter(pk=named.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            refused()
    sent_on = send_document(document=made, at=now(), by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperCategory.objects.create(document=sent_on, category=other, label=named.label)
