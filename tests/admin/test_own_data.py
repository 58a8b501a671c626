"""What the register keeps itself, as officers read it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from records.own.declared import personal_models
from voipgrid_privacy.accounts.sessions import forget_ended_sessions
from voipgrid_privacy.kernel.tenancy import SYSTEM


def test_officers_read_every_table_in_both_languages(olga, auditor):
    forget_ended_sessions(at=timezone.now(), by=SYSTEM)
    for language, words in (
        (
            "nl",
            "Inloggen en teams|Wat het register bewaart|5 jaar nadat het dossier|AVG art. 33 lid 5",
        ),
        (
            "en",
            "Log-ins and teams|What the register keeps|5 years after the file|GDPR Art. 33(5)",
        ),
    ):
        with override(language):
            page = reverse("admin:own_data")
        for reader in (olga, auditor):
            shown = reader.get(page).content.decode()
            assert [each for each in words.split("|") if each not in shown] == []


def test_everything_is_taken_along(olga):
    told = olga.get(reverse("admin:own_data"), {"format": "json"}).json()
    tables = [table for each in told["activities"] for table in each["tables"]]
    assert {t["table"] for t in tables} == {model._meta.label for model in personal_models()}
    user = next(table for table in tables if table["table"] == "accounts.User")
    assert user["personal"]["email"]["erasure"] == "DELETE_ROW"
    assert user["job"]["code"] == "erase-idle-users"
    assert told["history_tables"] > 50


def test_nobody_else_does(client, olga):
    assert client.get(reverse("admin:own_data")).status_code == 302
