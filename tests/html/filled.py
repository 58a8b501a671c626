"""The trial's world, and in it one of everything that a partner or a visitor has a page for."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from cookies.choices import Provenance, Technique
from cookies.registry.services import Facts, Said, enter_item
from records.certificates.services import certify_run
from records.engine import run
from records.engine import services as engine
from records.engine.own import GUARDS
from records.models import StatisticsDecision
from records.statistics.services import release_month
from roles.agreements.models import Agreement
from roles.mail.leaving import leaving_link
from roles.mail.models import MailKind
from roles.mail.services import deliver, mail_waiting
from roles.models import Party
from roles.webhooks.choices import EventType
from roles.webhooks.services import enter_endpoint
from tests.cookies.scanner.scanned import scan_of, site_of
from tests.records.conftest import INSERT
from tests.roles import ending
from tests.site.asking import ANSWERS, answer, send
from voipgrid_privacy.accounts.clients import issue_client
from voipgrid_privacy.accounts.demo import demo_party
from voipgrid_privacy.accounts.models import Membership, User
from voipgrid_privacy.kernel.tenancy import SYSTEM

SEEDS = (
    *("load_register", "load_retention", "load_records", "load_cookies", "seed_demo"),
    *("seed_requests", "seed_statistics", "seed_statements", "seed_incidents"),
)
MANAGER = "manager@belfabriek.example.com"
OFFICER = "olga@voipgrid.example"
LONG_AGO = date(2024, 1, 31)
FILES = (
    "external_id;kind;name\nK1;klant;Klant 1\nK2;bakker;Klant 2\n",  # of which one row is wrong
    "nummer;naam\nK1;Klant 1\n",  # of which the columns are unknown
)
MAILED = re.compile(
    r"https?://[^/]+(?:/en)?(/(?:verzoek/volgen|subverwerkers/volgen|uitnodiging)/\S+)"
)


@contextmanager
def world(blocker: Any) -> Iterator[None]:
    """Fill the database of the tests for a module's fixture, and empty it again."""
    with pytest.MonkeyPatch.context() as patch, blocker.unblock(), transaction.atomic():
        patch.setattr(settings, "SCANNER_ALLOW_LOOPBACK", True)
        fill()
        yield
        transaction.set_rollback(True)


def fill() -> None:
    """Fill an empty database."""
    for seed in SEEDS:
        call_command(seed, verbosity=0)
    belfabriek, now = Party.objects.get(pk=demo_party("belfabriek")), timezone.now()
    site = site_of(belfabriek)
    scan_of(site)
    for where in (site, None):
        facts, said = (
            Facts(technique=Technique.JS_COOKIE, pattern="_own"),
            Said(Provenance.PERSON, LONG_AGO),
        )
        enter_item(owner=belfabriek, site=where, facts=facts, said=said, by=SYSTEM)
    issue_client(party=belfabriek, name="CRM", scopes=["roles.read"], by=SYSTEM)
    told = {"event_types": [EventType.FINDING_RAISED], "description": "CRM"}
    enter_endpoint(party=belfabriek, url="http://127.0.0.1:9/", **told, at=now, by=SYSTEM)
    _certified(belfabriek)
    decision = StatisticsDecision.objects.get(party=belfabriek)
    month, today = decision.valid_during.lower, timezone.localdate()
    release_month(decision=decision.pk, month=month, on=today, by=SYSTEM)
    ended = Agreement.objects.filter(processor=belfabriek).first()
    ending.stop(belfabriek, ended.controller)
    ending.opened(ended)
    with connection.cursor() as cursor:
        # A run sets its own transaction to its work; here that one goes on, with other work.
        for name in re.findall(r"set_config\('(\w+)'", GUARDS):
            cursor.execute(f"SET LOCAL {name} TO DEFAULT")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def _certified(party: Party) -> None:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, (party.pk, party.pk, LONG_AGO, LONG_AGO, 3))
    for job in engine.ring_due(on=timezone.localdate(), by=SYSTEM):
        run.anonymise(job)
        certify_run(job=job, at=timezone.now(), by=SYSTEM)


def manager() -> tuple[Client, list[str]]:
    """Return the manager of the trial's partner, who entered what is entered on pages."""
    client, pk = _in(User.objects.get(email=MANAGER)), demo_party("belfabriek")
    for text in FILES:
        client.post("/portal/import/", {"upload": SimpleUploadedFile("a.csv", text.encode())})
    declared = {"do": "declare", "obliged": "LAW", "automated": "NONE"}
    client.post("/portal/privacyverklaring/", declared)
    question = {"subject": pk, "party": pk, "category": "TRAFFIC_BILLING"}
    kept = client.post("/portal/uitleg/", question)
    return client, ["/portal/", kept.url]


def officer() -> Client:
    """Return the privacy officer of the trial."""
    return _in(User.objects.get(email=OFFICER))


def both() -> Client:
    """Return somebody who has to choose for which partner to look."""
    user = User.objects.create_user("both@example.nl", name="Both")
    for party in Party.objects.filter(kind="PARTNER", is_model=False)[:2]:
        Membership.objects.create(user=user, party=party, role="MANAGER")
    return _in(user)


def _in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asker() -> tuple[Client, list[str]]:
    """Return somebody who answered the form for requests, and where its questions are."""
    visitor = Client()
    answer(visitor)
    return visitor, ["/verzoek/controleren/", *(f"/verzoek/{step}/" for step in ANSWERS)]


def mailed() -> tuple[Client, list[str]]:
    """Return somebody who has links from mails, and what they lead to."""
    visitor = Client()
    answer(visitor)
    send(visitor)
    visitor.post("/subverwerkers/volgen/", {"address": "jan@example.nl"})
    invited = {"do": "invite", "email": "nieuw@example.nl", "role": "READER"}
    _in(User.objects.get(email=MANAGER)).post("/portal/collegas/", invited)
    at = timezone.now() + timedelta(seconds=1)
    for pk in mail_waiting(at=at):
        deliver(mail=pk, at=at, by=SYSTEM)
    found = {place for mail in outbox.outbox for place in MAILED.findall(str(mail.body))}
    found.add(_of_a_summary())
    return visitor, ["/verzoek/verstuurd/", "/subverwerkers/volgen/gevraagd/", *sorted(found)]


def _of_a_summary() -> str:
    """Let the manager choose a summary; return where its link to stop leads."""
    reader = User.objects.get(email=MANAGER)
    party = demo_party("belfabriek")
    asked = {"party": str(party), "pace": "DAILY", "topics": ["FINDINGS"]}
    _in(reader).post("/portal/mail/", asked)
    return urlsplit(leaving_link(MailKind.DIGEST, reader.memberships.get(party=party).pk)).path
