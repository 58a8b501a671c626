"""The cast as officers: Olga the privacy officer, a DPO, an auditor; and Eve of a partner."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone, translation

from roles.models import Party
from roles.services.findings import recompute_findings
from voipgrid_privacy.accounts.models import Membership, User
from voipgrid_privacy.kernel.tenancy import SYSTEM

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def register(module_register, db, today):
    recompute_findings(on=today, by=SYSTEM)


@pytest.fixture
def today():
    return timezone.localdate()


def _client(name: str, group: str | None) -> Client:
    user = User.objects.create_user(f"{name}@example.nl", name=name)
    if group:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    client = Client()
    client.force_login(user, backend=BACKEND)
    client.user = user
    return client


@pytest.fixture
def olga(register):
    return _client("olga", "privacy_officer")


@pytest.fixture
def dpo(register):
    return _client("dpo", "dpo")


@pytest.fixture
def auditor(register):
    return _client("auditor", "auditor")


@pytest.fixture
def eve(register):
    client = _client("eve", None)
    party = Party.objects.create(kind="PARTNER", name="Eve B.V.")
    Membership.objects.create(user=client.user, party=party, role="MANAGER")
    client.user.is_staff = True
    client.user.save()
    return client


@pytest.fixture(autouse=True)
def static_files(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path


@pytest.fixture(autouse=True)
def dutch_first():
    """A request in English leaves its language behind in the thread."""
    with translation.override("nl"):
        yield
