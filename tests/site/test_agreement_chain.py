"""The chain of agreements in the portal: what a link lacks, and stating what a document covers."""

from collections.abc import Callable

import pytest
from django.test import Client

from roles.agreements.models import Agreement
from roles.agreements.services import record_agreement
from roles.models import Party
from tests.site.test_agreements import PATH, START, recorded, text, with_bakker
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
SIGNED = {"processor_signed_on": START, "controller_signed_on": START}


def platform() -> Party:
    return Party.objects.get(kind="PLATFORM")


def upstream(world: World) -> Agreement:
    pair = {"processor": platform(), "controller": world.parties["Belfabriek"]}
    return record_agreement(**pair, **SIGNED, on=START, reference="VWO-UP", by=SYSTEM)


def test_a_partner_sees_what_those_it_engages_did_not_promise(world: World, visit: Visit) -> None:
    html = text(visit("Bella").get(f"{PATH}keten/"))
    assert "There is no data processing agreement, signed by both" in html
    upstream(world)
    recorded(world, **SIGNED)
    html = text(visit("Bella").get(f"{PATH}keten/"))
    assert "VWO-UP" in html
    assert "bound by one agreement above" in html
    assert "does not show which obligations and data" in html
    assert "Slager" not in html
    assert "VWO-UP" not in visit("Eve").get(f"{PATH}keten/", follow=True).content.decode()


def test_a_partner_states_what_its_own_document_covers(world: World, visit: Visit) -> None:
    row = recorded(world, **SIGNED)
    bella, path = visit("Bella"), with_bakker(world)
    html = text(bella.get(path))
    assert "(a) On documented instructions only" in html
    fields = [
        name
        for name in bella.get(path).context["deals"][0].forms["cover"].fields
        if name.startswith("item_")
    ]
    assert len(fields) == 8
    asked = {"do": "cover", "agreement": str(row.pk), fields[0]: " art.  3.1 "}
    assert "It is stated" in text(bella.post(path, asked, follow=True))
    assert [(c.item.code, c.place, c.stated_by) for c in row.coverage.all()] == [
        ("a", "art. 3.1", "PROCESSOR")
    ]
    assert "art. 3.1" in text(bella.get(path))


def test_what_the_platform_records_the_platform_states(world: World, visit: Visit) -> None:
    row, bella = upstream(world), visit("Bella")
    path = f"{PATH}{platform().pk}/"
    assert "State what the document covers" not in text(bella.get(path))
    assert bella.post(path, {"do": "cover", "agreement": str(row.pk)}).status_code == 403


def test_evidence_is_added_read_by_both_and_missed_by_name(world: World, visit: Visit) -> None:
    row, bella, path = recorded(world), visit("Bella"), with_bakker(world)
    html = text(bella.get(path))
    assert html.count("No evidence") == 8
    item = bella.get(path).context["deals"][0].evidence[-1].item
    asked = {"do": "evidence", "agreement": str(row.pk), "item": str(item.pk), "kind": "NOTE"}
    assert "Give what the kind of evidence names" in text(bella.post(path, asked))
    asked |= {"note": "Audit van mei.", "name": "Bella Bel"}
    assert "The evidence is kept." in text(bella.post(path, asked, follow=True))
    html = text(bella.get(path))
    assert html.count("No evidence") == 7
    assert "Audit van mei." in html
    assert "(Bella Bel, The processor," in html
