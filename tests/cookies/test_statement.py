"""Statements: drawn from the registry, versioned, dated, compared; page, data and embed."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from cookies.choices import ItemField
from cookies.models import Item, StatementVersion
from cookies.registry.services import note_scan, settle, withdraw_item
from cookies.statement.content import difference
from cookies.statement.paper import on_paper
from cookies.statement.queries import changes
from cookies.statement.services import publish_statement, refresh_statements
from cookies.tasks import refresh_cookies
from tests.cookies.conftest import TODAY, World
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import SYSTEM

PAGE = "/c/voipgrid/statement.{}.{}"


def page(language: str, form: str = "html") -> str:
    answer = Client().get(PAGE.format(language, form))
    assert answer.status_code == 200
    return answer.content.decode()


def test_all_22_items_are_on_the_page_with_terms_in_words(world: World) -> None:
    dutch, english = page("nl"), page("en")
    for name in Item.objects.filter(site=world.voipgrid).values_list("pattern", flat=True):
        assert f"<code>{name}</code>" in dutch
    assert dutch.count("<code>") == 22  # 21 of the statement, and the banner's own
    assert "2 jaar" in dutch
    assert "2 years" in english
    assert "tot u de browser sluit" in dutch
    assert "laat geen cookie achter" in dutch
    assert "leaves no cookie" in english
    assert "LinkedIn" in dutch


def test_roles_per_phase_and_access_are_said(world: World) -> None:
    english = page("en")
    assert "Transmission to the provider: joint controller." in english
    assert "Later use by the provider: controller." in english
    assert "Nobody else." in english


def test_no_statement_needs_a_script_or_a_style_of_anothers(world: World) -> None:
    for form in ("html", "part"):
        text = page("nl", form)
        assert "<script" not in text
        assert not re.search(r'(src|href)="https?://[^"]*\.(css|js)', text)
    assert "<html" not in page("nl", "part")


def test_a_page_of_any_site_may_show_it_in_a_frame(world: World) -> None:
    answer = Client().get(PAGE.format("nl", "html"))
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer


@pytest.mark.parametrize(("language", "words"), [("nl", "2 jaar"), ("en", "2 years")])
def test_it_is_a_paper_too_and_the_same_version_is_the_same_paper(
    world: World, language: str, words: str
) -> None:
    answer = Client().get(PAGE.format(language, "pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer.content == Client().get(PAGE.format(language, "pdf")).content
    version = StatementVersion.objects.filter(site=world.voipgrid).latest("number")
    with translation.override(language):
        told = on_paper(version).data
    names = [item[0] for group in told["groups"] for item in group["items"]]
    assert len(names) == 22
    assert words in {item[4] for group in told["groups"] for item in group["items"]}


def test_the_data_has_both_languages(world: World) -> None:
    data = Client().get("/c/voipgrid/statement.json").json()
    assert [len(group["items"]) for group in data["groups"]] == [3, 6, 13]
    assert data["groups"][1]["name"] == {"nl": "Statistiek", "en": "Statistics"}
    assert data["version"] == 1


def test_a_version_is_made_when_the_registry_says_something_else_and_only_then(
    world: World,
) -> None:
    site = world.voipgrid
    refresh_statements(on=TODAY, by=SYSTEM)
    before = StatementVersion.objects.filter(site=site).count()
    publish_statement(site=site, on=TODAY, by=SYSTEM)
    assert StatementVersion.objects.filter(site=site).count() == before
    gid, gat = (Item.objects.get(site=site, pattern=p) for p in ("_gid", "_gat"))
    settle(item=gid, field=ItemField.LIFETIME, value="P1D", on=TODAY, by=SYSTEM)
    withdraw_item(item=gat, by=SYSTEM)
    later = date(2026, 12, 1)
    assert refresh_statements(on=later, by=SYSTEM) == 1
    newest, *_older = changes(viewer=SYSTEM, site=site)
    assert (newest.version.number, newest.version.published_on) == (before + 1, later)
    assert newest.difference.removed == ("_gat (voipgrid.nl)",)
    assert newest.difference.changed == ("_gid (voipgrid.nl)",)
    assert "1 dag" in page("nl")


def test_a_scan_is_dated_on_the_statement(world: World) -> None:
    note_scan(site=world.voipgrid, on=date(2026, 11, 20), by=SYSTEM)
    refresh_cookies()
    assert "20 november 2026" in page("nl")


def test_what_was_shown_stays(world: World) -> None:
    for attack in (StatementVersion.objects.all().delete, _rewrite):
        with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
            attack()


def _rewrite() -> None:
    StatementVersion.objects.update(number=99)


def test_nobody_publishes_for_another(world: World) -> None:
    with pytest.raises(NotAllowed):
        publish_statement(site=world.shop, on=TODAY, by=world.manager(world.eve))


@pytest.mark.parametrize(
    "path",
    ["/c/none/statement.nl.html", "/c/voipgrid/statement.fr.html", "/c/none/statement.json"],
)
def test_what_is_not_there_is_not_there(world: World, path: str) -> None:
    assert Client().get(path).status_code == 404


def test_a_difference_of_nothing_is_empty(world: World) -> None:
    content = StatementVersion.objects.filter(site=world.voipgrid).first().content
    assert difference(content, content).added == ()


def test_our_own_pages_have_a_statement_and_settings(world: World) -> None:
    for path, words in (
        ("/cookies/", "Privacy-instellingen"),
        ("/en/cookies/", "Privacy settings"),
    ):
        text = Client().get(path).content.decode()
        assert "sessionid" in text
        assert words in text
        assert "/c/voipgrid/statement." in text
