"""Writers of one consent log at once. In a file of its own: it commits, and its neighbours undo."""

import threading

import pytest
from django.db import connection, connections

from cookies.consent import export, recording
from cookies.consent.verify_consents import verify
from cookies.models import ConsentChain
from tests.cookies.conftest import build
from tests.cookies.test_consent import AT, record
from voipgrid_privacy.kernel.signing import public_key


@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_on_one_site_make_one_unforked_chain() -> None:
    recording._shown.cache_clear()
    build()
    each, errors = 15, []

    def write() -> None:
        try:
            with connection.cursor() as cursor:  # on a busy machine others are waited for
                cursor.execute("SET lock_timeout = '5min'")
            for _ in range(each):
                record()
        except Exception as error:  # noqa: BLE001  # what a thread meets fails the test below
            errors.append(error)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write) for _ in range(16)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    assert errors == []
    site = ConsentChain.objects.get(site__code="voipgrid").site
    found = verify(export.lines(site, at=AT), public_key())
    assert found["records"] == 16 * each
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT hash) FROM cookies_consentrecord")
        assert cursor.fetchone() == (16 * each,)
