"""Privacy declarations for the tables that libraries own, and for those that are generated.

Everything in the database is declared: a personal field of a library is as personal as ours.
"""

from django.apps import apps
from django.db import models

from voipgrid_privacy.kernel.privacy import Erasure, Privacy, declare

DELETE = Erasure.DELETE_ROW
UNLINK = Erasure.NOT_RELATABLE

LIBRARIES: dict[str, Privacy] = {
    # Django's own log of the admin is not written to: triggers keep history, without names.
    "admin.LogEntry": Privacy(
        {"user": DELETE, "object_repr": DELETE, "change_message": DELETE, "object_id": DELETE},
        ("id", "action_time", "content_type", "action_flag"),
    ),
    "auth.Permission": Privacy({}, ("id", "name", "content_type", "codename")),
    "auth.Group": Privacy({}, ("id", "name")),
    "contenttypes.ContentType": Privacy({}, ("id", "app_label", "model")),
    "sessions.Session": Privacy({"session_data": DELETE}, ("session_key", "expire_date")),
    # Not written to: our stamps are in the event rows themselves.
    "pghistory.Context": Privacy({"metadata": UNLINK}, ("id", "created_at", "updated_at")),
    "account.EmailAddress": Privacy(
        {"user": DELETE, "email": DELETE}, ("id", "verified", "primary")
    ),
    "account.EmailConfirmation": Privacy(
        {"email_address": DELETE, "key": DELETE}, ("id", "created", "sent")
    ),
    "mfa.Authenticator": Privacy(
        {"user": DELETE, "data": DELETE, "last_used_at": DELETE}, ("id", "type", "created_at")
    ),
    # Our API clients act for a party, never for a person: the user of these rows stays empty.
    "oauth2_provider.Grant": Privacy(
        {"user": DELETE, "claims": DELETE},
        (
            "id",
            "code",
            "application",
            "expires",
            "redirect_uri",
            "scope",
            "created",
            "updated",
            "code_challenge",
            "code_challenge_method",
            "nonce",
            "resource",
        ),
    ),
    "oauth2_provider.AccessToken": Privacy(
        {"user": DELETE},
        (
            "id",
            "source_refresh_token",
            "token",
            "token_checksum",
            "id_token",
            "application",
            "expires",
            "scope",
            "resource",
            "created",
            "updated",
        ),
    ),
    "oauth2_provider.RefreshToken": Privacy(
        {"user": DELETE},
        (
            "id",
            "token",
            "token_checksum",
            "application",
            "access_token",
            "token_family",
            "resource",
            "created",
            "updated",
            "revoked",
        ),
    ),
    "oauth2_provider.IDToken": Privacy(
        {"user": DELETE}, ("id", "jti", "application", "expires", "scope", "created", "updated")
    ),
    "oauth2_provider.DeviceGrant": Privacy(
        {"user": DELETE},
        (
            "id",
            "device_code",
            "user_code",
            "scope",
            "interval",
            "expires",
            "status",
            "client_id",
            "last_checked",
        ),
    ),
    "accounts.ApiClient": Privacy(
        {"user": UNLINK},
        (
            "id",
            "client_id",
            "redirect_uris",
            "post_logout_redirect_uris",
            "client_type",
            "authorization_grant_type",
            "client_secret",
            "hash_client_secret",
            "name",
            "skip_authorization",
            "created",
            "updated",
            "algorithm",
            "allowed_origins",
            "registration_source",
            "cimd_expires_at",
            "party",
            "allowed_scopes",
            "former_secret",
            "former_valid_until",
            "last_used_at",
        ),
    ),
}


def declare_libraries() -> None:
    """Declare for every table that is not written as a model of ours."""
    for label, privacy in LIBRARIES.items():
        declare(label, privacy)
    for model in apps.get_models(include_auto_created=True):
        if generated := _generated(model):
            declare(model._meta.label, generated)


def _generated(model: type[models.Model]) -> Privacy | None:
    """Return the declaration of a history table or of a table between two others."""
    names = [field.name for field in model._meta.concrete_fields]
    if hasattr(model, "pgh_tracked_model"):  # the stamp names a user by identifier only
        return _with(names, {"pgh_context": UNLINK})
    if model._meta.auto_created:
        return _with(names, {"user": DELETE} if "user" in names else {})
    return None


def _with(names: list[str], personal: dict[str, Erasure]) -> Privacy:
    return Privacy(personal, tuple(name for name in names if name not in personal))
