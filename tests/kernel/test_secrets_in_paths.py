"""No secret of a link in a mail reaches a log."""

import logging

import pytest
from django.test import Client
from django.urls import include, path

from voipgrid_privacy.kernel import secrets_in_paths
from voipgrid_privacy.kernel.secrets_in_paths import HIDDEN, without_secrets

CANARY = "canary-secret_of-a-link"
LINKS = (
    "/verzoek/volgen/{}/",
    "/en/verzoek/volgen/{}/",
    "/verzoek/volgen/{}/0198c0de-0000-7000-8000-000000000000/",
    "/verzoek/volgen/{}/nothing/there",
    "/verzoek/volgen/{}",
    "/VERZOEK/volgen/{}/",
    "/uitnodiging/{}/",
    "/subverwerkers/volgen/ja/{}/",
    "/en/subverwerkers/volgen/stop/{}/",
)


@pytest.mark.parametrize("link", LINKS)
def test_what_is_refused_is_logged_without_the_secret(link, caplog, db):
    response = Client().get(link.format(CANARY), follow=True)
    if response.status_code >= 400:
        assert [each for each in caplog.records if each.name == "django.request"]
    assert CANARY not in caplog.text
    assert all(CANARY not in str(each.args) for each in caplog.records)


def test_a_line_of_a_refusal_still_tells_where(caplog, db):
    Client().get(f"/en/verzoek/volgen/{CANARY}/nothing/there")
    assert f"/en/verzoek/volgen/{HIDDEN}/nothing/there" in caplog.text


@pytest.mark.parametrize("name", ["django.request", "django.server", "granian.access"])
@pytest.mark.parametrize("link", LINKS)
def test_every_logger_that_names_paths_hides_it(name, link, caplog):
    logger = logging.getLogger(name)
    line = f"GET {link.format(CANARY)}?next=1 HTTP/1.1"
    logger.addHandler(caplog.handler)
    try:
        logger.error('"%s" %s', line, 404)
    finally:
        logger.removeHandler(caplog.handler)
    assert caplog.records
    assert CANARY not in caplog.text
    assert HIDDEN in caplog.text


def test_a_form_without_its_key_is_refused_and_logged_without_the_secret(caplog, db):
    visitor = Client(enforce_csrf_checks=True)
    response = visitor.post(f"/uitnodiging/{CANARY}/")
    assert response.status_code == 403
    assert "csrf" in {each.name.rpartition(".")[2] for each in caplog.records}
    assert CANARY not in caplog.text


urlpatterns = [
    path("new/<uuid:pk>/", include([path("of/<str:token>/then/", lambda _request: None)])),
]


def test_a_new_address_with_a_token_is_covered_by_itself(settings):
    new = f"/nl/new/0198c0de-0000-7000-8000-000000000000/of/{CANARY}/then/"
    assert CANARY in without_secrets(new)
    settings.ROOT_URLCONF = __name__
    secrets_in_paths._secrets.cache_clear()
    try:
        assert without_secrets(new) == new.replace(CANARY, HIDDEN)
    finally:
        secrets_in_paths._secrets.cache_clear()


def test_what_is_no_secret_stays():
    for path_ in ("/verzoek/volgen/", "/en/subverwerkers/", "/verzoek/controleren/?x=1"):
        assert without_secrets(path_) == path_
