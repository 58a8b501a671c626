"""Whoever reads us in Dutch is *u*, on every page, in every letter and on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation.trans_real import translation

ROOT = Path(settings.BASE_DIR)
FAMILIAR = re.compile(r"\b(je|jij|jou|jouw|jouwe|jullie|jezelf)\b", re.IGNORECASE)
OURS = ("voipgrid_privacy", "roles", "records", "cookies", "templates")
# JE is the code of Jersey, in tables of countries and of adequacy decisions.
CODES = ("adequacy.yaml", "map.yaml", "countries.yaml")


def catalogues() -> list[Path]:
    return sorted(Path(path) / "nl/LC_MESSAGES/django.po" for path in settings.LOCALE_PATHS)


def written() -> Iterator[Path]:
    """Yield the files with Dutch of our own that is in no catalogue: data, scripts, templates."""
    for top in OURS:
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in {".yaml", ".html", ".txt", ".typ", ".js"} and path.name not in CODES:
                yield path


@pytest.mark.parametrize("catalogue", catalogues(), ids=lambda path: path.parts[-4])
def test_the_catalogue_says_u(catalogue: Path) -> None:
    entries = polib.pofile(str(catalogue))
    said = [text for each in entries for text in (each.msgstr, *each.msgstr_plural.values())]
    assert said
    assert [text for text in said if FAMILIAR.search(text)] == []


def test_what_libraries_say_is_u_as_well() -> None:
    said: dict[object, str] = {}
    for key, text in translation("nl")._catalog.items():
        said.setdefault(key, str(text))  # the first is the one that is shown
    assert len(said) > 5_000
    assert [text for text in said.values() if FAMILIAR.search(text)] == []


def test_the_products_words_go_before_those_of_a_library() -> None:
    with override("nl"):
        assert gettext("Sign In") == gettext("Log in") == "Inloggen"
    ours, theirs = ({each.msgid for each in polib.pofile(str(c))} for c in catalogues())
    assert ours & theirs == set(), "of two the first is shown, and nobody reads the other"


def test_texts_outside_the_catalogue_say_u() -> None:
    files = list(written())
    assert len(files) > 300
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if FAMILIAR.search(line)
    ]
    assert found == []
