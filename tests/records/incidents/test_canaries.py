"""What people write of an incident is nowhere where it cannot be erased, or reaches others."""

import logging

import pytest
from django.db import connection

from records.incidents import services
from records.incidents.services import Upload
from roles.mail.models import OutgoingMail
from roles.models import Contact
from roles.webhooks.models import WebhookEndpoint, WebhookMessage
from tests.records.incidents.world import (
    NOW,
    SCORES,
    facts,
    file_of,
    manager,
    registered,
    sent,
    touched,
)

pytestmark = pytest.mark.django_db
CANARY = "Kanarie Vogel"
TEXTS = ("what", "consequences", "measures", "advice", "abroad", "lessons")


def history() -> dict[str, str]:
    """Return all that history tables hold, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE '%event'"
            " AND relnamespace = 'public'::regnamespace"
        )
        found = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" t')
            found[table] = cursor.fetchone()[0] or ""
    return found


@pytest.fixture
def everything(chain, caplog):
    """An incident with a canary wherever somebody can write, down to the customer."""
    caplog.set_level(logging.DEBUG)
    for party in (chain.belfabriek, chain.spraakwerk, chain.bakker):
        Contact.objects.create(party=party, kind="PRIVACY", email="avg@example.nl")
    WebhookEndpoint.objects.create(
        party=chain.belfabriek,
        url="https://hooks.example.nl/",
        event_types=["breach.reported"],
        made_at=NOW,
    )
    bella, texts = manager(chain.belfabriek), dict.fromkeys(TEXTS, CANARY)
    dossier = registered(chain.platform)
    touched(dossier, chain.bakker, chain.slager)
    sent(dossier, means="MAIL")
    file = file_of(dossier, chain.belfabriek)
    did = {"dossier": file, "name": CANARY, "at": NOW, "by": bella}
    services.record_facts(facts=facts(**texts), **did)
    services.assess(scores=SCORES, risk="HIGH", reasons=CANARY, **did)
    paper = Upload(b"%PDF-1.7 " + CANARY.encode(), "application/pdf", f"{CANARY}.pdf")
    services.notify_authority(
        regime="GDPR",
        phase="FIRST",
        done_at=NOW,
        reference=CANARY,
        delay=CANARY,
        text=CANARY,
        evidence=paper,
        **did,
    )
    services.decide_on_telling(decision="TELL", text=CANARY, **did)
    services.send_notices(dossier=file, text=CANARY, reference=CANARY, at=NOW, by=bella)
    return file


def test_history_holds_nothing_that_anybody_wrote(everything):
    assert len(history()) > 20
    assert {table for table, rows in history().items() if CANARY in rows} == set()


def test_logs_and_webhooks_hold_nothing_that_anybody_wrote(everything, caplog):
    said = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db")]
    assert not [line for line in said if CANARY in line]
    assert WebhookMessage.objects.exists()
    assert not [row for row in WebhookMessage.objects.all() if CANARY in str(vars(row))]


def test_mail_of_one_partner_names_no_other(everything, chain):
    mails = OutgoingMail.objects.filter(kind="BREACH")
    assert mails.count() == 3
    for mail in mails:
        assert CANARY not in mail.subject
        others = {"Belfabriek", "Spraakwerk", "Slager", "Bakker"} - {
            mail.sender.name,
            mail.recipient.name,
        }
        assert not [name for name in others if name in mail.body + mail.subject]


def test_what_one_party_wrote_is_in_no_notice_but_its_own(everything, chain):
    sender_texts = {
        (mail.sender.name, CANARY in mail.body)
        for mail in OutgoingMail.objects.filter(kind="BREACH")
    }
    assert sender_texts == {("VoIPGRID B.V.", False), ("Belfabriek", True)}
