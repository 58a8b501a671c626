"""Scans wait for proof of whose site it is."""

import ssl
from dataclasses import replace
from typing import Any

import pytest

from cookies.models import (
    ScanPlan,
)
from cookies.models import Site as RegisteredSite
from cookies.scanner.choices import ProofWay, ScanStatus
from cookies.scanner.errors import OwnershipNotProven
from cookies.scanner.ownership import FILE, RECORD, Outside, proven, record_of
from cookies.scanner.services import (
    prove_site,
)
from tests.cookies.scanner.proven import NOW, ask, at_home, dirty_site, owner
from tests.cookies.scanner.server import Answer, Site
from voipgrid_privacy.kernel.fetching import Fetcher
from voipgrid_privacy.kernel.outbound import Guard
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("at_home", "dirty_site", "owner")


# Whose site it is


@pytest.mark.django_db
class TestOwnership:
    @pytest.fixture
    def outside(self, site: Site, dns_server: Any, at_home: None) -> Outside:
        job_names = Outside().names
        names = replace(job_names, servers=("127.0.0.1",), port=dns_server.port)
        trusting = ssl.create_default_context(cafile=str(site.certificate.path))
        guard = Guard(names, loopback=True)
        fetcher = Fetcher(guard, tls=trusting, ports={443: site.port})
        return Outside(names, loopback=False, fetcher=fetcher)

    def token(self, site: RegisteredSite) -> str:
        plan, _new = ScanPlan.objects.get_or_create(site=site)
        return plan.token

    def test_nothing_shown_is_refused(self, dirty_site: RegisteredSite, outside: Outside) -> None:
        with pytest.raises(OwnershipNotProven):
            prove_site(site=dirty_site, at=NOW, by=SYSTEM, world=outside)
        with pytest.raises(OwnershipNotProven):
            ask(dirty_site)

    def test_a_record_in_dns_proves_it(
        self, dirty_site: RegisteredSite, outside: Outside, dns_server: Any
    ) -> None:
        text = record_of(self.token(dirty_site))
        dns_server.records[f"{RECORD}.dirty.test", "TXT"] = [[f'"{text}"']]
        plan = prove_site(site=dirty_site, at=NOW, by=SYSTEM, world=outside)
        del dns_server.records[f"{RECORD}.dirty.test", "TXT"]
        assert (plan.way, plan.proven_at) == (ProofWay.DNS, NOW)
        assert ask(dirty_site).status == ScanStatus.WAITING

    def test_a_file_proves_it_and_another_token_does_not(
        self, dirty_site: RegisteredSite, outside: Outside, site: Site
    ) -> None:
        text = record_of(self.token(dirty_site))
        site.extra["dirty.test", FILE] = lambda asked: Answer(text.encode(), "text/plain")
        assert proven(dirty_site, self.token(dirty_site), outside) is ProofWay.FILE
        assert proven(dirty_site, "0" * 32, outside) is None
        del site.extra["dirty.test", FILE]

    def test_a_file_that_another_host_answers_proves_nothing(
        self, dirty_site: RegisteredSite, outside: Outside, site: Site, dns_server: Any
    ) -> None:
        dns_server.records["clean.test", "A"] = [["127.0.0.1"]]
        text = record_of(self.token(dirty_site))
        site.extra["clean.test", FILE] = lambda asked: Answer(text.encode(), "text/plain")
        moved = {"Location": f"https://clean.test{FILE}"}
        site.extra["dirty.test", FILE] = lambda asked: Answer(status=302, headers=moved)
        assert proven(dirty_site, self.token(dirty_site), outside) is None
        del site.extra["dirty.test", FILE], site.extra["clean.test", FILE]

    @pytest.mark.parametrize("place", ["head", "body"])
    def test_a_tag_counts_in_the_head_and_not_where_visitors_write(
        self, dirty_site: RegisteredSite, outside: Outside, site: Site, place: str
    ) -> None:
        tag = f'<meta name="voipgrid-privacy" content="{self.token(dirty_site)}">'
        before = "" if place == "head" else "</head><body>"
        page = f"<!doctype html><html><head>{before}{tag}"
        site.extra["dirty.test", "/"] = lambda asked: Answer(page.encode())
        expected = ProofWay.META if place == "head" else None
        assert proven(dirty_site, self.token(dirty_site), outside) is expected
        del site.extra["dirty.test", "/"]

    def test_loopback_counts_in_development_alone(
        self, dirty_site: RegisteredSite, outside: Outside
    ) -> None:
        assert proven(dirty_site, "x", replace(outside, loopback=True)) is ProofWay.LOOPBACK
        assert proven(dirty_site, "x", outside) is None
