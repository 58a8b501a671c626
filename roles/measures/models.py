"""The catalogue of security measures, and which of them a party takes (GDPR Art. 32(1))."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.choices import PartyKind
from roles.models.parties import Party
from roles.models.sources import Source
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import (
    PeriodModel,
    PeriodQuerySet,
    RegisteredModel,
    RegisteredQuerySet,
    one_at_a_time,
    period_not_empty,
)
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import LocalisedTextField, in_two_languages


class MeasureKind(models.TextChoices):
    """What a measure is for, in the order of GDPR Art. 32(1) and (4)."""

    ENCRYPTION = "ENCRYPTION", _("Pseudonymisation and encryption (a)")
    CONFIDENTIALITY = "CONFIDENTIALITY", _("Confidentiality and integrity (b)")
    AVAILABILITY = "AVAILABILITY", _("Availability and restoring access (b), (c)")
    TESTING = "TESTING", _("Testing and evaluating (d)")
    PEOPLE = "PEOPLE", _("People act on instructions only (Art. 32(4))")


class StatedBy(models.TextChoices):
    """Who entered that a party takes a measure."""

    PARTY = "PARTY", _("The party itself")
    OFFICE = "OFFICE", _("VoIPGRID's privacy officers")


def told_to(viewer: Viewer) -> Q:
    """Return whose measures ``viewer`` reads: its own and those of who delivers to it.

    A supplier's are for those that it delivers to directly.
    """
    above = Q(party__in=viewer.upstream)
    delivers = Party.objects.filter(delivers__acquirer__in=viewer.parties)  # not joined: a row each
    direct = ~Q(party__kind=PartyKind.SUPPLIER) | Q(party__in=delivers.values("pk"))
    return Q(party__in=viewer.parties) | above & direct


class MeasureQuerySet(RegisteredQuerySet["Measure"]):
    """The catalogue, with what the viewer's own parties and those above them added to it."""

    def usable_by(self, party: Party) -> "MeasureQuerySet":
        """Return what ``party`` can state that it takes: of the catalogue, and its own."""
        return self.filter(Q(party=None) | Q(party=party))

    def _own(self, viewer: Viewer) -> Q:
        return Q(party=None) | told_to(viewer)


@tracked
class Measure(RegisteredModel):
    """A technical or organisational measure; its ``code`` never changes meaning.

    Of the catalogue with its source, or added by a ``party`` for itself.
    """

    code = models.SlugField(_("code"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=MeasureKind)
    name = LocalisedTextField(_("name"))
    description = LocalisedTextField(_("description"))
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, verbose_name=_("source")
    )
    party = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="own_measures",
        verbose_name=_("added by"),
    )

    objects = MeasureQuerySet.as_manager()
    privacy = Privacy(not_personal=("id", "code", "kind", "name", "description", "source", "party"))

    class Meta:
        verbose_name = _("security measure")
        verbose_name_plural = _("security measures")
        ordering = ("kind", "code")
        constraints = (
            in_two_languages("name", "measure_name_two_languages"),
            in_two_languages("description", "measure_text_two_languages"),
            models.CheckConstraint(
                name="measure_kind_known", condition=Q(kind__in=MeasureKind.values)
            ),
            models.CheckConstraint(
                name="measure_of_source_or_party",
                condition=Q(source__isnull=False, party__isnull=True)
                | Q(source__isnull=True, party__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.name)


class TakenMeasureQuerySet(PeriodQuerySet["TakenMeasure"]):
    """Statements of the viewer's own parties, and of those that deliver to them."""

    def under(self, agreement: models.Model | None) -> "TakenMeasureQuerySet":
        """Return what holds under one agreement: what is stated for all, and for that one."""
        return self.filter(Q(agreement=None) | Q(agreement=agreement)) if agreement else self

    def _own(self, viewer: Viewer) -> Q:
        mine = Q(party__in=viewer.parties)
        agreed = Q(agreement=None) | Q(agreement__controller__in=viewer.parties)
        return mine | told_to(viewer) & agreed


@tracked
class TakenMeasure(PeriodModel):
    """``party`` states that it takes ``measure`` (GDPR Art. 28(3)(c), 32).

    For all that it does, or only under one ``agreement`` in which it is the processor. ``evidence``
    is an address or a number; ``name`` who stated it. The database dates a row and changes
    nothing of it but its last day; it lets words be erased.
    """

    party = models.ForeignKey(
        Party, models.PROTECT, related_name="measures", verbose_name=_("party")
    )
    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="taken", verbose_name=_("measure")
    )
    agreement = models.ForeignKey(
        "roles.Agreement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("only under"),
    )
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    name = models.CharField(_("stated by (name)"), max_length=120, blank=True)
    stated_at = models.DateTimeField(_("stated at"))
    entered_by = models.CharField(_("entered by"), max_length=10, choices=StatedBy)

    objects = TakenMeasureQuerySet.as_manager()
    privacy = Privacy(
        personal={"evidence": Erasure.BLANK, "name": Erasure.BLANK},
        not_personal=(
            "id",
            "party",
            "measure",
            "agreement",
            "valid_during",
            "stated_at",
            "entered_by",
        ),
    )

    class Meta:
        verbose_name = _("measure that a party takes")
        verbose_name_plural = _("measures that parties take")
        ordering = ("party__name", "measure__kind", "measure__code")
        constraints = (
            one_at_a_time(
                "taken_measure_one_at_a_time",
                "party",
                "measure",
                code="measure_stated_already",
                message=_("This party already states that measure in that period."),
                condition=Q(agreement=None),
            ),
            one_at_a_time(
                "taken_measure_once_per_agreement",
                "measure",
                "agreement",
                code="measure_stated_already",
                message=_("This party already states that measure in that period."),
                condition=Q(agreement__isnull=False),
            ),
            period_not_empty("taken_measure_period_not_empty"),
            models.CheckConstraint(
                name="taken_measure_known", condition=Q(entered_by__in=StatedBy.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.party}: {self.measure}"
