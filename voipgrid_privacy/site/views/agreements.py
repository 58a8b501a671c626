"""A partner's data processing agreements: with whom, and recording, signing and ending them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy

from roles.agreements import services
from roles.agreements.end_terms import terms
from roles.agreements.ends import ends, state_of, unopened
from roles.agreements.evidence import Shown, evidence_of
from roles.agreements.exporting import relations_table
from roles.agreements.models import (
    Agreement,
    AgreementCoverage,
    AgreementDocument,
    AgreementState,
    DocumentState,
    Instruction,
    Mandate,
    MandateKind,
)
from roles.agreements.paper import as_file
from roles.agreements.queries import (
    Between,
    Standing,
    agreements_between,
    between,
    engageable,
    mandates,
    papers,
    relations,
    the_paper,
)
from roles.agreements.services.drafting import OPEN
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.paging import paged
from voipgrid_privacy.kernel.tables import FORMS, exported
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of
from voipgrid_privacy.site.agreement_actions import ACTIONS, Asked
from voipgrid_privacy.site.agreement_forms import (
    CoverForm,
    EvidenceForm,
    InstructForm,
    NameForm,
    PairForm,
)
from voipgrid_privacy.site.shell import portal_page, shell

STANDINGS = (("", gettext_lazy("All")), ("missing", gettext_lazy("Not signed by both")))
SIGNABLE = {AgreementState.UNSIGNED, AgreementState.HALF_SIGNED}


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List with whom the party has an agreement, up and down the chain, and with whom none."""
    viewer, on = viewer_of(request), timezone.localdate()
    standing = request.GET.get("standing", "")
    asked = {
        "standing": standing if standing in {"missing", *Standing.values} else "",
        "q": request.GET.get("q", "").strip()[:200],
    }
    rows = relations(viewer=viewer, on=on, party=party.pk, **asked)
    if (form := request.GET.get("format", "")) in FORMS:
        return cast("HttpResponse", exported(relations_table(rows, on=on, **asked), form))
    context = {
        **shell(request, party),
        "asked": asked,
        "standings": [*STANDINGS, *Standing.choices],
        "on": on,
        "page": paged(rows, request),
    }
    return render_page(request, "portal/agreements.html", context, fragment="list")


@portal_page
def one(request: HttpRequest, party: Party, other: UUID) -> HttpResponse:
    """Show what the party agreed with one other, and record what is new."""
    viewer, today = viewer_of(request), timezone.localdate()
    pair = between(viewer=viewer, party=party, other=other)
    found = agreements_between(viewer=viewer, party=party, other=other)
    refused: PairForm | None = None
    if request.method == "POST":
        refused = _done(request, pair, found)
        if refused is None:
            return redirect("site:agreements-with", other)
    asked = f"{request.POST.get('do', '')}-{request.POST.get('agreement', '')}"

    def form(do: str, row: Agreement | None = None) -> PairForm:
        name = f"{do}-{row.pk if row else ''}"
        if refused and name == asked:
            return refused
        made = ACTIONS[do].form(pair=pair, name=name)
        if isinstance(made, NameForm):
            made.among(engageable(viewer=viewer, pair=pair))
        return made

    may = services.may_record(processor=pair.processor, controller=pair.controller, by=viewer)
    mandate = _general(viewer, pair, today)
    deals = [_deal(viewer, row, today, may, form) for row in found]
    record, draft = form("record"), form("draft")
    give = None if mandate else form("mandate")
    name = None if mandate else form("name")
    forms = {record, draft, give, name, *(each for deal in deals for each in deal.forms.values())}
    if refused is not None and refused not in forms:
        _tell(request, refused)
    context = {
        **shell(request, party),
        "pair": pair,
        "other": pair.controller if pair.processor == party else pair.processor,
        "may_record": may,
        "deals": deals,
        "record": record,
        "draft": draft,
        "mandate": mandate,
        "give": give,
        "name": name,
        "named": _named(viewer, pair, today),
    }
    return render_page(request, "portal/agreement.html", context)


@portal_page
def paper(request: HttpRequest, party: Party, document: UUID) -> HttpResponse:  # noqa: ARG001
    """Hand out a paper to one of its two parties, as the bytes that were kept."""
    return as_file(the_paper(viewer=viewer_of(request), pk=document))


def _tell(request: HttpRequest, refused: PairForm) -> None:
    """Say what is wrong with a form that the page no longer shows, such as of what has ended."""
    for problems in refused.errors.values():
        for problem in problems:
            messages.error(request, str(problem))


Form = Callable[[str, Agreement], PairForm]


@dataclass(frozen=True, slots=True)
class Deal:
    """An agreement where it stands today, its papers, and a form for each thing to do now."""

    row: Agreement
    state: str
    papers: list[AgreementDocument]
    said: list[Instruction]
    covered: list[AgreementCoverage]
    evidence: list[Shown]
    ends: list[Any]
    terms: list[Any]
    forms: dict[str, PairForm]


