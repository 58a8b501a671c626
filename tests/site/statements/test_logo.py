"""A partner's logo: only a harmless picture, at the top of its pages and papers, frozen."""

import re
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.site.statements.test_pages import DESK, DIFF, PAGE, bella, publish
from tests.site.test_sub_processors import text
from tests.site.world import World
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.site.statements.models import PrivacyStatement, StatementLogo
from voipgrid_privacy.site.statements.pictures import LARGEST, harmless

__all__ = ("bella",)
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SVG = f'{HEAD} viewBox="0 0 40 10"><path d="M0 0h40v10z" fill="#123f3a"/></svg>'


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 8, height: int = 4, pixels: bytes | None = None, extra: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    drawn = (b"\x00" + b"\x40" * 3 * width) * height if pixels is None else pixels
    parts = chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(drawn))
    return b"\x89PNG\r\n\x1a\n" + parts + chunk(b"IEND", b"")


def svg(inside: str, more: str = 'viewBox="0 0 9 9"') -> bytes:
    return f"{HEAD} {more}>{inside}</svg>".encode()


def refusal(given: bytes) -> str:
    with pytest.raises(DomainError) as refused:
        harmless(given)
    return refused.value.code


def test_a_picture_is_written_anew_with_what_is_seen_alone() -> None:
    made = harmless(png(extra=chunk(b"tEXt", b"Author\x00Jan Jansen")))
    assert made.content == png()
    inkscape = 'xmlns:i="urn:ink" viewBox="0 0 9 9" i:author="Jan"'
    drawn = svg(
        "<!-- Jan --><metadata>Jan</metadata><i:x>Jan</i:x><g i:l='1'><path d='M0 0'/></g>",
        inkscape,
    )
    said = harmless(drawn).content.decode()
    assert "Jan" not in said
    assert '<path d="M0 0" />' in said
    assert harmless(said.encode()).content.decode() == said
    assert 'fill="url(#a)"' in harmless(svg('<path fill="url(#a)"/>')).content.decode()


@pytest.mark.parametrize(
    "given",
    [
        b"GIF89a",
        b"%PDF-1.7",
        b"",
        b"<html xmlns='http://www.w3.org/1999/xhtml'></html>",
        b"<svg viewBox='0 0 1 1'></svg>",
        svg("<script>alert(1)</script>"),
        svg('<path onload="alert(1)"/>'),
        svg("", 'viewBox="0 0 9 9" onload="alert(1)"'),
        svg('<a xlink:href="javascript:alert(1)"><path/></a>'),
        svg('<path xlink:href="https://example.com/"/>'),
        svg('<image href="https://example.com/pixel.png"/>'),
        svg('<use href="#a"/>'),
        svg("<foreignObject><b/></foreignObject>"),
        svg("<text>Belfabriek</text>"),
        svg('<animate attributeName="fill"/>'),
        svg("<style>@import 'https://example.com/a.css';</style>"),
        svg("<style>path{fill:url(https://example.com/a)}</style>"),
        svg("<style>path{fill:\\75rl(https://example.com/a)}</style>"),
        svg("<path style=\"fill:url( 'https://example.com/a')\"/>"),
        svg('<path fill="url(https://example.com/a)"/>'),
        svg("", ""),
        svg("<g>" * 40 + "</g>" * 40),
        b'<!DOCTYPE svg [<!ENTITY a "aa">]>' + svg("<desc>&a;</desc>"),
        b'<?xml-stylesheet href="https://example.com/a.css"?>' + svg(""),
        svg("<path").replace(b"</svg>", b""),
        svg("").decode().encode("utf-16"),
        png(width=5_000, height=1, pixels=b"\x00" * 15_001),
        png(pixels=b"\x00" * 3),
        png(pixels=b"\x00" * 3_000_000),
        png()[:-20],
        png().replace(b"IDAT", b"IDAX"),
    ],
)
def test_what_is_no_plain_picture_is_refused(given: bytes) -> None:
    assert refusal(given) == "statement_logo_not_a_picture"


def test_what_makes_pages_heavy_is_refused() -> None:
    assert refusal(svg("<g/>" * LARGEST)) == "statement_logo_too_large"


def sent(client: Client, file: bytes | None, name: str = "logo.svg", **more: str) -> str:
    words = {"do": "logo", "shows_nl": "Belfabriek, een toren", "shows_en": "Belfabriek, a tower"}
    logo = {"logo": SimpleUploadedFile(name, file)} if file is not None else {}
    return text(client.post(DESK, {**words, **logo, **more}, follow=True))


@pytest.mark.django_db
class TestPages:
    def test_it_is_shown_from_the_next_version_on_and_for_good(self, bella: Client) -> None:
        publish(bella)
        assert "The logo is in the draft" in sent(bella, SVG.encode())
        assert bella.get(f"{DESK}logo/")["Content-Type"] == "image/svg+xml"
        assert 'class="logo"' not in text(Client().get(PAGE))
        assert Client().get("/p/belfabriek/versies/1/logo/").status_code == 404
        assert "Belfabriek, a tower (SVG" in text(bella.get(DIFF))
        before = Client().get("/p/belfabriek/versies/1/pdf/").content
        publish(bella)
        page = text(Client().get(PAGE))
        assert 'alt="Belfabriek, a tower"' in page
        shown = Client().get(re.search(r'class="logo"\s+src="([^"]+)"', page)[1])
        assert "sandbox" in shown["Content-Security-Policy"]
        assert b"M0 0h40v10z" in shown.content
        form = text(Client().get("/p/belfabriek/verzoek/"))
        assert 'alt="Belfabriek, een toren"' in form
        assert Client().get("/p/belfabriek/versies/1/pdf/").content == before
        paper = Client().get("/p/belfabriek/versies/2/pdf/").content
        assert paper == Client().get("/p/belfabriek/versies/2/pdf/").content
        assert paper != before
        assert "was taken out" in text(bella.post(DESK, {"do": "remove-logo"}, follow=True))
        publish(bella)
        assert 'class="logo"' not in text(Client().get(PAGE))
        again = Client().get("/p/belfabriek/versies/2/logo/")
        assert (again.status_code, again.content) == (200, shown.content)
        said = Client().get("/p/belfabriek/versies/2/json/").json()["brand"]["logo"]
        assert (said["media_type"], said["shows"]["en"]) == ("image/svg+xml", "Belfabriek, a tower")

    def test_a_png_goes_on_paper_too_and_its_words_are_changed_without_it(
        self, bella: Client
    ) -> None:
        sent(bella, png(), "logo.png")
        sent(bella, None, shows_nl="Een bel", shows_en="A bell")
        assert StatementLogo.objects.count() == 1
        publish(bella)
        assert 'alt="A bell"' in text(Client().get(PAGE))
        assert Client().get("/p/belfabriek/versies/1/pdf/").content.startswith(b"%PDF")

    def test_what_is_refused_is_said_at_the_form_and_nothing_is_kept(self, bella: Client) -> None:
        assert "it holds <script>" in sent(bella, svg("<script/>"))
        assert "Choose the file of your logo" in sent(bella, None)
        assert "This field is required" in sent(bella, SVG.encode(), shows_en=" ")
        assert not StatementLogo.objects.exists()
        assert not PrivacyStatement.objects.exclude(logo=None).exists()

    def test_nobody_else_sees_the_picture_of_a_draft(self, world: World, bella: Client) -> None:
        sent(bella, SVG.encode())
        assert Client().get(f"{DESK}logo/").status_code == 302
        other = Client()
        other.force_login(world.users["Olga"])
        assert other.get("/en/p/belfabriek/versies/1/logo/").status_code == 404
