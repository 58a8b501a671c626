"""One notice of a change of sub-processors: reading, answering, passing on, settling."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from roles.mail.models import MailKind, OutgoingMail
from roles.models import Party
from roles.sub_processors import services
from roles.sub_processors.choices import ChangeState, Settlement
from roles.sub_processors.models import Objection, SubProcessorNotice
from roles.sub_processors.queries import notices, tally, the_notice
from roles.sub_processors.recipients import still_to_tell
from roles.sub_processors.services.objecting import may_answer, may_settle
from roles.sub_processors.words import data_of
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.paging import PER_PAGE, paged
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, viewer_of
from voipgrid_privacy.site.forms import RefusableForm
from voipgrid_privacy.site.shell import portal_page, shell
from voipgrid_privacy.site.sub_processor_forms import (
    AddressForm,
    AnswerForm,
    ConsentForm,
    ObjectForm,
    PassOnForm,
    RefuseForm,
    SettleForm,
)

Given = dict[str, Any]


@portal_page
def one(request: HttpRequest, party: Party, pk: UUID) -> HttpResponse:
    """Show a notice to the party, or to one of those that it told; and do what is asked of it."""
    viewer, today = viewer_of(request), timezone.localdate()
    notice = the_notice(viewer=viewer, pk=pk)
    if party.pk not in notice.through:
        raise NotFound
    refused = None
    if request.method == "POST":
        refused = _done(request, notice)
        if refused is None:
            return redirect("site:sub-processor-notice", pk)
    context = {
        **shell(request, party),
        "notice": notice,
        "change": notice.change,
        "data": data_of(notice.change),
        "own": notice.recipient_id == party.pk,
        "viewer": viewer,
        "on": today,
        **_answers(notice, viewer, today),
        **_onwards(request, notice, viewer, today),
    }
    context |= {"refused": refused.do, refused.name: refused.form} if refused else {}
    return render_page(request, "portal/sub_processor_notice.html", context)


def _answers(notice: SubProcessorNotice, viewer: Viewer, on: date) -> dict[str, Any]:
    """Return what was answered, and the forms for what can be answered still."""
    is_open = notice.change.state == ChangeState.NOTIFIED
    made = list(notice.objections.all())
    unsettled = [row for row in made if row.settled_on is None]
    answering = is_open and may_answer(notice, viewer)
    waits = services.awaits_consent(notice)
    against = answering and not unsettled
    return {
        "objections": made,
        "late": on > notice.last_day,
        "waits": waits,
        "object": ObjectForm(label_suffix="") if against and not waits else None,
        "refuse": RefuseForm(label_suffix="") if against and waits else None,
        "consent": ConsentForm(label_suffix="") if answering and waits else None,
        "unsettled": unsettled[0] if unsettled else None,
        "settle": SettleForm(label_suffix="") if unsettled and may_settle(notice, viewer) else None,
        "take_back": AnswerForm() if unsettled and notice.recipient_id in viewer.parties else None,
    }


def _onwards(
    request: HttpRequest, notice: SubProcessorNotice, viewer: Viewer, on: date
) -> dict[str, Any]:
    """Return whom the recipient told, whom it is still to tell, and what would be sent to them."""
    may = viewer.may(Ability.WRITE_REGISTER) or notice.recipient_id in viewer.parties
    told = notices(viewer=viewer).filter(parent=notice).order_by("recipient__name", "pk")
    page = paged(told.prefetch_related("objections"), request)
    still = may and notice.change.state == ChangeState.NOTIFIED
    return {
        **(_left(notice, viewer, on) if still else {"left": ()}),
        "page": page,
        "told": _with_proof(list(page.object_list), viewer),
        "tally": tally(viewer=viewer, parent=notice, on=on),
    }


def _left(notice: SubProcessorNotice, viewer: Viewer, on: date) -> dict[str, Any]:
    found = still_to_tell(
        change=notice.change, sender=notice.recipient, on=on, viewer=viewer, shown=PER_PAGE
    )
    may_pass_on = found.number and viewer.may(Ability.WRITE_OWN)
    return {
        "left": found.first,
        "left_number": found.number,
        "unreachable": found.unreachable,
        "pass_on": PassOnForm(label_suffix="") if may_pass_on else None,
    }


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who was told, with the mail by which it was."""

    notice: SubProcessorNotice
    mail: OutgoingMail | None

    @property
    def readdress(self) -> AddressForm | None:
        """The form for another address, where a mail server refuses this one."""
        answered = self.notice.consented_on or self.notice.objections.all()
        if self.mail is None or not self.mail.is_refused or (self.mail.returned_at and answered):
            return None
        return AddressForm(
            initial={"told": self.notice.pk}, auto_id=f"{self.notice.pk}_%s", label_suffix=""
        )


