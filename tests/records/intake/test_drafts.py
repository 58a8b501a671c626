"""Answers between two pages: opened by the visitor's own key, and gone afterwards."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from records.intake import services
from records.intake.contents import GivenFile
from records.intake.services.drafting import KEPT, LONGEST_KEPT, held_draft, opened_files
from records.models import IntakeDraft, IntakeDraftFile
from tests.records.intake.samples import PDF
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM

pytestmark = pytest.mark.django_db
CANARY = "canary-jan@example.nl"


@pytest.fixture
def token() -> str:
    now = timezone.now()
    return services.begin_draft(answers={"name": CANARY}, at=now, by=PUBLIC).token


def code_of(token: str, **later: int) -> str:
    with pytest.raises(DomainError) as refusal:
        services.opened_draft(token=token, at=timezone.now() + timedelta(**later))
    return refusal.value.code


def test_answers_are_added_to_and_opened_by_their_key(token: str) -> None:
    now = timezone.now()
    services.keep_answers(token=token, answers={"words": "wis", "name": "Jan"}, at=now, by=PUBLIC)
    assert services.opened_draft(token=token, at=now).answers == {"name": "Jan", "words": "wis"}


def test_nothing_of_it_can_be_read_in_the_database(token: str) -> None:
    file = GivenFile(f"{CANARY}.pdf", PDF + CANARY.encode())
    services.add_file(token=token, file=file, at=timezone.now(), by=PUBLIC)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d::text, encode(d.sealed, 'escape'), encode(f.sealed, 'escape')"
            " FROM records_intakedraft d JOIN records_intakedraftfile f ON f.draft_id = d.id"
        )
        kept = str(cursor.fetchall())
    assert "canary" not in kept
    assert token not in kept


@pytest.mark.parametrize("other", ["", "x", "a" * 64, "a" * 65, "a" * 9999, "ü\x00"])
def test_another_key_opens_nothing(token: str, other: str) -> None:
    assert code_of(other) == "draft_gone"


def test_answers_that_were_moved_to_another_row_do_not_open(token: str) -> None:
    now = timezone.now()
    other = services.begin_draft(answers={}, at=now, by=PUBLIC)
    mine = IntakeDraft.objects.exclude(finder=other.finder).get()
    IntakeDraft.objects.filter(finder=other.finder).update(sealed=mine.sealed)
    assert code_of(other.token) == "draft_gone"


def test_they_expire_two_hours_after_the_last_answer_and_a_day_after_the_first(token: str) -> None:
    start = IntakeDraft.objects.get().begun_at
    assert code_of(token, seconds=KEPT.total_seconds() + 1) == "draft_gone"
    at = start
    while at < start + LONGEST_KEPT - timedelta(hours=1):
        at += timedelta(hours=1)
        services.keep_answers(token=token, answers={}, at=at, by=PUBLIC)
    assert IntakeDraft.objects.get().expires_at == start + LONGEST_KEPT


def test_what_expired_is_deleted_with_its_files(token: str) -> None:
    now = timezone.now()
    services.add_file(token=token, file=GivenFile("a.pdf", PDF), at=now, by=PUBLIC)
    assert services.forget_drafts(at=now + KEPT - timedelta(minutes=1), by=SYSTEM) == 0
    assert services.forget_drafts(at=now + KEPT + timedelta(minutes=1), by=SYSTEM) == 2
    assert not IntakeDraftFile.objects.exists()


def test_files_are_added_taken_away_and_opened(token: str) -> None:
    now = timezone.now()
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        services.add_file(token=token, file=GivenFile(name, PDF), at=now, by=PUBLIC)
    services.remove_file(token=token, number=2, at=now, by=PUBLIC)
    services.add_file(token=token, file=GivenFile("d.pdf", PDF), at=now, by=PUBLIC)
    assert [f.name for f in services.opened_draft(token=token, at=now).files] == [
        "a.pdf",
        "c.pdf",
        "d.pdf",
    ]
    opened = opened_files(*held_draft(token=token, at=now))
    assert {(f.name, f.content) for f in opened} == {(n, PDF) for n in ("a.pdf", "c.pdf", "d.pdf")}


def test_a_sixth_file_is_refused_and_nothing_of_it_kept(token: str) -> None:
    now = timezone.now()
    for number in range(5):
        services.add_file(token=token, file=GivenFile(f"{number}.pdf", PDF), at=now, by=PUBLIC)
    with pytest.raises(DomainError) as refusal:
        services.add_file(token=token, file=GivenFile("6.pdf", PDF), at=now, by=PUBLIC)
    assert refusal.value.code == "attachments_too_many"
    assert IntakeDraftFile.objects.count() == 5


def test_wiping_leaves_nothing_and_may_be_asked_twice(token: str) -> None:
    services.add_file(token=token, file=GivenFile("a.pdf", PDF), at=timezone.now(), by=PUBLIC)
    services.wipe_draft(token=token, by=PUBLIC)
    services.wipe_draft(token=token, by=PUBLIC)
    assert not IntakeDraft.objects.exists()
    assert not IntakeDraftFile.objects.exists()


def test_only_whoever_may_write_sweeps() -> None:
    with pytest.raises(DomainError):
        services.forget_drafts(at=timezone.now(), by=PUBLIC)
