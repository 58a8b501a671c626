"""Privacy declarations for the tables that libraries own, and for those that are generated.

Everything in the database is declared: a personal field of a library is as personal as ours.
"""

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.privacy import Erasure, Privacy, declare

DELETE = Erasure.DELETE_ROW
UNLINK = Erasure.NOT_RELATABLE

NOT_WRITTEN = _("Nothing is written here")
UNTIL_LOGGED_OUT = _(
    "Until the log-in is over: at most twelve hours, deleted within the hour after"
)
WITH_THE_LOG_IN = _("As long as the log-in that it belongs to")

LIBRARIES: dict[str, Privacy] = {
    # Django's own log of the admin is not written to: triggers keep history, without names.
    "admin.LogEntry": Privacy(
        {"user": DELETE, "object_repr": DELETE, "change_message": DELETE, "object_id": DELETE},
        ("id", "action_time", "content_type", "action_flag"),
        kept=NOT_WRITTEN,
    ),
    "auth.Permission": Privacy({}, ("id", "name", "content_type", "codename")),
    "auth.Group": Privacy({}, ("id", "name")),
    "contenttypes.ContentType": Privacy({}, ("id", "app_label", "model")),
    "sessions.Session": Privacy(
        {"session_data": DELETE}, ("session_key", "expire_date"), kept=UNTIL_LOGGED_OUT
    ),
    # Not written to: our stamps are in the event rows themselves.
    "pghistory.Context": Privacy(
        {"metadata": UNLINK}, ("id", "created_at", "updated_at"), kept=NOT_WRITTEN
    ),
    "account.EmailAddress": Privacy(
        {"user": DELETE, "email": DELETE},
        ("id", "verified", "primary"),
        kept=WITH_THE_LOG_IN,
    ),
    "account.EmailConfirmation": Privacy(
        {"email_address": DELETE, "key": DELETE},
        ("id", "created", "sent"),
        kept=NOT_WRITTEN,
    ),
    "usersessions.UserSession": Privacy(
        {"user": DELETE, "ip": DELETE, "user_agent": DELETE, "session_key": DELETE, "data": DELETE},
        ("id", "created_at", "last_seen_at"),
        kept=UNTIL_LOGGED_OUT,
    ),
    "socialaccount.SocialApp": Privacy(
        {}, ("id", "provider", "provider_id", "name", "client_id", "secret", "key", "settings")
    ),
    "socialaccount.SocialAccount": Privacy(
        {"user": DELETE, "uid": DELETE, "last_login": DELETE, "extra_data": DELETE},
        ("id", "provider", "date_joined"),
        kept=WITH_THE_LOG_IN,
    ),
    # Not written to: we ask nothing of a provider once somebody is in.
    "socialaccount.SocialToken": Privacy(
        {"account": DELETE, "token": DELETE, "token_secret": DELETE},
        ("id", "app", "expires_at"),
        kept=NOT_WRITTEN,
    ),
    "mfa.Authenticator": Privacy(
        {"user": DELETE, "data": DELETE, "last_used_at": DELETE},
        ("id", "type", "created_at"),
        kept=WITH_THE_LOG_IN,
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
        kept=NOT_WRITTEN,
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
        kept=_("An hour, and deleted within the hour after; the person stays empty"),
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
        kept=NOT_WRITTEN,
    ),
    "oauth2_provider.IDToken": Privacy(
        {"user": DELETE},
        ("id", "jti", "application", "expires", "scope", "created", "updated"),
        kept=NOT_WRITTEN,
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
        kept=NOT_WRITTEN,
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
        kept=_("As long as the client; the person stays empty"),
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
        return _with(names, {"user": DELETE} if "user" in names else {}, WITH_THE_LOG_IN)
    return None


def _with(names: list[str], personal: dict[str, Erasure], kept: str | Promise = "") -> Privacy:
    return Privacy(personal, tuple(name for name in names if name not in personal), kept)
