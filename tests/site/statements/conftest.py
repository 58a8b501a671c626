"""The register with records, terms and cookies: all that a statement is drawn from."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from tests.remembered import remembered
from tests.site.world import World, build
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer
from voipgrid_privacy.site.statements.queries import Draft, draft_of

ON = date(2026, 11, 27)


def everything() -> World:
    made = build()
    for command in ("load_retention", "load_records", "load_cookies"):
        call_command(command, verbosity=0)
    return made


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Loaded once for all of these, and undone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield remembered(everything)
        transaction.set_rollback(True)


@pytest.fixture
def draft(world: World) -> Callable[..., Draft]:
    """The draft of a party, as an officer or another viewer reads it."""

    def of(name: str, viewer: Viewer = SYSTEM, on: date = ON) -> Draft:
        return draft_of(viewer=viewer, party=world.parties[name], on=on)

    return of


@pytest.fixture(scope="package")
def of_platform(world: World, django_db_blocker: Any) -> Draft:
    """VoIPGRID's own draft, drawn once for whoever only reads it."""
    with django_db_blocker.unblock():
        return draft_of(viewer=SYSTEM, party=world.parties["VoIPGRID B.V."], on=ON)


def sentences(draft: Draft, language: str, *parts: str) -> str:
    """Return all that a draft says in one language, of some parts if asked for."""
    said = []
    for part in draft.content["parts"]:
        if not parts or part["code"] in parts:
            said += [part["title"][language], part["intro"][language]]
            for fact in part["facts"]:
                said += [fact.get("under", {}).get(language, ""), fact["text"][language]]
    return "\n".join(said)
