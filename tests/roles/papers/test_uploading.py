"""A paper that was signed elsewhere is kept with its days."""

import hashlib

import pytest
from django.db import IntegrityError, transaction

from roles.agreements.models import (
    Agreement,
    AgreementDocument,
    AgreementState,
    DocumentState,
)
from roles.agreements.refusals import (
    DocumentTooLarge,
    NotAPdf,
    UnderSignature,
)
from roles.agreements.services import (
    upload_document,
)
from tests.clock import now, today
from tests.roles.papers.making import START, above, drafted, sent, signed
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

PAPER = b"%PDF-1.7 signed elsewhere"


def test_what_was_signed_elsewhere_is_kept_with_its_days(chain, manager_of):
    bella, open_ = manager_of(chain.belfabriek), sent(chain)
    with partner_scope(bella):
        kept = upload_document(
            agreement=open_.agreement,
            content=PAPER,
            content_type="application/pdf",
            name="scan.pdf",
            processor_signed_on=START,
            controller_signed_on=START,
            at=now(),
            by=bella,
        )
    agreement = Agreement.objects.get(pk=kept.agreement_id)
    assert agreement.state(today()) == AgreementState.IN_FORCE
    assert kept.sha256 == hashlib.sha256(PAPER).hexdigest()
    open_.refresh_from_db()
    assert (kept.state, open_.state) == ("FILED", "SUPERSEDED")


def test_what_one_signed_here_is_not_replaced_by_days_that_the_other_gives(chain, manager_of):
    bella, open_ = manager_of(chain.belfabriek), sent(chain, above)
    signed(open_, chain.belfabriek, bella)
    given = {"agreement": open_.agreement, "content": PAPER, "content_type": "application/pdf"}
    with pytest.raises(UnderSignature):
        upload_document(**given, controller_signed_on=START, at=now(), by=SYSTEM)
    assert open_.signatures.get().lapsed_at is None
    assert upload_document(**given, at=now(), by=SYSTEM).state == DocumentState.FILED


@pytest.mark.parametrize(
    ("content", "content_type", "refusal"),
    [
        (b"MZ", "application/pdf", NotAPdf),
        (PAPER, "text/html", NotAPdf),
        (PAPER + b"x" * (10 * 1024 * 1024), "application/pdf", DocumentTooLarge),
    ],
    ids=["not a pdf", "another type", "too large"],
)
def test_only_a_pdf_of_a_fair_size_is_kept(chain, content, content_type, refusal):
    agreement = drafted(chain).agreement
    given = {"agreement": agreement, "content": content, "content_type": content_type}
    with pytest.raises(refusal):
        upload_document(**given, at=now(), by=SYSTEM)
    if content_type == "application/pdf":
        with pytest.raises(IntegrityError), transaction.atomic():
            AgreementDocument.objects.create(
                agreement=agreement,
                number=9,
                kind="UPLOADED",
                state="FILED",
                language="nl",
                asof=today(),
                content=content,
                sha256=hashlib.sha256(content).hexdigest(),
                made_at=now(),
            )
