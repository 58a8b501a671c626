"""What the register keeps itself goes when its term is over, and that is noted."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from oauth2_provider.models import get_access_token_model

from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import KEPT, Letter, forget_old, write
from roles.models import Import, Party
from roles.services.importing import KEPT as KEPT_IMPORTS
from roles.services.importing import forget_imports, refusal_of
from roles.tasks import forget_old_mail
from voipgrid_privacy.accounts.clients import forget_tokens
from voipgrid_privacy.accounts.models import ApiClient
from voipgrid_privacy.accounts.sessions import forget_ended_sessions
from voipgrid_privacy.accounts.tasks import look_after_api_clients
from voipgrid_privacy.api.idempotency import forget_answers
from voipgrid_privacy.api.models import AnsweredWrite
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.models import ErasingJob
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def party(db: None) -> Party:
    return Party.objects.create(kind="PARTNER", name="Belfabriek")


def test_an_answer_of_the_api_is_kept_for_a_day(party: Party) -> None:
    for key in ("old", "new"):
        AnsweredWrite.objects.create(
            party=party.pk, client_id="c", key=key, request_hash="h", status=201, body=b"{}"
        )
    yesterday = timezone.now() - timedelta(days=1, minutes=1)
    AnsweredWrite.objects.filter(key="old").update(answered_at=yesterday)
    look_after_api_clients()
    assert list(AnsweredWrite.objects.values_list("key", flat=True)) == ["new"]
    note = ErasingJob.objects.get(job="forget-answers")
    assert (note.erased, note.erased_at) == (1, note.looked_at)


def test_a_token_that_is_over_is_deleted_and_one_that_holds_is_not(party: Party) -> None:
    client = ApiClient.objects.create(party=party, client_id="c", name="c")
    now = timezone.now()
    for token, seconds in (("over", -1), ("holds", 60)):
        get_access_token_model().objects.create(
            application=client, token=token, expires=now + timedelta(seconds=seconds)
        )
    assert forget_tokens(at=now, by=SYSTEM) == 1
    assert get_access_token_model().objects.get().token == "holds"


def test_mail_to_a_party_is_emptied_after_five_years_and_its_proof_stays(party: Party) -> None:
    now = timezone.now()
    letter = Letter(
        MailKind.EXPIRY, party.pk, party, party, "a@example.nl", "Subject", "Text", "b@example.nl"
    )
    (old,) = write([letter], at=now - KEPT - timedelta(days=1))
    (new,) = write([letter], at=now - KEPT + timedelta(days=1))
    forget_old_mail()
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.address, old.reply_to, old.subject, old.body) == ("", "", "", "")
    assert len(old.body_hash) == 64
    assert new.body == "Text"
    assert forget_old(at=now, by=SYSTEM) == 0
    assert OutgoingMail.objects.count() == 2
    assert relativedelta(years=5) == KEPT.normalized()


def test_a_look_without_anything_to_erase_does_not_forget_the_last_erasure(party: Party) -> None:
    now = timezone.now()
    client = ApiClient.objects.create(party=party, client_id="c", name="c")
    get_access_token_model().objects.create(application=client, token="t", expires=now)
    with transaction.atomic():
        assert forget_tokens(at=now, by=SYSTEM) == 1
    assert forget_tokens(at=now, by=SYSTEM) == 0
    note = ErasingJob.objects.get(job="forget-tokens")
    assert (note.erased, note.erased_at is not None) == (1, True)


def test_a_job_that_never_erased_says_that_it_looked() -> None:
    forget_ended_sessions(at=timezone.now() - timedelta(days=900), by=SYSTEM)
    note = ErasingJob.objects.get(job="forget-sessions")
    assert (note.erased, note.erased_at) == (0, None)


def test_a_partner_has_nothing_erased(party: Party) -> None:
    partner = Viewer(None, "Bella", parties=frozenset({party.pk}))
    for job in (forget_tokens, forget_answers, forget_old):
        with pytest.raises(NotAllowed):
            job(at=timezone.now(), by=partner)


def test_what_a_refused_import_named_goes_with_its_files_and_that_it_was_refused_stays(
    party: Party,
) -> None:
    now = timezone.now()
    batch = Import.objects.create(
        party=party,
        state="REFUSED",
        refusal="later_facts",
        refusal_params={"facts": "B. Bakker"},
        uploaded_at=now - timedelta(days=2),
    )
    assert "Bakker" in refusal_of(batch).sentence
    assert forget_imports(before=now - KEPT_IMPORTS, by=SYSTEM) == 1
    batch.refresh_from_db()
    assert (batch.refusal, batch.refusal_params) == ("later_facts", {})
    with override("en"):
        assert refusal_of(batch).sentence == "The details went with the files."
    assert forget_imports(before=now, by=SYSTEM) == 0
