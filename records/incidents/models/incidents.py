"""An incident, the file that each party keeps of it, and the clocks that run for that party."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from records.incidents.choices import ClockKind, EnteredBy
from roles.models import Party
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import M, RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer

CODE: Final = 40
"""How long the code of a data category or store is at most."""


class IncidentQuerySet(RegisteredQuerySet["Incident"]):
    """Incidents of which the viewer keeps a file."""

    def _own(self, viewer: Viewer) -> Q:
        mine = Q(dossiers__party__in=viewer.parties)
        return mine | Q(dossiers__keeper__in=viewer.parties)


class DossierQuerySet(RegisteredQuerySet["IncidentDossier"]):
    """Files that the viewer keeps: its own, and those of whom it delivers to without an account."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties) | Q(keeper__in=viewer.parties)


class OfDossierQuerySet(RegisteredQuerySet[M]):
    """Rows of files that the viewer keeps."""

    def _own(self, viewer: Viewer) -> Q:
        mine = Q(dossier__party__in=viewer.parties)
        return mine | Q(dossier__keeper__in=viewer.parties)


@tracked
class Incident(RegisteredModel):
    """Something that happened to personal data (GDPR Art. 4(12), 33(5)); it says nothing itself.

    ``registrant`` found it and registered it: from there the cascade starts. What each party knows
    of it stands in its own file.
    """

    registrant = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("registered by")
    )
    opened_at = models.DateTimeField(_("registered at"))

    objects = IncidentQuerySet.as_manager()
    privacy = Privacy(not_personal=("id", "registrant", "opened_at"))

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ("-opened_at",)

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What everyone calls it: eight hex digits, which tell nothing else."""
        return f"INC-{self.pk.hex[:8].upper()}"


class IncidentDossier(RegisteredModel):
    """The file that one party keeps of an incident: since when it knows, and who says so.

    A customer has no account here: ``keeper`` is who delivers to it and told it. Only added to,
    except that the name can be erased.
    """

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="dossiers", verbose_name=_("incident")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))
    keeper = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kept by")
    )
    aware_at = models.DateTimeField(_("aware since"))
    aware_name = models.CharField(_("who became aware"), max_length=120, blank=True)
    opened_at = models.DateTimeField(_("opened at"))

    objects = DossierQuerySet.as_manager()
    privacy = Privacy(
        personal={"aware_name": Erasure.BLANK},
        not_personal=("id", "incident", "party", "keeper", "aware_at", "opened_at"),
    )

    class Meta:
        verbose_name = _("file of an incident")
        verbose_name_plural = _("files of incidents")
        ordering = ("-aware_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("incident", "party"), name="incident_dossier_once"),
            models.CheckConstraint(
                name="incident_dossier_aware_before",
                condition=Q(aware_at__lte=F("opened_at")),
                violation_error_code="incident_later",
            ),
        )
        indexes = (models.Index(fields=("keeper",), name="incident_dossier_keeper"),)

    def __str__(self) -> str:
        return self.incident.reference


class IncidentClock(RegisteredModel):
    """A clock that runs for one party, from when it knew. Only added to.

    ``ends_at`` is reckoned when it starts, by the law of that day (``grounds``).
    """

    dossier = models.ForeignKey(
        IncidentDossier, models.PROTECT, related_name="clocks", verbose_name=_("file")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=ClockKind)
    categories = ArrayField(models.CharField(max_length=CODE), verbose_name=_("data categories"))
    grounds = ArrayField(models.CharField(max_length=60), verbose_name=_("grounds"))
    started_at = models.DateTimeField(_("started at"))
    ends_at = models.DateTimeField(_("ends at"))

    objects = OfDossierQuerySet["IncidentClock"].as_manager()
    privacy = Privacy(
        not_personal=("id", "dossier", "kind", "categories", "grounds", "started_at", "ends_at")
    )

    class Meta:
        verbose_name = _("clock of an incident")
        verbose_name_plural = _("clocks of incidents")
        ordering = ("ends_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("dossier", "kind"), name="incident_clock_once"),
            models.CheckConstraint(
                name="incident_clock_known",
                condition=Q(kind__in=ClockKind.values, ends_at__gt=F("started_at")),
            ),
        )

    def __str__(self) -> str:
        return str(self.get_kind_display())


def entered_by_known(name: str) -> models.CheckConstraint:
    """Return the constraint that we know who entered it."""
    return models.CheckConstraint(name=name, condition=Q(entered_by__in=EnteredBy.values))
