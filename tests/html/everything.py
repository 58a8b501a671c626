"""The pages that are held against HTML, and looked at in a browser, as visitors are answered."""

from collections.abc import Iterator

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


def for_people() -> Iterator[Page]:
    """Walk through the public site, the developers' and the portal, in a world that is filled."""
    entrances = ["/accounts/login/", "/accounts/signup/"]
    yield from walked(Client(), ["/", "/verzoek/download/", *entrances])
    yield from walked(*filled.manager())
    yield from walked(filled.both(), ["/portal/partij/"])
    yield from walked(*filled.asker())
    yield from walked(*filled.mailed())
    yield from walked(*logins.without_a_second_step(), closed=NOWHERE_ELSE)
    yield from walked(*logins.with_a_second_step(), closed=logins.NOT_OF_A_LOG_IN)
    for address in NOWHERE:
        response = Client().get(address)
        yield Page(address, "", response.content.decode(), policy_of(response))


def for_officers() -> Iterator[Page]:
    """Walk through the admin as the privacy officer, who may do most, one page of each route."""
    adding = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        for model in admin.site._registry
    ]
    starts = ["/admin/", *adding]
    yield from walked(filled.officer(), starts, closed=NO_ADMIN, most=1)


def fullest(pages: list[Page]) -> list[Page]:
    """Return one page of each route in each language: the one that says most."""
    found: dict[tuple[str, bool], Page] = {}
    for page in sorted(pages, key=lambda page: len(page.html)):
        found[page.route, page.address.startswith("/en/")] = page
    return list(found.values())
