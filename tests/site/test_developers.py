"""The developers' pages: what they say is what the API does."""

import html
import re
import runpy
from io import BytesIO
from pathlib import Path
from urllib.request import Request

import pytest
from django.test import Client

from tests.site.world import World
from voipgrid_privacy.accounts.clients import issue_client
from voipgrid_privacy.api.changes import changes
from voipgrid_privacy.api.postprocess import reached_codes
from voipgrid_privacy.api.publication import document
from voipgrid_privacy.api.views import VERSION
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.site.reference import resources

pytestmark = pytest.mark.django_db
PAGES = ("", "gids/", "naslag/", "naslag/roles/", "naslag/parties/", "fouten/", "wijzigingen/")
FIRST_CALL = Path(__file__).parents[2] / "docs/tutorial/first_call.py"


def text(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["", "/en"])
def test_anyone_reads_the_pages(world: World, page: str, language: str) -> None:
    said = text(f"{language}/ontwikkelaars/{page}")
    assert f'<html lang="{"en" if language else "nl"}">' in said
    assert "``" not in said


def test_every_operation_of_the_document_is_in_the_reference(world: World) -> None:
    found = [each for resource in resources(document()) for each in resource.addresses]
    promised = {
        each["operationId"] for methods in document()["paths"].values() for each in methods.values()
    }
    assert {each.anchor for each in found} == promised
    everything = text("/en/ontwikkelaars/naslag/")
    for resource in resources(document()):
        page = text(f"/en/ontwikkelaars/naslag/{resource.tag}/")
        for each in resource.addresses:
            assert f'id="{each.anchor}"' in page
            assert f"/{resource.tag}/#{each.anchor}" in everything
            assert each.scope in page


def test_what_a_body_needs_and_what_its_words_are_is_said() -> None:
    (create,) = (
        address
        for resource in resources(document())
        for address in resource.addresses
        if address.anchor == "createParty"
    )
    rows = {row.name: row for row in create.body}
    assert (rows["name"].kind, rows["name"].required) == ("string", True)
    assert rows["kind"].words == ("RESELLER", "CUSTOMER")
    assert (rows["external_ids"].kind, rows["external_ids"].depth) == ("[object]", 0)
    assert (rows["system"].depth, rows["country"].required) == (1, False)
    assert create.answer.status == "201"
    assert {row.name: row.kind for row in create.answer.rows}["kvk_number"] == "string | null"


def test_the_reference_of_what_is_no_resource_is_not_there() -> None:
    assert Client().get("/ontwikkelaars/naslag/nonsense/").status_code == 404


def test_every_code_has_its_sentence_in_the_readers_language(world: World) -> None:
    english, dutch = text("/en/ontwikkelaars/fouten/"), text("/ontwikkelaars/fouten/")
    for code in reached_codes():
        assert f'id="{code}"' in english
        assert f'id="{code}"' in dutch
    assert "There is nothing here with that identifier." in english
    assert "There is nothing here with that identifier." not in dutch
    assert not re.search(r"%\(\w+\)s", english + dutch)


@pytest.mark.parametrize("code", ["incident_closed", "request_over", "statement_has_gaps"])
def test_codes_of_every_app_that_the_api_reaches_are_listed(code: str) -> None:
    assert code in reached_codes()


def test_every_change_is_told_in_both_languages_newest_first(world: World) -> None:
    told = changes()
    assert [each.on for each in told] == sorted((each.on for each in told), reverse=True)
    assert told[0].version == VERSION
    dutch, english = text("/ontwikkelaars/wijzigingen/"), text("/en/ontwikkelaars/wijzigingen/")
    for each in told:
        assert each.text.nl in dutch
        assert each.text.en in english
    assert "Nothing is deprecated now." in english


def test_the_script_of_the_tutorial_makes_the_first_call(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    made = issue_client(
        party=world.parties["Belfabriek"], name="first", scopes=["roles.read"], by=SYSTEM
    )
    script = runpy.run_path(str(FIRST_CALL))
    script["main"].__globals__["urlopen"] = answered_here
    script["main"]("http://localhost", made.client_id, made.client_secret)
    lines = capsys.readouterr().out.splitlines()
    assert any("Belfabriek" in line and "PROCESSOR" in line for line in lines)
    assert all("GDPR Art." in line for line in lines if " CONTROLLER " in line)


def answered_here(request: Request) -> BytesIO:
    """What the script sends goes to the product itself, without a wire between."""
    client, headers = Client(SERVER_NAME="localhost"), {**request.headers}
    sort = "application/x-www-form-urlencoded"
    if request.data:
        answer = client.post(request.selector, request.data, content_type=sort, headers=headers)
    else:
        answer = client.get(request.selector, headers=headers)
    assert answer.status_code == 200, answer.content
    return BytesIO(answer.content)
