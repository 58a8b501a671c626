"""The small telephony store in our own PostgreSQL: calls, classes of numbers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.choices import DurationBand, NumberKind
from voipgrid_privacy.kernel.privacy import Erasure, Privacy

_PERSONAL_FIELDS = (
    "partner_id",
    "customer_id",
    "caller",
    "callee",
    "started_at",
    "duration_seconds",
    "invoice_date",
)
_KEPT_FIELDS = ("call_day", "caller_class", "callee_class", "duration_band", "anonymised_on")
_WHOLE = Q(
    id__gt=0,
    anonymised_on__isnull=True,
    partner_id__isnull=False,
    customer_id__isnull=False,
    started_at__isnull=False,
    duration_seconds__isnull=False,
)
_GENERALISED = Q(
    **{f"{f}__isnull": True for f in _PERSONAL_FIELDS},
    **{f"{f}__isnull": False for f in _KEPT_FIELDS},
    id__lt=0,
    job_id__isnull=False,
)


class CallDetailRecord(models.Model):
    """One call: either whole, or generalised; the database refuses anything in between.

    Traffic data (Tw Art. 11.1(b)). A whole row has a positive key in order of arrival. A
    generalised one gets a random negative key, so that its key no longer tells when in the
    day the call was made. No history is kept: of personal data there must be no second copy.
    Parties are plain identifiers: this is a copy of what a telephony platform holds.
    """

    id = models.BigAutoField(primary_key=True)
    partner_id = models.UUIDField(_("partner"), null=True, blank=True)
    customer_id = models.UUIDField(_("customer"), null=True, blank=True)
    caller = models.CharField(_("caller"), max_length=32, null=True, blank=True)  # noqa: DJ001
    callee = models.CharField(_("callee"), max_length=32, null=True, blank=True)  # noqa: DJ001
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    duration_seconds = models.PositiveIntegerField(_("duration (s)"), null=True, blank=True)
    invoice_date = models.DateField(_("invoice date"), null=True, blank=True)
    call_day = models.DateField(_("day of the call"), null=True, blank=True)
    caller_class = models.CharField(  # noqa: DJ001
        _("class of the caller's number"), max_length=20, choices=NumberKind, null=True, blank=True
    )
    callee_class = models.CharField(  # noqa: DJ001
        _("class of the number called"), max_length=20, choices=NumberKind, null=True, blank=True
    )
    duration_band = models.CharField(  # noqa: DJ001
        _("duration"), max_length=20, choices=DurationBand, null=True, blank=True
    )
    anonymised_on = models.DateField(_("generalised on"), null=True, blank=True)
    job_id = models.UUIDField(_("job"), null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        personal=dict.fromkeys(_PERSONAL_FIELDS, Erasure.BLANK),
        not_personal=("id", *_KEPT_FIELDS, "job_id"),
        kept=_("As long as the retention rule of its party says"),
    )

    class Meta:
        verbose_name = _("call detail record")
        verbose_name_plural = _("call detail records")
        constraints = (
            models.CheckConstraint(
                name="call_whole_or_generalised",
                condition=_WHOLE | _GENERALISED,
            ),
        )
        indexes = (
            models.Index(
                fields=("invoice_date",),
                name="call_whole_by_invoice_date",
                condition=Q(anonymised_on__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class NumberClass(models.Model):
    """The class of every number that starts with ``prefix``: what a batch joins with."""

    prefix = models.CharField(_("prefix"), max_length=8, primary_key=True)
    number_class = models.CharField(_("class"), max_length=20, choices=NumberKind)

    privacy: ClassVar[Privacy] = Privacy(not_personal=("prefix", "number_class"))

    class Meta:
        verbose_name = _("class of numbers")
        verbose_name_plural = _("classes of numbers")

    def __str__(self) -> str:
        return f"{self.prefix} {self.number_class}"


class GeneratedCalls(models.Model):
    """Which generated data the telephony store has been given: once for each seed."""

    seed = models.PositiveIntegerField(_("seed"), primary_key=True)
    calls = models.PositiveIntegerField(_("calls"))
    generated_at = models.DateTimeField(_("generated at"), auto_now_add=True)

    privacy: ClassVar[Privacy] = Privacy(not_personal=("seed", "calls", "generated_at"))

    class Meta:
        verbose_name = _("generated calls")
        verbose_name_plural = _("generated calls")

    def __str__(self) -> str:
        return str(self.seed)
