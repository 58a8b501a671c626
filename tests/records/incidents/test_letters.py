"""Letters to persons: each is a row, sent once, by a step with proof; what waits keeps it open."""

import pytest
from django.db import DatabaseError, connection, transaction

from records.incidents import services
from records.incidents.models import IncidentLetter, IncidentStep
from records.incidents.queries.dossiers import letters_of, open_duties, the_dossier
from records.incidents.refusals import IncidentNameless, LetterUnreadable, NoLetters
from records.incidents.showing import shown
from tests.records.incidents.world import NOW, assessed, manager, registered, touched
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import partner_scope

pytestmark = pytest.mark.django_db
NAME = {"name": "B. Bos"}


@pytest.fixture
def bella(chain):
    return manager(chain.belfabriek)


@pytest.fixture
def own(chain, bella):
    """A file in which it was decided that the persons are told."""
    dossier = registered(chain.belfabriek, by=bella)
    touched(dossier, chain.bakker, by=bella)
    assessed(dossier, by=bella, risk="HIGH")
    given = {"decision": "TELL", "text": "Een hoog risico.", **NAME}
    services.decide_on_telling(dossier=dossier, **given, at=NOW, by=bella)
    return dossier


def lists(dossier, bella, *references, kind="POST"):
    given = {"kind": kind, "references": references}
    return services.list_letters(dossier=dossier, **given, at=NOW, by=bella)


def sends(dossier, bella, *kinds, **more):
    given = {"means": "LETTER", "done_at": NOW, "reference": "Partij 7", **NAME, **more}
    return services.record_telling(dossier=dossier, letters=kinds, **given, at=NOW, by=bella)


def test_who_is_listed_again_is_on_the_list_once(own, bella):
    assert lists(own, bella, "K-1", "K-2", " K-1 ", "") == 2
    assert lists(own, bella, "K-2", "K-3") == 1
    assert lists(own, bella, "K-1", kind="EMAIL") == 1
    assert letters_of(own, bella).count() == 4


def test_a_letter_is_sent_once_and_says_when_how_and_by_what_it_is_proved(own, bella):
    lists(own, bella, "K-1", "K-2")
    step = sends(own, bella, "POST")
    assert (step.persons, step.means) == (2, "LETTER")
    with pytest.raises(NoLetters):
        sends(own, bella, "POST")
    lists(own, bella, "K-1", "K-2", "K-3")
    again = sends(own, bella, "POST")
    assert again.persons == 1
    rows = letters_of(own, bella)
    assert {row.reference: row.step for row in rows} == {"K-1": step, "K-2": step, "K-3": again}
    assert {row.step.reference for row in rows} == {"Partij 7"}
    found = shown(row=the_dossier(viewer=bella, pk=own.pk), viewer=bella, at=NOW)
    assert found.letter_kinds[0][1:] == (0, 3)


def test_only_the_kind_that_was_sent_is_sent(own, bella):
    lists(own, bella, "K-1")
    lists(own, bella, "K-1", "K-2", kind="EMAIL")
    sends(own, bella, "POST")
    assert IncidentLetter.objects.waiting().filter(kind="EMAIL").count() == 2
    assert "TOLD" in open_duties(own)
    sends(own, bella, "EMAIL", means="MAIL")
    assert "TOLD" not in open_duties(own)


def test_a_refused_step_sends_no_letter(own, bella):
    lists(own, bella, "K-1")
    with pytest.raises(IncidentNameless):
        sends(own, bella, "POST", name=" ")
    assert IncidentLetter.objects.waiting().count() == 1
    assert not IncidentStep.objects.filter(kind="TOLD").exists()


@pytest.mark.parametrize("wrong", ["x" * 121, "jan@example.nl", "a\x00b"])
def test_what_is_no_reference_is_refused_and_nothing_is_listed(own, bella, wrong):
    with pytest.raises(LetterUnreadable):
        lists(own, bella, "K-1", wrong)
    assert not IncidentLetter.objects.exists()


def test_in_anothers_file_nobody_is_listed_and_nothing_is_seen(own, bella, chain):
    lists(own, bella, "K-1")
    eve = manager(chain.spraakwerk)
    with pytest.raises(NotFound):
        lists(own, eve, "K-2")
    with partner_scope(eve):
        assert not IncidentLetter.objects.exists()


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM records_incidentletter",
        "UPDATE records_incidentletter SET kind = 'EMAIL'",
        "UPDATE records_incidentletter SET reference = 'K-9'",
        "UPDATE records_incidentletter SET step_id = (SELECT min(id::text)::uuid FROM {steps})",
    ],
)
def test_the_database_refuses_to_lose_or_change_a_letter(own, bella, sql):
    lists(own, bella, "K-1")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(steps="records_incidentstep"))


def test_what_was_sent_is_not_unsent_and_a_reference_can_be_erased(own, bella):
    lists(own, bella, "K-1", "K-2")
    sends(own, bella, "POST")
    with pytest.raises(DatabaseError), transaction.atomic():
        IncidentLetter.objects.update(step=None)
    assert IncidentLetter.objects.update(reference="") == 2
