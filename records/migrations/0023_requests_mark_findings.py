"""What is done about requests reaches the findings within seconds."""

from django.db import migrations

from roles.findings.marking import marking

CONCERNED = (
    "SELECT q.received_by_id, false FROM {{rows}} r"
    " JOIN records_subjectrequest q ON q.id = {request}",
    "SELECT d.party_id, false FROM {{rows}} r JOIN records_requestpart p ON p.request_id = {request}"
    " JOIN records_requestduty d ON d.part_id = p.id WHERE d.reached_at IS NOT NULL",
)


def _concerned(request: str) -> tuple[str, ...]:
    return tuple(select.format(request=request) for select in CONCERNED)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0022_runs_of_rows_asked_for"),
        ("roles", "0061_requests_are_told"),
    ]
    operations = [
        marking("records_requeststep", *_concerned("r.request_id")),
        marking("records_requestpart", *_concerned("r.request_id")),
        marking("records_requestpractice", "SELECT r.party_id, false FROM {rows} r"),
    ]
