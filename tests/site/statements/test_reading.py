"""What is read of the register: a page of one part reads what that part says, and nothing twice."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.site.statements.conftest import ON
from tests.site.test_sub_processors import text
from tests.site.world import World
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM
from voipgrid_privacy.site.statements.choices import Block
from voipgrid_privacy.site.statements.content import facts_of
from voipgrid_privacy.site.statements.queries import Draft, register_of

pytestmark = pytest.mark.django_db
DESK = "/portal/privacyverklaring/"
LITTLE = {Block.OBLIGED, Block.AUTOMATED, Block.COMPLAINT, Block.CHANGES}
"""Parts that say nothing of the register."""


@pytest.fixture
def bella(world: World) -> Client:
    client = Client()
    client.force_login(world.users["Bella"])
    return client


def test_the_overview_reads_the_register_once(
    bella: Client, django_assert_max_num_queries: Any
) -> None:
    bella.get(DESK)
    with django_assert_max_num_queries(75):
        assert bella.get(DESK).status_code == 200


@pytest.mark.parametrize("code", Block.values)
def test_the_page_of_a_part_reads_no_other_part(
    code: str, bella: Client, django_assert_max_num_queries: Any
) -> None:
    address = f"{DESK}deel/{code}/"
    bella.get(address)
    with django_assert_max_num_queries(16 if code in LITTLE else 50):
        assert bella.get(address).status_code == 200


@pytest.mark.parametrize("name", ["VoIPGRID B.V.", "Belfabriek"])
def test_a_part_by_itself_says_what_the_whole_statement_says(
    name: str, world: World, draft: Callable[..., Draft]
) -> None:
    said = {part["code"]: part["facts"] for part in draft(name).content["parts"]}
    for code in Block.values:
        register = register_of(viewer=SYSTEM, party=world.parties[name], on=ON)
        assert facts_of(register, code) == said.get(code, [])


def test_what_a_party_wrote_itself_holds_no_facts(world: World) -> None:
    register = register_of(viewer=SYSTEM, party=world.parties["Belfabriek"], on=ON)
    assert facts_of(register, "own-1") == []


def test_strangers_get_no_register_to_read_from(world: World) -> None:
    with pytest.raises(NotFound):
        register_of(viewer=PUBLIC, party=world.parties["Belfabriek"], on=ON)


def test_a_part_of_which_the_register_says_nothing_says_so(bella: Client) -> None:
    html = text(bella.get(f"{DESK}deel/{Block.COOKIES}/"))
    assert "Het register zegt hier nog niets over" in html
