"""What one party tells another about an incident: each only of its own part."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from records.incidents.choices import ClockKind, EnteredBy, Means, Nature
from records.incidents.models.incidents import CODE, Incident, IncidentDossier
from records.incidents.words import law_in_words
from roles.models import Party
from voipgrid_privacy.kernel.history import tracked_in_bulk
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class IncidentNoticeQuerySet(RegisteredQuerySet["IncidentNotice"]):
    """Notices that the viewer received, and those that it sends once it knows itself."""

    def _own(self, viewer: Viewer) -> Q:
        knows = IncidentDossier.objects.filter(party__in=viewer.parties).values("incident")
        received = Q(recipient__in=viewer.parties, told_at__isnull=False)
        return received | Q(sender__in=viewer.parties, incident__in=knows)

    def waiting(self) -> "IncidentNoticeQuerySet":
        """Return those that were not sent."""
        return self.filter(told_at=None)


@tracked_in_bulk
class IncidentNotice(RegisteredModel):
    """``sender`` tells ``recipient`` of a breach (GDPR Art. 33(2); Reg. 611/2013 Art. 5).

    Derived from the roles and derived anew until it is sent; what was sent stays as it was. What
    is told later comes in another, with the next ``number``. ``duties`` are the clocks that start
    for the recipient once it is told: kind, categories, grounds.
    """

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="notices", verbose_name=_("incident")
    )
    sender = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("from"))
    recipient = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("to"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    roles = models.JSONField(_("roles of the recipient"), default=dict, blank=True)
    grounds = ArrayField(
        models.CharField(max_length=60), blank=True, default=list, verbose_name=_("grounds")
    )
    duties = models.JSONField(_("clocks that start"), default=list, blank=True)
    customers = models.PositiveIntegerField(_("parties touched"), default=0)
    persons = models.PositiveBigIntegerField(_("persons, approximately"), null=True, blank=True)
    records = models.PositiveBigIntegerField(_("records, approximately"), null=True, blank=True)
    nature = ArrayField(
        models.CharField(max_length=15, choices=Nature),
        blank=True,
        default=list,
        verbose_name=_("nature"),
    )
    categories = ArrayField(
        models.CharField(max_length=CODE),
        blank=True,
        default=list,
        verbose_name=_("data categories"),
    )
    features = ArrayField(
        models.CharField(max_length=CODE),
        blank=True,
        default=list,
        verbose_name=_("service features"),
    )
    began_at = models.DateTimeField(_("began at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    discovered_at = models.DateTimeField(_("discovered at"), null=True, blank=True)
    text = models.TextField(_("what is told"), max_length=4_000, blank=True)
    consequences = models.TextField(_("likely consequences"), max_length=4_000, blank=True)
    measures = models.TextField(_("measures taken or proposed"), max_length=4_000, blank=True)
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)
    means = models.CharField(_("how"), max_length=6, choices=Means, blank=True)
    reference = models.CharField(_("reference of the proof"), max_length=120, blank=True)
    sent_at = models.DateTimeField(_("entered at"), null=True, blank=True)
    sent_by = models.CharField(_("entered by"), max_length=6, choices=EnteredBy, blank=True)

    objects = IncidentNoticeQuerySet.as_manager()
    privacy = Privacy(
        personal={
            "text": Erasure.BLANK,
            "consequences": Erasure.BLANK,
            "measures": Erasure.BLANK,
            "reference": Erasure.BLANK,
        },
        not_personal=(
            "id",
            "incident",
            "sender",
            "recipient",
            "number",
            "roles",
            "grounds",
            "duties",
            "customers",
            "persons",
            "records",
            "nature",
            "categories",
            "features",
            "began_at",
            "ended_at",
            "discovered_at",
            "told_at",
            "means",
            "sent_at",
            "sent_by",
        ),
    )

    class Meta:
        verbose_name = _("notice of an incident")
        verbose_name_plural = _("notices of incidents")
        ordering = ("incident", "sender", "recipient__name", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "sender", "recipient", "number"),
                name="incident_notice_numbered",
            ),
            models.UniqueConstraint(
                fields=("incident", "sender", "recipient"),
                name="incident_notice_one_waits",
                condition=Q(told_at=None),
            ),
            models.CheckConstraint(
                name="incident_notice_to_another", condition=~Q(sender=F("recipient"))
            ),
            models.CheckConstraint(
                name="incident_notice_sent_whole",
                condition=Q(told_at=None, sent_at=None, means="", sent_by="")
                | Q(
                    told_at__isnull=False,
                    sent_at__isnull=False,
                    means__in=Means.values,
                    sent_by__in=EnteredBy.values,
                ),
            ),
        )
        indexes = (models.Index(fields=("recipient",), name="incident_notice_to"),)

    def __str__(self) -> str:
        return f"{self.incident}: {self.recipient}"

    def nature_in_words(self) -> list[str]:
        """Return what became of the data, in the reader's language."""
        return [str(Nature(code).label) for code in self.nature]

    def duties_in_words(self) -> list[tuple[str, str]]:
        """Return which clocks start for the recipient, each with its ground."""
        return [
            (str(ClockKind(kind).label), law_in_words(grounds))
            for kind, _categories, grounds in self.duties
        ]
