"""Ends of service in the portal: what waits, opening one, and each step on its own side."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from roles.agreements.models import Agreement, EndOfService
from roles.agreements.services import record_agreement
from roles.models import Contract, Party, Service
from roles.services import conclude_contract, end_contract, register_party
from tests.roles.ending import stated
from tests.site.test_agreement_chain import upstream
from tests.site.test_agreements import PATH, START, recorded, text, with_bakker
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
ENDS, LAST = f"{PATH}einde/", date(2026, 9, 1)
SIGNED = {"processor_signed_on": START, "controller_signed_on": START}
SAID = {"name": "Bella Bel", "on": "2026-09-02"}


def left(world: World, visit: Visit) -> EndOfService:
    made = recorded(world, **SIGNED, reference="VWO-9")
    contract = Contract.objects.get(acquirer=world.parties["Bakker"])
    end_contract(contract=contract, on=LAST, by=SYSTEM)
    bella = visit("Bella")
    assert "Ended, and not opened" in text(bella.get(ENDS))
    answer = bella.post(ENDS, {"agreement": str(made.pk)}, follow=True)
    assert "The end of service is open" in text(answer)
    return EndOfService.objects.get(agreement=made)


def test_a_seller_goes_through_the_end_of_a_customer(world: World, visit: Visit) -> None:
    end, bella = left(world, visit), visit("Bella")
    page = f"{ENDS}{end.pk}/"
    html = text(bella.get(page))
    assert "our own measure, as nothing is agreed" in html
    assert "Waits for a choice" in html
    assert "Confirm</summary>" not in html
    bella.post(page, {"do": "choose", "choice": "DELETE", **SAID})
    html = text(bella.get(page))
    assert "To be carried out" in html
    asked = {"do": "state", "outcome_TRANSMITTED": "DELETED", "done_TRANSMITTED": "2026-09-01"}
    assert "Add a paper as proof" in text(bella.post(page, asked | SAID))
    proof = io.BytesIO(b"%PDF-1.7 bewijs")
    proof.name = "bewijs.pdf"
    answer = bella.post(page, {**asked, **SAID, "proof": proof}, follow=True)
    assert "It is on record." in text(answer)
    html = text(answer)
    assert "Waits for confirmation" in html
    assert "It is the turn of Bakker." in html
    paper = end.steps.last().document
    assert paper.sha256 in html
    assert bella.get(f"{PATH}papier/{paper.pk}/").content == b"%PDF-1.7 bewijs"
    assert "service ended on 1 September 2026" in text(bella.get(with_bakker(world)))


def test_a_partner_chooses_and_confirms_what_is_done_for_it(world: World, visit: Visit) -> None:
    upstream(world)
    contract = Contract.objects.get(acquirer=world.parties["Belfabriek"])
    end_contract(contract=contract, on=LAST, by=SYSTEM)
    bella = visit("Bella")
    made = Party.objects.get(kind="PLATFORM").agreements.get()
    bella.post(ENDS, {"agreement": str(made.pk)})
    end = EndOfService.objects.get(agreement=made)
    page = f"{ENDS}{end.pk}/"
    bella.post(page, {"do": "choose", "choice": "DELETE", **SAID})
    assert "It is the turn of VoIPGRID B.V." in text(bella.get(page))
    bella.post(page, {"do": "state", "text": "x", **SAID})
    assert not end.steps.filter(kind="STATED").exists()
    step = stated(end, SYSTEM)
    answer = bella.post(page, {"do": "dispute", "statement": str(step.pk), **SAID})
    assert "This field is required" in text(answer)
    asked = {"do": "confirm", "statement": str(step.pk), **SAID}
    assert "Complete" in text(bella.post(page, asked, follow=True))
    assert str(end.pk) not in text(bella.get(ENDS))
    assert str(end.pk) in text(bella.get(f"{ENDS}?state=COMPLETE"))
    file = b"".join(bella.get(f"{ENDS}?state=COMPLETE&format=csv")).decode("utf-8-sig")
    assert "2026-10-01;Complete;Delete" in file


def test_terms_are_recorded_under_the_agreement(world: World, visit: Visit) -> None:
    row, bella = recorded(world, **SIGNED), visit("Bella")
    asked = {"do": "end-term", "agreement": str(row.pk), "days": "14", "on": "2026-01-02"}
    assert "what was agreed about the end" in text(
        bella.post(with_bakker(world), asked, follow=True)
    )
    assert row.end_terms.get().days == 14


def test_anothers_end_is_like_none(world: World, visit: Visit) -> None:
    end = left(world, visit)
    assert visit("Eve").get(f"{ENDS}{end.pk}/").status_code in {302, 403, 404}
    assert visit("Bella").get(f"{ENDS}{world.parties['Bakker'].pk}/").status_code == 404
    assert visit("Bella").post(ENDS, {"agreement": "nonsense"}).status_code == 404


def test_what_is_ticked_is_opened_and_chosen_at_once(world: World, visit: Visit) -> None:
    made, bella = left_two(world), visit("Bella")
    html = text(bella.get(ENDS))
    assert "Open all 2" in html
    asked = {"do": "open-all", "agreement": [str(row.pk) for row in made]}
    assert "2 ends of service are open" in text(bella.post(ENDS, asked, follow=True))
    ends = [str(pk) for pk in EndOfService.objects.filter(above=None).values_list("pk", flat=True)]
    assert len(ends) == 2
    assert "at once" not in text(bella.get(ENDS))
    page = f"{ENDS}?state=CHOICE"
    assert "Choose for several at once" in text(bella.get(page))
    asked = {"do": "choose", "choice": "DELETE", **SAID}
    assert "Tick which ones you mean." in text(bella.post(page, asked))
    answer = bella.post(page, {**asked, "end": ends}, follow=True)
    assert "It is on record of 2 ends of service." in text(answer)
    page = f"{ENDS}?state=PROOF"
    assert "State what was done for several at once" in text(bella.get(page))
    asked = {"do": "state", "end": ends, "done_on": "2026-09-01", **SAID}
    html = text(bella.post(page, asked))
    assert "Nothing was recorded" in html
    assert html.count("checked") == 2
    answer = bella.post(page, {**asked, "text": "Gewist."}, follow=True)
    assert "It is on record of 2 ends of service." in text(answer)
    assert bella.post(page, {**asked, "end": ["x"]}).status_code == 404
    assert bella.post(page, {**asked, "do": "confirm"}).status_code == 404


def left_two(world: World) -> list[Agreement]:
    bel = world.parties["Belfabriek"]
    garage = register_party(kind="CUSTOMER", name="Garage", by=SYSTEM)
    telephony = Service.objects.get(code="TELEPHONY")
    pair = {"provider": bel, "acquirer": garage, "service": telephony}
    conclude_contract(**pair, kind="SUBSCRIPTION", on=START, by=SYSTEM)
    made = [
        recorded(world, **SIGNED, reference="VWO-9"),
        record_agreement(processor=bel, controller=garage, on=START, **SIGNED, by=SYSTEM),
    ]
    for name in ("Bakker", "Garage"):
        end_contract(contract=Contract.objects.get(acquirer__name=name), on=LAST, by=SYSTEM)
    return made
