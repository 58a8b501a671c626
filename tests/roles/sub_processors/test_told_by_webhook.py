"""What services do is told to whoever listens, in the transaction in which it is done."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from roles.agreements.services import record_agreement, sign_agreement
from roles.models import Finding, Party, WebhookEndpoint, WebhookMessage
from roles.services.findings.recomputing import recompute_findings
from roles.sub_processors import services
from roles.webhooks.choices import ASKED
from tests.roles.sub_processors.chain import Chain, noon, today_is
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, partner_scope

pytestmark = pytest.mark.django_db


def listens(party: Party, *events: str) -> None:
    WebhookEndpoint.objects.create(
        party=party,
        url="https://hooks.example.nl/",
        event_types=list(events or ASKED),
        made_at=datetime(2024, 1, 1, tzinfo=UTC),
    )


def told(party: Party) -> list[tuple[str, object]]:
    rows = WebhookMessage.objects.filter(party=party).order_by("happened_at", "pk")
    return [(row.type, row.about) for row in rows]


def test_a_notice_reaches_who_listens_and_its_activation_too(chain: Chain) -> None:
    listens(chain.cast.belfabriek)
    change = chain.propose("2025-01-06")
    chain.notify(change, "2025-01-06")
    notice = chain.notice(change, chain.cast.belfabriek)
    assert told(chain.cast.belfabriek) == [("sub_processor.announced", notice.pk)]
    assert told(chain.cast.spraakwerk) == []


def test_an_objection_made_in_a_partners_own_session_reaches_the_platform(
    chain: Chain, manager_of
) -> None:
    listens(chain.cast.platform)
    change = chain.propose("2025-01-06")
    chain.notify(change, "2025-01-06")
    notice = chain.notice(change, chain.cast.belfabriek)
    manager: Viewer = manager_of(chain.cast.belfabriek)
    at = today_is("2025-01-07")
    with transaction.atomic(), partner_scope(manager):
        made = services.object_to(notice=notice, reason="No.", at=at, by=manager)
    assert told(chain.cast.platform) == [("objection.received", made.pk)]


def test_a_signature_is_told_to_both(chain: Chain) -> None:
    cast = chain.cast
    listens(cast.belfabriek)
    listens(cast.bakker)
    made = record_agreement(
        processor=cast.belfabriek, controller=cast.bakker, on=date(2025, 1, 1), by=SYSTEM
    )
    sign_agreement(
        agreement=made,
        controller_signed_on=date(2025, 1, 2),
        on=noon("2025-01-03").date(),
        by=SYSTEM,
    )
    for party in (cast.belfabriek, cast.bakker):
        assert told(party) == [("agreement.signed", made.pk)]


def test_findings_of_a_customer_reach_who_delivers_to_it_once_and_nobody_else(
    chain: Chain,
) -> None:
    listens(chain.cast.belfabriek)
    listens(chain.cast.spraakwerk, "agreement.signed")
    Finding.objects.all().delete()
    recompute_findings(on=date(2025, 1, 6), by=SYSTEM)
    own = {chain.cast.belfabriek.pk, chain.cast.bakker.pk, chain.slager.pk}
    wanted = set(Finding.objects.filter(party__in=own).values_list("pk", flat=True))
    assert wanted
    assert {about for _type, about in told(chain.cast.belfabriek)} == wanted
    assert told(chain.cast.spraakwerk) == []
    before = WebhookMessage.objects.count()
    recompute_findings(on=date(2025, 1, 6), by=SYSTEM)
    assert WebhookMessage.objects.count() == before
