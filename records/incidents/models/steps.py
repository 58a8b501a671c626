"""What a party did and decided about an incident, and the papers that prove it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.incidents.choices import Decision, EnteredBy, Means, Phase, Regime, StepKind
from records.incidents.models.incidents import (
    IncidentDossier,
    OfDossierQuerySet,
    entered_by_known,
)
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel
from voipgrid_privacy.kernel.privacy import Erasure, Privacy


class IncidentEvidence(RegisteredModel):
    """A paper that proves a step: the authority's receipt, a letter. Only added to.

    Of a closed file it can be emptied; the hash stays.
    """

    dossier = models.ForeignKey(
        IncidentDossier, models.PROTECT, related_name="evidence", verbose_name=_("file")
    )
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(_("kind of file"), max_length=60)
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    added_at = models.DateTimeField(_("added at"))

    objects = OfDossierQuerySet["IncidentEvidence"].as_manager()
    privacy = Privacy(
        personal={"name": Erasure.BLANK, "content": Erasure.BLANK},
        not_personal=("id", "dossier", "content_type", "sha256", "added_at"),
    )

    class Meta:
        verbose_name = _("evidence about an incident")
        verbose_name_plural = _("evidence about incidents")
        ordering = ("dossier", "added_at")

    def __str__(self) -> str:
        return self.name


@tracked
class IncidentStep(RegisteredModel):
    """A notification, a reason not to notify, a decision, or that a file is closed.

    The database numbers and dates it and refuses what the law does not allow: a late notification
    without reasons (Art. 33(1)), none at all where a risk is not unlikely, and closing with a duty
    that is open. Steps are only added.
    """

    dossier = models.ForeignKey(
        IncidentDossier, models.PROTECT, related_name="steps", verbose_name=_("file")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=8, choices=StepKind)
    regime = models.CharField(_("law"), max_length=7, choices=Regime, blank=True)
    phase = models.CharField(_("phase"), max_length=8, choices=Phase, blank=True)
    decision = models.CharField(_("decision"), max_length=14, choices=Decision, blank=True)
    means = models.CharField(_("how"), max_length=6, choices=Means, blank=True)
    persons = models.PositiveIntegerField(_("number of persons"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"))
    delay = models.TextField(_("reasons of the delay"), max_length=2_000, blank=True)
    text = models.TextField(_("explanation"), max_length=4_000, blank=True)
    reference = models.CharField(_("reference of the receipt"), max_length=120, blank=True)
    evidence = models.ForeignKey(
        IncidentEvidence,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proof"),
    )
    name = models.CharField(_("done by (name)"), max_length=120)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=6, choices=EnteredBy)

    objects = OfDossierQuerySet["IncidentStep"].as_manager()
    privacy = Privacy(
        personal=dict.fromkeys(("delay", "text", "reference", "name"), Erasure.BLANK),
        not_personal=(
            "id",
            "dossier",
            "number",
            "kind",
            "regime",
            "phase",
            "decision",
            "means",
            "persons",
            "done_at",
            "evidence",
            "entered_at",
            "entered_by",
        ),
    )

    class Meta:
        verbose_name = _("step in an incident")
        verbose_name_plural = _("steps in incidents")
        ordering = ("dossier", "number")
        constraints = (
            models.UniqueConstraint(fields=("dossier", "number"), name="incident_step_numbered"),
            models.CheckConstraint(
                name="incident_step_of_its_kind",
                condition=Q(
                    kind="NOTIFIED",
                    regime__in=Regime.values,
                    phase__in=Phase.values,
                    decision="",
                )
                | Q(kind="REASONED", regime__in=Regime.values, phase="", decision="")
                | Q(kind="DECIDED", regime="", phase="", decision__in=Decision.values)
                | Q(kind="TOLD", regime="", phase="", decision="", means__in=Means.values)
                | Q(
                    kind__in=("CLOSED", "REOPENED", "ALONE", "DROPPED", "AMENDED"),
                    regime="",
                    phase="",
                    decision="",
                ),
            ),
            entered_by_known("incident_step_by"),
        )

    def __str__(self) -> str:
        return str(self.get_kind_display())
