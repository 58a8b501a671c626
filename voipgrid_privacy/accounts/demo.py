"""Who logs in to a demo: data in one place, for seeding, for printing and for tests.

The passwords are public knowledge, so nothing here works where ``settings.PRODUCTION`` holds.
"""

import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from roles.register import identifier
from roles.services.register import DEMO
from voipgrid_privacy.accounts.choices import MemberRole, OfficerGroup

PASSWORD = "trial-only-password"  # noqa: S105  printed by show_logins


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """One person of the demo: an officer by ``groups``, or a member of a party."""

    email: str
    name: str
    what: str
    groups: tuple[OfficerGroup, ...] = ()
    party: str = ""
    role: MemberRole | None = None
    language: str = "nl"
    password: str = PASSWORD

    @property
    def party_id(self) -> UUID:
        """Identifier of the party it acts for."""
        return demo_party(self.party)


LOGINS = (
    DemoLogin(
        "olga@voipgrid.example",
        "Olga Jansen",
        "privacy officer of VoIPGRID",
        groups=(OfficerGroup.PRIVACY_OFFICER,),
    ),
    DemoLogin(
        "dpo@voipgrid.example",
        "Dirk van Oort",
        "data protection officer of VoIPGRID",
        groups=(OfficerGroup.DPO,),
    ),
    DemoLogin(
        "security@voipgrid.example",
        "Sanne de Groot",
        "security officer of VoIPGRID",
        groups=(OfficerGroup.SECURITY_OFFICER,),
    ),
    DemoLogin(
        "auditor@voipgrid.example",
        "Aisha Yilmaz",
        "auditor, reads everything",
        groups=(OfficerGroup.AUDITOR,),
    ),
    DemoLogin(
        "manager@belfabriek.example.com",
        "Bram de Boer",
        "manager of partner Belfabriek",
        party="belfabriek",
        role=MemberRole.MANAGER,
    ),
    DemoLogin(
        "reader@spraakwerk.example.com",
        "Rosa Peters",
        "reader of partner Spraakwerk",
        party="spraakwerk",
        role=MemberRole.READER,
        language="en",
    ),
    DemoLogin("eve@example.com", "Eve", "nobody: may see nothing"),
)


def demo_logins() -> tuple[DemoLogin, ...]:
    """Return who can log in to a demo; raises ImproperlyConfigured in production."""
    refuse_production()
    return LOGINS


def demo_party(code: str) -> UUID:
    """Return the identifier of a party of the demo's cast."""
    return identifier("party", f"{DEMO}{code}")


CLIENT = "demo-belfabriek"
"""The demo's API client; it acts for Belfabriek."""


def demo_client_secret(client: str = CLIENT) -> str:
    """Return the secret of a demo's API client: it follows from SECRET_KEY and is kept nowhere."""
    refuse_production()
    message = f"demo-client:{client}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()


def refuse_production() -> None:
    """Raise ImproperlyConfigured in production."""
    if settings.PRODUCTION:
        raise ImproperlyConfigured("The demo's people and passwords do not exist in production.")
