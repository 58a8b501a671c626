"""Web sites, and the party that offers each."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.models import Party
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import M, RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer

HOST = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$"
validate_host = RegexValidator(HOST, _("A host name in lower case, without a scheme."), "host")


class SiteQuerySet(RegisteredQuerySet["Site"]):
    """Sites of the viewer's own parties, and of those that may be named in public."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties) | Q(party__is_public=True)


class OfSiteQuerySet(RegisteredQuerySet[M]):
    """Rows that belong to a site the viewer may see."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(site__party__in=viewer.parties) | Q(site__party__is_public=True)


@tracked
class Site(RegisteredModel):
    """A web site and the party that offers it: its controller towards visitors.

    ``code`` is part of public addresses (``/c/<code>/…``) and never changes. ``other_hosts`` are
    host names of the same party that make up one site with ``host``: what they set is
    first-party.
    """

    party = models.ForeignKey(
        Party, models.PROTECT, related_name="sites", verbose_name=_("offered by")
    )
    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    host = models.CharField(_("host name"), max_length=253, validators=[validate_host])
    other_hosts = ArrayField(
        models.CharField(max_length=253, validators=[validate_host]),
        verbose_name=_("other host names"),
        default=list,
        blank=True,
    )
    retired_on = models.DateField(_("taken off line on"), null=True, blank=True)
    scanned_on = models.DateField(_("last scan"), null=True, blank=True)

    objects = SiteQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "party",
            "code",
            "name",
            "host",
            "other_hosts",
            "retired_on",
            "scanned_on",
        )
    )

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                fields=("party", "host"),
                name="site_host_once_per_party",
                violation_error_code="site_host_taken",
                violation_error_message=_("This party already has a site with this host name."),
            ),
            models.CheckConstraint(
                name="site_host_is_a_host",
                condition=Q(host__regex=HOST),
                violation_error_code="host",
                violation_error_message=_("A host name in lower case, without a scheme."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host name of the site."""
        return (self.host, *self.other_hosts)