def _with_proof(rows: list[SubProcessorNotice], viewer: Viewer) -> list[Told]:
    mail = OutgoingMail.objects.visible_to(viewer).standing().filter(kind=MailKind.NOTICE)
    sent = {row.about: row for row in mail.filter(about__in=[notice.pk for notice in rows])}
    return [Told(notice, sent.get(notice.pk)) for notice in rows]


def _object(notice: SubProcessorNotice, given: Given, by: Viewer) -> None:
    services.object_to(notice=notice, **given, at=timezone.now(), by=by)


def _consent(notice: SubProcessorNotice, given: Given, by: Viewer) -> None:
    services.consent(notice=notice, **given, at=timezone.now(), by=by)


def _refuse(notice: SubProcessorNotice, given: Given, by: Viewer) -> None:
    services.refuse_consent(notice=notice, **given, at=timezone.now(), by=by)


def _pass_on(notice: SubProcessorNotice, given: Given, by: Viewer) -> None:
    services.pass_on(notice=notice, **given, at=timezone.now(), by=by)


def _settle(notice: SubProcessorNotice, given: Given, by: Viewer) -> None:
    services.settle_objection(objection=_open(notice), **given, at=timezone.now(), by=by)


def _take_back(notice: SubProcessorNotice, given: Given, by: Viewer) -> None:  # noqa: ARG001
    _settle(notice, {"settlement": Settlement.TAKEN_BACK}, by)


def _readdress(notice: SubProcessorNotice, given: Given, by: Viewer) -> None:
    told = the_notice(viewer=by, pk=given["told"])
    if told.parent_id != notice.pk:
        raise NotFound
    services.correct_address(notice=told, address=given["address"], by=by)


def _open(notice: SubProcessorNotice) -> Objection:
    row = notice.objections.filter(settled_on=None).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Action:
    """What the page asks, whom it calls, and what it says afterwards."""

    form: type[RefusableForm]
    call: Callable[[SubProcessorNotice, Given, Viewer], None]
    said: Promise


@dataclass(frozen=True, slots=True)
class Refused:
    """The form that was refused, and where on the page it stands."""

    do: str
    form: RefusableForm

    @property
    def name(self) -> str:
        """Return the name of the form on the page."""
        return self.do


ACTIONS = {
    "object": Action(ObjectForm, _object, gettext_lazy("The objection is recorded.")),
    "consent": Action(ConsentForm, _consent, gettext_lazy("The consent is recorded.")),
    "refuse": Action(
        RefuseForm,
        _refuse,
        gettext_lazy("The refusal is recorded, with its reason: without consent nothing begins."),
    ),
    "pass_on": Action(PassOnForm, _pass_on, gettext_lazy("The notices are on their way.")),
    "readdress": Action(
        AddressForm,
        _readdress,
        gettext_lazy("Corrected; the notice goes there soon."),
    ),
    "settle": Action(SettleForm, _settle, gettext_lazy("The objection is settled.")),
    "take_back": Action(AnswerForm, _take_back, gettext_lazy("The objection is taken back.")),
}


def _done(request: HttpRequest, notice: SubProcessorNotice) -> Refused | None:
    """Do what was asked; return the form with what is wrong, None when it is done."""
    do = request.POST.get("do", "")
    action = ACTIONS.get(do)
    if action is None:
        raise NotFound
    form = action.form(request.POST, label_suffix="")
    if not form.is_valid():
        return Refused(do, form)
    try:
        action.call(notice, form.cleaned_data, viewer_of(request))
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return Refused(do, form)
    messages.success(request, str(action.said))
    return None
