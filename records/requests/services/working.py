"""Notes and tasks inside a party; neither the requester nor another party ever sees them."""

from collections.abc import Mapping
from datetime import date, datetime

from records.requests.choices import TaskKind
from records.requests.models import RequestNote, RequestTask, SubjectRequest
from records.requests.refusals import RequestNameless, RequestReasonless
from records.requests.sealed import PLACE, sealed
from records.requests.services.keeping import acts_for, in_request_words, kept, seen_request
from roles.models import Party
from roles.services.recording import held_for_update
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import one_line
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def note_request(
    *, request: SubjectRequest, party: Party, name: str, text: str, at: datetime, by: Viewer
) -> RequestNote:
    """Keep a note for colleagues of the own party. Raises NotFound, NotAllowed."""
    row = _inside(request, party, name, by)
    if not text.strip():
        raise RequestReasonless(field="text")
    return kept(
        RequestNote(request=row, party=party, name=name.strip(), text=text.strip(), entered_at=at)
    )


@use_case
def assign_request(
    *,
    request: SubjectRequest,
    party: Party,
    assignee: str,
    kind: str = TaskKind.OWNER,
    text: str = "",
    values: Mapping[str, str] | None = None,
    due_on: date | None = None,
    at: datetime,
    by: Viewer,
) -> RequestTask:
    """Hand out the handling of a request inside the own party, or a task for it.

    ``values`` are right values by column, which stand sealed until the task is done.
    """
    row = _inside(request, party, assignee, by)
    task = RequestTask(
        request=row,
        party=party,
        kind=kind,
        assignee=one_line(assignee),
        text=text.strip(),
        due_on=due_on,
        entered_at=at,
    )
    if values:
        task.right_values = sealed(values, place=PLACE.format(task.pk))
    return kept(task)


@use_case
def finish_task(*, task: RequestTask, at: datetime, by: Viewer) -> RequestTask:
    """Note that a task was done. Raises NotFound, NotAllowed, ``request_fixed``."""
    seen = RequestTask.objects.visible_to(by).filter(pk=task.pk).exists()
    row: RequestTask | None = held_for_update(RequestTask.objects.all(), task) if seen else None
    if row is None:
        raise NotFound
    if acts_for(row.party, by) is None:
        raise NotAllowed
    row.done_at, row.right_values = at, {}
    with in_request_words():
        row.save(update_fields=("done_at", "right_values"))
    return row


def _inside(request: SubjectRequest, party: Party, name: str, by: Viewer) -> SubjectRequest:
    row = seen_request(request, by)
    if acts_for(party, by) is None:
        raise NotAllowed
    if not name.strip():
        raise RequestNameless(field="name")
    return row
