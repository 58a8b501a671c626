"""What can be done in a file, as officers and partners meet it: fields in, a service, words out."""

from collections.abc import Callable, Collection
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.incidents import fields, services
from records.incidents.choices import OpenDuty
from records.incidents.rules.severity import Scores
from records.incidents.services import Facts, Touched, Upload
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer

STEPS: Final[dict[str, Promise]] = {
    "touch": _("Whom it touches"),
    "alone": _("Record that it touches nobody else"),
    "send": _("Send the notices"),
    "facts": _("Record what is known"),
    "assess": _("Assess the severity"),
    "notify": _("Record a notification"),
    "reasons": _("Record why not notified"),
    "decide": _("Decide about telling the persons"),
    "letters": _("List who gets a letter"),
    "amend": _("Correct the list of letters"),
    "follow": _("Correct letters that were sent"),
    "told": _("Record that the persons were told"),
    "close": _("Close"),
    "reopen": _("Reopen"),
}
MEETS: Final[dict[OpenDuty, str]] = {
    OpenDuty.NOTICES: "send",
    OpenDuty.FACTS: "facts",
    OpenDuty.TOUCHED: "touch",
    OpenDuty.ASSESSMENT: "assess",
    OpenDuty.GDPR: "notify",
    OpenDuty.TELECOM: "notify",
    OpenDuty.DECISION: "decide",
    OpenDuty.TOLD: "told",
    OpenDuty.LESSONS: "facts",
}
"""By which step an open duty is met; what is named first is done first."""
SCORES: Final = ("context", "identification", "confidentiality", "integrity", "availability")


def steps_open(*, shown: Any, viewer: Viewer) -> list[str]:
    """Return what ``viewer`` can do now in a file."""
    if not services.may_write(dossier=shown.row, by=viewer):
        return []
    if shown.row.is_closed:
        return ["reopen"]
    clocks = bool(shown.clocks)
    fits = {
        "touch": shown.own,
        "alone": shown.own and not shown.touched_total,
        "send": bool(shown.waiting),
        "notify": clocks,
        "reasons": clocks,
        "decide": clocks,
        "letters": clocks,
        "amend": bool(shown.letters_waiting),
        "follow": bool(shown.letters_sent),
        "told": clocks,
        "reopen": False,
    }
    return [name for name in STEPS if fits.get(name, True)]


def duties_open(*, shown: Any, steps: Collection[str]) -> list[tuple[Any, str]]:
    """Return what is still to do, each with the step that meets it, if the viewer can take it."""
    return [(duty.label, step if (step := MEETS[duty]) in steps else "") for duty in shown.open]


def next_step(*, shown: Any, steps: Collection[str]) -> str:
    """Return the step that comes first of those that can be taken: closing comes last."""
    wanted = [step for duty, step in MEETS.items() if duty in shown.open]
    last = [] if shown.open else ["close"]
    return next((step for step in (*wanted, *last) if step in steps), "")


def step_fields(
    step: str, dossier: Any, viewer: Viewer, widgets: dict[str, Any], at: datetime
) -> fields.Fields:
    """Return what a step asks; raises NotFound for one that there is not."""
    made: dict[str, Callable[[], fields.Fields]] = {
        "touch": lambda: {
            **fields.touch_fields(dossier, viewer, widgets, at),
            **fields.untouched_fields(widgets),
        },
        "alone": lambda: fields.reopen_fields(widgets),
        "send": lambda: fields.send_fields(widgets),
        "facts": lambda: {
            **fields.facts_fields(viewer, widgets, fields.facts_before(dossier, viewer)),
            "reason": fields.reason_field(widgets),
            **fields.name_field(widgets),
        },
        "assess": lambda: fields.assess_fields(widgets, at),
        "notify": lambda: fields.notify_fields(widgets),
        "reasons": lambda: fields.reasons_fields(widgets),
        "decide": lambda: fields.decide_fields(widgets),
        "letters": lambda: fields.letters_fields(widgets),
        "amend": lambda: fields.corrections_fields(widgets),
        "follow": lambda: fields.follow_fields(widgets),
        "told": lambda: fields.told_fields(widgets, dossier, viewer),
        "close": lambda: fields.name_field(widgets),
        "reopen": lambda: fields.reopen_fields(widgets),
    }
    if step not in made:
        raise NotFound
    return made[step]()


def register_fields(viewer: Viewer, widgets: dict[str, Any]) -> fields.Fields:
    """Return what registering asks."""
    return {**fields.aware_fields(widgets), **fields.facts_fields(viewer, widgets)}


def facts_given(given: dict[str, Any]) -> Facts:
    """Return the facts in what was filled in."""
    return Facts(**{each.name: given[each.name] for each in fields_of(Facts) if each.name in given})


def take(step: str, dossier: Any, given: dict[str, Any], *, at: datetime, by: Viewer) -> None:
    """Do what was asked; raises DomainError, NotFound."""
    given = {**given, "dossier": dossier, "at": at, "by": by}
    if evidence := given.get("evidence"):
        content, kind = evidence.read(), evidence.content_type or ""
        given["evidence"] = Upload(content, kind, evidence.name or "")
    if step not in RUNS:
        raise NotFound
    RUNS[step](given)


def _touch(given: dict[str, Any]) -> None:
    text, all_of = given.pop("parties"), given.pop("all_of")
    named = {key: given[key] for key in ("dossier", "at", "by")}
    own = [Touched(given["dossier"].party_id)] if given.pop("ourselves", False) else []
    parties = [*own, *services.read_list(text=text, all_of=all_of, **named)]
    gone = services.read_list(text=given.pop("untouched"), **named)
    parties += [replace(each, touched=False) for each in gone]
    services.touch(parties=parties, **given)


def _facts(given: dict[str, Any]) -> None:
    rest = {key: given[key] for key in ("dossier", "at", "by", "name", "reason")}
    services.record_facts(facts=facts_given(given), **rest)


def _assess(given: dict[str, Any]) -> None:
    scored = {name: Decimal(given.pop(name)) for name in SCORES}
    scores = Scores(**scored, malicious=given.pop("malicious"))
    services.assess(scores=scores, **given)


def _letters(given: dict[str, Any]) -> None:
    services.list_letters(references=given.pop("references").splitlines(), **given)


def _amend(given: dict[str, Any]) -> None:
    lines = (line for line in given.pop("references").splitlines() if line.strip())
    pairs = [(wrong, right) for wrong, _sign, right in (each.partition(";") for each in lines)]
    services.correct_letters(corrections=pairs, **given)


def _follow(given: dict[str, Any]) -> None:
    services.follow_letters(references=given.pop("references").splitlines(), **given)


RUNS: Final[dict[str, Callable[[dict[str, Any]], object]]] = {
    "touch": _touch,
    "alone": lambda given: services.touches_nobody_else(**given),
    "send": lambda given: services.send_notices(**given),
    "facts": _facts,
    "assess": _assess,
    "notify": lambda given: services.notify_authority(**given),
    "reasons": lambda given: services.give_reasons(**given),
    "decide": lambda given: services.decide_on_telling(**given),
    "letters": _letters,
    "amend": _amend,
    "follow": _follow,
    "told": lambda given: services.record_telling(**given),
    "close": lambda given: services.close(**given),
    "reopen": lambda given: services.reopen(**given),
}
