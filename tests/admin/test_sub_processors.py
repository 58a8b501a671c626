"""Sub-processors in the admin: proposed, previewed, told, held up, settled, called off."""

import io
import zipfile
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from roles.agreements.services import give_mandate
from roles.mail.models import OutgoingMail
from roles.models import Contact, Contract, DataCategory, Party, Service
from roles.services import conclude_contract, register_party
from roles.sub_processors.models import (
    Engagement,
    Objection,
    SubProcessorChange,
    SubProcessorNotice,
)
from voipgrid_privacy.kernel.tenancy import SYSTEM

ADD = "admin:roles_subprocessorchange_add"
START = date(2025, 1, 1)


def html(response) -> str:
    assert response.status_code == 200, response.content[:500]
    return response.content.decode()


@pytest.fixture
def parties(register):
    platform, telephony = Party.objects.get(kind="PLATFORM"), Service.objects.get(code="TELEPHONY")
    partner = register_party(kind="PARTNER", name="Belfabriek", by=SYSTEM)
    customer = register_party(kind="CUSTOMER", name="Bakker", by=SYSTEM)
    carrier = register_party(kind="SUPPLIER", name="Carrier", is_public=True, by=SYSTEM)
    for provider, acquirer, kind in (
        (platform, partner, "RESALE"),
        (partner, customer, "SUBSCRIPTION"),
    ):
        conclude_contract(
            provider=provider, acquirer=acquirer, service=telephony, kind=kind, on=START, by=SYSTEM
        )
        Contact.objects.create(party=acquirer, kind="PRIVACY", email=f"{acquirer.pk}@example.nl")
    return platform, partner, customer, carrier, telephony


def body(parties, **more):
    platform, _partner, _customer, carrier, telephony = parties
    return {
        "proposer": platform.pk,
        "sub_processor": carrier.pk,
        "service": telephony.pk,
        "data_categories": [DataCategory.objects.get(code="TRANSMITTED").pk],
        "purpose_nl": "Gesprekken doorgeven",
        "purpose_en": "Carrying calls",
        "reason_nl": "Meer routes",
        "reason_en": "More routes",
        "location": "DE",
        "mechanism": "NONE_NEEDED",
        "visibility": "PUBLIC",
        "planned_on": timezone.localdate().isoformat(),
        **more,
    }


def act(client, row, name, given=None):
    url = f"{reverse(f'admin:{row._meta.app_label}_{row._meta.model_name}_change', args=(row.pk,))}"
    path = url.replace("/change/", f"/{name}/")
    return client.get(path) if given is None else client.post(path, given, follow=True)


def test_a_change_goes_all_its_way_and_never_begins_early(olga, parties):
    assert "buiten de EER" in html(olga.post(reverse(ADD), body(parties, location="US")))
    olga.post(reverse(ADD), body(parties))
    change = SubProcessorChange.objects.get()
    preview = html(act(olga, change, "notify"))
    assert "Belfabriek" in preview
    assert "Zonder afgesproken termijn: 1" in preview
    assert "Bakker" not in preview
    assert not OutgoingMail.objects.exists()
    assert "onderweg" in html(act(olga, change, "notify", {"default_days": 30}))
    change.refresh_from_db()
    assert change.state == "NOTIFIED"
    held = html(act(olga, change, "activate"))
    assert "niet iedereen" in held
    refused = html(act(olga, change, "activate", {"reference": "C-1"}))
    assert "notice_unsent" in refused or "not_everyone_told" in refused
    change.refresh_from_db()
    assert change.state == "NOTIFIED"
    assert not Contract.objects.filter(kind="SUPPLY").exists()

    notice = SubProcessorNotice.objects.get()
    assert "Bakker" in html(act(olga, notice, "pass-on"))
    act(olga, notice, "pass-on", {"default_days": 30})
    bakkers = SubProcessorNotice.objects.get(recipient__name="Bakker")
    assert bakkers.sender.name == "Belfabriek"
    act(olga, bakkers, "object", {"reason": "Nee."})
    objection = Objection.objects.get()
    assert "Nee." in html(act(olga, objection, "settle"))
    said = html(act(olga, objection, "settle", {"settlement": "MITIGATED", "agreed": ""}))
    assert "agreed_missing" in said
    act(olga, objection, "settle", {"settlement": "MITIGATED", "agreed": "Sleutels."})
    objection.refresh_from_db()
    assert objection.settlement == "MITIGATED"

    pack = zipfile.ZipFile(io.BytesIO(b"".join(act(olga, change, "evidence"))))
    assert "SHA256SUMS" in pack.namelist()
    act(olga, change, "withdraw", {"because": "Toch niet."})
    change.refresh_from_db()
    assert (change.state, change.withdrawn_because) == ("WITHDRAWN", "Toch niet.")


def test_a_refusal_is_recorded_with_its_reason_where_consent_is_awaited(olga, parties):
    platform, partner, *_rest = parties
    host = register_party(kind="SUPPLIER", name="Host", is_public=True, by=SYSTEM)
    given = {"giver": partner, "holder": platform, "kind": "SPECIFIC", "engages": host}
    give_mandate(**given, on=START, by=SYSTEM)
    olga.post(reverse(ADD), body(parties))
    act(olga, SubProcessorChange.objects.get(), "notify", {"default_days": 30})
    notice = SubProcessorNotice.objects.get()
    assert "zonder toestemming" in html(act(olga, notice, "refuse"))
    assert "weigering is vastgelegd" in html(act(olga, notice, "refuse", {"reason": "Nee."}))
    assert Objection.objects.get().reason == "Nee."
    act(olga, notice, "consent", {"evidence": ""})
    notice.refresh_from_db()
    assert notice.consented_on is None
    act(olga, notice, "consent", {"evidence": "Brief van 1 mei"})
    notice.refresh_from_db()
    assert (notice.consent_given, notice.evidence) == ("FOR_IT", "Brief van 1 mei")
    assert "no_consent_asked" in html(act(olga, notice, "refuse", {"reason": "Nee."}))


def test_what_a_supplier_does_is_described(olga, parties):
    platform, _partner, _customer, carrier, telephony = parties
    supply = conclude_contract(
        provider=carrier, acquirer=platform, service=telephony, kind="SUPPLY", on=START, by=SYSTEM
    )
    given = {
        "contract": supply.pk,
        "purpose_nl": "Routeren",
        "purpose_en": "Routing",
        "location": "NL",
        "mechanism": "NONE_NEEDED",
        "visibility": "PUBLIC",
    }
    olga.post(reverse("admin:roles_engagement_add"), given)
    row = Engagement.objects.get()
    assert row.purpose.en == "Routing"
    assert "Routeren" in html(olga.get(reverse("admin:roles_engagement_change", args=(row.pk,))))


@pytest.mark.parametrize(
    "name",
    [
        "subprocessorchange",
        "subprocessornotice",
        "objection",
        "engagement",
        "detailrequest",
        "outgoingmail",
    ],
)
def test_auditors_read_and_nobody_else_gets_in(auditor, eve, parties, name):
    path = reverse(f"admin:roles_{name}_changelist")
    assert auditor.get(path).status_code == 200
    assert eve.get(path).status_code in {302, 403}


def test_an_auditor_decides_nothing(olga, auditor, parties):
    assert auditor.post(reverse(ADD), body(parties)).status_code == 403
    olga.post(reverse(ADD), body(parties))
    change = SubProcessorChange.objects.get()
    for name in ("notify", "activate", "withdraw"):
        assert act(auditor, change, name, {"because": "x"}).status_code == 403
    change.refresh_from_db()
    assert change.state == "PROPOSED"
