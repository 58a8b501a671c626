"""Telling recipients, on the page on which a part is answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

from records.recipients import services
from records.recipients.choices import Change, Means, WhyNot
from records.recipients.queries import Recipient, changes_asked
from records.recipients.telling import tell_requester_of_recipients
from records.requests.models import RequestPart
from records.requests.refusals import NotItsDuty
from records.requests.services.handling import answering
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer

EVERYBODY: Final = "*"


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who got the data of a part, what was asked to be changed, and whether all know of it."""

    rows: tuple[Recipient, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def listed(self) -> list[tuple[Recipient, list[str]]]:
        """Each recipient, with the changes of which it was not told, nor is there a reason."""
        return [(row, self._left(row) if row.role else []) for row in self.rows]

    def _left(self, row: Recipient) -> list[str]:
        return [str(change.label) for change in self.changes if row.open_for(change)]

    @property
    def waiting(self) -> tuple[Recipient, ...]:
        """Who was not told of some change, nor is there a reason why not."""
        return tuple(r for r in self.rows if any(r.open_for(change) for change in self.changes))


def recipients_to_tell(*, part: RequestPart, on: date, by: Viewer) -> Recipients:
    """Return the recipients of a part of which a change was asked; none where others answer it."""
    changes = tuple(changes_asked(part))
    if not changes:
        return Recipients()
    try:
        return Recipients(tuple(services.recipients(part=part, on=on, by=by)), changes)
    except NotItsDuty:
        return Recipients()


class RecipientForm(forms.Form):
    """Who is told of what, and how; or why not."""

    def __init__(self, data: Any = None, *, of: Recipients, widgets: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="recipient-%s", label_suffix="")
        named = [(each.key, each.name) for each in of.rows if each.role]
        how = [(each.value, each.label) for each in (Means.MAIL, Means.OTHERWISE)]
        why = [(each.value, _("Not told: %(why)s") % {"why": each.label}) for each in WhyNot]
        asks: dict[str, tuple[str, list[tuple[str, Any]]]] = {
            "recipient": (_("Recipient"), [(EVERYBODY, _("Everybody who was not told")), *named]),
            "change": (_("What was done"), [(each.value, each.label) for each in of.changes]),
            "how": (_("How"), [*how, *why]),
        }
        for name, (label, choices) in asks.items():
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, widget=widgets["select"]
            )
        self.fields["text"] = forms.CharField(
            label=_("Words with it: how they were told, or why not"),
            help_text=_("Name nobody: it is in the mail, and who asks may read it."),
            required=False,
            max_length=4_000,
            widget=widgets["area"],
        )
        self.fields["name"] = _name(widgets)


class TellRequesterForm(forms.Form):
    """Who tells the data subject of the recipients."""

    def __init__(self, data: Any = None, *, widgets: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="tell-%s", label_suffix="")
        self.fields["name"] = _name(widgets)


def _name(widgets: Mapping[str, Any]) -> forms.CharField:
    return forms.CharField(label=_("Your name"), max_length=120, widget=widgets["text"])


def tell_recipient(part: RequestPart, given: Mapping[str, Any], at: datetime, by: Viewer) -> None:
    """Do what the form says; raises as the services."""
    words = {"part": part, "change": Change(given["change"]), "text": given["text"]}
    words |= {"name": given["name"], "on": legal_day(at), "at": at, "by": by}
    key, how = given["recipient"], given["how"]
    if how == Means.MAIL:
        services.notify_recipients(recipients=[] if key == EVERYBODY else [key], **words)
    elif how == Means.OTHERWISE:
        services.record_recipient_told(recipient=key, **words)
    else:
        services.record_recipient_untold(recipient=key, reason=WhyNot(how), **words)


def tell_requester(part: RequestPart, given: Mapping[str, Any], at: datetime, by: Viewer) -> None:
    """Tell who asks; raises as the service."""
    party = answering(part, by)[0]
    tell_requester_of_recipients(
        request=part.request, party=party, name=given["name"], at=at, by=by
    )


Does = Callable[[RequestPart, Mapping[str, Any], datetime, Viewer], None]
DOES: Final[Mapping[str, Does]] = {"recipient": tell_recipient, "tell": tell_requester}
