"""The pages that are held against HTML, and looked at in a browser, as visitors are answered."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.html import filled, logins
from tests.html.walk import NO_ADMIN, NOWHERE_ELSE, Page, policy_of, walked
from voipgrid_privacy.site.views import followers, following, requesting

NOWHERE = ("/nergens/", "/en/nowhere/")


def unhurried() -> None:
    """Let a visitor ask as much as it wants."""
    for throttle in (requesting.pages, requesting.sending, following.throttle, followers.throttle):
        throttle.forget()


def met_by_people() -> Iterator[tuple[Client, Page]]:
    """Return every page that a visitor or a partner meets, with whoever meets it.

    That is the public site, the developers', the portal and log-ins, in a world that is filled.
    """
    entrances = ["/accounts/login/", "/accounts/signup/"]
    yield from _met(Client(), ["/", "/verzoek/download/", *entrances])
    yield from _met(*filled.manager())
    yield from _met(filled.both(), ["/portal/partij/"])
    yield from _met(*filled.asker())
    yield from _met(*filled.mailed())
    yield from _met(*logins.without_a_second_step(), closed=NOWHERE_ELSE)
    yield from _met(*logins.with_a_second_step(), closed=logins.NOT_OF_A_LOG_IN)


def _met(client: Client, starts: list[str], **how: Any) -> Iterator[tuple[Client, Page]]:
    return ((client, page) for page in walked(client, starts, **how))


def nowhere() -> Iterator[Page]:
    """Return what is answered where there is no page."""
    for address in NOWHERE:
        response = Client().get(address)
        yield Page(address, "", response.content.decode(), policy_of(response))


def for_people() -> list[Page]:
    """Return every page that a visitor or a partner meets, and what is nowhere."""
    return [*(page for _client, page in met_by_people()), *nowhere()]


def for_officers(officer: Client) -> Iterator[Page]:
    """Walk through the admin as the privacy officer, who may do most, one page of each route."""
    adding = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        for model in admin.site._registry
    ]
    return walked(officer, ["/admin/", *adding], closed=NO_ADMIN, most=1)


def fullest(pages: list[Page]) -> list[Page]:
    """Return one page of each route in each language: the one that says most."""
    found: dict[tuple[str, bool], Page] = {}
    for page in sorted(pages, key=lambda page: len(page.html)):
        found[page.route, page.address.startswith("/en/")] = page
    return list(found.values())
