"""pgBouncer in transaction mode: sessions are shared, and nobody finds another's in them."""

import json
import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from roles.models import Party, Service
from roles.services import conclude_contract, register_party
from tests.api.conftest import START, token_for
from tests.operations.pooler import PROGRAM, pooled
from tests.remembered import register, remembered
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.processes,
    pytest.mark.skipif(
        PROGRAM is None and not settings.REQUIRE_SERVICES, reason="pgbouncer is not installed"
    ),
]


def reseller(name: str) -> dict[str, str]:
    partner = register_party(kind="PARTNER", name=name, by=SYSTEM)
    customer = register_party(
        kind="CUSTOMER", name=f"{name}s klant", registered_by=partner, by=SYSTEM
    )
    chain = ((Party.objects.get(kind="PLATFORM"), partner), (partner, customer))
    for (provider, acquirer), kind in zip(chain, ("RESALE", "SUBSCRIPTION"), strict=True):
        conclude_contract(
            provider=provider,
            acquirer=acquirer,
            service=Service.objects.get(code="TELEPHONY"),
            kind=kind,
            on=START,
            by=SYSTEM,
        )
    return {"name": name, "customer": str(customer.pk), "token": token_for(partner)}


def test_no_setting_of_one_partner_reaches_another_through_a_shared_session() -> None:
    remembered(register)
    given = [reseller(f"Partner {number}") for number in range(4)]
    for one, other in zip(given, given[1:] + given[:1], strict=True):
        one["stranger"] = other["customer"]
    parts = urlsplit(settings.DATABASE_URL)
    url = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    with pooled(url) as through:
        environment = {
            "DATABASE_URL": through,
            "DATABASE_POOLED": "true",
            "CELERY_BROKER_URL": "memory://",
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.operations.at_the_pooler", json.dumps(given)],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode in {0, 1}, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["wrong"] == [], done.stderr
    assert found["asked"] > 700


def test_a_pooler_without_a_broker_past_it_is_refused() -> None:
    environment = {**os.environ, "DATABASE_POOLED": "true", "CELERY_BROKER_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", "import voipgrid_privacy.settings"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "DATABASE_POOLED needs a CELERY_BROKER_URL past the pooler." in done.stderr
