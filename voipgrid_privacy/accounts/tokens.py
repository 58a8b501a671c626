"""From a bearer token to the caller: one statement that also puts the transaction in its place."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from roles.queries.visibility import upstream_walk
from voipgrid_privacy.accounts.choices import MEMBER_ABILITIES, MemberRole
from voipgrid_privacy.api.callers import Caller
from voipgrid_privacy.api.transactions import BIND
from voipgrid_privacy.kernel.tenancy import Viewer

# Which parties the transaction is for: nobody's without a valid token, so that it sees no tenant's
# row. The role follows in a statement of its own (BIND), whatever this one found: a plan that
# depends on row-level security is made anew, at five times its cost, when the role changes in it.
ADMIT = f"""
    WITH RECURSIVE client AS (
        SELECT c.client_id, c.party_id, c.allowed_scopes, t.scope
        FROM oauth2_provider_accesstoken t JOIN accounts_apiclient c ON c.id = t.application_id
        WHERE t.token_checksum = %(checksum)s AND t.expires > statement_timestamp()
    ), {upstream_walk("ARRAY(SELECT party_id FROM client)")},
    above AS (SELECT coalesce(string_agg(DISTINCT party::text, ','), '') AS parties FROM up)
    SELECT client.client_id, client.party_id, client.allowed_scopes, client.scope,
        set_config('tenancy.parties', coalesce(client.party_id::text, ''), true),
        set_config('tenancy.upstream', above.parties, true),
        set_config('tenancy.actor', '', true)
    FROM above LEFT JOIN client ON true
"""


class BearerToken(BaseAuthentication):
    """Admits a client by its opaque token, which is kept as a hash only (RFC 9700)."""

    def authenticate(self, request: Request) -> tuple[Any, Caller] | None:
        """Return the caller; None without a token. Raises AuthenticationFailed for any other."""
        statement = self.statement(request.headers.get("Authorization", ""))
        if statement is None:
            return None
        with connection.cursor() as cursor:
            cursor.execute(*statement)
            caller = self.caller(cursor.fetchone())
            cursor.execute(BIND)
        if caller is None:
            raise AuthenticationFailed
        return None, caller

    def statement(self, authorization: str) -> tuple[str, dict[str, Any]] | None:
        """Return the statement that admits the token's client, None when there is no token."""
        token = token_in(authorization)
        return None if token is None else (ADMIT, {"checksum": checksum(token)})

    def caller(self, row: tuple[Any, ...] | None) -> Caller | None:
        """Return the caller in the row of that statement; None when the token is not known."""
        return caller_from(row)

    def authenticate_header(self, request: Request) -> str:
        """Return the scheme, which makes DRF answer 401."""
        return "Bearer"


def token_in(header: str) -> str | None:
    """Return the token in an ``Authorization`` header, if it has one."""
    scheme, _space, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def checksum(token: str) -> str:
    """Return what the register keeps of a token."""
    return sha256(token.encode()).hexdigest()


def caller_from(row: tuple[Any, ...] | None) -> Caller | None:
    """Return the caller in the row of :data:`ADMIT`; None when the token is not known."""
    if row is None or row[0] is None:
        return None
    client_id, party, allowed, scope, _parties, upstream = row[:6]
    viewer = Viewer(
        user_id=None,
        name=client_id,
        parties=frozenset({party}),
        upstream=frozenset(UUID(each) for each in upstream.split(",") if each),
        abilities=MEMBER_ABILITIES[MemberRole.MANAGER],
    )
    return Caller(client_id, party, viewer, frozenset(scope.split()) & frozenset(allowed.split()))
