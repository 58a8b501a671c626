"""Our own pages, as the scanner sees them in every state of consent."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cookies.banner.services import configure_banner
from cookies.choices import Provenance, Technique
from cookies.models import ConsentCategory, ConsentRecord, Item, Provider, Site
from cookies.registry.services import Facts, Said, enter_item, publish_item
from cookies.scanner import evidence
from cookies.scanner.analysis.rules import Reading, problems, read
from cookies.scanner.browser.job import STATES, Job
from cookies.scanner.evidence import EVIDENCE_FILE
from cookies.scanner.guardian import Told, watch
from cookies.scanner.judging import baseline_of
from cookies.scanner.running import LOCAL
from cookies.statement.services import publish_statement
from tests.cookies.conftest import TODAY
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
    def looked(path: str) -> Reading:
        told: list[Told] = []
        job = Job(
            live_server.url + path,
            tmp_path,
            settle_seconds=1.0,
            banner_seconds=1.0,
            browser=browser_path,
            loopback=True,
            hosts=LOCAL,
        )
        end = watch(job, told=told.append, wanted=lambda: True)
        assert end.how == "done", end
        assert sorted(one["state"] for one in told) == sorted(STATES)
        found = evidence.read(tmp_path / EVIDENCE_FILE)
        assert [state.problem for state in found.states] == [""] * len(STATES)
        return read(found, hosts=frozenset(ours.hosts), now=datetime.now(UTC))

    return looked


def wrong(reading: Reading, site: Site) -> list[tuple[str, str]]:
    return [(one.code, one.subject) for one in problems(reading, baseline_of(site))]


@pytest.mark.parametrize("path", ["/", "/en/cookies/", "/accounts/login/"])
def test_our_own_pages_pass_in_every_state(
    ours: Site, seen: Callable[..., Reading], path: str
) -> None:
    reading = seen(path)
    assert wrong(reading, ours) == []
    assert reading.ground.evidence.hosts == [ours.host]


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
