"""What can be done about a request or a part of it, the same for officers and partners."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.intake.services import announcing
from records.requests import services
from records.requests.choices import ENDS, Duty, PartKind, StepKind
from records.requests.models import RequestPart, RequestStep
from records.requests.queries import CLARIFICATION, IDENTITY, OVER, last_of, settled, undone
from records.requests.whose import placed, placed_fields, whose_fields, whose_of
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.tenancy import Viewer

Widgets = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do: what its button says, what it means, and what carries it out."""

    title: Promise
    text: Promise
    run: Callable[..., Any]
    needs_text: bool = False
    names_party: bool = False
    names_placed: bool = False


WHOLE: Final[dict[str, Act]] = {
    "place": Act(
        gettext_lazy("Find whose data it is"),
        gettext_lazy(
            "In whose chain is this person: which customer, or partner? The parts follow from it"
            " anew, for the day of receipt. A person can be in several chains."
        ),
        services.place_request,
        names_party=True,
    ),
    "displace": Act(
        gettext_lazy("Take back whose data it is"),
        gettext_lazy(
            "It was a mistake: this person is not in that chain. The parts follow anew; what was"
            " answered, refused or restricted stays."
        ),
        services.displace_request,
        names_placed=True,
    ),
    "ask-identity": Act(
        gettext_lazy("Ask for proof of identity"),
        gettext_lazy(
            "Only where there is reasonable doubt (GDPR Art. 12(6)); never ask for more than is"
            " needed, nor for a copy of a passport where a call back will do."
        ),
        announcing.ask_identity_and_tell,
    ),
    "confirm-identity": Act(
        gettext_lazy("Confirm identity"),
        gettext_lazy("How was it seen who asks? Keep no copy of a document."),
        services.confirm_identity,
    ),
    "fail-identity": Act(
        gettext_lazy("Identity not confirmed"),
        gettext_lazy("The doubt stays: the parts are then refused, with this as the reason."),
        services.fail_identity,
    ),
    "ask-clarification": Act(
        gettext_lazy("Ask what is meant"),
        gettext_lazy("The month runs on while you wait (GDPR recital 63)."),
        announcing.ask_clarification_and_tell,
        needs_text=True,
    ),
    "give-clarification": Act(
        gettext_lazy("Record what was meant"),
        gettext_lazy("What did the requester explain?"),
        services.give_clarification,
    ),
    "withdraw": Act(
        gettext_lazy("Withdrawn by the requester"),
        gettext_lazy("The requester does not ask it any more. How was that said?"),
        services.withdraw_request,
    ),
    "close": Act(
        gettext_lazy("Close"),
        gettext_lazy("Nothing is left to be done. It can be reopened; the day of receipt stays."),
        services.close_request,
    ),
    "reopen": Act(
        gettext_lazy("Reopen"),
        gettext_lazy("It goes on, with the day of receipt that it had."),
        services.reopen_request,
    ),
}
PARTS: Final[dict[str, Act]] = {
    "forward": Act(
        gettext_lazy("Forward"),
        gettext_lazy(
            "Send this part on at once to whom you act for: a processor assists with requests (GDPR"
            " Art. 28(3)(e)). The day of receipt stays what it was."
        ),
        services.forward_part,
    ),
    "answer": Act(
        gettext_lazy("Answered"),
        gettext_lazy("The controller answered this part (GDPR Art. 12(3)). How and where?"),
        services.answer_part,
    ),
    "extend": Act(
        gettext_lazy("Extend"),
        gettext_lazy(
            "Once, by two months, since it is complex or there are many. Whoever asks reads the"
            " reasons at the link of the request; tell them of it within the first month (GDPR Art."
            " 12(3))."
        ),
        announcing.extend_part_and_tell,
        needs_text=True,
    ),
    "refuse": Act(
        gettext_lazy("Refuse"),
        gettext_lazy(
            "Within one month. Whoever asks reads the reasons at the link of the request, with the"
            " right to complain to the Dutch Data Protection Authority and to go to court (GDPR"
            " Art. 12(4), 77, 79)."
        ),
        announcing.refuse_part_and_tell,
        needs_text=True,
    ),
    "ask-assistance": Act(
        gettext_lazy("Ask for assistance"),
        gettext_lazy("Ask VoIPGRID for what it has for you as a processor (GDPR Art. 28(3)(e))."),
        services.ask_assistance,
    ),
    "assist": Act(
        gettext_lazy("Assistance given"),
        gettext_lazy("The controller has what you hold for it (GDPR Art. 28(3)(e))."),
        services.assist_part,
    ),
}