def _deal(viewer: Viewer, row: Agreement, today: date, may: bool, form: Form) -> Deal:
    state, found = row.state(today), list(papers(viewer=viewer).filter(agreement=row))
    names = _to_do(row, state, found, viewer) if may else []
    if _waits_for(viewer, row, found):
        names.insert(0, "sign-here")
    if services.may_instruct(agreement=row, by=viewer):
        names.append("instruct")
    if services.may_evidence(agreement=row, by=viewer):
        names.append("evidence")
    names += _about_the_end(row, state, viewer)
    forms = {name.replace("-", "_"): form(name, row) for name in names}
    if "sign_here" in forms:
        sent = next(paper for paper in found if paper.state == DocumentState.SENT)
        forms["sign_here"].initial["document_hash"] = sent.sha256
    if isinstance(asked := forms.get("instruct"), InstructForm):
        asked.of(row)
    agreed = list(terms(agreement=row, viewer=viewer))
    _fill_in(forms.get("end_term"), agreed)
    for each in forms.values():
        if isinstance(each, CoverForm | EvidenceForm):
            each.of(row, viewer)
    return Deal(
        row=row,
        state=str(state.label),
        papers=found,
        said=list(row.instructions.visible_to(viewer).select_related("about")),
        covered=list(row.coverage.visible_to(viewer).standing().select_related("item", "category")),
        evidence=evidence_of(agreement=row, viewer=viewer, on=today),
        ends=[(each, state_of(each)) for each in ends(viewer=viewer).filter(agreement=row)],
        terms=agreed,
        forms=forms,
    )


def _fill_in(form: PairForm | None, agreed: list[Any]) -> None:
    """Fill in what was entered last, where it waits for the other side to enter the same."""
    if form is not None and agreed and not agreed[0].agreed:
        last = agreed[0]
        form.initial = {"days": last.days, "otherwise": last.otherwise, "on": last.agreed_on}


def _to_do(
    row: Agreement, state: AgreementState, found: list[AgreementDocument], viewer: Viewer
) -> list[str]:
    """Return what whoever records the agreement can still do."""
    names = ["upload"] if state != AgreementState.ENDED else []
    open_ = next((paper for paper in found if paper.state in OPEN), None)
    if open_:
        names += ["withdraw"] + ["send"] * (open_.state == DocumentState.DRAFT)
    if state in SIGNABLE:
        names.append("sign")
        if not row.signatures.visible_to(viewer).standing().exists():
            names.append("generate")
    if not services.made_here(row):
        names.append("cover")
    return [*names, *(["end"] if row.valid_until is None else [])]


def _about_the_end(row: Agreement, state: AgreementState, viewer: Viewer) -> list[str]:
    """Return what can be done about the end: agree on it, and open it once there is one."""
    agrees = state != AgreementState.ENDED and services.terms_as(row, viewer)
    names = ["end-term"] if agrees else []
    ended = services.opener(row, viewer) and unopened(viewer=viewer).filter(pk=row.pk).exists()
    return [*names, *(["open-end"] if ended else [])]


def _waits_for(viewer: Viewer, row: Agreement, found: list[AgreementDocument]) -> bool:
    """Say whether a paper waits for the signature of the viewer's own party."""
    party = services.may_sign(agreement=row, by=viewer)
    waits = any(paper.state == DocumentState.SENT for paper in found)
    if party is None or not waits or row.state(timezone.localdate()) == AgreementState.ENDED:
        return False
    return not row.signatures.visible_to(viewer).standing().filter(party=party).exists()


def _general(viewer: Viewer, pair: Between, on: date) -> Mandate | None:
    found = mandates(viewer=viewer, on=on).filter(kind=MandateKind.GENERAL)
    return found.filter(giver=pair.controller, holder=pair.processor).first()


def _named(viewer: Viewer, pair: Between, on: date) -> QuerySet[Mandate]:
    found = mandates(viewer=viewer, on=on).filter(kind=MandateKind.SPECIFIC)
    return found.filter(giver=pair.controller, holder=pair.processor).order_by("engages__name")


def _done(request: HttpRequest, pair: Between, found: QuerySet[Agreement]) -> PairForm | None:
    """Do what was asked; return the form with what is wrong, None when it is done."""
    action, named = ACTIONS.get(request.POST.get("do", "")), request.POST.get("agreement", "")
    if action is None:
        raise NotFound
    row = next((each for each in found if str(each.pk) == named), None)
    name = f"{request.POST['do']}-{named}"
    form = action.form(request.POST, request.FILES, pair=pair, name=name)
    if row is not None and isinstance(form, InstructForm):
        form.of(row)
    if row is not None and isinstance(form, CoverForm | EvidenceForm):
        form.of(row, viewer_of(request))
    if isinstance(form, NameForm):
        form.among(engageable(viewer=viewer_of(request), pair=pair))
    if not form.is_valid():
        return form
    try:
        action.call(Asked(pair, row, form.cleaned_data, viewer_of(request)))
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return form
    messages.success(request, str(action.said))
    return None
