"""Restricting and lifting, on the page on which a part is answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

from records.requests.models import RequestPart
from records.requests.refusals import NotItsDuty
from records.requests.services.handling import answering
from records.restrictions import services
from records.restrictions.choices import CAN_END_IN, Ground, ToldBy
from records.restrictions.covering import Covered, covered
from records.restrictions.models import Restriction
from records.restrictions.queries import restrictions_of
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer, read_as_application


@dataclass(frozen=True, slots=True)
class Restrictions:
    """What is or was restricted of a part, what keeps it so, and whether more can be."""

    rows: tuple[Restriction, ...] = ()
    covered: Covered = field(default_factory=Covered)
    decides: bool = False
    asked: bool = False

    @property
    def in_force(self) -> bool:
        """Whether the data are restricted now."""
        return any(row.lifted_on is None for row in self.rows)

    @property
    def shown(self) -> bool:
        """Whether there is anything to read or to do."""
        return bool(self.rows) or (self.decides and self.asked)

    @property
    def grounds(self) -> list[tuple[str, str]]:
        """The grounds on which it is not restricted yet."""
        taken = {row.ground for row in self.rows if row.lifted_on is None}
        return [(each.value, str(each.label)) for each in Ground if each not in taken]


def restrictions_to_work_on(*, part: RequestPart, by: Viewer) -> Restrictions:
    """Return the restrictions of a part; who does not decide reads them alone."""
    rows = tuple(restrictions_of(part, viewer=by))
    try:
        decides = answering(part, by)[1] is not None
    except NotItsDuty:
        decides = False
    asked = bool(CAN_END_IN & set(part.request.rights))
    with read_as_application():
        return Restrictions(rows, covered(part), decides, asked)


class RestrictForm(forms.Form):
    """On which ground the data are restricted."""

    def __init__(self, data: Any = None, *, of: Restrictions, widgets: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="restrict-%s", label_suffix="")
        self.fields["ground"] = forms.ChoiceField(
            label=_("Why"), choices=of.grounds, widget=widgets["select"]
        )
        self.fields["text"] = forms.CharField(
            label=_("Words with it, which the person reads"),
            required=False,
            max_length=4_000,
            widget=widgets["area"],
        )
        self.fields["name"] = _name(widgets)


class AnnounceForm(forms.Form):
    """When and why a restriction will be lifted, and how the person hears it."""

    def __init__(
        self, data: Any = None, *, of: Restriction, widgets: Mapping[str, Any], today: date
    ) -> None:
        super().__init__(data, auto_id=f"announce-{of.pk}-%s", label_suffix="")
        self.fields["lifts_on"] = forms.DateField(
            label=_("Lifted on"),
            help_text=_("A later day than today: the person hears it before (GDPR Art. 18(3))."),
            initial=of.lifts_on or today + timedelta(days=14),
            widget=widgets["day"],
        )
        self.fields["told_by"] = forms.ChoiceField(
            label=_("How the person is told"), choices=ToldBy.choices, widget=widgets["select"]
        )
        self.fields["text"] = forms.CharField(
            label=_("Why, which the person reads; or how the person was told in another way"),
            max_length=4_000,
            widget=widgets["area"],
        )
        self.fields["name"] = _name(widgets)


class LiftForm(forms.Form):
    """Who lifts it."""

    def __init__(self, data: Any = None, *, of: Restriction, widgets: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id=f"lift-{of.pk}-%s", label_suffix="")
        self.fields["name"] = _name(widgets)


@dataclass(frozen=True, slots=True)
class Listed:
    """A restriction with what can be done about it now, and when."""

    row: Restriction
    announce: forms.Form | None
    lift: forms.Form | None


def listed(
    of: Restrictions, refused: Mapping[str, forms.Form], widgets: Mapping[str, Any], *, today: date
) -> list[Listed]:
    """Return each restriction with the forms of its next steps."""
    found = []
    for row in of.rows:
        open_ = of.decides and row.lifted_on is None
        announce = refused.get(f"announce {row.pk}")
        lift = refused.get(f"lift {row.pk}")
        ripe = open_ and row.lifts_on is not None and row.lifts_on <= today
        found.append(
            Listed(
                row,
                (announce or AnnounceForm(of=row, widgets=widgets, today=today)) if open_ else None,
                (lift or LiftForm(of=row, widgets=widgets)) if ripe else None,
            )
        )
    return found


def named(of: Restrictions, asked: Any) -> Restriction:
    """Return the restriction that a page names; raises NotFound."""
    found = next((row for row in of.rows if str(row.pk) == str(asked.get("group", ""))), None)
    if found is None:
        raise NotFound
    return found


def _name(widgets: Mapping[str, Any]) -> forms.CharField:
    return forms.CharField(label=_("Your name"), max_length=120, widget=widgets["text"])


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page asks to be done: about which part and restriction, with what, when, by whom."""

    part: RequestPart
    of: Restrictions
    post: Any
    given: Mapping[str, Any]
    at: datetime
    by: Viewer

    @property
    def when(self) -> dict[str, Any]:
        """The day, the instant and the actor, as services ask for them."""
        return {"on": legal_day(self.at), "at": self.at, "by": self.by}


def _restrict(asked: Asked) -> str:
    given = {**asked.given, "ground": Ground(asked.given["ground"])}
    services.restrict_part(part=asked.part, **given, **asked.when)
    return _("The data are restricted from now on.")


def _announce(asked: Asked) -> str:
    given = {**asked.given, "told_by": ToldBy(asked.given["told_by"])}
    services.announce_lifting(restriction=named(asked.of, asked.post), **given, **asked.when)
    return _("It is on record; lift it on that day.")


def _lift(asked: Asked) -> str:
    services.lift_restriction(restriction=named(asked.of, asked.post), **asked.given, **asked.when)
    return _("The restriction is lifted. Tell the recipients as well.")


DOES: Final[Mapping[str, Callable[[Asked], str]]] = {
    "restrict": _restrict,
    "announce": _announce,
    "lift": _lift,
}
