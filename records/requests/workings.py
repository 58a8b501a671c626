"""What the form for notes and tasks asks of the services, for officers and partners alike."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from records.requests import services
from records.requests.choices import TaskKind
from records.requests.models import RequestTask
from records.requests.refusals import InsideUnfit
from roles.models import Party
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer


class InsideForm(forms.Form):
    """A note, a task, or that one was done; which of these cannot be empty its service knows."""

    do = forms.CharField(max_length=40, required=False)
    name = forms.CharField(max_length=120, required=False)
    text = forms.CharField(max_length=2_000, required=False)


def kept_inside(
    post: Mapping[str, Any], *, row: Any, party: Party, at: datetime, by: Viewer
) -> None:
    """Keep a note, hand out a task, or note that one was done; raises DomainError."""
    form = InsideForm(post)
    if not form.is_valid():
        raise InsideUnfit(field=next(iter(form.errors)))
    who, text, asked = (form.cleaned_data[name] for name in ("name", "text", "do"))
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
