"""Our own pages, as the scanner sees them in every state of consent."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cookies.models import Site
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

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]


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
