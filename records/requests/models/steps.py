"""What was done about a request: steps that are only added."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from records.requests.choices import OF_PARTS, TO_OTHERS, StepBy, StepKind
from records.requests.models.parts import RequestPart
from records.requests.models.persons import KEPT
from records.requests.models.requests import SubjectRequest
from roles.models import Party
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class RequestStepQuerySet(RegisteredQuerySet["RequestStep"]):
    """Steps of requests that the viewer may see, and of parts that reached its parties."""

    def _own(self, viewer: Viewer) -> Q:
        whole = Q(part=None, request__in=SubjectRequest.objects.visible_to(viewer))
        party = Exists(Party.objects.visible_to(viewer).filter(pk=OuterRef("other")))
        known = Q(other=None) | Q(party)
        return (whole | Q(part__in=RequestPart.objects.visible_to(viewer))) & known


@tracked
class RequestStep(RegisteredModel):
    """A step of ``party``, said by ``name``; the database numbers and dates it, and keeps order.

    ``other`` is the party to which a part was forwarded, which was asked to assist, or in whose
    chain the data subject was found.
    """

    request = models.ForeignKey(
        SubjectRequest, models.PROTECT, related_name="steps", verbose_name=_("request")
    )
    number = models.PositiveSmallIntegerField(_("number"), default=0)
    kind = models.CharField(_("kind"), max_length=20, choices=StepKind)
    part = models.ForeignKey(
        RequestPart,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="steps",
        verbose_name=_("part"),
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("step of"))
    other = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to or about"),
    )
    said_on = models.DateField(_("on"))
    text = models.TextField(_("text"), max_length=4_000, blank=True)
    name = models.CharField(_("said by (name)"), max_length=120, blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=8, choices=StepBy)

    objects = RequestStepQuerySet.as_manager()
    privacy = Privacy(
        personal={"text": Erasure.BLANK, "name": Erasure.BLANK},
        not_personal=(
            "id",
            "request",
            "number",
            "kind",
            "part",
            "party",
            "other",
            "said_on",
            "entered_at",
            "entered_by",
        ),
        kept=KEPT,
    )

    class Meta:
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")
        ordering = ("request", "number")
        constraints = (
            models.UniqueConstraint(fields=("request", "number"), name="request_step_numbered"),
            models.CheckConstraint(
                name="request_step_of_its_kind",
                condition=Q(kind__in=OF_PARTS, part__isnull=False)
                | ~Q(kind__in=OF_PARTS) & Q(part=None),
            ),
            models.CheckConstraint(
                name="request_step_to_others",
                condition=Q(kind__in=TO_OTHERS, other__isnull=False)
                | ~Q(kind__in=TO_OTHERS) & Q(other=None),
            ),
            models.CheckConstraint(
                name="request_step_known",
                condition=Q(kind__in=StepKind.values, entered_by__in=StepBy.values),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.said_on}"
