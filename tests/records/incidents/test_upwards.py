"""An incident of a partner: its customers are told, and VoIPGRID where that decides itself."""

import pytest

from records.incidents.models import IncidentDossier
from records.incidents.queries.dossiers import clocks_of, open_duties
from records.incidents.showing import shown
from roles.mail.models import OutgoingMail
from roles.models import Contact
from tests.records.incidents.world import (
    NOW,
    assessed,
    file_of,
    manager,
    notices,
    registered,
    sent,
    touched,
)
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import partner_scope

pytestmark = pytest.mark.django_db
ALL = ("TRANSMITTED", "TRAFFIC_BILLING", "OTHER_PERSONAL")
"""VoIPGRID uses other personal data for purposes of its own."""


@pytest.fixture
def bella(chain):
    return manager(chain.belfabriek)


@pytest.fixture
def own(chain, bella):
    dossier = registered(chain.belfabriek, by=bella, categories=ALL)
    touched(dossier, chain.bakker, by=bella)
    return dossier


def test_the_customer_and_voipgrid_each_get_a_notice_of_their_own_part(own):
    found = {pair: (row.roles, row.grounds) for pair, row in notices(own).items()}
    assert found == {
        ("Belfabriek", "Bakker"): ({"TRANSMITTED": "CONTROLLER"}, ["GDPR Art. 33(2)"]),
        ("Belfabriek", "VoIPGRID B.V."): (
            {"OTHER_PERSONAL": "CONTROLLER"},
            ["GDPR Art. 28(10)"],
        ),
    }


def test_what_voipgrid_only_processes_is_not_told_to_it(chain, bella):
    dossier = registered(chain.belfabriek, by=bella)
    touched(dossier, chain.bakker, by=bella)
    assert set(notices(dossier)) == {("Belfabriek", "Bakker")}


def test_told_voipgrid_has_its_own_clock_and_its_officers_answer_it(chain, own, bella, olga_viewer):
    sent(own, by=bella)
    file = file_of(own, chain.platform)
    (clock,) = clocks_of(file, olga_viewer)
    assert (clock.kind, clock.started_at) == ("GDPR", NOW)
    assert [row.sender.name for row in shown(row=file, viewer=olga_viewer, at=NOW).received] == [
        "Belfabriek"
    ]
    assessed(file, by=olga_viewer, risk="UNLIKELY")
    assert "TOUCHED" not in open_duties(file)


def test_voipgrid_is_mailed_where_its_officers_find_it(chain, own, bella):
    Contact.objects.create(party=chain.platform, kind="PRIVACY", email="fg@voipgrid.example")
    sent(own, by=bella, means="MAIL")
    mail = OutgoingMail.objects.get(recipient=chain.platform)
    assert "/admin/incidenten/" in mail.body
    assert "AVG art. 28 lid 10" in mail.body


def test_another_partner_sees_nothing_of_it(chain, own, bella):
    sent(own, by=bella)
    with pytest.raises(NotFound):
        sent(own, by=manager(chain.spraakwerk))
    with partner_scope(manager(chain.spraakwerk)):
        assert not IncidentDossier.objects.exists()


def test_a_reseller_tells_voipgrid_by_its_partner(chain):
    dina = manager(chain.dealer)
    dossier = registered(chain.dealer, by=dina, categories=ALL)
    touched(dossier, chain.fiets, by=dina)
    assert set(notices(dossier)) == {
        ("Dealer", "Fiets"),
        ("Dealer", "Belfabriek"),
        ("Belfabriek", "VoIPGRID B.V."),
    }
    sent(dossier, by=dina)
    assert not IncidentDossier.objects.filter(incident=dossier.incident_id, party=chain.platform)
    sent(file_of(dossier, chain.belfabriek), by=manager(chain.belfabriek))
    assert file_of(dossier, chain.platform).party == chain.platform
