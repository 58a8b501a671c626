"""Entries of records of processing activities: versions are added, nothing is rewritten."""

import json
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from records.activities.choices import Officer, RecordKind
from roles.models import Party
from roles.models.parties import PartyOwnedQuerySet
from voipgrid_privacy.kernel.history import tracked_wholly
from voipgrid_privacy.kernel.models import M, RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class ActivityQuerySet(RegisteredQuerySet["Activity"]):
    """The viewer's own entries, and the ready-made ones of the model party."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties) | Q(party__is_model=True)


class Activity(RegisteredModel):
    """One entry in the record of ``party`` (GDPR Art. 30(1), 30(2)); its versions say what it is.

    The entries of the model partner are ready-made for every partner. With ``based_on`` a party
    has sections of its own in place of some of that one's; the others stay the platform's.
    """

    party = models.ForeignKey(
        Party, models.PROTECT, related_name="activities", verbose_name=_("whose record")
    )
    kind = models.CharField(_("record"), max_length=10, choices=RecordKind)
    code = models.SlugField(_("code"))
    based_on = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="overrides",
        verbose_name=_("based on"),
    )

    objects = ActivityQuerySet.as_manager()
    privacy = Privacy(not_personal=("id", "party", "kind", "code", "based_on"))

    class Meta:
        verbose_name = _("processing activity")
        verbose_name_plural = _("processing activities")
        ordering = ("party__name", "kind", "code")
        constraints = (
            models.CheckConstraint(
                name="activity_kind_known", condition=Q(kind__in=RecordKind.values)
            ),
            models.UniqueConstraint(fields=("party", "kind", "code"), name="activity_code_once"),
            models.UniqueConstraint(
                fields=("party", "based_on"),
                name="activity_overridden_once",
                condition=Q(based_on__isnull=False),
            ),
            models.CheckConstraint(name="activity_not_on_itself", condition=~Q(based_on=F("id"))),
        )

    def __str__(self) -> str:
        return self.code


class OfActivityQuerySet(RegisteredQuerySet[M]):
    """What belongs to entries that the viewer may see."""

    path = "activity"

    def _own(self, viewer: Viewer) -> Q:
        mine = Q(**{f"{self.path}__party__in": viewer.parties})
        return mine | Q(**{f"{self.path}__party__is_model": True})


class ActivityVersion(RegisteredModel):
    """What an entry says from a day on. Frozen as it is made: the database refuses any change.

    ``body`` is the canonical text of the sections, ``hash`` its SHA-256. ``base_number`` is the
    version of the entry it is based on at the time; ``shipped`` came with the product.
    """

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="versions", verbose_name=_("activity")
    )
    number = models.PositiveIntegerField(_("version"))
    valid_from = models.DateField(_("holds from"))
    made_at = models.DateTimeField(_("made at"))
    body = models.TextField(_("what it says"))
    hash = models.BinaryField(_("hash"), max_length=32)
    base_number = models.PositiveIntegerField(_("version it is based on"), null=True, blank=True)
    shipped = models.BooleanField(_("came with the register"), default=False)

    objects = OfActivityQuerySet["ActivityVersion"].as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "activity",
            "number",
            "valid_from",
            "made_at",
            "body",
            "hash",
            "base_number",
            "shipped",
        )
    )

    class Meta:
        verbose_name = _("version of an activity")
        verbose_name_plural = _("versions of activities")
        ordering = ("activity", "-number")
        constraints = (
            models.UniqueConstraint(fields=("activity", "number"), name="activity_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.activity.code} {self.number}"

    @property
    def said(self) -> dict[str, Any]:
        """The sections of this version."""
        body: dict[str, Any] = json.loads(self.body)
        return body


class OfVersionQuerySet(OfActivityQuerySet["ActivityApproval"]):
    """Approvals of versions that the viewer may see."""

    path = "version__activity"


class ActivityApproval(RegisteredModel):
    """Somebody who answers for the record says that a version is right."""

    version = models.OneToOneField(
        ActivityVersion, models.PROTECT, related_name="approval", verbose_name=_("version")
    )
    approved_at = models.DateTimeField(_("approved at"))
    approved_by = models.UUIDField(_("approved by"), null=True, blank=True)

    objects = OfVersionQuerySet.as_manager()
    privacy = Privacy(
        personal={"approved_by": Erasure.NOT_RELATABLE},
        not_personal=("id", "version", "approved_at"),
    )

    class Meta:
        verbose_name = _("approval of a version")
        verbose_name_plural = _("approvals of versions")

    def __str__(self) -> str:
        return str(self.version)


@tracked_wholly
class RecordKeeper(RegisteredModel):
    """What letter (a) of both records asks of a party, beyond its name and contacts."""

    party = models.OneToOneField(
        Party, models.PROTECT, related_name="record_keeper", verbose_name=_("party")
    )
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    officer = models.CharField(
        _("data protection officer"), max_length=15, choices=Officer, default=Officer.UNKNOWN
    )
    representative = models.CharField(_("representative in the Union"), max_length=300, blank=True)

    objects = PartyOwnedQuerySet["RecordKeeper"].as_manager()
    privacy = Privacy(
        personal={"address": Erasure.BLANK, "representative": Erasure.BLANK},
        not_personal=("id", "party", "officer"),
    )

    class Meta:
        verbose_name = _("keeper of a record")
        verbose_name_plural = _("keepers of records")
        constraints = (
            models.CheckConstraint(
                name="record_keeper_officer_known", condition=Q(officer__in=Officer.values)
            ),
        )

    def __str__(self) -> str:
        return str(self.party)
