"""What tells who asked is gone when the term of a request is over, and not before."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from records.intake import services
from records.intake.letters import letter_about
from records.intake.models import (
    RequestErasure,
    RequestLink,
)
from records.models import (
    RequestContent,
    RequestIdentifier,
    RequestPerson,
    RequestStep,
    SubjectRequest,
)
from roles.mail.services import write
from tests.site.asking import pdf
from tests.site.threads import asked, nobody_asked_yet, path
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("asked", "nobody_asked_yet", "path")

pytestmark = pytest.mark.django_db


def test_after_its_term_nothing_tells_who_asked(
    path: str, asked: SubjectRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    Client().post(path, {"do": "reply", "text": "canary-words", "attachments": [pdf()]})
    letter = letter_about(asked, "message", timezone.now())
    assert letter is not None
    write([letter], at=timezone.now())
    Client().post(path, {"do": "withdraw"})
    now = timezone.now()
    assert services.erase_ended_requests(at=now + timedelta(days=720), by=SYSTEM) == 0
    assert services.erase_ended_requests(at=now + timedelta(days=735), by=SYSTEM) == 1
    assert services.erase_ended_requests(at=now + timedelta(days=736), by=SYSTEM) == 0
    for model in (RequestContent, RequestPerson, RequestIdentifier, RequestLink):
        assert not model.objects.filter(request=asked).exists()
    left = RequestErasure.objects.get()
    assert (left.months, left.persons, left.messages, left.files) == (24, 1, 1, 1)
    assert RequestStep.objects.get(request=asked).name == ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM \"{table}\" e WHERE e::text ILIKE '%canary%'")
            assert cursor.fetchone() == (0,), table


def test_a_request_that_goes_on_is_never_erased(asked: SubjectRequest) -> None:
    later = timezone.now() + timedelta(days=3000)
    assert services.erase_ended_requests(at=later, by=SYSTEM) == 0
    assert RequestPerson.objects.filter(request=asked).exists()
