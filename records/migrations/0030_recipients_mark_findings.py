"""That recipients were told, and what runs of requests changed, reaches the findings in seconds."""

from importlib import import_module

from django.db import migrations

from roles.findings.marking import marking

_CONCERNED = import_module("records.migrations.0023_requests_mark_findings").CONCERNED
OF_PART = "(SELECT t.request_id FROM records_requestpart t WHERE t.id = r.{part})"
# A batch moves the progress of a run many times a second: that says nothing new.
AT_REST = " AND r.state <> 'RUNNING' AND r.request_part_id IS NOT NULL"


def _concerned(part: str, more: str = "") -> tuple[str, ...]:
    request = OF_PART.format(part=part)
    where = (" WHERE true", "")
    return tuple(
        select.format(request=request) + start * bool(more) + more
        for select, start in zip(_CONCERNED, where, strict=True)
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0029_right_values")]
    operations = [
        marking("records_recipientnotice", *_concerned("part_id")),
        marking(
            "records_anonymisationjob", *_concerned("request_part_id", AT_REST), why="of_requests"
        ),
    ]
