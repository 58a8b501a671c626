"""The fields in which a request is recorded: the same for officers and partners."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from records.requests.acts import Widgets
from records.requests.choices import Language, Right
from records.requests.persons import Person
from records.requests.whose import whose_fields, whose_of
from voipgrid_privacy.kernel.tenancy import Viewer

MINUTE = "%Y-%m-%dT%H:%M"


def request_fields(
    widgets: Widgets, *, now: datetime, receiver: UUID | None, data: Any, by: Viewer
) -> dict[str, forms.Field]:
    """Return what is asked of whoever records a request that came in."""
    text: dict[str, Any] = {"required": False, "max_length": 254}
    return {
        "rights": forms.MultipleChoiceField(
            label=_("What does the person ask?"),
            choices=Right.choices,
            widget=forms.CheckboxSelectMultiple,
        ),
        "received_at": forms.DateTimeField(
            label=_("Received at"),
            initial=now,
            input_formats=[MINUTE, "%Y-%m-%d %H:%M"],
            help_text=_("When it came in, not when somebody looked at it: the month starts then."),
            widget=widgets["moment"],
        ),
        "name": forms.CharField(label=_("Name"), widget=widgets["text"](), **text),
        "email": forms.EmailField(label=_("E-mail address"), widget=widgets["text"](), **text),
        "phone": forms.CharField(
            label=_("Telephone numbers"),
            help_text=_("In any notation; several with a comma between them."),
            widget=widgets["text"](),
            **text,
        ),
        "number": forms.CharField(label=_("Customer number"), widget=widgets["text"](), **text),
        **whose_fields(widgets, receiver=receiver, data=data, by=by, required=False),
        "agent": forms.CharField(
            label=_("Asked on behalf of this person by (name)"), widget=widgets["text"](), **text
        ),
        "agent_email": forms.EmailField(
            label=_("E-mail address of who asks"), widget=widgets["text"](), **text
        ),
        "mandate": forms.CharField(
            label=_("What the mandate rests on"),
            required=False,
            max_length=2_000,
            widget=widgets["area"],
        ),
        "words": forms.CharField(
            label=_("What was asked, in the words of who asks"),
            required=False,
            max_length=10_000,
            widget=widgets["area"],
        ),
        "language": forms.ChoiceField(
            label=_("Language of the answer"), choices=Language.choices, widget=widgets["select"]
        ),
    }


def as_received(given: dict[str, Any], by: Viewer) -> dict[str, Any]:
    """Return what was filled in as ``receive_request`` asks for it; raises DomainError."""
    subject = Person(
        name=given["name"],
        emails=_some(given["email"]),
        phones=tuple(part for each in given["phone"].split(",") if (part := each.strip())),
        customer_numbers=_some(given["number"]),
    )
    agent = Person(name=given["agent"], emails=_some(given["agent_email"]))
    return {
        "rights": given["rights"],
        "received_at": given["received_at"],
        "language": given["language"],
        "subject": subject,
        "requester": None if agent.nameless else agent,
        "mandate": given["mandate"],
        "words": given["words"],
        "about": whose_of(given, by) if given["chosen"] or given["about"].strip() else None,
    }


def _some(text: str) -> tuple[str, ...]:
    return (text,) if text.strip() else ()
