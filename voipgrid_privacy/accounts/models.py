"""Users by e-mail, memberships that let them act for a party, and API clients."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractApplication

from roles.models import Party
from voipgrid_privacy.accounts.choices import MemberRole
from voipgrid_privacy.accounts.inviting.models import Invitation
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer

__all__ = ("ApiClient", "Invitation", "Membership", "User")


class UserManager(BaseUserManager["User"]):
    """Makes users; an e-mail address is compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Return a new user; raises ValueError without an address."""
        if not email:
            raise ValueError("A user has an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Return a user for the first set-up; groups decide everything else."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with that address, however it is written."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # ApiClient
    """A person who logs in; what it may do follows from groups and memberships."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)
    language = models.CharField(_("language"), max_length=2, default="nl")

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    privacy = Privacy(
        personal={
            "email": Erasure.DELETE_ROW,
            "name": Erasure.DELETE_ROW,
            "password": Erasure.DELETE_ROW,
            "last_login": Erasure.DELETE_ROW,
        },
        not_personal=("id", "is_staff", "is_active", "is_superuser", "date_joined", "language"),
        kept=_("As long as it opens something, and six months after it was used last"),
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("email",)

    def __str__(self) -> str:
        return self.name or self.email


class MembershipQuerySet(RegisteredQuerySet["Membership"]):
    """Memberships of the viewer's own parties."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties)


@tracked
class Membership(RegisteredModel):
    """``user`` may act for ``party``."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    party = models.ForeignKey(
        Party, models.CASCADE, related_name="members", verbose_name=_("party")
    )
    role = models.CharField(_("role"), max_length=10, choices=MemberRole)

    objects = MembershipQuerySet.as_manager()
    privacy = Privacy(
        personal={"user": Erasure.DELETE_ROW},
        not_personal=("id", "party", "role"),
        kept=_("As long as somebody acts for the party"),
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(fields=("user", "party"), name="membership_once"),
            models.CheckConstraint(
                name="membership_role_known", condition=Q(role__in=MemberRole.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} @ {self.party}"


class ApiClient(AbstractApplication):  # type: ignore[misc]  # the library has no types
    """An OAuth2 client bound to one party; its tokens see what that party sees."""

    party = models.ForeignKey(
        Party, models.CASCADE, related_name="api_clients", verbose_name=_("party")
    )
    allowed_scopes = models.TextField(_("scopes"), help_text=_("Separated by spaces."))
    former_secret = models.CharField(_("former secret"), max_length=255, blank=True, default="")
    former_valid_until = models.DateTimeField(_("former secret valid until"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta(AbstractApplication.Meta):  # type: ignore[misc]
        verbose_name = _("API client")
        verbose_name_plural = _("API clients")
        swappable = "OAUTH2_PROVIDER_APPLICATION_MODEL"
        constraints = (
            models.CheckConstraint(
                name="former_secret_has_an_end",
                condition=models.Q(former_secret="", former_valid_until=None)
                | (~models.Q(former_secret="") & models.Q(former_valid_until__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return str(self.name or self.client_id)
