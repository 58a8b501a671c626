"""Files are what they contain, and tell no more than they show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.intake.contents import (
    MOST_BYTES,
    CheckedFile,
    FileKind,
    GivenFile,
    checked,
    must_be_few,
    plain_name,
)
from records.intake.pictures import PictureBroken, plain_jpeg, plain_png
from tests.records.intake.samples import PDF, SECRET, jpeg, png
from voipgrid_privacy.kernel.errors import DomainError


def kept(name: str, content: bytes) -> CheckedFile:
    return checked(GivenFile(name, content))


def refused(name: str, content: bytes) -> str:
    with pytest.raises(DomainError) as refusal:
        kept(name, content)
    return refusal.value.code


@pytest.mark.parametrize(
    ("name", "content", "kind", "called"),
    [
        ("a.pdf", PDF, FileKind.PDF, "a.pdf"),
        ("virus.exe", PDF, FileKind.PDF, "virus.pdf"),
        ("photo.JPEG", jpeg(), FileKind.JPEG, "photo.JPEG"),
        ("photo", jpeg(), FileKind.JPEG, "photo.jpg"),
        ("drawing.png", png(), FileKind.PNG, "drawing.png"),
        ("page.html", b"<script>alert(1)</script>", FileKind.TEXT, "page.txt"),
        ("note.txt", "é".encode("cp1252"), FileKind.TEXT, "note.txt"),
        ("m.eml", b"From: a@b.nl\r\nSubject: x\r\n\r\nhello", FileKind.MAIL, "m.eml"),
        ("m.eml", b"just text", FileKind.TEXT, "m.txt"),
        ("../../etc/passwd", b"text", FileKind.TEXT, "passwd.txt"),
        ("C:\\Users\\jan\\scan.pdf", PDF, FileKind.PDF, "scan.pdf"),
        ('a"\r\nX-Evil: 1.pdf', PDF, FileKind.PDF, "a X-Evil 1.pdf"),
        ("\u202efdp.exe", PDF, FileKind.PDF, "fdp.pdf"),
        (".pdf", PDF, FileKind.PDF, "pdf.pdf"),
    ],
)
def test_the_contents_say_what_a_file_is_and_the_name_follows(
    name: str, content: bytes, kind: FileKind, called: str
) -> None:
    file = kept(name, content)
    assert (file.kind, file.name) == (kind, called)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.pdf", b"", "attachment_empty"),
        ("letter.docx", b"PK\x03\x04" + bytes(30), "attachment_kind"),
        ("a.pdf", b"MZ\x90\x00" + bytes(30), "attachment_kind"),
        ("a.gif", b"GIF89a\x01\x00\x01\x00\x00", "attachment_kind"),
        ("text.txt", b"with a \x00 in it", "attachment_kind"),
        ("a.jpg", b"\xff\xd8\xff", "attachment_broken"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(40), "attachment_broken"),
        ("large.pdf", PDF + bytes(MOST_BYTES), "attachment_too_large"),
    ],
)
def test_what_is_not_taken_in_is_refused_with_its_reason(
    name: str, content: bytes, code: str
) -> None:
    assert refused(name, content) == code


def test_text_of_another_time_is_kept_as_utf8() -> None:
    assert kept("a.txt", b"caf\xe9 \x80").content == "café €".encode()


@pytest.mark.parametrize("content", [jpeg(after=SECRET), png(after=SECRET)])
def test_a_picture_tells_nothing_but_itself(content: bytes) -> None:
    assert content.count(SECRET) >= 3
    assert SECRET not in kept("p", content).content


def test_a_picture_that_was_kept_is_kept_again_as_it_is() -> None:
    for content in (jpeg(up=6), jpeg(), png()):
        once = kept("p", content).content
        assert kept("p", once).content == once


def test_which_way_is_up_stays() -> None:
    assert b"Exif\x00\x00" not in plain_jpeg(jpeg(up=1))
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in plain_jpeg(jpeg(up=6))


@pytest.mark.parametrize("content", [jpeg(width=0), png(width=0), png(width=200_000_000)])
def test_a_picture_of_no_size_or_a_monstrous_one_is_broken(content: bytes) -> None:
    assert refused("p", content) == "attachment_broken"


@given(st.integers(0, 400), st.binary(max_size=6))
def test_a_damaged_picture_is_refused_or_still_tells_nothing(place: int, noise: bytes) -> None:
    for whole, read in ((jpeg(up=3), plain_jpeg), (png(), plain_png)):
        broken = whole[:place] + noise + whole[place + len(noise) :]
        try:
            said = read(broken)
        except PictureBroken:
            continue
        assert SECRET not in said or read is plain_jpeg


@given(st.text(max_size=300))
def test_a_name_is_never_a_header_a_folder_or_nothing(name: str) -> None:
    said = plain_name(name)
    assert said
    assert said.isprintable()
    assert not set('/\\"\r\n\x00') & set(said)
    assert len(said) <= 120


def test_a_message_has_few_files() -> None:
    must_be_few([1] * 5)
    for sizes in ([1] * 6, [8_000_000] * 3):
        with pytest.raises(DomainError) as refusal:
            must_be_few(sizes)
        assert refusal.value.code == "attachments_too_many"
