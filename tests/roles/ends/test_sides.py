"""Each side in its own session, and what a complete end proves."""

import pytest
from django.db import DatabaseError, transaction

from roles.agreements.ends import completed, ends
from roles.agreements.evidence import evidence_of
from roles.agreements.models import EndState
from roles.agreements.services import Upload, open_end
from tests.roles.ending import END, NOW, SAID, chosen, confirmed, state, stated, viewer
from tests.roles.ends.given import PDF, bare
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope


def test_a_partner_goes_through_its_steps_in_its_own_session(chain, partner_left, manager_of):
    bella = manager_of(chain.belfabriek)
    with partner_scope(bella):
        chosen(partner_left, bella)
    step = stated(partner_left, SYSTEM)
    with partner_scope(bella):
        confirmed(partner_left, step, bella)
    assert state(partner_left) == EndState.COMPLETE


def test_a_seller_states_with_proof_after_its_customer_left(chain, left, manager_of):
    bella = manager_of(chain.belfabriek)
    with partner_scope(bella):
        chosen(left, bella)
        step = stated(left, bella, proof=Upload(PDF, "application/pdf"))
        assert step.document.number == 1


def test_strangers_see_and_say_nothing(chain, left, manager_of):
    spraak = manager_of(chain.spraakwerk)
    with partner_scope(spraak):
        assert not ends(viewer=spraak).exists()
        with pytest.raises(NotFound):
            chosen(left, spraak)
        with pytest.raises(NotFound):
            open_end(agreement=chain.top, at=NOW, by=spraak)
    with pytest.raises(DatabaseError), transaction.atomic(), partner_scope(spraak):
        bare(left, choice="DELETE", entered_by="CONTROLLER")


def test_nobody_says_it_as_if_the_other_did(chain, partner_left, manager_of):
    bella = manager_of(chain.belfabriek)
    chosen(partner_left, viewer(chain.belfabriek))
    with pytest.raises(DatabaseError), transaction.atomic(), partner_scope(bella):
        bare(partner_left, kind="STATED", parts=1, entered_by="PROCESSOR")


def test_a_complete_end_shows_that_clause_g_is_kept(chain, left, bella):
    def absent():
        shown = evidence_of(agreement=chain.top, viewer=SYSTEM, on=END)
        return "".join(each.item.code for each in shown if each.absent)

    chosen(left, bella)
    step = stated(left, bella)
    assert absent() == "abcdefgh"
    confirmed(left, step, SYSTEM)
    assert absent() == "abcdefh"
    assert [row.pk for row in completed(agreement=chain.top, viewer=SYSTEM)] == [left.pk]
    assert SAID["name"] in {row.name for row in left.steps.all()}
