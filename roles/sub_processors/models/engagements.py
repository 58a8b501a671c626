"""What a supplier does with the data, where, and who may read that."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from roles.models.contracts import Contract
from roles.models.parties import Party
from roles.sub_processors.choices import RequestState, Visibility
from roles.transfers.choices import Mechanism
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import LocalisedTextField, in_two_languages


class EngagementQuerySet(RegisteredQuerySet["Engagement"]):
    """What is told of the supplies that the viewer may see."""

    def _own(self, viewer: Viewer) -> Q:
        approved = DetailRequest.objects.visible_to(viewer).filter(state=RequestState.APPROVED)
        told = Q(visibility=Visibility.PUBLIC) | Q(contract__in=approved.values("contract"))
        if viewer.parties:
            told |= Q(visibility=Visibility.PARTNER) | Q(contract__acquirer__in=viewer.parties)
        seen = Contract.objects.visible_to(viewer).filter(pk=OuterRef("contract"))
        return told & Q(Exists(seen))


@tracked
class Engagement(RegisteredModel):
    """What the supplier of ``contract`` is engaged for, where the data is and what protects it.

    Who it is, for which data and since when are the contract's; its role is derived. ``baseline``
    says how those it works for know of it, where no notice of it was given in this register.
    """

    contract = models.OneToOneField(
        Contract, models.PROTECT, related_name="engagement", verbose_name=_("contract")
    )
    purpose = LocalisedTextField(_("what it does"))
    location = models.CharField(_("country where the data is"), max_length=2)
    mechanism = models.CharField(_("transfer rests on"), max_length=20, choices=Mechanism)
    safeguards = models.CharField(_("document or decision"), max_length=300, blank=True)
    visibility = models.CharField(
        _("who reads this"), max_length=15, choices=Visibility, default=Visibility.PUBLIC
    )

    baseline = models.CharField(_("known to those it works for by"), max_length=300, blank=True)

    objects = EngagementQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "contract",
            "purpose",
            "location",
            "mechanism",
            "safeguards",
            "visibility",
            "baseline",
        )
    )

    class Meta:
        verbose_name = _("engagement of a sub-processor")
        verbose_name_plural = _("engagements of sub-processors")
        ordering = ("contract__provider__name", "pk")
        constraints = (
            in_two_languages("purpose", "engagement_purpose_two_languages"),
            models.CheckConstraint(
                name="engagement_location_iso", condition=Q(location__regex=r"^[A-Z]{2}$")
            ),
            models.CheckConstraint(
                name="engagement_mechanism_known", condition=Q(mechanism__in=Mechanism.values)
            ),
            models.CheckConstraint(
                name="engagement_visibility_known", condition=Q(visibility__in=Visibility.values)
            ),
        )

    def __str__(self) -> str:
        return str(self.contract)


class DetailRequestQuerySet(RegisteredQuerySet["DetailRequest"]):
    """The viewer's own requests."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties)


@tracked
class DetailRequest(RegisteredModel):
    """``party`` asks where the data is and what protects it there; somebody answers."""

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="+", verbose_name=_("contract")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    reason = models.CharField(_("why"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=RequestState, default=RequestState.ASKED
    )
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = DetailRequestQuerySet.as_manager()
    privacy = Privacy(
        personal={"reason": Erasure.BLANK, "answer": Erasure.BLANK},
        not_personal=("id", "contract", "party", "state", "asked_at", "answered_at"),
    )

    class Meta:
        verbose_name = _("request for details of a sub-processor")
        verbose_name_plural = _("requests for details of sub-processors")
        ordering = ("-asked_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="detail_request_state_known", condition=Q(state__in=RequestState.values)
            ),
            models.CheckConstraint(
                name="detail_request_answered_once",
                condition=Q(state=RequestState.ASKED, answered_at__isnull=True)
                | Q(~Q(state=RequestState.ASKED), answered_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("contract", "party"),
                name="detail_request_one_open",
                condition=Q(state=RequestState.ASKED),
                violation_error_code="details_already_asked",
                violation_error_message=_("You have asked for this; the answer is on its way."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.party}: {self.contract}"
