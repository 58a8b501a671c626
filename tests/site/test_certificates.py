"""A partner's own certificates: listed, read, taken along, and nobody else's."""

import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from records.certificates.paper import on_paper
from records.certificates.services import certify_run
from records.certificates.verify_certificates import texts_of, verify
from records.engine import run, services
from records.models import Certificate
from records.register import load_retention_register
from roles.models import Party
from tests.records.conftest import INSERT
from tests.site.world import World
from voipgrid_privacy.kernel.documents import pdf
from voipgrid_privacy.kernel.signing import public_key
from voipgrid_privacy.kernel.tenancy import SYSTEM

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
PATH = "/en/portal/bewijzen/"
DAY = date(2024, 1, 31)


@pytest.fixture
def certified(world: World) -> World:
    load_retention_register(by=SYSTEM)
    with connection.cursor() as cursor:
        for name, rows in (("Belfabriek", 12), ("Spraakwerk", 30)):
            pk = world.parties[name].pk
            cursor.execute(INSERT, (pk, pk, DAY, DAY, rows))
    (job,) = services.ring_due(on=timezone.localdate(), by=SYSTEM)
    run.anonymise(job)
    certify_run(job=job, at=timezone.now(), by=SYSTEM)
    return world


def of(party: Party | None) -> Certificate:
    return Certificate.objects.get(party=party)


def text(client: Client, path: str = PATH) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return unescape(response.content.decode())


def test_the_own_part_is_listed_and_nobody_elses(certified: World, visit: Visit) -> None:
    html = text(visit("Bella"))
    assert str(of(certified.parties["Belfabriek"]).pk) in html
    for other in (of(certified.parties["Spraakwerk"]), of(None)):
        assert str(other.pk) not in html


def test_a_certificate_is_read_in_words(certified: World, visit: Visit) -> None:
    html = text(visit("Bella"), f"{PATH}{of(certified.parties['Belfabriek']).pk}/")
    assert "Of 12 rows due by traffic-billing-6-months" in html
    assert "generalised, not anonymous" in html
    assert "Tw Art. 11.5(2)" in html
    assert "standard instruction" in html


def test_it_is_taken_along_as_file_and_as_page(certified: World, visit: Visit) -> None:
    row = of(certified.parties["Belfabriek"])
    got = visit("Bella").get(f"{PATH}{row.pk}/json/")
    assert verify([got.content.decode()], public_key())["certificates"] == 1
    assert f"-{row.number}.json" in got["Content-Disposition"]
    paper = visit("Bella").get(f"{PATH}{row.pk}/pdf/")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert visit("Bella").get(f"{PATH}{row.pk}/exe/").status_code == 404


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_is_one_page(certified: World, language: str) -> None:
    for row in Certificate.objects.all():
        with translation.override(language):
            assert len(re.findall(rb"/Type\s*/Page\b", pdf(on_paper(row)))) == 1


def test_all_are_one_file_that_the_program_reads(
    certified: World, visit: Visit, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("all") / "all.jsonl"
    file.write_bytes(visit("Bella").get(f"{PATH}alle/").content)
    assert verify(texts_of([str(file)]), public_key(), complete=True)["certificates"] == 1


@pytest.mark.parametrize("tail", ["", "json/", "pdf/"])
def test_another_partners_certificate_is_not_there(
    certified: World, visit: Visit, tail: str
) -> None:
    for row in (of(certified.parties["Spraakwerk"]), of(None)):
        assert visit("Bella").get(f"{PATH}{row.pk}/{tail}").status_code == 404
    own = of(certified.parties["Belfabriek"])
    assert visit("Eve").get(f"{PATH}{own.pk}/{tail}").status_code in {403, 404}


def test_an_officer_looks_at_one_partner_at_a_time(certified: World, visit: Visit) -> None:
    client = visit("Olga")
    client.post("/en/portal/partij/", {"party": str(certified.parties["Spraakwerk"].pk)})
    html = text(client)
    assert str(of(certified.parties["Spraakwerk"]).pk) in html
    assert str(of(certified.parties["Belfabriek"]).pk) not in html


def test_without_certificates_the_page_says_so(world: World, visit: Visit) -> None:
    assert "There are none yet" in text(visit("Bella"))


def test_paper_names_nobody(certified: World) -> None:
    said = json.dumps(on_paper(of(certified.parties["Belfabriek"])).data, ensure_ascii=False)
    assert "Belfabriek" not in said
    assert "@" not in said
