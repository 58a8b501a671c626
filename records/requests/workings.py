"""What the form for notes and tasks asks of the services, for officers and partners alike."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from records.requests import services
from records.requests.choices import TaskKind
from records.requests.models import RequestTask
from roles.models import Party
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer


def kept_inside(
    post: Mapping[str, Any], *, row: Any, party: Party, at: datetime, by: Viewer
) -> None:
    """Keep a note, hand out a task, or note that one was done; raises DomainError."""
    who, text = str(post.get("name", ""))[:120], str(post.get("text", ""))[:2_000]
    asked = str(post.get("do", ""))
    if asked == "note":
        services.note_request(request=row, party=party, name=who, text=text, at=at, by=by)
    elif asked in TaskKind.values:
        services.assign_request(
            request=row, party=party, assignee=who, kind=asked, text=text, at=at, by=by
        )
    else:
        rows = RequestTask.objects.visible_to(by).filter(request=row, party=party)
        task = next((each for each in rows if str(each.pk) == asked), None)
        if task is None:
            raise NotFound
        services.finish_task(task=task, at=at, by=by)
