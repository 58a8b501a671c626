"""What the logbook is about, in words: no page and no table is known by its code alone."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from voipgrid_privacy.accounts.audit_words import about_words
from voipgrid_privacy.api.scopes import SCOPES
from voipgrid_privacy.audit.noticing import _model

PLAIN = frozenset(
    ["jsi18n", "login", "logout", "password_change", "password_change_done", "view_on_site"]
)
"""Pages of the admin on which nothing is looked up."""


def named(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    for each in patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from named(each.url_patterns, path)
        elif each.name:
            yield path, each.name


PAGES = list(named(get_resolver().url_patterns))
PORTAL = {name for path, name in PAGES if "portal/" in path}
ADMIN = {name for path, name in PAGES if path.startswith("admin/") and _model(name) is None}
RESOURCES = {scope.rpartition(".")[0] for scope in SCOPES}


@pytest.mark.parametrize("name", sorted((PORTAL | ADMIN | RESOURCES) - PLAIN))
def test_every_page_and_resource_that_may_be_noted_has_a_word(name: str) -> None:
    assert about_words(name) != name


def test_tables_are_called_by_their_name_in_the_readers_language() -> None:
    with translation.override("nl"):
        assert about_words("records.subjectrequest") == "AVG-verzoek"
        assert about_words("request-answer") == "AVG-verzoeken"
    assert about_words("unheard-of") == "unheard-of"
    assert about_words("no.such") == "no.such"
