"""What people type about an incident: when it can have begun, and signs that nobody sees."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from records.incidents import services
from records.incidents.models import IncidentDossier, IncidentFacts
from records.incidents.refusals import IncidentBeganLater, IncidentNameless
from tests.records.incidents.world import AWARE, NOW, facts, manager, registered, sent, touched
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
LATER = AWARE + timedelta(minutes=1)
TURNED = "Anna\u202e\u0007 \u2066Bos\u2069\ufeff"


def test_nobody_is_aware_of_what_did_not_begin_yet(chain):
    with pytest.raises(IncidentBeganLater) as refused:
        registered(chain.platform, began_at=LATER)
    assert refused.value.field == "began_at"
    assert not IncidentDossier.objects.exists()
    dossier = registered(chain.platform, began_at=AWARE)
    with pytest.raises(IncidentBeganLater):
        services.record_facts(
            dossier=dossier, facts=facts(began_at=LATER), name="S. Wacht", at=NOW, by=SYSTEM
        )
    assert dossier.facts.count() == 1


def test_of_a_party_that_was_told_later_its_own_moment_counts(chain):
    dossier = registered(chain.platform)
    touched(dossier, chain.bakker)
    sent(dossier)
    bella = manager(chain.belfabriek)
    mine = IncidentDossier.objects.get(party=chain.belfabriek)
    given = {"dossier": mine, "name": "B. Bos", "at": NOW, "by": bella}
    services.record_facts(facts=facts(began_at=LATER), **given)  # VoIPGRID could not say that
    after = {**given, "at": NOW + timedelta(hours=1)}
    with pytest.raises(IncidentBeganLater):
        services.record_facts(facts=facts(began_at=NOW + timedelta(seconds=1)), **after)


def test_the_database_refuses_it_too(chain):
    dossier = registered(chain.platform)
    row = dossier.facts.get()
    row.pk, row.began_at = None, LATER
    row._state.adding = True
    with pytest.raises(IntegrityError, match="incident_began_later"), transaction.atomic():
        IncidentFacts.objects.bulk_create([row])


def test_signs_that_nobody_sees_are_in_no_name_and_no_text(chain):
    what = f"Een map\u202e stond open.\n{TURNED}"
    dossier = services.register_incident(
        party=chain.platform,
        aware_at=AWARE,
        name=TURNED,
        facts=facts(what=what),
        at=NOW,
        by=SYSTEM,
    )
    assert dossier.aware_name == "Anna Bos"
    assert dossier.facts.get().what == "Een map stond open.\nAnna Bos"
    step = services.touches_nobody_else(
        dossier=dossier, text=f"Alleen {TURNED}.", name=TURNED, at=NOW, by=SYSTEM
    )
    assert (step.name, step.text) == ("Anna Bos", "Alleen Anna Bos.")
    with pytest.raises(IncidentNameless):
        services.touches_nobody_else(dossier=dossier, text="x", name="\u202e", at=NOW, by=SYSTEM)
