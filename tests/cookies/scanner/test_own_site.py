"""Our own pages, as the scanner sees them in every state of consent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client

from cookies.banner.services import configure_banner
from cookies.choices import Provenance, Technique
from cookies.models import ConsentCategory, ConsentRecord, Item, Provider, Site
from cookies.registry.services import Facts, Said, enter_item, publish_item
from cookies.scanner import evidence
from cookies.scanner.analysis.rules import Reading, problems, read
from cookies.scanner.browser.job import STATES, Job
from cookies.scanner.evidence import EVIDENCE_FILE, State
from cookies.scanner.guardian import Told, ready, watch
from cookies.scanner.judging import baseline_of
from cookies.scanner.running import LOCAL
from cookies.statement.services import publish_statement
from tests.cookies.conftest import TODAY
from tests.site.statements.test_own_host import HOST, proven_by
from tests.site.statements.test_pages import publish
from tests.site.world import World, build
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]
WORDS = Localised(nl="Telt bezoeken.", en="Counts visits.")


@pytest.fixture
def ours(live_server: Any, settings: Any) -> Site:
    settings.PUBLIC_URL = live_server.url
    call_command("load_register", verbosity=0)
    call_command("load_cookies", verbosity=0)
    site = Site.objects.get(code="register")
    publish_statement(site=site, on=TODAY, by=SYSTEM)
    return site


@pytest.fixture
def seen(ours: Site, live_server: Any, browser_path: str, tmp_path: Path) -> Callable[..., Reading]:
    def looked(path: str, host: str = "") -> Reading:
        told: list[Told] = []
        here = urlsplit(live_server.url)
        job = Job(
            f"http://{host or here.hostname}:{here.port}{path}",
            tmp_path,
            settle_seconds=0.8,
            banner_seconds=0.8,
            browser=browser_path,
            loopback=True,
            hosts=LOCAL | {host: "127.0.0.1"} if host else LOCAL,
        )
        with ready() as process:
            end = watch(process, job, told=told.append, wanted=lambda: True)
        assert end.how == "done", end
        assert sorted(one["state"] for one in told) == sorted(STATES)
        found = evidence.read(tmp_path / EVIDENCE_FILE)
        assert [state.problem for state in found.states] == [""] * len(STATES)
        hosts = frozenset({host} if host else ours.hosts)
        return read(found, hosts=hosts, now=datetime.now(UTC))

    return looked


def wrong(reading: Reading, site: Site) -> list[tuple[str, str]]:
    """Return what is wrong by what is declared for our own pages, at whichever host they are."""
    baseline = replace(baseline_of(site), hosts=reading.ground.own_hosts)
    return [(one.code, one.subject) for one in problems(reading, baseline)]


OURS = (
    "/",
    "/en/cookies/",
    "/verzoek/",
    "/subverwerkers/",
    "/ontwikkelaars/",
    "/ontwikkelaars/naslag/",
    "/accounts/login/",
    "/c/voipgrid/statement.nl.html",
)


def test_our_own_pages_pass_in_every_state(ours: Site, seen: Callable[..., Reading]) -> None:
    found = {}
    for path in OURS:
        reading = seen(path)
        title = document(reading).title
        assert title
        assert "404" not in title, path
        assert reading.ground.evidence.hosts == [ours.host], path
        found[path] = wrong(reading, ours)
    assert not any(found.values()), found


def document(reading: Reading) -> State:
    state = reading.state("untouched")
    assert state is not None
    return state


@pytest.fixture
def bella(ours: Site) -> tuple[World, Client]:
    """A partner that has published its statement."""
    made, client = build(), Client()
    client.force_login(made.users["Bella"])
    publish(client)
    return made, client


def test_a_partners_pages_pass_in_every_state_at_our_host_and_at_its_own(
    bella: tuple[World, Client], ours: Site, seen: Callable[..., Reading]
) -> None:
    proven_by(bella[0], "Belfabriek", "Bella")
    for path, host in (
        ("/p/belfabriek/", ours.host),
        ("/p/belfabriek/verzoek/", ours.host),
        ("/", HOST),
        ("/verzoek/", HOST),
    ):
        reading = seen(path, host)
        assert "Belfabriek" in document(reading).title, (path, host)
        assert wrong(reading, ours) == [], (path, host)
        assert reading.ground.evidence.hosts == [host]


def test_they_pass_with_our_banner_when_there_is_something_to_ask(
    ours: Site, seen: Callable[..., Reading], live_server: Any
) -> None:
    configure_banner(site=ours, address=live_server.url, on=TODAY, by=SYSTEM)
    for code in ("ANALYTICS", "TRACKING"):
        publish_item(item=asked_for(ours, code), by=SYSTEM)
    configure_banner(site=ours, address=live_server.url, on=TODAY, by=SYSTEM)
    reading = seen("/")
    assert wrong(reading, ours) == []
    for key in ("refused", "accepted", "withdrawn", "only:analytics", "only:tracking"):
        state = reading.state(key)
        assert state is not None
        assert state.chosen_at > 0, (key, state.steps)
    actions = set(ConsentRecord.objects.values_list("action", flat=True))
    assert actions == {"ACCEPT", "REFUSE", "CHOOSE", "WITHDRAW"}


def asked_for(site: Site, category: str) -> Item:
    facts = Facts(
        Technique.JS_COOKIE,
        f"_{category.lower()}",
        provider=Provider.objects.get(code="site", owner=None),
        category=ConsentCategory.objects.get(code=category),
        purpose=WORDS,
        recipients=WORDS,
        lifetime="P1Y",
    )
    said = Said(Provenance.PERSON, TODAY)
    return enter_item(owner=site.party, site=site, facts=facts, said=said, by=SYSTEM)
