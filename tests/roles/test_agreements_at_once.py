"""Two people at one agreement at the same moment: the one waits, and neither is thrown out."""

import pytest

from roles.agreements.models import AgreementDocument, AgreementSignature
from roles.agreements.refusals import OtherPaper
from roles.agreements.services import sign_document, withdraw_document
from tests.at_once import at_once
from tests.clock import now
from tests.roles.papers.making import sent


@pytest.mark.parametrize("attempt", range(6))
def test_a_paper_is_signed_or_withdrawn_and_nobody_waits_in_a_circle(
    committed_cast, manager_of, attempt
):
    cast = committed_cast
    cast.delivers(cast.belfabriek, cast.bakker)
    made, bella = sent(cast), manager_of(cast.belfabriek)
    given = {"document_hash": made.sha256, "name": "Bella Bel", "at": now(), "by": bella}
    outcomes = at_once(
        lambda: sign_document(document=made, party=cast.belfabriek, **given),
        lambda: withdraw_document(document=made, by=bella),
    )
    assert isinstance(outcomes[0], AgreementSignature | OtherPaper), outcomes
    assert isinstance(outcomes[1], AgreementDocument), outcomes
    assert not made.signatures.standing().exists()
