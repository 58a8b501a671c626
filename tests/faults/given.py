"""What the scenarios start from, and the work that does not come over the network.

Rows as the product's own services write them, in the database of the product under test.
"""

from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.utils import timezone

from records.engine.models import AnonymisationJob
from records.engine.services import ring_due
from roles.mail.models import MailKind
from roles.mail.services import Letter, write
from roles.models import Party
from roles.webhooks import services
from roles.webhooks.choices import EventType
from roles.webhooks.models import WebhookEndpoint
from voipgrid_privacy.accounts.clients import issue_client
from voipgrid_privacy.api.scopes import SCOPES
from voipgrid_privacy.kernel.tenancy import SYSTEM

PARTNER = "Belfabriek B.V."
MAIL = 5
CALLS = 4_000


def partner() -> Party:
    """Return the partner of the demo that everything is done for."""
    return Party.objects.get(kind="PARTNER", name=PARTNER)


def token() -> str:
    """Return a token of the partner, for an hour."""
    made = issue_client(party=partner(), name=f"faults {uuid4()}", scopes=list(SCOPES), by=SYSTEM)
    asked = {
        "grant_type": "client_credentials",
        "client_id": made.client_id,
        "client_secret": made.client_secret,
    }
    return str(Client(SERVER_NAME="localhost").post("/oauth/token", asked).json()["access_token"])


def listen(url: str) -> WebhookEndpoint:
    """Have the partner's system told of every role that changes."""
    return services.enter_endpoint(
        party=partner(),
        url=url,
        event_types=[EventType.ROLE_CHANGED],
        at=timezone.now(),
        by=SYSTEM,
    )


def letters(tag: str, number: int = MAIL) -> list[str]:
    """Write mail that waits to be sent; return what each is named."""
    now = timezone.now()
    made = [
        Letter(
            kind=MailKind.TO_SIGN,
            about=uuid4(),
            sender=partner(),
            recipient=partner(),
            address=f"{tag}@fault.example",
            subject=f"{tag} {each}",
            body=f"{tag} {each}",
        )
        for each in range(number)
    ]
    return [row.message_id for row in write(made, at=now)]


CALLED = """
    INSERT INTO records_calldetailrecord
      (partner_id, customer_id, caller, callee, started_at, duration_seconds, invoice_date)
    SELECT %s, %s, '+31100' || lpad((n %% 1000000)::text, 6, '0'), '+31200000000',
           now() - interval '400 days' - n * interval '1 second', 30,
           (now() - interval '370 days')::date
    FROM generate_series(1, %s) AS n
"""


def begin_anew() -> None:
    """Let nothing of a run before wait: its receivers are gone, and what it left is due today."""
    WebhookEndpoint.objects.update(state="OFF", off_because="BY_HAND")
    _another_run_today()
    ring_due(on=timezone.localdate(), by=SYSTEM)  # what the demo has due is not ours to count


def calls(number: int = CALLS) -> int:
    """Put calls there that are long past their time, and let today have another run."""
    with connection.cursor() as cursor:
        cursor.execute(CALLED, [partner().pk, partner().pk, number])
    _another_run_today()
    return number


def _another_run_today() -> None:
    finished = AnonymisationJob.objects.filter(state="DONE", cut_off=timezone.localdate())
    for job in finished:  # the calendar's next day, without waiting for it
        before = AnonymisationJob.objects.filter(rule=job.rule).order_by("cut_off").first()
        day = (before.cut_off if before else job.cut_off) - timedelta(days=1)
        AnonymisationJob.objects.filter(pk=job.pk).update(cut_off=day)
