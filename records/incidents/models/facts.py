"""What one party knows of an incident, whom it touches, and how severe it is: versions."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from records.incidents.choices import EnteredBy, Level, Nature, Risk
from records.incidents.models.incidents import (
    CODE,
    Incident,
    IncidentDossier,
    OfDossierQuerySet,
    entered_by_known,
)
from roles.models import Party
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


@tracked
class IncidentFacts(RegisteredModel):
    """One version of all facts that Art. 33(5) asks for; the newest counts, older ones stay.

    The database numbers and dates it. Texts name no affected persons; should they, they can be
    emptied. ``persons`` and ``records`` are approximate; unknown while they are empty. Without
    ``features`` it is conveyance that is touched.
    """

    dossier = models.ForeignKey(
        IncidentDossier, models.PROTECT, related_name="facts", verbose_name=_("file")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    what = models.TextField(_("what happened, and how"), max_length=4_000)
    nature = ArrayField(models.CharField(max_length=15, choices=Nature), verbose_name=_("nature"))
    stores = ArrayField(
        models.CharField(max_length=CODE), blank=True, default=list, verbose_name=_("data stores")
    )
    categories = ArrayField(models.CharField(max_length=CODE), verbose_name=_("data categories"))
    features = ArrayField(
        models.CharField(max_length=CODE),
        blank=True,
        default=list,
        verbose_name=_("service features"),
    )
    began_at = models.DateTimeField(_("began at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    discovered_at = models.DateTimeField(_("discovered at"), null=True, blank=True)
    persons = models.PositiveIntegerField(_("persons, approximately"), null=True, blank=True)
    records = models.PositiveBigIntegerField(_("records, approximately"), null=True, blank=True)
    consequences = models.TextField(_("likely consequences"), max_length=4_000, blank=True)
    measures = models.TextField(_("measures taken or proposed"), max_length=4_000, blank=True)
    advice = models.TextField(_("what the persons can do"), max_length=2_000, blank=True)
    abroad = models.TextField(_("effects in other countries"), max_length=1_000, blank=True)
    lessons = models.TextField(_("what is learned"), max_length=4_000, blank=True)
    name = models.CharField(_("recorded by (name)"), max_length=120, blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=6, choices=EnteredBy)

    objects = OfDossierQuerySet["IncidentFacts"].as_manager()
    privacy = Privacy(
        personal=dict.fromkeys(
            ("what", "consequences", "measures", "advice", "abroad", "lessons", "name"),
            Erasure.BLANK,
        ),
        not_personal=(
            "id",
            "dossier",
            "number",
            "nature",
            "stores",
            "categories",
            "features",
            "began_at",
            "ended_at",
            "discovered_at",
            "persons",
            "records",
            "entered_at",
            "entered_by",
        ),
    )

    class Meta:
        verbose_name = _("facts of an incident")
        verbose_name_plural = _("facts of incidents")
        ordering = ("dossier", "-number")
        constraints = (
            models.UniqueConstraint(fields=("dossier", "number"), name="incident_facts_numbered"),
            models.CheckConstraint(
                name="incident_facts_known",
                condition=Q(nature__len__gte=1, nature__contained_by=Nature.values)
                & Q(categories__len__gte=1),
            ),
            models.CheckConstraint(
                name="incident_facts_in_order",
                condition=Q(began_at=None) | Q(ended_at=None) | Q(began_at__lte=F("ended_at")),
                violation_error_code="incident_ends_before",
            ),
            entered_by_known("incident_facts_by"),
        )

    def __str__(self) -> str:
        return f"{self.dossier} {self.number}"


class AffectedQuerySet(RegisteredQuerySet["AffectedParty"]):
    """Whom an incident touches, of those that the viewer was told about."""

    def _own(self, viewer: Viewer) -> Q:
        kept = IncidentDossier.objects.visible_to(viewer).values("incident")
        mine = AffectedAlong.objects.filter(party__in=viewer.parties)
        return Q(pk__in=mine.values("affected"), incident__in=kept)

    def newest(self) -> "AffectedQuerySet":
        """Return what was said last of each party."""
        newest = self.order_by("incident_id", "party_id", "-number")
        last = newest.distinct("incident_id", "party_id")
        return self.filter(pk__in=last.values("pk"))


class AffectedParty(RegisteredModel):
    """A party whose people an incident touches, with counts; corrected by another row.

    Along whom it is told stands in rows of their own. Only added to.
    """

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="affected", verbose_name=_("incident")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))
    number = models.PositiveSmallIntegerField(_("version"))
    touched = models.BooleanField(_("touched"), default=True)
    persons = models.PositiveIntegerField(_("persons, approximately"), null=True, blank=True)
    records = models.PositiveBigIntegerField(_("records, approximately"), null=True, blank=True)
    entered_at = models.DateTimeField(_("entered at"))

    objects = AffectedQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "incident",
            "party",
            "number",
            "touched",
            "persons",
            "records",
            "entered_at",
        )
    )

    class Meta:
        verbose_name = _("party touched by an incident")
        verbose_name_plural = _("parties touched by incidents")
        ordering = ("incident", "party")
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "party", "number"), name="affected_party_numbered"
            ),
        )

    def __str__(self) -> str:
        return f"{self.incident}: {self.party}"


class AlongQuerySet(RegisteredQuerySet["AffectedAlong"]):
    """That the viewer itself, or whose file it keeps, is on the way to a party that is touched."""

    def _own(self, viewer: Viewer) -> Q:
        knows = IncidentDossier.objects.filter(party__in=viewer.parties).values("incident")
        kept = IncidentDossier.objects.filter(keeper__in=viewer.parties).values("party")
        mine = Q(party__in=viewer.parties) | Q(party__in=kept)
        return mine & Q(incident__in=knows)


class AffectedAlong(RegisteredModel):
    """``party`` is one of those along whom a party that is touched is told, itself included.

    Who was served by two sellers is told along both, and neither learns of the other. Only added
    to.
    """

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="+", verbose_name=_("incident")
    )
    affected = models.ForeignKey(
        AffectedParty, models.PROTECT, related_name="along", verbose_name=_("party touched")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))

    objects = AlongQuerySet.as_manager()
    privacy = Privacy(not_personal=("id", "incident", "affected", "party"))

    class Meta:
        verbose_name = _("party through which others are told")
        verbose_name_plural = _("parties through which others are told")
        ordering = ("affected", "party")
        constraints = (
            models.UniqueConstraint(fields=("affected", "party"), name="affected_along_once"),
        )

    def __str__(self) -> str:
        return f"{self.affected}: {self.party}"


@tracked
class SeverityAssessment(RegisteredModel):
    """How severe a party takes it to be: by ENISA's method, and what a person concludes.

    ``method`` names the dated parameters; ``risk`` and its reasons are the person's, whatever the
    method says. The newest counts.
    """

    dossier = models.ForeignKey(
        IncidentDossier, models.PROTECT, related_name="assessments", verbose_name=_("file")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    method = models.CharField(_("method"), max_length=20)
    context = models.DecimalField(_("data processing context"), max_digits=3, decimal_places=2)
    identification = models.DecimalField(
        _("ease of identification"), max_digits=3, decimal_places=2
    )
    confidentiality = models.DecimalField(
        _("loss of confidentiality"), max_digits=3, decimal_places=2
    )
    integrity = models.DecimalField(_("loss of integrity"), max_digits=3, decimal_places=2)
    availability = models.DecimalField(_("loss of availability"), max_digits=3, decimal_places=2)
    malicious = models.BooleanField(_("malicious intent"), default=False)
    score = models.DecimalField(_("severity"), max_digits=4, decimal_places=2)
    level = models.CharField(_("level"), max_length=9, choices=Level)
    risk = models.CharField(_("risk, as concluded"), max_length=8, choices=Risk)
    reasons = models.TextField(_("reasons"), max_length=4_000)
    name = models.CharField(_("assessed by (name)"), max_length=120)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=6, choices=EnteredBy)

    objects = OfDossierQuerySet["SeverityAssessment"].as_manager()
    privacy = Privacy(
        personal={"reasons": Erasure.BLANK, "name": Erasure.BLANK},
        not_personal=(
            "id",
            "dossier",
            "number",
            "method",
            "context",
            "identification",
            "confidentiality",
            "integrity",
            "availability",
            "malicious",
            "score",
            "level",
            "risk",
            "entered_at",
            "entered_by",
        ),
    )

    class Meta:
        verbose_name = _("assessment of severity")
        verbose_name_plural = _("assessments of severity")
        ordering = ("dossier", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "number"), name="severity_assessment_numbered"
            ),
            models.CheckConstraint(
                name="severity_assessment_known",
                condition=Q(level__in=Level.values, risk__in=Risk.values),
            ),
            entered_by_known("severity_assessment_by"),
        )

    def __str__(self) -> str:
        return f"{self.get_level_display()} ({self.score})"