_AFTER: Final[dict[str | None, list[str]]] = {
    StepKind.IDENTITY_ASKED: ["confirm-identity", "fail-identity"],
    StepKind.IDENTITY_CONFIRMED: ["ask-identity"],
}
"""What can be said next of who asks. Without any doubt it can be confirmed at once."""


def acts_on(row: Any, viewer: Viewer) -> list[str]:
    """Return what can be done about a row of ``requests`` as a whole."""
    steps: list[RequestStep] = row.seen_steps
    if last_of(steps, OVER) in ENDS:
        return ["reopen"]
    found = ["place", "displace"] if placed(row) else ["place"]
    found += _AFTER.get(last_of(steps, IDENTITY), ["ask-identity", "confirm-identity"])
    asked = last_of(steps, CLARIFICATION) == StepKind.CLARIFICATION_ASKED
    found.append("give-clarification" if asked else "ask-clarification")
    receives = row.received_by_id in viewer.parties or not viewer.parties
    return [*found, "withdraw", "close"] if receives else found


def acts_on_part(row: Any, part: RequestPart, parties: Collection[UUID]) -> list[str]:
    """Return what some parties can do about a part of a row of ``requests``."""
    steps: list[RequestStep] = row.seen_steps
    over = last_of(steps, OVER) in ENDS
    if over or part.kind == PartKind.WITHHELD or settled(steps, part.pk):
        return []
    duties = {
        duty.duty: duty
        for duty in part.seen_duties  # type: ignore[attr-defined]  # by ``requests``
        if duty.party_id in parties and duty.reached_at
    }
    found = []
    if Duty.FORWARD in duties and undone(duties[Duty.FORWARD], steps):
        found.append("forward")
    if Duty.ASSIST in duties and undone(duties[Duty.ASSIST], steps):
        found.append("assist")
    if Duty.ANSWER in duties or _for_customer(part, steps):
        mine = [step.kind for step in steps if step.part_id == part.pk]
        found += ["answer", "refuse"]
        found += [] if StepKind.EXTENDED in mine else ["extend"]
        helped = Duty.ANSWER in duties and duties[Duty.ANSWER].party.kind != PartyKind.PLATFORM
        found += ["ask-assistance"] if helped and StepKind.ASSIST_ASKED not in mine else []
    return found


def _for_customer(part: RequestPart, steps: list[RequestStep]) -> bool:
    controller = part.controller
    return (
        controller is not None
        and controller.kind == PartyKind.CUSTOMER
        and any(
            step.kind == StepKind.FORWARDED
            and step.part_id == part.pk
            and step.other_id == controller.pk
            for step in steps
        )
    )


def act_fields(
    act: Act, widgets: Widgets, *, row: Any, data: Any, today: date, by: Viewer
) -> dict[str, forms.Field]:
    """Return what is asked before something is done about a row of ``requests``."""
    fields: dict[str, forms.Field] = {}
    if act.names_party:
        near = row.received_by_id
        fields |= whose_fields(widgets, receiver=near, data=data, by=by, required=True)
    if act.names_placed:
        fields |= placed_fields(widgets, row=row, by=by)
    fields["name"] = forms.CharField(label=_("Your name"), max_length=120, widget=widgets["text"])
    fields["on"] = forms.DateField(label=_("Done on"), initial=today, widget=widgets["day"])
    fields["text"] = forms.CharField(
        label=_("Reasons") if act.needs_text else _("Explanation"),
        max_length=4_000,
        required=act.needs_text,
        widget=widgets["area"],
    )
    return fields


def carry_out(
    act: Act, given: dict[str, Any], *, row: Any, part: RequestPart | None, at: datetime, by: Viewer
) -> None:
    """Do it; raises DomainError."""
    if act.names_party or act.names_placed:
        said = {name: value for name, value in given.items() if name != "chosen"}
        given = {**said, "about": whose_of(given, by)}
    if act.run is services.ask_assistance:
        given = {**given, "of": Party.objects.get(kind=PartyKind.PLATFORM)}
    target = {"request": row} if part is None else {"part": part}
    act.run(**target, **given, at=at, by=by)
