"""Who asks, about whom, and what was written: apart, outside history, so that it can be erased."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.requests.choices import Capacity, IdentifierKind
from records.requests.models.requests import OfRequestQuerySet, SubjectRequest
from voipgrid_privacy.kernel.models import RegisteredModel
from voipgrid_privacy.kernel.privacy import Erasure, Privacy

KEPT = _("Until what was done about the request can no longer be disputed.")


class RequestContent(RegisteredModel):
    """What was asked, in the requester's words, and what an agent's mandate rests on."""

    request = models.OneToOneField(
        SubjectRequest, models.PROTECT, related_name="content", verbose_name=_("request")
    )
    words = models.TextField(_("what was asked"), max_length=10_000, blank=True)
    mandate = models.TextField(_("mandate"), max_length=2_000, blank=True)

    objects = OfRequestQuerySet.as_manager()
    privacy = Privacy(
        personal={"words": Erasure.DELETE_ROW, "mandate": Erasure.DELETE_ROW},
        not_personal=("id", "request"),
        kept=KEPT,
    )

    class Meta:
        verbose_name = _("words of a request")
        verbose_name_plural = _("words of requests")

    def __str__(self) -> str:
        return str(self.request)


class RequestPerson(RegisteredModel):
    """The data subject, and whoever asks for the data subject, where that is somebody else."""

    request = models.ForeignKey(
        SubjectRequest, models.PROTECT, related_name="persons", verbose_name=_("request")
    )
    capacity = models.CharField(_("capacity"), max_length=9, choices=Capacity)
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)

    objects = OfRequestQuerySet.as_manager()
    privacy = Privacy(
        personal={
            "name": Erasure.DELETE_ROW,
            "email": Erasure.DELETE_ROW,
            "phone": Erasure.DELETE_ROW,
        },
        not_personal=("id", "request", "capacity"),
        kept=KEPT,
    )

    class Meta:
        verbose_name = _("person in a request")
        verbose_name_plural = _("persons in requests")
        constraints = (
            models.UniqueConstraint(fields=("request", "capacity"), name="request_person_once"),
            models.CheckConstraint(
                name="request_person_known", condition=Q(capacity__in=Capacity.values)
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email or self.phone


class RequestIdentifier(RegisteredModel):
    """By what the data subject's data is found, as it is compared: E.164, lower case, trimmed."""

    request = models.ForeignKey(
        SubjectRequest, models.PROTECT, related_name="identifiers", verbose_name=_("request")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=IdentifierKind)
    value = models.CharField(_("value"), max_length=254)

    objects = OfRequestQuerySet.as_manager()
    privacy = Privacy(
        personal={"value": Erasure.DELETE_ROW},
        not_personal=("id", "request", "kind"),
        kept=KEPT,
    )

    class Meta:
        verbose_name = _("identifier in a request")
        verbose_name_plural = _("identifiers in requests")
        ordering = ("request", "kind", "value")
        constraints = (
            models.UniqueConstraint(
                fields=("request", "kind", "value"), name="request_identifier_once"
            ),
            models.CheckConstraint(
                name="request_identifier_known", condition=Q(kind__in=IdentifierKind.values)
            ),
        )
        indexes = (models.Index(fields=("kind", "value"), name="request_identifier_value"),)

    def __str__(self) -> str:
        return self.value
