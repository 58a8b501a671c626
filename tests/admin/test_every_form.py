"""Every form in which an officer corrects a row can be sent as it is shown."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.html import filled
from tests.html.shown import as_shown


@pytest.fixture(scope="module")
def olga(django_db_setup: None, django_db_blocker: Any) -> Iterator[Client]:
    """The privacy officer, who may do most, in a world that has one of everything."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(configured, "SCANNER_ALLOW_LOOPBACK", True)
        filled.fill()
        yield filled.officer()
        transaction.set_rollback(True)
    connection.close()


def test_what_is_corrected_in_no_place_is_accepted(olga: Client, subtests: pytest.Subtests) -> None:
    """Whatever lies beneath the row; a service that refuses says so on the form."""
    sent = 0
    for model, shown in admin.site._registry.items():
        row = model._default_manager.order_by("pk").first()
        if row is None or not getattr(shown, "changes", False):
            continue  # corrected by questions of its own, or by nobody
        meta = model._meta
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
        given = as_shown(olga.get(address).content.decode(), f"{meta.model_name}_form")
        sent += 1
        with subtests.test(meta.label):
            with transaction.atomic():
                answer = olga.post(address, {**given, "_save": "x"})
                transaction.set_rollback(True)
            assert given
            assert answer.status_code == 302 or b"errorlist" in answer.content
    assert sent >= 3
