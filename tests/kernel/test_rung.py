"""A broker that is away fails nobody's request."""

import logging
from typing import Any

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from roles.models import Import
from roles.tasks import work_on_import


@pytest.mark.django_db(transaction=True)
def test_a_ring_that_nobody_can_take_is_logged_and_no_failure(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_args: Any, **_more: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(work_on_import, "delay", refuse)
    with caplog.at_level(logging.ERROR), transaction.atomic():
        work_on_import.delay_on_commit("id")  # type: ignore[attr-defined]  # DjangoTask
        Import.objects.exists()
    assert "connection refused" in caplog.text
