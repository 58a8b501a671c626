"""Second factors: their secrets are kept encrypted, and officers cannot do without."""

from base64 import b64decode, b64encode
from typing import Any, Final

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError

from voipgrid_privacy.accounts.models import User
from voipgrid_privacy.accounts.noticing import notice_login
from voipgrid_privacy.accounts.sessions import end_sessions
from voipgrid_privacy.kernel import vault
from voipgrid_privacy.kernel.auditing import Kind, noted_as
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

PLACE: Final = "mfa_authenticator/data"
MARK: Final = "sealed"
NAMES: Final = ("secret", "seed")
"""What is secret in a row: of an app that makes codes, and of recovery codes."""
FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """Keeps what makes codes encrypted: who reads the database cannot log in with it."""

    def encrypt(self, text: str) -> str:
        """Return a secret as it is kept; raises StoreKeysWrong."""
        kept = vault.sealed(text.encode(), place=PLACE)
        content = b64encode(kept.nonce + kept.ciphertext).decode()
        return f"{MARK}:{kept.key_id}:{content}"

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; raises SealBroken without its key. What was not sealed is as it is."""
        mark, _colon, rest = encrypted_text.partition(":")
        if mark != MARK:
            return encrypted_text
        key_id, _colon, content = rest.rpartition(":")
        whole = b64decode(content)
        kept = vault.Sealed(key_id, whole[: vault.NONCE], whole[vault.NONCE :])
        return vault.opened(kept, place=PLACE).decode()

    def get_totp_issuer(self) -> str:
        """Return the name under which an app shows the code."""
        return "VoIPGRID privacy"


class NotedCode(AuthenticateForm):  # type: ignore[misc]  # the library has no types
    """The code at logging in: one that is wrong is noted."""

    def clean_code(self) -> str:
        """Return the code; raises ValidationError for one that is not good."""
        try:
            code: str = super().clean_code()
        except ValidationError:
            notice_login(Kind.SIGN_IN_REFUSED, "second_factor", self.user)
            raise
        return code


@use_case
def rotate_factor_keys(*, by: Viewer) -> int:
    """Encrypt the secrets of second factors again under the current key; return of how many rows.

    Raises NotAllowed, SealBroken, StoreKeysWrong.
    """
    by.must(Ability.MANAGE_ACCESS)
    adapter, done = SealedFactors(), 0
    for row in Authenticator.objects.select_for_update().order_by("pk"):
        if old := [name for name in NAMES if _is_old(row.data.get(name))]:
            again = {name: adapter.encrypt(adapter.decrypt(row.data[name])) for name in old}
            row.data = {**row.data, **again}
            row.save(update_fields=("data",))
            done += 1
    return done


@use_case
@noted_as(Kind.ACCESS)
def remove_factors(*, of: User, by: Viewer) -> int:
    """Remove every second factor of ``of``, who lost it, and end its log-ins; return how many.

    Raises NotAllowed; also for one's own, which ask for the factor itself.
    """
    by.must(Ability.MANAGE_ACCESS)
    if by.user_id == of.pk:
        raise NotAllowed
    rows = Authenticator.objects.filter(user=of)
    number: int = rows.count()
    rows.delete()
    end_sessions(of=of, by=by)
    return number


def _is_old(kept: Any) -> bool:
    return isinstance(kept, str) and not kept.startswith(f"{MARK}:{vault.current()}:")


def lacks_a_second_factor(viewer: Viewer) -> bool:
    """Say whether an officer has to set up a second factor before anything else."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    own = Authenticator.objects.filter(user=viewer.user_id, type__in=FACTORS)
    return not own.exists()
