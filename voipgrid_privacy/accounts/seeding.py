"""Seeding the demo: the cast, and the people who log in to it."""

from django.contrib.auth.hashers import check_password
from django.utils import timezone
from oauth2_provider.models import AbstractApplication

from roles.agreements.demo import seed_ends
from roles.models import Party
from roles.services.register import seed_cast
from roles.sub_processors.demo import seed_notices
from roles.transfers.demo import seed_transfers
from voipgrid_privacy.accounts.demo import (
    CLIENT,
    DemoLogin,
    demo_client_secret,
    demo_logins,
    demo_party,
)
from voipgrid_privacy.accounts.models import ApiClient, User
from voipgrid_privacy.accounts.services import add_member, make_user
from voipgrid_privacy.api.scopes import SCOPES
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def seed_demo(*, by: Viewer) -> int:
    """Enter cast and people; return how many rows are new. Running again changes nothing.

    Raises ImproperlyConfigured in production.
    """
    logins = demo_logins()
    done = seed_cast(by=by)
    told = seed_notices(at=timezone.now(), by=by)
    told += seed_transfers(by=by) + seed_ends(at=timezone.now(), by=by)
    return done["added"] + told + sum(_let_in(login, by) for login in logins) + _add_client()


def _add_client() -> bool:
    """Add Belfabriek's API client; its secret follows from SECRET_KEY, also when that changes.

    One that is there from before gets the scopes that the API has today.
    """
    client = ApiClient.objects.filter(client_id=CLIENT).first()
    if client is not None:
        if not check_password(demo_client_secret(), client.client_secret):
            client.client_secret = demo_client_secret()
        client.allowed_scopes = " ".join(SCOPES)
        client.save(update_fields=("client_secret", "allowed_scopes"))
        return False
    ApiClient.objects.create(
        client_id=CLIENT,
        client_secret=demo_client_secret(),
        name="Demo",
        party=Party.objects.get(pk=demo_party("belfabriek")),
        allowed_scopes=" ".join(SCOPES),
        client_type=AbstractApplication.CLIENT_CONFIDENTIAL,
        authorization_grant_type=AbstractApplication.GRANT_CLIENT_CREDENTIALS,
    )
    return True


def _let_in(login: DemoLogin, by: Viewer) -> bool:
    user = User.objects.filter(email=login.email).first()
    new = user is None
    if user is None:
        user = make_user(
            email=login.email,
            name=login.name,
            password=login.password,
            language=login.language,
            groups=login.groups,
            by=by,
        )
    if login.role is not None:
        add_member(user=user, party=Party.objects.get(pk=login.party_id), role=login.role, by=by)
    return new
