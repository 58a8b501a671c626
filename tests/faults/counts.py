"""Counting: what was in flight when a fault came, and what became of everything in the end."""

from collections import Counter
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db.models import Count, Sum
from django.utils import timezone

from records.certificates.models import Certificate
from records.certificates.queries import uncertified
from records.engine.models import AnonymisationJob
from records.models import CallDetailRecord
from roles.mail.models import OutgoingMail
from roles.models import Contact, Contract, ExternalId, Import, Party
from roles.models.imports import BUSY
from roles.webhooks.models import WebhookDelivery, WebhookMessage
from tests.faults.work import ROWS, Work
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.site.recovery.verifying import verified

OPEN = ("WAITING", "PLANNED", "RUNNING", "PAUSED")


@dataclass
class InFlight:
    """How much of each was under way."""

    requests: int = 0
    webhooks: int = 0
    imports: int = 0
    mails: int = 0
    runs: int = 0

    def __add__(self, other: "InFlight") -> "InFlight":
        mine, theirs = self.numbers(), other.numbers()
        return InFlight(*(a + b for a, b in zip(mine, theirs, strict=True)))

    def numbers(self) -> list[int]:
        """Return the figures, in the order of the fields."""
        return [getattr(self, each.name) for each in fields(self)]


def in_flight(work: Work) -> InFlight:
    """Look at once at everything that is under way."""
    return InFlight(
        requests=work.open_requests(),
        webhooks=_untold(),
        imports=Import.objects.filter(state__in=BUSY).count(),
        mails=OutgoingMail.objects.filter(sent_at=None).exclude(address="").count(),
        runs=AnonymisationJob.objects.filter(state__in=OPEN).count(),
    )


def _untold() -> int:
    waiting = WebhookDelivery.objects.filter(state="WAITING").count()
    return waiting + WebhookMessage.objects.filter(spread_at=None).count()


def waits() -> list[str]:
    """Name what is still to be done; empty when all of it is done."""
    left = {
        "webhooks": _untold(),
        "imports": Import.objects.filter(state__in=BUSY).count(),
        "mail": OutgoingMail.objects.filter(sent_at=None).exclude(address="").count(),
        "calls": _due_calls(),
        "runs": AnonymisationJob.objects.filter(state__in=OPEN).count(),
        "certificates": uncertified(SYSTEM).count(),
    }
    return [f"{number} {name}" for name, number in left.items() if number]


def _due_calls() -> int:
    old = timezone.now() - timezone.timedelta(days=399)
    return CallDetailRecord.objects.filter(started_at__lt=old).count()


@dataclass
class Found:
    """What was lost, done twice or left half done: a line for each, and what all there was."""

    things: int = 0
    again: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)

    def once(self, what: str, number: int) -> None:
        """Hold that there is one of ``what``."""
        self.things += 1
        if number < 1:
            self.lost.append(what)
        if number > 1:
            self.doubled.append(f"{what} x {number}")


@dataclass
class Done:
    """What was put in flight in a scenario since ``began``."""

    work: Work
    began: datetime
    mails: list[str]
    calls: int
    received: list[str]
    mail_folder: Path
    endpoint: UUID
    rows_before: int


def rows_done() -> int:
    """Return how many rows all runs together have done."""
    return AnonymisationJob.objects.aggregate(rows=Sum("rows_done"))["rows"] or 0


def counted(done: Done) -> Found:
    """Count everything that a scenario asked for."""
    found = Found()
    for part in (_customers, _contacts, _imports, _webhooks, _mail, _runs, _ledgers):
        part(done, found)
    return found


def _names(done: Done) -> list[str]:
    plain = [a.name for a in done.work.asked if a.answered]
    return [n for n in plain if not n.endswith(("-contact", "-yes")) and "-I" not in n]


def _customers(done: Done, found: Found) -> None:
    """One party and one contract by each number, the two together or neither."""
    numbers = ExternalId.objects.filter(value__startswith=f"{done.work.tag}-")
    parties = dict(numbers.exclude(value__contains="-I").values_list("value", "party"))
    contracts = Counter(
        Contract.objects.filter(acquirer__in=parties.values()).values_list("acquirer", flat=True)
    )
    named = Counter(
        Party.objects.filter(name__startswith=f"{done.work.tag}-").values_list("name", flat=True)
    )
    for name in _names(done):
        found.once(f"customer {name}", named[name])
        found.once(f"contract of {name}", contracts[parties.get(name)])
    for name, party in parties.items():
        if contracts[party] == 0:
            found.half.append(f"{name} without its contract")


