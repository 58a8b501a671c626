"""Every mail: in two languages, as text and as HTML, with nothing of elsewhere and no more data."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from roles.mail import services
from roles.mail.html import BETWEEN
from roles.mail.models import LEFT_BY_LINK, MailKind
from roles.mail.services import Letter
from roles.models import Party

ROOT = Path(settings.BASE_DIR)
TEXTS = sorted((ROOT / "templates/mail").glob("*.txt"))
TAGGED = re.compile(
    r"{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL
)
FILLED_IN = re.compile(r"{{\s*([\w.]+)")
# What tells of a person, or may: a mail leads to the page where that stands, behind a login or key.
PERSONAL = re.compile(
    r"requester|data_subject|birth|iban|phone|e_?mail|address|first_name|last_name|user|identif"
)
WRITERS = {
    path
    for top in ("roles", "records", "cookies", "voipgrid_privacy")
    for path in (ROOT / top).rglob("*.py")
    if re.search(r"render_to_string\(\s*f?\"mail/", path.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.stem)
def test_every_word_of_a_mail_is_translated(text: Path) -> None:
    bare = TAGGED.sub(" ", text.read_text(encoding="utf-8"))
    assert re.findall(r"[^\W\d_]{2,}", bare) == []


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.stem)
def test_no_mail_fills_in_what_tells_of_a_person(text: Path) -> None:
    names = FILLED_IN.findall(text.read_text(encoding="utf-8"))
    assert [name for name in names if PERSONAL.search(name)] == []


@pytest.mark.parametrize("writer", sorted(WRITERS), ids=lambda path: path.parent.name)
def test_who_writes_mail_writes_it_in_both_languages(writer: Path) -> None:
    said = writer.read_text(encoding="utf-8")
    assert "BETWEEN.join" in said
    assert re.search(r'for language in \("nl", "en"\)|LANGUAGES', said)


def test_there_are_as_many_writers_as_we_think() -> None:
    assert len(TEXTS) >= 21
    assert len(WRITERS) >= 12


@pytest.mark.parametrize("kind", MailKind.values)
def test_a_mail_of_every_kind_leaves_as_text_and_html_in_two_languages(kind: str) -> None:
    body = f"Beste lezer,\n\nKijk: https://example.nl/a{BETWEEN}Dear reader,\n\n<b>Look</b>\n"
    letter = Letter(
        kind=MailKind(kind),
        about=uuid4(),
        sender=Party(name="Belfabriek"),
        recipient=None,
        address="anna@example.nl",
        subject="Onderwerp",
        body=body,
    )
    sent = services._message(services._row(letter, timezone.now()))
    ((html, media),) = [(part.content, part.mimetype) for part in sent.alternatives]
    assert (sent.body, media) == (body, "text/html")
    assert '<div lang="nl">' in html
    assert '<div lang="en">' in html
    assert "<b>Look" not in html  # what somebody typed is text
    assert not re.search(r"<(img|script|style|link)\b", html)
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert ("List-Unsubscribe" in sent.extra_headers) == (kind in LEFT_BY_LINK)
