"""A record that says nothing of transfers is offered what the register of transfers has."""

from datetime import date

import pytest

from records.activities.forms import SectionForm
from records.activities.suggesting import suggested_transfers
from records.activities.vocabulary import vocabulary
from roles.models import Party, Service
from roles.services import conclude_contract, register_party
from roles.transfers.services import end_transfer, record_transfer
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
START, TODAY = date(2026, 1, 1), date(2026, 11, 27)


def test_what_the_register_of_transfers_has_fills_the_form_and_nothing_else(module_register):
    platform = Party.objects.get(kind="PLATFORM")
    partner = register_party(kind="PARTNER", name="Belfabriek", by=SYSTEM)
    us = register_party(kind="SUPPLIER", name="Ridgeline", country="US", is_public=True, by=SYSTEM)
    common = {"service": Service.objects.get(code="TELEPHONY"), "on": START, "by": SYSTEM}
    conclude_contract(provider=platform, acquirer=partner, kind="RESALE", **common)
    supply = conclude_contract(
        provider=us,
        acquirer=platform,
        kind="SUPPLY",
        categories=[c for c in common["service"].categories.all() if c.code == "OTHER_PERSONAL"],
        **common,
    )
    body = {"data": [{"category": "OTHER_PERSONAL", "elements": []}]}
    asked = {"viewer": SYSTEM, "party": partner, "on": TODAY}
    assert suggested_transfers(body=body, **asked) is None
    made = record_transfer(
        exporter=platform,
        importer=us,
        country="US",
        contract=supply,
        mechanism="SAFEGUARDS",
        instrument="SCC_2021",
        signed_on=START,
        reference="SCC 3",
        on=START,
        by=SYSTEM,
    )
    found = suggested_transfers(body=body, **asked)
    assert found == {
        "none": False,
        "to": [
            {
                "country": "US",
                "recipient": "Ridgeline",
                "mechanism": "SAFEGUARDS",
                "document": "SCC 3",
            }
        ],
    }
    words = vocabulary(viewer=SYSTEM, party=partner.pk, on=TODAY)
    form = SectionForm(None, section="transfers", said=found, words=words)
    assert form["0-country"].value() == "US"
    other = {"data": [{"category": "TRANSMITTED", "elements": []}]}
    assert suggested_transfers(body=other, **asked) is None
    end_transfer(transfer=made, on=date(2026, 6, 1), by=SYSTEM)
    assert suggested_transfers(body=body, **asked) is None
