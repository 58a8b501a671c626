"""What the page of an agreement can be asked to do: a form, a service, and what is said then."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from roles.agreements import services
from roles.agreements.coverage_fields import places
from roles.agreements.models import Agreement, AgreementDocument, MandateKind
from roles.agreements.queries import Between, papers
from roles.agreements.services.drafting import OPEN
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.site.agreement_forms import (
    ConfirmForm,
    CoverForm,
    DraftForm,
    EndForm,
    EndTermForm,
    EvidenceForm,
    GenerateForm,
    InstructForm,
    MandateForm,
    NameForm,
    PairForm,
    RecordForm,
    SignForm,
    SignHereForm,
    UploadForm,
)

Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """About which two, which of their agreements, what was filled in, and by whom."""

    pair: Between
    row: Agreement | None
    given: Given
    by: Viewer

    @property
    def agreement(self) -> Agreement:
        """The agreement; raises NotFound."""
        if self.row is None:
            raise NotFound
        return self.row

    @property
    def paper(self) -> AgreementDocument:
        """The paper that is being made or signed; raises NotFound."""
        open_ = papers(viewer=self.by).filter(agreement=self.agreement, state__in=OPEN).first()
        if open_ is None:
            raise NotFound
        return open_


def _pair(asked: Asked) -> Given:
    return {"processor": asked.pair.processor, "controller": asked.pair.controller}


def _record(asked: Asked) -> None:
    services.record_agreement(**_pair(asked), **asked.given, by=asked.by)


def _draft(asked: Asked) -> None:
    services.draft_agreement(**_pair(asked), **asked.given, at=timezone.now(), by=asked.by)


def _generate(asked: Asked) -> None:
    services.generate_document(
        agreement=asked.agreement, **asked.given, at=timezone.now(), by=asked.by
    )


def _send(asked: Asked) -> None:
    services.send_document(document=asked.paper, at=timezone.now(), by=asked.by)


def _withdraw(asked: Asked) -> None:
    services.withdraw_document(document=asked.paper, by=asked.by)


def _sign_here(asked: Asked) -> None:
    party = services.may_sign(agreement=asked.agreement, by=asked.by)
    if party is None:
        raise NotFound
    given = {name: asked.given[name] for name in ("document_hash", "name", "function")}
    services.sign_document(
        document=asked.paper, party=party, **given, at=timezone.now(), by=asked.by
    )


def _upload(asked: Asked) -> None:
    file, rest = asked.given["file"], {k: v for k, v in asked.given.items() if k != "file"}
    services.upload_document(
        agreement=asked.agreement,
        content=file.read(services.MOST_BYTES + 1),
        content_type=file.content_type or "",
        name=file.name or "",
        **rest,
        at=timezone.now(),
        by=asked.by,
    )


def _instruct(asked: Asked) -> None:
    services.log_instruction(
        agreement=asked.agreement, **asked.given, at=timezone.now(), by=asked.by
    )


def _cover(asked: Asked) -> None:
    said, at = places(asked.given, asked.by), timezone.now()
    services.state_coverage(agreement=asked.agreement, **said, at=at, by=asked.by)


def _evidence(asked: Asked) -> None:
    services.add_evidence(agreement=asked.agreement, **asked.given, at=timezone.now(), by=asked.by)


def _sign(asked: Asked) -> None:
    services.sign_agreement(
        agreement=asked.agreement, **asked.given, on=timezone.localdate(), by=asked.by
    )


def _end(asked: Asked) -> None:
    services.end_agreement(agreement=asked.agreement, **asked.given, by=asked.by)


def _end_term(asked: Asked) -> None:
    services.agree_end_term(
        agreement=asked.agreement, **asked.given, at=timezone.now(), by=asked.by
    )


def _open_end(asked: Asked) -> None:
    services.open_end(agreement=asked.agreement, at=timezone.now(), by=asked.by)


def _authorise(asked: Asked) -> None:
    services.give_mandate(
        giver=asked.pair.controller,
        holder=asked.pair.processor,
        kind=MandateKind.GENERAL,
        **asked.given,
        by=asked.by,
    )


def _name(asked: Asked) -> None:
    services.give_mandate(
        giver=asked.pair.controller,
        holder=asked.pair.processor,
        kind=MandateKind.SPECIFIC,
        **asked.given,
        by=asked.by,
    )


@dataclass(frozen=True, slots=True)
class Action:
    """What the page asks, what it calls, and what it says afterwards."""

    form: type[PairForm]
    call: Callable[[Asked], None]
    said: Promise


ACTIONS = {
    "record": Action(RecordForm, _record, gettext_lazy("The agreement is recorded.")),
    "draft": Action(DraftForm, _draft, gettext_lazy("The draft is made. Read it, and send it.")),
    "generate": Action(
        GenerateForm, _generate, gettext_lazy("The draft is made. Read it, and send it.")
    ),
    "send": Action(ConfirmForm, _send, gettext_lazy("The agreement waits for both signatures.")),
    "withdraw": Action(ConfirmForm, _withdraw, gettext_lazy("The paper is withdrawn.")),
    "sign-here": Action(SignHereForm, _sign_here, gettext_lazy("Your signature is kept.")),
    "upload": Action(UploadForm, _upload, gettext_lazy("The signed paper is kept.")),
    "instruct": Action(InstructForm, _instruct, gettext_lazy("It is in the log.")),
    "cover": Action(CoverForm, _cover, gettext_lazy("It is stated what the document covers.")),
    "evidence": Action(EvidenceForm, _evidence, gettext_lazy("The evidence is kept.")),
    "sign": Action(SignForm, _sign, gettext_lazy("The days of signing are recorded.")),
    "end": Action(EndForm, _end, gettext_lazy("The agreement ends, and the mandates in it.")),
    "end-term": Action(
        EndTermForm, _end_term, gettext_lazy("It is on record what was agreed about the end.")
    ),
    "open-end": Action(
        ConfirmForm,
        _open_end,
        gettext_lazy("The end of service is open, and passed on to those below."),
    ),
    "name": Action(NameForm, _name, gettext_lazy("It may be engaged from that day.")),
    "mandate": Action(MandateForm, _authorise, gettext_lazy("The authorisation is recorded.")),
}
