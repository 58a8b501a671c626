"""Telling the platform what to carry out for the controller: a step once, and a task each time."""

from collections.abc import Mapping
from datetime import date, datetime

from records.requests.choices import StepKind, TaskKind
from records.requests.models import RequestPart, RequestStep, RequestTask
from records.requests.services import ask_assistance, assign_request
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, as_application


def instruct_platform(
    *,
    part: RequestPart,
    text: str,
    task: str,
    name: str,
    on: date,
    at: datetime,
    by: Viewer,
    values: Mapping[str, str] | None = None,
) -> RequestTask:
    """Ask the platform's assistance, unless that was asked before, and give it the ``task``.

    ``values`` to write stand sealed with it. Within a use case that judged who asks (GDPR Art.
    28(3)(a)). Raises as ``ask_assistance``.
    """
    platform = Party.objects.get(kind=PartyKind.PLATFORM)
    if not RequestStep.objects.filter(part=part, kind=StepKind.ASSIST_ASKED).exists():
        ask_assistance(part=part, of=platform, name=name, text=text, on=on, at=at, by=by)
    with as_application():
        return assign_request(
            request=part.request,
            party=platform,
            assignee=platform.name[:120],
            kind=TaskKind.TASK,
            text=task,
            values=values,
            at=at,
            by=SYSTEM,
        )
