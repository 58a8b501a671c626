"""Uploading, confirming and undoing, for the tests of imports."""

from datetime import UTC, datetime

import pytest

from roles import services
from roles.models import ExternalId
from roles.services import importing
from voipgrid_privacy.kernel.tenancy import SYSTEM

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


PARTIES = b"external_id;kind;name;legal_form;kvk;country\n"


CONTRACTS = b"provider;acquirer;service;kind;reference;from;until\n"


def upload(party, files, by=SYSTEM):
    batch = services.upload_import(files=files, assigned_by=party, at=NOW, by=by)
    importing.work_on(batch.pk, at=NOW)
    batch.refresh_from_db()
    return batch


def confirm(batch, by=SYSTEM, **how):
    services.confirm_import(batch=batch, **how, by=by)
    importing.work_on(batch.pk, at=NOW)
    batch.refresh_from_db()
    return batch


def problems(batch, by=SYSTEM):
    found = importing.result_of(batch, by=by).found
    return [(p.line, p.column, p.code) for p in found]


@pytest.fixture
def own(cast):
    """Belfabriek under a number of its own, as it names itself in files."""
    ExternalId.objects.create(
        party=cast.belfabriek, assigned_by=cast.platform, system="RELATIECODE", value="P-1"
    )
    return cast.belfabriek


def customers(count, first=1):
    rows = "".join(f"K{n};klant;Klant {n};;;\n" for n in range(first, first + count))
    contracts = "".join(
        f"P-1;K{n};telephony;abonnement;C-{n};2026-01-01;\n" for n in range(first, first + count)
    )
    return {"k.csv": PARTIES + rows.encode(), "c.csv": CONTRACTS + contracts.encode()}
