"""Every page is valid HTML by the Nu checker, needs no script and bears what is sent to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from django.test import Client

from tests.html import filled, logins, nu
from tests.html.everything import met_by_people, nowhere, unhurried
from tests.html.forms import EVERY, answered, each_form_once
from tests.html.unscripted import needs_scripts
from tests.html.walk import Page
from voipgrid_privacy.site.urls import urlpatterns

FILES = {
    *("agreement-paper", "certificate-file", "certificates-file", "import-errors"),
    *("import-template", "incident-evidence", "incident-paper", "portal-transfer-document"),
    *("request-follow-file", "request-thread-file", "requests-calendar", "role-changes-atom"),
    *("roles-export", "scan-file", "site-log", "statement-file", "statement-latest"),
    *("statement-logo", "statistics-file", "sub-processors-atom"),
}
"""What is no page: files and feeds."""
DONE = {
    *("api-client-renew", "api-client-revoke", "finding-accept", "finding-reopen"),
    *(
        "import-columns",
        "import-confirm",
        "import-undo",
        "request-form-remove",
        "lent-item-offer",
        "scan-accept",
    ),
    *("party-request-form-remove", "scan-cancel", "site-banner", "site-banner-again", "site-check"),
    "site-claim",
    *("site-item", "site-offer", "site-paste", "site-prove", "site-scan", "site-schedule"),
    *(
        "sub-processor-details",
        "switch",
        "webhook-act",
        "webhook-again",
        "webhook-renew",
        "webhook-secrets",
    ),
}
"""What answers a form and then leads back to a page."""
ELSEWHERE = {
    "request-form-of": "leads to the form of a party",
    "start": "leads to where somebody works",
    "party-request-form-check": "the page of request-form-check",
    "party-request-form-step": "the page of request-form-step",
    "party-request-form-sent": "the page of request-form-sent",
}


@pytest.fixture(scope="module")
def met(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[tuple[Client, Page]]]:
    """Every page with whoever meets it, in a world that has one of everything."""
    unhurried()
    with filled.world(django_db_blocker):
        yield list(met_by_people())


@pytest.fixture(scope="module")
def pages(met: list[tuple[Client, Page]]) -> list[Page]:
    """Every page as it is answered, in both languages."""
    return [*(page for _client, page in met), *nowhere()]


def test_every_page_is_reached(pages: list[Page]) -> None:
    reached = {page.route.removeprefix("site:") for page in pages}
    assert {route.name for route in urlpatterns} - reached - FILES - DONE == set(ELSEWHERE)
    of_a_log_in = {*logins.ALWAYS, "mfa_activate_totp"}
    assert of_a_log_in - reached == {"socialaccount_login_error"}, "which is answered as an error"


def test_every_page_is_valid(pages: list[Page], tmp_path: Path) -> None:
    java = nu.needed()
    for number, page in enumerate(pages):
        (tmp_path / f"{number}.html").write_text(page.html, encoding="utf-8")
    wrong = nu.complaints(java, tmp_path)
    assert {pages[int(name.split(".")[0])].address: wrong[name] for name in wrong} == {}


@pytest.mark.parametrize(
    "html",
    [
        '<a href="#">On</a>',
        '<form id="f"><input name="q"></form>',
        '<button type="button">On</button>',
        '<p data-hx-get="/x">Wait</p>',
        '<p onclick="x()">On</p>',
        '<a href=" JavaScript:x()">On</a>',
        '</i><button type="button">On</button>',
        "<form><dialog><button>On</button></dialog></form>",
    ],
)
def test_what_needs_a_script_is_told(html: str) -> None:
    assert len(needs_scripts(f"<section><p>{html}</section>")) == 1


def test_no_page_needs_a_script(pages: list[Page]) -> None:
    # A key is made by the browser's own script, which no page can do without: it says so.
    others = [page for page in pages if page.route != "mfa_add_webauthn"]
    wrong = {page.address: needs_scripts(page.html) for page in others}
    assert {address: found for address, found in wrong.items() if found} == {}


def test_no_form_breaks_or_repeats_markup(
    met: list[tuple[Client, Page]], subtests: pytest.Subtests
) -> None:
    forms = each_form_once(met)
    assert len(forms) > 80
    for client, form in forms:
        one_of_all = EVERY[crc32(repr(form.key).encode()) % len(EVERY)]
        for name, tampered in (("html", False), one_of_all):
            with subtests.test(f"{form.method} {form.address}: {name}"):
                assert answered(client, form, name, tampered=tampered) == ""
