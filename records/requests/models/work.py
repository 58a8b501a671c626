"""What a party notes and hands out inside, about a request; no other party sees it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.requests.choices import TaskKind
from records.requests.models.persons import KEPT
from records.requests.models.requests import SubjectRequest
from roles.models import Party
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class InsideQuerySet(RegisteredQuerySet[Any]):
    """What the viewer's own parties keep to themselves."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties)


class RequestNote(RegisteredModel):
    """A note for colleagues; the requester and other parties never see it."""

    request = models.ForeignKey(
        SubjectRequest, models.PROTECT, related_name="notes", verbose_name=_("request")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("of"))
    text = models.TextField(_("text"), max_length=4_000)
    name = models.CharField(_("by (name)"), max_length=120)
    entered_at = models.DateTimeField(_("entered at"))

    objects = InsideQuerySet.as_manager()
    privacy = Privacy(
        personal={"text": Erasure.DELETE_ROW, "name": Erasure.DELETE_ROW},
        not_personal=("id", "request", "party", "entered_at"),
        kept=KEPT,
    )

    class Meta:
        verbose_name = _("note about a request")
        verbose_name_plural = _("notes about requests")
        ordering = ("request", "entered_at")

    def __str__(self) -> str:
        return f"{self.request}"


SEALED = ["key_id", "nonce", "ciphertext"]
"""What is kept of right values: nothing of them can be read without the key."""


class RequestTask(RegisteredModel):
    """Who handles a request inside a party, or does something for it; done once, by its day.

    ``right_values`` are what is to be written into which column, sealed, until it was done.
    """

    request = models.ForeignKey(
        SubjectRequest, models.PROTECT, related_name="tasks", verbose_name=_("request")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("of"))
    kind = models.CharField(_("kind"), max_length=5, choices=TaskKind)
    assignee = models.CharField(_("who (name)"), max_length=120)
    text = models.TextField(_("what"), max_length=2_000, blank=True)
    right_values = models.JSONField(_("right values"), default=dict, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects = InsideQuerySet.as_manager()
    privacy = Privacy(
        personal={
            "assignee": Erasure.DELETE_ROW,
            "text": Erasure.DELETE_ROW,
            "right_values": Erasure.DELETE_ROW,
        },
        not_personal=("id", "request", "party", "kind", "due_on", "entered_at", "done_at"),
        kept=KEPT,
    )

    class Meta:
        verbose_name = _("task in a request")
        verbose_name_plural = _("tasks in requests")
        ordering = ("request", "entered_at")
        constraints = (
            models.CheckConstraint(
                name="request_task_known", condition=Q(kind__in=TaskKind.values)
            ),
            models.CheckConstraint(
                name="request_task_values_sealed",
                condition=Q(right_values={}) | Q(right_values__has_keys=SEALED),
            ),
        )

    def __str__(self) -> str:
        return f"{self.request}"
