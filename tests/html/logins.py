"""Somebody who has just logged in, with every second step there is, and the pages of that."""

import re
from hashlib import sha256

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from voipgrid_privacy.accounts.models import User

PASSWORD = "a-long-way-to-the-sea"
NOT_OF_A_LOG_IN = re.compile(r"^(?!/accounts/)|/download/|/begin/")
ALWAYS = (
    *("account_logout", "account_inactive", "account_signup", "account_email"),
    *("account_email_verification_sent", "account_change_password", "account_reset_password"),
    *("account_reset_password_done", "account_reset_password_from_key_done"),
    *("account_sessions", "account_reauthenticate", "mfa_index", "mfa_reauthenticate"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_list_webauthn"),
    *("mfa_add_webauthn", "mfa_deactivate_totp", "socialaccount_login_cancelled"),
    *("socialaccount_login_error", "socialaccount_connections"),
)


def with_a_second_step() -> tuple[Client, list[str]]:
    """Return somebody who uses an app, codes and a key, and the pages of its log-in."""
    client, user = _logged_in("sleutel@example.nl")
    TOTP.activate(user, generate_totp_secret())
    codes = RecoveryCodes.activate(user).get_unused_codes()
    client.post(reverse("mfa_reauthenticate"), {"code": codes[0]})
    key = WebAuthn.add(user, "Sleutelhanger", credential()).instance
    of_key = [_place(f"mfa_{deed}_webauthn", key.pk) for deed in ("edit", "remove")]
    return client, [*map(_place, ALWAYS), *of_key]


def without_a_second_step() -> tuple[Client, list[str]]:
    """Return somebody who may begin to use an app."""
    return _logged_in("zonder@example.nl")[0], [_place("mfa_activate_totp")]


def _logged_in(email: str) -> tuple[Client, User]:
    user = User.objects.create_user(email, PASSWORD, name="Sleutel")
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client, user


def _place(name: str, *given: object) -> str:
    with override("nl"):
        return reverse(name, args=given)


def credential() -> dict[str, object]:
    """Return what a browser tells of a new key."""
    public = ES256.from_cryptography_key(generate_private_key(SECP256R1()).public_key())
    kept = AttestedCredentialData.create(bytes(16), b"key", public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(sha256(b"testserver").digest(), flags, 0, kept)
    asked = CollectedClientData.create("webauthn.create", b"challenge", "http://testserver")
    response = {
        "clientDataJSON": websafe_encode(bytes(asked)),
        "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
    }
    name = websafe_encode(b"key")
    return {"id": name, "rawId": name, "type": "public-key", "response": response}
