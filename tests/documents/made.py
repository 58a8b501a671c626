"""Every document of the product, made as the product makes it, in a world that has one of each."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from cookies.models import StatementVersion
from cookies.statement.paper import on_paper as of_cookies
from records.activities.choices import RecordKind
from records.activities.exporting import paper as of_record
from records.answers.files import archive
from records.certificates.models import Certificate
from records.certificates.paper import on_paper as of_certificate
from records.incidents.exporting import register_table
from records.incidents.models import IncidentDossier
from records.incidents.paper import PAPERS, paper, register_paper
from records.incidents.queries.dossiers import dossiers, of_accounts
from roles.agreements.models import Agreement, AgreementDocument, AgreementTemplate
from roles.agreements.paper import hash_of, printed, told
from roles.choices import PartyKind
from roles.explaining.models import RecordedQuestion
from roles.explaining.paper import on_paper as of_answer
from roles.explaining.queries import recalled
from roles.models import Party
from roles.sub_processors.listed_paper import listed_on_paper
from roles.sub_processors.models import SubProcessorChange
from roles.sub_processors.paper import on_paper as of_notices
from tests.records.answers.test_files import answer
from tests.records.test_record_exports import take
from voipgrid_privacy.accounts.demo import demo_party
from voipgrid_privacy.kernel.documents import Document, pdf
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM
from voipgrid_privacy.site.statements.models import StatementPublication
from voipgrid_privacy.site.statements.paper import on_paper as of_statement

NOW = timezone.now()


def spoken() -> str:
    return (get_language() or "nl")[:2]


def belfabriek() -> Party:
    return Party.objects.get(pk=demo_party("belfabriek"))


def agreement() -> bytes:
    """Print what the two would sign today: what they signed before stays as it was."""
    between = Agreement.objects.filter(processor=belfabriek()).order_by("pk").first()
    wording = AgreementTemplate.objects.latest("published_on")
    given = {"agreement": between, "template": wording, "language": spoken(), "viewer": SYSTEM}
    data = told(**given, on=legal_day(NOW))
    row = AgreementDocument(
        agreement=between,
        number=1,
        language=spoken(),
        data=data,
        data_hash=hash_of(data),
        made_at=NOW,
    )
    return printed(row)


def _incident(kind: str) -> Document:
    row = IncidentDossier.objects.filter(party=belfabriek()).first()
    return paper(dossier=row, kind=kind, language=spoken(), at=NOW, viewer=SYSTEM)


def _incidents() -> Document:
    rows = of_accounts(dossiers(viewer=SYSTEM)).filter(party=belfabriek())
    return register_paper(register_table(rows, viewer=SYSTEM, at=NOW), NOW)


def _explanation() -> Document:
    asked = RecordedQuestion.objects.latest("known_at")
    return of_answer(recalled(viewer=SYSTEM, reference=asked.reference))


def _notice() -> Document:
    change = SubProcessorChange.objects.exclude(notified_on=None).first()
    return of_notices(change, SYSTEM, NOW, hashlib.sha256(b"files").hexdigest())


def _listed(party: Party | None) -> Document:
    viewer = SYSTEM if party else PUBLIC
    on = legal_day(NOW)
    return listed_on_paper(viewer=viewer, party=party, on=on, found_at="/subverwerkers/")


def _statement(kind: str) -> Document:
    return of_statement(StatementPublication.objects.filter(party__kind=kind).latest("number"))


DOCUMENTS: dict[str, Callable[[], Document]] = {
    "the privacy statement of VoIPGRID": lambda: _statement(PartyKind.PLATFORM),
    "the privacy statement of a partner": lambda: _statement(PartyKind.PARTNER),
    "a cookie statement": lambda: of_cookies(StatementVersion.objects.latest("published_on")),
    "a record as controller": lambda: of_record.on_paper(take(belfabriek(), RecordKind.CONTROLLER)),
    "a record as processor": lambda: of_record.on_paper(take(belfabriek(), RecordKind.PROCESSOR)),
    "an explained role": _explanation,
    "a certificate": lambda: of_certificate(Certificate.objects.latest("issued_at")),
    **{f"an incident: {kind}": lambda kind=kind: _incident(kind) for kind in PAPERS},
    "the register of incidents": _incidents,
    "a notice of a sub-processor": _notice,
    "the public list of sub-processors": lambda: _listed(None),
    "a partner's list of sub-processors": lambda: _listed(belfabriek()),
}
"""What is drawn up as a document and printed by whoever asks."""

BYTES: dict[str, Callable[[], Any]] = {
    **{name: lambda make=make: pdf(make()) for name, make in DOCUMENTS.items()},
    "an agreement": agreement,
    "an answer to a request for access": lambda: archive(answer(spoken()), readable=True),
}
