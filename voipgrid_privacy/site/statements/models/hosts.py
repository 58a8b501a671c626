"""Hosts that parties say are theirs; at a proven one their public pages are served."""

import secrets
from datetime import datetime

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cookies.scanner.choices import ProofWay
from roles.models import Party
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.site.statements.own_hosts.rules import served_until

# Labels of letters, digits and hyphens, the last one no number (RFC 1123, 3696).
HOST = r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$"
validate_host = RegexValidator(HOST, _("A host name such as privacy.example.com."), "host")


def new_token() -> str:
    """Return what a host must show; nobody guesses it."""
    return secrets.token_hex(16)


class OwnHosts(RegisteredQuerySet["OwnHost"]):
    """Of the viewer's own parties."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties)


@tracked
class OwnHost(RegisteredModel):
    """A host for the public pages of a party. Nothing is served there before it is proven.

    Two parties may record one host; who proves it has it, and who proves it later takes it over,
    as a name may change hands. Given up rows stay. Proven ones are looked at again: from
    ``missing_since`` on the proof was gone, of which their party was told at ``warned_at``.
    """

    party = models.ForeignKey(
        Party, models.PROTECT, related_name="own_hosts", verbose_name=_("party")
    )
    host = models.CharField(_("host name"), max_length=253, validators=[validate_host])
    token = models.CharField(
        _("proof"), max_length=32, default=new_token, editable=False, unique=True
    )
    way = models.CharField(  # noqa: DJ001  not proven is no way, and no empty one
        _("proven by"), max_length=8, choices=ProofWay, null=True, blank=True
    )
    proven_at = models.DateTimeField(_("proven at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("given up at"), null=True, blank=True)
    checked_at = models.DateTimeField(_("proof last looked for at"), null=True, blank=True)
    missing_since = models.DateTimeField(_("proof missing since"), null=True, blank=True)
    warned_at = models.DateTimeField(_("told of it at"), null=True, blank=True)

    objects = OwnHosts.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "party",
            "host",
            "token",
            "way",
            "proven_at",
            "ended_at",
            "checked_at",
            "missing_since",
            "warned_at",
        )
    )

    class Meta:
        verbose_name = _("host of a party's own")
        verbose_name_plural = _("hosts of parties' own")
        ordering = ("host", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("host",),
                condition=Q(proven_at__isnull=False, ended_at__isnull=True),
                name="own_host_of_one_party",
            ),
            models.UniqueConstraint(
                fields=("party",),
                condition=Q(ended_at__isnull=True),
                name="own_host_one_at_a_time",
            ),
            models.CheckConstraint(name="own_host_is_a_name", condition=Q(host__regex=HOST)),
            models.CheckConstraint(
                name="own_host_proven_in_a_way",
                condition=Q(way__isnull=True, proven_at__isnull=True)
                | Q(way__isnull=False, proven_at__isnull=False),
            ),
            models.CheckConstraint(
                name="own_host_misses_what_it_had",
                condition=Q(missing_since__isnull=True, warned_at__isnull=True)
                | Q(missing_since__isnull=False, proven_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.host

    @property
    def served_until(self) -> datetime | None:
        """From when its pages are no longer there, while its proof is missing."""
        return served_until(self.missing_since) if self.missing_since else None

    def is_served(self, at: datetime) -> bool:
        """Say whether its pages are there: proven, and not without proof for too long."""
        until = self.served_until
        return bool(self.proven_at and not self.ended_at) and (until is None or at < until)
