"""Scans as rows: who may ask for them, what is due, what was seen and what is wrong."""

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cookies.choices import STORED, Technique
from cookies.registry.models.sites import Site
from cookies.scanner.choices import OPEN, Every, Problem, ProofWay, ScanStatus
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import M, RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class OfOwnSiteQuerySet(RegisteredQuerySet[M]):
    """What is of the viewer's own sites; that a party is public does not make its scans so."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(site__party__in=viewer.parties)


class OfOwnScanQuerySet(RegisteredQuerySet[M]):
    """What belongs to scans of the viewer's own sites."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(scan__site__party__in=viewer.parties)


def new_token() -> str:
    """Return what the site must show to prove that it is its party's."""
    return secrets.token_hex(16)


@tracked
class ScanPlan(RegisteredModel):
    """How a site proves whose it is, and how often it is scanned by itself.

    ``proven_at`` is when the proof was last seen; it is looked at again before every scan.
    """

    site = models.OneToOneField(
        Site, models.PROTECT, related_name="scan_plan", verbose_name=_("site")
    )
    token = models.CharField(
        _("proof"), max_length=32, default=new_token, editable=False, unique=True
    )
    way = models.CharField(_("proven by"), max_length=10, choices=ProofWay, blank=True)
    proven_at = models.DateTimeField(_("proof seen at"), null=True, blank=True)
    every_days = models.PositiveSmallIntegerField(
        _("how often"), choices=Every, null=True, blank=True
    )

    objects = OfOwnSiteQuerySet["ScanPlan"].as_manager()
    privacy = Privacy(not_personal=("id", "site", "token", "way", "proven_at", "every_days"))

    class Meta:
        verbose_name = _("scan plan")
        verbose_name_plural = _("scan plans")
        constraints = (
            models.CheckConstraint(
                name="scan_plan_way_known", condition=Q(way__in=["", *ProofWay.values])
            ),
            models.CheckConstraint(
                name="scan_plan_proven_some_way",
                condition=Q(way="", proven_at=None) | (~Q(way="") & Q(proven_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="scan_plan_every_known",
                condition=Q(every_days=None) | Q(every_days__in=Every.values),
            ),
        )

    def __str__(self) -> str:
        return f"{self.site}"


class Scan(RegisteredModel):
    """One scan of one site, from the wish to the evidence.

    While it is open a worker holds it by ``lease_until`` and ``fencing_token``; whoever lost
    either writes nothing more. ``manifest`` is the hash over the hashes of all evidence.
    ``judged`` is the hash of the registry that its problems were judged against.
    """

    site = models.ForeignKey(Site, models.PROTECT, related_name="scans", verbose_name=_("site"))
    status = models.CharField(
        _("state"), max_length=10, choices=ScanStatus, default=ScanStatus.WAITING
    )
    requested_at = models.DateTimeField(_("asked for at"))
    requested_by = models.UUIDField(_("asked for by"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=30, choices=Problem, blank=True)
    detail = models.CharField(_("what was said"), max_length=300, blank=True)
    url = models.CharField(_("address"), max_length=300, blank=True)
    browser = models.CharField(_("browser"), max_length=60, blank=True)
    states = models.PositiveSmallIntegerField(_("states to visit"), default=0)
    bytes_received = models.BigIntegerField(_("bytes received"), default=0)
    refused = models.PositiveIntegerField(_("connections refused"), default=0)
    manifest = models.CharField(_("SHA-256 of the evidence"), max_length=64, blank=True)
    judged = models.CharField(_("judged against"), max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    fencing_token = models.BigIntegerField(_("fencing token"), default=0)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)

    objects = OfOwnSiteQuerySet["Scan"].as_manager()
    privacy = Privacy(
        personal={"requested_by": Erasure.NOT_RELATABLE},
        not_personal=(
            "id",
            "site",
            "status",
            "requested_at",
            "started_at",
            "finished_at",
            "problem",
            "detail",
            "url",
            "browser",
            "states",
            "bytes_received",
            "refused",
            "manifest",
            "judged",
            "attempts",
            "fencing_token",
            "lease_until",
        ),
    )

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ("-requested_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("site",),
                condition=Q(status__in=OPEN),
                name="scan_one_open_per_site",
                violation_error_code="scan_open",
                violation_error_message=_("A scan of this site is waiting or being made."),
            ),
            models.CheckConstraint(
                name="scan_status_known", condition=Q(status__in=ScanStatus.values)
            ),
            models.CheckConstraint(
                name="scan_ended_at_a_moment",
                condition=Q(status__in=OPEN, finished_at=None)
                | (~Q(status__in=OPEN) & Q(finished_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="scan_failed_for_a_reason",
                condition=Q(status=ScanStatus.FAILED, problem__in=Problem.values)
                | (~Q(status=ScanStatus.FAILED) & Q(problem="")),
            ),
            models.CheckConstraint(
                name="scan_done_is_whole",
                condition=~Q(status=ScanStatus.DONE) | ~Q(manifest=""),
            ),
        )
        indexes = (
            models.Index(fields=("site", "-finished_at"), name="scan_latest_of_site"),
            models.Index(fields=("status",), name="scan_open", condition=Q(status__in=OPEN)),
        )

    def __str__(self) -> str:
        return f"{self.site} {self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether it is waiting or being made."""
        return self.status in OPEN


class ScanStep(RegisteredModel):
    """One state of consent that a scan has gone through: its progress, and how it went."""

    scan = models.ForeignKey(Scan, models.CASCADE, related_name="steps", verbose_name=_("scan"))
    key = models.CharField(_("state of consent"), max_length=40)
    seconds = models.FloatField(_("seconds"))
    problem = models.CharField(_("problem"), max_length=500, blank=True)
    steps = ArrayField(models.CharField(max_length=200), verbose_name=_("what was done"))
    requests = models.PositiveIntegerField(_("requests"), default=0)

    objects = OfOwnScanQuerySet["ScanStep"].as_manager()
    privacy = Privacy(not_personal=("id", "scan", "key", "seconds", "problem", "steps", "requests"))

    class Meta:
        verbose_name = _("visited state")
        verbose_name_plural = _("visited states")
        ordering = ("scan", "key")
        constraints = (models.UniqueConstraint(fields=("scan", "key"), name="scan_step_once"),)

    def __str__(self) -> str:
        return self.key


class ScanEvidence(RegisteredModel):
    """One file of evidence, compressed, with the hash of what it holds.

    After its term the content is emptied and the hash stays.
    """

    scan = models.ForeignKey(Scan, models.CASCADE, related_name="evidence", verbose_name=_("scan"))
    name = models.CharField(_("name"), max_length=60)
    size = models.PositiveIntegerField(_("bytes"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    content = models.BinaryField(_("content"), null=True)

    objects = OfOwnScanQuerySet["ScanEvidence"].as_manager()
    privacy = Privacy(
        personal={"content": Erasure.BLANK},  # a public page may name people
        not_personal=("id", "scan", "name", "size", "digest"),
        kept=_("Four hundred days; of the last scan of a site until there is another."),
    )

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("scan", "name")
        constraints = (models.UniqueConstraint(fields=("scan", "name"), name="scan_evidence_once"),)

    def __str__(self) -> str:
        return self.name


class FoundItem(RegisteredModel):
    """Something that a scan saw stored, sent or read; ``lifetime`` in seconds where it has one."""

    scan = models.ForeignKey(Scan, models.CASCADE, related_name="found", verbose_name=_("scan"))
    technique = models.CharField(_("technique"), max_length=20, choices=Technique)
    name = models.CharField(_("name or address"), max_length=500)
    host = models.CharField(_("host name"), max_length=253)
    path = models.CharField(_("path"), max_length=200, default="/")
    partitioned = models.BooleanField(_("partitioned"), default=False)
    third_party = models.BooleanField(_("of another site"))
    lifetime = models.BigIntegerField(_("lifetime in seconds"), null=True, blank=True)
    states = ArrayField(models.CharField(max_length=40), verbose_name=_("states it was seen in"))

    objects = OfOwnScanQuerySet["FoundItem"].as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "scan",
            "technique",
            "name",
            "host",
            "path",
            "partitioned",
            "third_party",
            "lifetime",
            "states",
        )
    )

    class Meta:
        verbose_name = _("found item")
        verbose_name_plural = _("found items")
        ordering = ("scan", "host", "technique", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("scan", "technique", "name", "host", "path", "partitioned"),
                name="found_item_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.host})"

    @property
    def is_stored(self) -> bool:
        """Whether it stays on the device."""
        return self.technique in STORED


class ScanProblem(RegisteredModel):
    """One thing that a scan shows to be wrong, with the evidence for it.

    Judged anew when the registry changes, from the evidence that was kept.
    """

    scan = models.ForeignKey(Scan, models.CASCADE, related_name="problems", verbose_name=_("scan"))
    code = models.CharField(_("code"), max_length=60)
    subject = models.CharField(_("subject"), max_length=200)
    evidence = models.JSONField(_("evidence"))

    objects = OfOwnScanQuerySet["ScanProblem"].as_manager()
    privacy = Privacy(not_personal=("id", "scan", "code", "subject", "evidence"))

    class Meta:
        verbose_name = _("problem seen by a scan")
        verbose_name_plural = _("problems seen by scans")
        ordering = ("scan", "code", "subject")
        constraints = (
            models.UniqueConstraint(fields=("scan", "code", "subject"), name="scan_problem_once"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.subject}"
