"""A partner's data processing agreements: with whom, and recording, signing and ending them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from roles.agreements import services
from roles.agreements.exporting import relations_table
from roles.agreements.models import Agreement, AgreementState, Mandate, MandateKind
from roles.agreements.queries import (
    Between,
    Standing,
    agreements_between,
    between,
    mandates,
    relations,
)
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tables import FORMS, exported
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of
from voipgrid_privacy.site.agreement_forms import (
    EndForm,
    MandateForm,
    PairForm,
    RecordForm,
    SignForm,
)
from voipgrid_privacy.site.shell import portal_page, shell

PER_PAGE = 50
STANDINGS = (("", gettext_lazy("All")), ("missing", gettext_lazy("Not signed by both")))
SIGNABLE = {AgreementState.UNSIGNED, AgreementState.HALF_SIGNED}
Given = dict[str, Any]


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
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
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
        return refused if refused and name == asked else ACTIONS[do].form(pair=pair, name=name)

    may = services.may_record(processor=pair.processor, controller=pair.controller, by=viewer)
    mandate = _general(viewer, pair, today)
    deals, record = [_deal(row, today, may, form) for row in found], form("record")
    give = None if mandate else form("mandate")
    forms = {record, give, *(deal.sign for deal in deals), *(deal.end for deal in deals)}
    if refused is not None and refused not in forms:
        _tell(request, refused)
    context = {
        **shell(request, party),
        "pair": pair,
        "other": pair.controller if pair.processor == party else pair.processor,
        "may_record": may,
        "deals": deals,
        "record": record,
        "mandate": mandate,
        "give": give,
    }
    return render_page(request, "portal/agreement.html", context)


def _tell(request: HttpRequest, refused: PairForm) -> None:
    """Say what is wrong with a form that the page no longer shows, such as of what has ended."""
    for problems in refused.errors.values():
        for problem in problems:
            messages.error(request, str(problem))


@dataclass(frozen=True, slots=True)
class Deal:
    """An agreement where it stands today, with the forms for what can still be done."""

    row: Agreement
    state: str
    sign: PairForm | None
    end: PairForm | None


def _deal(
    row: Agreement, today: date, may: bool, form: Callable[[str, Agreement], PairForm]
) -> Deal:
    state = row.state(today)
    return Deal(
        row=row,
        state=str(state.label),
        sign=form("sign", row) if may and state in SIGNABLE else None,
        end=form("end", row) if may and row.valid_until is None else None,
    )


def _general(viewer: Viewer, pair: Between, on: date) -> Mandate | None:
    found = mandates(viewer=viewer, on=on).filter(kind=MandateKind.GENERAL)
    return found.filter(giver=pair.controller, holder=pair.processor).first()


def _record(pair: Between, row: Agreement | None, given: Given, by: Viewer) -> None:  # noqa: ARG001
    services.record_agreement(processor=pair.processor, controller=pair.controller, **given, by=by)


def _sign(pair: Between, row: Agreement | None, given: Given, by: Viewer) -> None:  # noqa: ARG001
    services.sign_agreement(agreement=_there(row), **given, on=timezone.localdate(), by=by)


def _end(pair: Between, row: Agreement | None, given: Given, by: Viewer) -> None:  # noqa: ARG001
    services.end_agreement(agreement=_there(row), **given, by=by)


def _authorise(pair: Between, row: Agreement | None, given: Given, by: Viewer) -> None:  # noqa: ARG001
    services.give_mandate(
        giver=pair.controller, holder=pair.processor, kind=MandateKind.GENERAL, **given, by=by
    )


def _there(row: Agreement | None) -> Agreement:
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Action:
    """What the page asks, whom it calls, and what it says afterwards."""

    form: type[PairForm]
    call: Callable[[Between, Agreement | None, Given, Viewer], None]
    said: Promise


ACTIONS = {
    "record": Action(RecordForm, _record, gettext_lazy("The agreement is recorded.")),
    "sign": Action(SignForm, _sign, gettext_lazy("The days of signing are recorded.")),
    "end": Action(EndForm, _end, gettext_lazy("The agreement ends, and the mandates in it.")),
    "mandate": Action(MandateForm, _authorise, gettext_lazy("The authorisation is recorded.")),
}


def _done(request: HttpRequest, pair: Between, found: QuerySet[Agreement]) -> PairForm | None:
    """Do what was asked; return the form with what is wrong, None when it is done."""
    action, named = ACTIONS.get(request.POST.get("do", "")), request.POST.get("agreement", "")
    if action is None:
        raise NotFound
    row = next((each for each in found if str(each.pk) == named), None)
    form = action.form(request.POST, pair=pair, name=f"{request.POST['do']}-{named}")
    if not form.is_valid():
        return form
    try:
        action.call(pair, row, form.cleaned_data, viewer_of(request))
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return form
    messages.success(request, str(action.said))
    return None