def _contacts(done: Done, found: Found) -> None:
    rows = Contact.objects.filter(email__startswith=done.work.tag.lower())
    rows = rows.exclude(email__isnull=True) | Contact.objects.filter(
        email__startswith=f"{done.work.tag}-"
    )
    got = Counter(each.lower() for each in rows.values_list("email", flat=True))
    for one in done.work.asked:
        if one.answered and one.name.endswith("-contact"):
            name = one.name.removesuffix("-contact")
            found.once(f"contact of {name}", got[f"{name}@fault.example".lower()])


def _imports(done: Done, found: Found) -> None:
    """One import for each upload; what it writes is written whole, and once."""
    made = Import.objects.filter(uploaded_at__gte=done.began)
    asked = [a for a in done.work.asked if "-I" in a.name and not a.name.endswith("-yes")]
    found.things += len(asked)
    if extra := made.count() - len(asked):
        (found.doubled if extra > 0 else found.lost).append(f"{extra:+} imports")
    by_name = Party.objects.filter(name__startswith=f"{done.work.tag}-I").values_list("name")
    rows = dict(by_name.annotate(number=Count("pk")))
    applied = {a.name.removesuffix("-yes") for a in done.work.asked if a.name.endswith("-yes")}
    for name, number in rows.items():
        if number != ROWS:
            found.half.append(f"import {name}: {number} of {ROWS} rows")
    found.lost += [f"rows of {name}" for name in applied if name not in rows]
    found.things += ROWS * len(applied)


def _webhooks(done: Done, found: Found) -> None:
    """One event for each customer whose contract began, one delivery each, and it arrived."""
    numbers = ExternalId.objects.filter(value__in=_names(done))
    parties = dict(numbers.values_list("party", "value"))
    told = WebhookMessage.objects.filter(about__in=parties, type="role.changed")
    each = Counter(told.values_list("about", "party"))
    per_customer: Counter[str] = Counter()
    for (about, _party), number in each.items():
        per_customer[about] = max(per_customer[about], number)
    for pk, name in parties.items():
        found.once(f"event of {name}", per_customer[pk])
    arrived = Counter(done.received)
    deliveries = WebhookDelivery.objects.filter(message__in=told, endpoint=done.endpoint)
    for delivery in deliveries.select_related("message"):
        times = arrived[delivery.message.webhook_id]
        found.things += 1
        found.again += max(0, times - 1)
        if delivery.state != "DONE" or not times:
            found.lost.append(f"delivery {delivery.message.webhook_id}: {delivery.state}")


def _mail(done: Done, found: Found) -> None:
    """Each mail left; one that a kill sent again did so under its own message id."""
    sent = Counter(
        line.partition(":")[2].strip()
        for path in done.mail_folder.glob("*")
        for line in path.read_text(errors="replace").splitlines()
        if line.startswith("Message-ID:")
    )
    for name in done.mails:
        found.things += 1
        found.again += max(0, sent[name] - 1)
        if not sent[name]:
            found.lost.append(f"mail {name}")


def _runs(done: Done, found: Found) -> None:
    """Every call that was due is generalised once, and each run has one certificate."""
    jobs = AnonymisationJob.objects.filter(planned_at__gte=done.began)
    rows = rows_done() - done.rows_before
    found.things += done.calls
    if rows != done.calls:
        (found.doubled if rows > done.calls else found.lost).append(f"{rows - done.calls:+} calls")
    whole = Certificate.objects.filter(job__in=jobs, chain="register", outcome="DONE")
    per_job = Counter(whole.values_list("job", flat=True))
    for job in jobs:
        found.once(f"certificate of {job.pk}", per_job[job.pk])


def _ledgers(done: Done, found: Found) -> None:
    found.half += [
        f"{each.what}: {each.problem}" for each in verified(at=timezone.now()) if each.problem
    ]
