"""A recorded transfer: who sends which data to whom abroad, and what it rests on."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from roles.choices import Role
from roles.models.contracts import Contract
from roles.models.parties import Party
from roles.models.sources import Source
from roles.sub_processors.models.engagements import Engagement
from roles.transfers.choices import GROUND_CHOICES, ClauseNine, Derogation, Instrument, Mechanism
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import (
    PeriodModel,
    PeriodQuerySet,
    one_at_a_time,
    period_not_empty,
)
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer

ACTING = (Role.CONTROLLER, Role.JOINT_CONTROLLER, Role.PROCESSOR, Role.SUB_PROCESSOR)
ROLE_CHOICES = tuple((role.value, role.label) for role in ACTING)


class TransferQuerySet(PeriodQuerySet["Transfer"]):
    """Transfers by or to the viewer, and those of supplies of which the viewer is told."""

    def _own(self, viewer: Viewer) -> Q:
        told = Engagement.objects.visible_to(viewer).filter(contract=OuterRef("contract"))
        return _at_an_end(viewer) | Q(Exists(told))

    def visible_beside(self, viewer: Viewer, told: Iterable[UUID]) -> Self:
        """Return what :meth:`visible_to` does, where supplies it is told of were read already."""
        if viewer.sees_everything:
            return self
        return self.filter(_at_an_end(viewer) | Q(contract__in=list(told)))


def _at_an_end(viewer: Viewer) -> Q:
    return Q(exporter__in=viewer.parties) | Q(importer__in=viewer.parties)


@tracked
class Transfer(PeriodModel):
    """``exporter`` sends personal data to ``importer`` outside the EEA (GDPR Chapter V).

    Ended, or followed by another from a day. The answer of a day is derived from it and from law of
    that day. Roles are kept only where no contract gives them; ``modules`` are those that were
    signed, and whether they are the right ones follows from the roles.
    """

    exporter = models.ForeignKey(
        Party, models.PROTECT, related_name="transfers", verbose_name=_("exporter")
    )
    importer = models.ForeignKey(
        Party, models.PROTECT, related_name="transfers_in", verbose_name=_("importer")
    )
    country = models.CharField(_("country"), max_length=2)
    organisation = models.CharField(_("international organisation"), max_length=10, blank=True)
    contract = models.ForeignKey(
        Contract,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="transfers",
        verbose_name=_("under contract"),
    )
    categories = ArrayField(
        models.CharField(max_length=40), verbose_name=_("data categories"), default=list, blank=True
    )
    staff = models.BooleanField(_("data about the exporter's own staff"), default=False)
    exporter_role = models.CharField(
        _("role of the exporter"), max_length=20, choices=ROLE_CHOICES, blank=True
    )
    importer_role = models.CharField(
        _("role of the importer"), max_length=20, choices=ROLE_CHOICES, blank=True
    )
    mechanism = models.CharField(_("transfer rests on"), max_length=20, choices=GROUND_CHOICES)
    instrument = models.CharField(_("safeguard"), max_length=15, choices=Instrument, blank=True)
    modules = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("modules"),
        default=list,
        blank=True,
    )
    clause_nine = models.CharField(
        _("Clause 9: engaging others"), max_length=10, choices=ClauseNine, blank=True
    )
    clause_nine_days = models.PositiveSmallIntegerField(
        _("Clause 9: days of notice"), null=True, blank=True
    )
    derogation = models.CharField(_("derogation"), max_length=1, choices=Derogation, blank=True)
    signed_on = models.DateField(_("signed or approved on"), null=True, blank=True)
    reference = models.CharField(_("document"), max_length=200, blank=True)
    measures = ArrayField(
        models.SlugField(),
        verbose_name=_("supplementary measures"),
        default=list,
        blank=True,
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, verbose_name=_("source")
    )

    objects = TransferQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "exporter",
            "importer",
            "country",
            "organisation",
            "contract",
            "categories",
            "staff",
            "exporter_role",
            "importer_role",
            "mechanism",
            "instrument",
            "modules",
            "clause_nine",
            "clause_nine_days",
            "derogation",
            "signed_on",
            "reference",
            "measures",
            "source",
            "valid_during",
        )
    )

    class Meta:
        verbose_name = _("transfer to a third country")
        verbose_name_plural = _("transfers to third countries")
        ordering = ("exporter__name", "importer__name", "country", "-valid_during")
        constraints = (
            one_at_a_time(
                "transfer_one_at_a_time",
                "exporter",
                "importer",
                "country",
                "organisation",
                "mechanism",
                condition=Q(contract__isnull=True),
                code="overlapping_transfer",
                message=_("This transfer is already recorded on that ground in that period."),
            ),
            one_at_a_time(
                "transfer_one_per_contract",
                "contract",
                "country",
                "organisation",
                "mechanism",
                condition=Q(contract__isnull=False),
                code="overlapping_transfer",
                message=_("This transfer is already recorded on that ground in that period."),
            ),
            period_not_empty("transfer_period_not_empty"),
            models.CheckConstraint(
                name="transfer_two_parties",
                condition=~Q(exporter=F("importer")),
                violation_error_code="transfer_to_itself",
                violation_error_message=_("A party sends nothing to itself."),
            ),
            models.CheckConstraint(
                name="transfer_country_iso", condition=Q(country__regex=r"^[A-Z]{2}$")
            ),
            models.CheckConstraint(
                name="transfer_mechanism_known",
                condition=Q(mechanism__in=[code for code, _label in GROUND_CHOICES]),
            ),
            models.CheckConstraint(
                name="transfer_safeguard_named",
                condition=Q(mechanism=Mechanism.SAFEGUARDS, instrument__in=Instrument.values)
                | (~Q(mechanism=Mechanism.SAFEGUARDS) & Q(instrument="")),
                violation_error_code="safeguard_missing",
                violation_error_message=_("Say which safeguard, with a safeguard and only there."),
            ),
            models.CheckConstraint(
                name="transfer_derogation_named",
                condition=Q(mechanism=Mechanism.DEROGATION, derogation__in=Derogation.values)
                | (~Q(mechanism=Mechanism.DEROGATION) & Q(derogation="")),
                violation_error_code="derogation_missing",
                violation_error_message=_(
                    "Say which derogation, with a derogation and only there."
                ),
            ),
            models.CheckConstraint(
                name="transfer_modules_of_2021",
                condition=(
                    Q(instrument=Instrument.SCC_2021, modules__contained_by=[1, 2, 3, 4])
                    & ~Q(modules=[])
                )
                | (~Q(instrument=Instrument.SCC_2021) & Q(modules=[])),
                violation_error_code="modules_missing",
                violation_error_message=_(
                    "Say which modules (1 to 4) were signed, with the clauses of 2021 and only"
                    " there."
                ),
            ),
            models.CheckConstraint(
                name="transfer_clause_nine_fits",
                condition=Q(clause_nine="", clause_nine_days__isnull=True)
                | (
                    Q(instrument=Instrument.SCC_2021, clause_nine__in=ClauseNine.values)
                    & (Q(modules__contains=[2]) | Q(modules__contains=[3]))
                ),
                violation_error_code="clause_nine_without_module",
                violation_error_message=_("Clause 9 has options in modules 2 and 3 only."),
            ),
            models.CheckConstraint(
                name="transfer_roles_both_or_none",
                condition=Q(exporter_role="", importer_role="")
                | Q(exporter_role__in=ACTING, importer_role__in=ACTING),
                violation_error_code="role_pair_incomplete",
                violation_error_message=_("Give the role of both, or of neither."),
            ),
        )
        indexes = (models.Index(fields=("importer", "exporter"), name="transfer_of_pair"),)

    def __str__(self) -> str:
        where = self.organisation or self.country
        return f"{self.exporter} → {self.importer} ({where})"
