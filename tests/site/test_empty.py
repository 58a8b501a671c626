"""Lists with nothing in them: what a reader does next stands there."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

TEMPLATES = Path(settings.BASE_DIR) / "templates"
EMPTY = re.compile(r'<(p|li) class="[^"]*\bempty\b[^"]*">(.*?)</\1>', re.DOTALL)
SAID = re.compile(r'{% translate "([^"]+)" %}|{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}')
# Here there is nothing to do next: what is told is that all is well, or that nothing happened.
NOTHING_TO_DO = {
    "Nothing has been recorded.",
    "Everything in this file is in the register already.",
    "Nothing: what the browser saw is what the statement says, in every state.",
    "Nothing is stored, read or sent to others.",
}


def empties() -> list[tuple[str, str]]:
    """Return every paragraph of the portal for a list without rows, with its file."""
    return [
        (path.name, found[1])
        for path in sorted((TEMPLATES / "portal").glob("*.html"))
        for found in EMPTY.findall(path.read_text(encoding="utf-8"))
    ]


def next_step(paragraph: str) -> bool:
    """Say whether a paragraph leads on: by a link, or by more than saying that there is nothing."""
    texts = [one or other for one, other in SAID.findall(paragraph)]
    said = " ".join(texts)
    sentences = re.findall(r"[.:?!](?=\s|$)", said)
    return "<a " in paragraph or len(sentences) > 1 or said in NOTHING_TO_DO


def test_every_empty_list_of_the_portal_names_the_next_step() -> None:
    found = empties()
    assert len(found) >= 30
    assert [(name, text.strip()) for name, text in found if not next_step(text)] == []


@pytest.mark.django_db
def test_an_empty_register_says_so() -> None:
    response = Client().get("/en/")
    assert response.status_code == 200
    assert "The register has not been filled yet" in response.content.decode()
