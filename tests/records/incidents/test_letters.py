"""Letters to persons: each is a row, sent once, by a step with proof; what waits keeps it open."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from records.incidents import services
from records.incidents.models import IncidentLetter, IncidentStep
from records.incidents.queries.dossiers import letters_of, open_duties, the_dossier
from records.incidents.refusals import (
    IncidentNameless,
    IncidentReasonless,
    LetterNotSent,
    LetterNotWaiting,
    LetterUnreadable,
    NoCorrections,
    NoLetters,
)
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


def corrects(dossier, bella, *pairs, kind="POST", **more):
    given = {"kind": kind, "corrections": pairs, "text": "Een tikfout.", **NAME, **more}
    return services.correct_letters(dossier=dossier, **given, at=NOW, by=bella)


def test_a_wrong_reference_is_replaced_for_a_reason_and_stays_to_be_read(own, bella):
    lists(own, bella, "K-1", "K-2", "K-3")
    step = corrects(own, bella, ("K-2", "K-20"), ("K-3", ""))
    assert (step.kind, step.text) == ("AMENDED", "Een tikfout.")
    rows = {row.reference: row for row in letters_of(own, bella)}
    assert rows["K-2"].instead == rows["K-20"]
    assert (rows["K-2"].off, rows["K-3"].off, rows["K-3"].instead) == (step, step, None)
    found = shown(row=the_dossier(viewer=bella, pk=own.pk), viewer=bella, at=NOW)
    assert found.letters_waiting == 2
    assert sends(own, bella, "POST").persons == 2
    assert set(letters_of(own, bella).exclude(step=None).values_list("reference", flat=True)) == {
        "K-1",
        "K-20",
    }
    assert "TOLD" not in open_duties(own)


def test_what_was_taken_off_keeps_nothing_open_and_can_be_listed_again(own, bella):
    lists(own, bella, "K-1")
    corrects(own, bella, ("K-1", ""))
    assert not IncidentLetter.objects.waiting().exists()
    assert lists(own, bella, "K-1") == 1
    assert letters_of(own, bella).count() == 2


def test_the_right_one_may_be_on_the_list_already(own, bella):
    lists(own, bella, "K-1", "K-2")
    corrects(own, bella, ("K-2", "K-1"))
    (off,) = letters_of(own, bella).exclude(off=None)
    assert off.instead.reference == "K-1"
    assert IncidentLetter.objects.waiting().count() == 1


@pytest.mark.parametrize(
    ("pairs", "more", "refusal"),
    [
        ((("K-9", "K-1"),), {}, LetterNotWaiting),  # not on the list
        ((("K-1", "x"),), {"kind": "EMAIL"}, LetterNotWaiting),
        ((("K-1", "x"), ("K-1", "y")), {}, LetterNotWaiting),
        ((("K-1", "jan@example.nl"),), {}, LetterUnreadable),
        ((("K-1", "K-1"),), {}, LetterUnreadable),
        ((("", "K-3"),), {}, LetterUnreadable),
        ((), {}, NoCorrections),
        ((("K-1", "K-3"),), {"text": " "}, IncidentReasonless),
        ((("K-1", "K-3"),), {"name": " "}, IncidentNameless),
    ],
)
def test_a_correction_that_says_nothing_right_is_refused_and_changes_nothing(
    own, bella, pairs, more, refusal
):
    lists(own, bella, "K-1", "K-2")
    with pytest.raises(refusal):
        corrects(own, bella, *pairs, **more)
    assert IncidentLetter.objects.waiting().count() == 2
    assert not IncidentStep.objects.filter(kind="AMENDED").exists()


def follows(dossier, bella, *references, **more):
    given = {"kind": "POST", "references": references, "text": "Verkeerde datum.", **NAME, **more}
    return services.follow_letters(dossier=dossier, **given, at=NOW, by=bella)


def test_a_letter_that_was_sent_wrong_is_followed_by_another_and_both_stay(own, bella):
    lists(own, bella, "K-1", "K-2")
    first = sends(own, bella, "POST")
    assert "TOLD" not in open_duties(own)
    step = follows(own, bella, "K-2", "K-2", "")
    assert (step.kind, step.text) == ("AMENDED", "Verkeerde datum.")
    assert "TOLD" in open_duties(own)
    (waits,) = IncidentLetter.objects.waiting()
    assert (waits.reference, waits.follows.step) == ("K-2", first)
    assert lists(own, bella, "K-1", "K-2") == 0
    second = sends(own, bella, "POST")
    assert second.persons == 1
    assert letters_of(own, bella).filter(reference="K-2").count() == 2
    assert "TOLD" not in open_duties(own)
    follows(own, bella, "K-2")  # and again, if that was wrong as well
    assert IncidentLetter.objects.waiting().get().follows.step == second


def test_one_that_follows_may_be_taken_off_and_listed_anew(own, bella):
    lists(own, bella, "K-1")
    sends(own, bella, "POST")
    follows(own, bella, "K-1")
    with pytest.raises(LetterNotSent):
        follows(own, bella, "K-1")
    corrects(own, bella, ("K-1", ""))
    follows(own, bella, "K-1")
    assert IncidentLetter.objects.waiting().count() == 1


@pytest.mark.parametrize(
    ("references", "more", "refusal"),
    [
        (("K-2",), {}, LetterNotSent),  # waits
        (("K-9",), {}, LetterNotSent),
        (("K-1",), {"kind": "EMAIL"}, LetterNotSent),
        (("jan@example.nl",), {}, LetterUnreadable),
        ((" ",), {}, NoCorrections),
        (("K-1",), {"text": " "}, IncidentReasonless),
        (("K-1",), {"name": " "}, IncidentNameless),
    ],
)
def test_what_was_never_sent_is_followed_by_nothing(own, bella, references, more, refusal):
    lists(own, bella, "K-1")
    sends(own, bella, "POST")
    lists(own, bella, "K-2")
    with pytest.raises(refusal):
        follows(own, bella, *references, **more)
    assert not IncidentLetter.objects.exclude(follows=None).exists()


def test_the_database_lets_a_letter_follow_one_that_was_sent_to_the_same_person(own, bella):
    lists(own, bella, "K-1", "K-2")
    sends(own, bella, "POST")
    sent = IncidentLetter.objects.get(reference="K-1")
    for wrong in ({"reference": "K-2"}, {"kind": "EMAIL"}):
        given = {"dossier": own, "kind": "POST", "reference": "K-1", "added_at": NOW, **wrong}
        with pytest.raises(IntegrityError), transaction.atomic():
            IncidentLetter.objects.create(follows=sent, **given)


def test_what_was_sent_is_not_corrected_and_anothers_list_neither(own, bella, chain):
    lists(own, bella, "K-1")
    with pytest.raises(NotFound):
        corrects(own, manager(chain.spraakwerk), ("K-1", "K-2"))
    sends(own, bella, "POST")
    with pytest.raises(LetterNotWaiting):
        corrects(own, bella, ("K-1", "K-2"))


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
        "UPDATE records_incidentletter SET off_id = (SELECT min(id::text)::uuid FROM {steps})",
        "UPDATE records_incidentletter SET instead_id = id",
    ],
)
def test_the_database_refuses_to_lose_or_change_a_letter(own, bella, sql):
    lists(own, bella, "K-1")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(steps="records_incidentstep"))


def test_the_database_refuses_to_put_back_or_send_what_was_taken_off(own, bella):
    lists(own, bella, "K-1", "K-2")
    corrects(own, bella, ("K-1", "K-3"))
    step = sends(own, bella, "POST")
    off = IncidentLetter.objects.exclude(off=None)
    for change in ({"off": None}, {"step": step}, {"instead": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            off.update(**change)


def test_what_was_sent_is_not_unsent_and_a_reference_can_be_erased(own, bella):
    lists(own, bella, "K-1", "K-2")
    sends(own, bella, "POST")
    with pytest.raises(DatabaseError), transaction.atomic():
        IncidentLetter.objects.update(step=None)
    assert IncidentLetter.objects.update(reference="") == 2
