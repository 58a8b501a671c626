"""A change of sub-processors: proposed, notified, and then active or called off."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roles.models.parties import Party
from roles.models.services import Service
from roles.sub_processors.choices import (
    OF_CUSTOMERS,
    ChangeKind,
    ChangeState,
    Visibility,
)
from roles.transfers.choices import Mechanism
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import LocalisedTextField, in_two_languages

FACTS = (
    "id",
    "kind",
    "proposer",
    "sub_processor",
    "replaces",
    "service",
    "categories",
    "reaches_customers",
    "purpose",
    "location",
    "mechanism",
    "safeguards",
    "visibility",
    "reason",
    "planned_on",
    "proposed_on",
)
"""What is said once, when a change is proposed; the database lets nobody say it differently."""


class ChangeQuerySet(RegisteredQuerySet["SubProcessorChange"]):
    """Changes of the viewer's own, those it was told of, and those announced to everyone."""

    def _own(self, viewer: Viewer) -> Q:
        told = Q(notices__through__overlap=list(viewer.parties))
        public = Q(visibility=Visibility.PUBLIC, notified_on__isnull=False)
        return Q(proposer__in=viewer.parties) | told | public


@tracked
class SubProcessorChange(RegisteredModel):
    """``proposer`` intends to engage ``sub_processor`` for a service (GDPR Art. 28(2), 28(4)).

    ``reaches_customers``: for some of the data it is customers who give the instructions, so that
    they too must be told; the rulebook said so when it was proposed. ``sub_processor_name`` is what
    the notices call it, also to those that may not see the party itself yet.
    """

    kind = models.CharField(_("kind"), max_length=15, choices=ChangeKind)
    proposer = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("who engages it")
    )
    sub_processor = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("sub-processor")
    )
    sub_processor_name = models.CharField(_("name"), max_length=200)
    replaces = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("takes the place of"),
    )
    service = models.ForeignKey(Service, models.PROTECT, verbose_name=_("service"))
    categories = ArrayField(models.CharField(max_length=40), verbose_name=_("data categories"))
    reaches_customers = models.BooleanField(_("customers are told"))
    purpose = LocalisedTextField(_("what it will do"))
    location = models.CharField(_("country where the data will be"), max_length=2)
    mechanism = models.CharField(_("transfer rests on"), max_length=20, choices=Mechanism)
    safeguards = models.CharField(_("document or decision"), max_length=300, blank=True)
    visibility = models.CharField(
        _("who reads this"), max_length=15, choices=Visibility, default=Visibility.PUBLIC
    )
    reason = LocalisedTextField(_("why"))
    planned_on = models.DateField(_("planned first day"))
    proposed_on = models.DateField(_("proposed on"))
    state = models.CharField(
        _("state"), max_length=10, choices=ChangeState, default=ChangeState.PROPOSED
    )
    notified_on = models.DateField(_("notified on"), null=True, blank=True)
    activated_on = models.DateField(_("active since"), null=True, blank=True)
    withdrawn_on = models.DateField(_("called off on"), null=True, blank=True)
    withdrawn_because = models.CharField(_("called off because"), max_length=500, blank=True)

    objects = ChangeQuerySet.as_manager()
    privacy = Privacy(
        personal={"sub_processor_name": Erasure.BLANK, "withdrawn_because": Erasure.BLANK},
        not_personal=(*FACTS, "state", "notified_on", "activated_on", "withdrawn_on"),
    )

    class Meta:
        verbose_name = _("change of sub-processors")
        verbose_name_plural = _("changes of sub-processors")
        ordering = ("-proposed_on", "pk")
        constraints = (
            in_two_languages("purpose", "change_purpose_two_languages"),
            in_two_languages("reason", "change_reason_two_languages"),
            models.CheckConstraint(
                name="change_kind_known", condition=Q(kind__in=ChangeKind.values)
            ),
            models.CheckConstraint(
                name="change_state_known", condition=Q(state__in=ChangeState.values)
            ),
            models.CheckConstraint(
                name="change_location_iso", condition=Q(location__regex=r"^[A-Z]{2}$")
            ),
            models.CheckConstraint(
                name="change_mechanism_known", condition=Q(mechanism__in=Mechanism.values)
            ),
            models.CheckConstraint(
                name="change_visibility_known", condition=Q(visibility__in=Visibility.values)
            ),
            models.CheckConstraint(
                name="change_two_parties",
                condition=~Q(proposer=F("sub_processor")),
                violation_error_code="engages_itself",
                violation_error_message=_("A party does not engage itself."),
            ),
            models.CheckConstraint(
                name="change_replaces_another",
                condition=(
                    Q(kind=ChangeKind.REPLACEMENT, replaces__isnull=False)
                    & ~Q(replaces=F("sub_processor"))
                )
                | Q(kind=ChangeKind.ADDITION, replaces__isnull=True),
                violation_error_code="replaced_missing",
                violation_error_message=_(
                    "A replacement names another sub-processor, an addition none."
                ),
            ),
            models.CheckConstraint(name="change_about_some_data", condition=~Q(categories=[])),
            # Who gives the instructions is told, whatever a row says of itself.
            models.CheckConstraint(
                name="change_reaches_controllers",
                condition=Q(reaches_customers=True) | ~Q(categories__overlap=list(OF_CUSTOMERS)),
                violation_error_code="customers_must_be_told",
                violation_error_message=_(
                    "Customers are the controllers of some of these data, and are told."
                ),
            ),
            models.CheckConstraint(
                name="change_days_fit_state",
                condition=Q(
                    state=ChangeState.PROPOSED,
                    notified_on__isnull=True,
                    activated_on__isnull=True,
                    withdrawn_on__isnull=True,
                )
                | Q(
                    state=ChangeState.NOTIFIED,
                    notified_on__isnull=False,
                    activated_on__isnull=True,
                    withdrawn_on__isnull=True,
                )
                | Q(
                    state=ChangeState.ACTIVE,
                    notified_on__isnull=False,
                    activated_on__isnull=False,
                    withdrawn_on__isnull=True,
                )
                | Q(
                    state=ChangeState.WITHDRAWN,
                    activated_on__isnull=True,
                    withdrawn_on__isnull=False,
                ),
                violation_error_code="change_step_by_step",
                violation_error_message=_("That is not the next step of this change."),
            ),
            models.UniqueConstraint(
                fields=("proposer", "sub_processor", "service"),
                name="change_one_open",
                condition=Q(state__in=(ChangeState.PROPOSED, ChangeState.NOTIFIED)),
                violation_error_code="already_proposed",
                violation_error_message=_("This change has been proposed already."),
            ),
        )

    def __str__(self) -> str:
        return self.sub_processor_name
