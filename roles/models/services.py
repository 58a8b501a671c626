"""What is sold, and the functions of it that can change a role."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from roles.models.parties import Party
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.text import LocalisedTextField, in_two_languages


@tracked
class Service(RegisteredModel):
    """A service that is delivered along a chain of contracts, or offered to the public."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = LocalisedTextField(_("name"))
    offered_by = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("offered to the public by"),
        help_text=_("Only for a service that people use without a contract, such as a web site."),
    )
    used_by = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("used by"),
        help_text=_("The people who use it without a contract of their own, such as callers."),
    )
    categories = models.ManyToManyField(
        "roles.DataCategory", related_name="services", verbose_name=_("data categories")
    )

    objects = RegisteredQuerySet["Service"].as_manager()
    privacy = Privacy(not_personal=("id", "code", "name", "offered_by", "used_by"))

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ("code",)
        constraints = (in_two_languages("name", "service_name_two_languages"),)

    def __str__(self) -> str:
        return str(self.name)


@tracked
class ServiceFeature(RegisteredModel):
    """A function of a service; a contract switches it on for a period."""

    code = models.CharField(_("code"), max_length=40)
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="features", verbose_name=_("service")
    )
    name = LocalisedTextField(_("name"))
    always_on = models.BooleanField(_("always on"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = RegisteredQuerySet["ServiceFeature"].as_manager()
    privacy = Privacy(not_personal=("id", "code", "service", "name", "always_on", "position"))

    class Meta:
        verbose_name = _("service feature")
        verbose_name_plural = _("service features")
        ordering = ("service__code", "position", "code")
        constraints = (
            models.UniqueConstraint(fields=("service", "code"), name="service_feature_once"),
            in_two_languages("name", "service_feature_name_two_languages"),
        )

    def __str__(self) -> str:
        return str(self.name)
