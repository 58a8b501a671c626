"""Papers of agreements, drafted, sent and signed, for the tests of them."""

from datetime import date

from roles.agreements.models import (
    AgreementDocument,
    AgreementSignature,
)
from roles.agreements.services import (
    draft_agreement,
    send_document,
    sign_document,
)
from tests.clock import now
from voipgrid_privacy.kernel.tenancy import SYSTEM

START = date(2026, 1, 1)


def drafted(chain, **more) -> AgreementDocument:
    given = {"processor": chain.belfabriek, "controller": chain.bakker, "on": START, **more}
    given.setdefault("by", SYSTEM)
    return draft_agreement(**given, at=now())


def above(chain, **more) -> AgreementDocument:
    return drafted(chain, processor=chain.platform, controller=chain.belfabriek, **more)


def sent(chain, make=drafted, **more) -> AgreementDocument:
    made = make(chain, **more)
    return send_document(document=made, at=now(), by=more.get("by", SYSTEM))


def signed(document: AgreementDocument, party, by, **more) -> AgreementSignature:
    given = {"document_hash": document.sha256, "name": "Bella Bel", "function": "directeur", **more}
    return sign_document(document=document, party=party, **given, at=now(), by=by)
