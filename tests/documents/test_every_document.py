"""Every document: tagged, titled, in the reader's language, found again, the same bytes twice."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from tests.documents.made import BYTES
from tests.html import filled
from voipgrid_privacy.kernel import documents

BASE = "base.typ"
OBJECT = re.compile(rb"\d+ 0 obj\b(.*?)\bendobj", re.DOTALL)
SHA_256 = re.compile(r"[0-9a-f]{64}")
LANGUAGES = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Printed:
    """What typst was asked to print, and what it made of it."""

    template: str
    about: dict[str, str]
    standard: str
    content: bytes


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One of everything, made once."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(settings, "SCANNER_ALLOW_LOOPBACK", True)
        filled.fill()
        filled.manager()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def printed(world: None) -> dict[tuple[str, str], list[Printed]]:
    """Each document in each language, printed twice."""
    made: dict[tuple[str, str], list[Printed]] = {}
    for language in LANGUAGES:
        for name, make in BYTES.items():
            with override(language), pytest.MonkeyPatch.context() as patch:
                made[name, language] = spied(patch)
                make()
                make()
    return made


def spied(patch: pytest.MonkeyPatch) -> list[Printed]:
    """Let typst print as it does, and keep what it was asked."""
    seen: list[Printed] = []
    really = documents.typst.compile

    def spy(path: str, **given: Any) -> bytes:
        content = really(path, **given)
        about = json.loads(given["sys_inputs"]["data"])["about"]
        seen.append(Printed(Path(path).name, about, given["pdf_standards"], content))
        return content

    patch.setattr(documents.typst, "compile", spy)
    return seen


def test_every_template_is_printed_here(printed: dict[tuple[str, str], list[Printed]]) -> None:
    templates = {path.name for path in documents.ROOT.glob("*.typ")} - {BASE}
    for language in LANGUAGES:
        used = {
            each.template for key, all_ in printed.items() for each in all_ if key[1] == language
        }
        assert used == templates
    for name in templates:  # which gives each page its number, identifier and hash
        assert f'"/{BASE}": data, register-document' in (documents.ROOT / name).read_text()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BYTES)
def test_it_is_the_same_to_the_byte_when_it_is_made_again(
    printed: dict[tuple[str, str], list[Printed]], name: str, language: str
) -> None:
    first, *more = (each.content for each in printed[name, language])
    assert more
    assert all(content == first for content in more)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BYTES)
def test_it_is_tagged_titled_and_in_the_language_of_its_reader(
    printed: dict[tuple[str, str], list[Printed]], name: str, language: str
) -> None:
    one = printed[name, language][0]
    objects = OBJECT.findall(one.content)
    (catalog,) = [each for each in objects if re.search(rb"/Type\s*/Catalog\b", each)]
    assert one.standard == "ua-1"
    assert re.search(rb"/Lang\s*\(" + language.encode() + rb"\b", catalog)
    assert re.search(rb"/MarkInfo\s*<<[^>]*/Marked\s+true", catalog)
    assert re.search(rb"/DisplayDocTitle\s+true", catalog)
    for part in (rb"/StructTreeRoot\s+\d+ 0 R", rb"/Outlines\s+\d+ 0 R", rb"/Metadata\s+\d+ 0 R"):
        assert re.search(part, catalog), part
    assert any(re.search(rb"/S\s*/H1\b", each) for each in objects)
    assert any(re.search(rb"/Title\s*[(<]", each) for each in objects)
    assert b"pdfuaid:part>1<" in one.content


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BYTES)
def test_no_picture_is_without_words(
    printed: dict[tuple[str, str], list[Printed]], name: str, language: str
) -> None:
    figures = [
        each
        for each in OBJECT.findall(printed[name, language][0].content)
        if re.search(rb"/S\s*/(?:Figure|Formula)\b", each)
    ]
    assert all(re.search(rb"/Alt\s*[(<]", each) for each in figures)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BYTES)
def test_its_foot_says_which_it_is_and_what_it_must_hash_to(
    printed: dict[tuple[str, str], list[Printed]], name: str, language: str
) -> None:
    about = printed[name, language][0].about
    assert about["title"]
    assert about["language"] == language
    assert about["identifier"]
    assert SHA_256.fullmatch(about["hash"])
    assert about["page_label"] == {"nl": "pagina", "en": "page"}[language]
    assert not about["found_at"].rstrip().endswith(":")


@pytest.mark.parametrize("name", BYTES)
def test_its_title_is_said_in_both_languages(
    printed: dict[tuple[str, str], list[Printed]], name: str
) -> None:
    dutch, english = (printed[name, language][0].about["title"] for language in LANGUAGES)
    # The sample of an answer has the title that it is given.
    assert dutch != english or "answer" in name
