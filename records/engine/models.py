"""Runs of retention rules, the lanes workers take, and the evidence each batch leaves behind."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.choices import JobState, PartStage, StartEvent, Strategy, Technique
from records.querysets import OfficersQuerySet
from records.retention.models import RetentionRule
from records.stores.models import DataStore, StoreTable
from voipgrid_privacy.kernel.models import RegisteredModel
from voipgrid_privacy.kernel.privacy import Erasure, Privacy

FIRST_BATCH = 5_000
SEALED = ["key_id", "nonce", "ciphertext"]
"""What is kept of right values: nothing of them can be read without the key."""


class AnonymisationJob(RegisteredModel):
    """One run of one rule for one day: what it set out to do, frozen, and how far it is.

    The rule may change tomorrow; this row keeps what was applied. ``table`` is empty for our own
    call records. ``blanks`` are the columns that lose their value where the row stays;
    ``shares`` is the number of rows due by partner. With ``keys`` the run is about these rows only,
    whatever the day: a data subject asked for it, in ``request_part``. ``corrections`` are the
    right values by column (GDPR Art. 16), sealed, there until the run is done. ``salt`` keys the
    digests over row keys and can be destroyed once they need not be verified any more.
    """

    rule = models.ForeignKey(
        RetentionRule, models.PROTECT, related_name="jobs", verbose_name=_("rule")
    )
    rule_version = models.BigIntegerField(_("version of the rule"))
    store = models.ForeignKey(DataStore, models.PROTECT, verbose_name=_("data store"))
    table = models.ForeignKey(
        StoreTable, models.PROTECT, null=True, blank=True, verbose_name=_("table")
    )
    fingerprint = models.CharField(_("shape of the table"), max_length=64, blank=True)
    cut_off = models.DateField(_("cut-off day"))
    start_event = models.CharField(_("starts at"), max_length=30, choices=StartEvent)
    term_months = models.PositiveSmallIntegerField(_("calendar months"))
    term_days = models.PositiveSmallIntegerField(_("days"))
    technique = models.CharField(_("technique"), max_length=20, choices=Technique)
    blanks = ArrayField(
        models.CharField(max_length=63), default=list, blank=True, verbose_name=_("emptied columns")
    )
    formula = models.CharField(_("formula"), max_length=200)
    only_partner = models.UUIDField(_("only of this partner"), null=True, blank=True)
    except_partners = ArrayField(
        models.UUIDField(), default=list, blank=True, verbose_name=_("except of these partners")
    )
    request_part = models.ForeignKey(
        "records.RequestPart",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="erasures",
        verbose_name=_("part of a request"),
    )
    keys = ArrayField(
        models.BigIntegerField(), null=True, blank=True, verbose_name=_("only these rows")
    )
    corrections = models.JSONField(_("right values"), default=dict, blank=True)
    requested_by = models.UUIDField(_("requested by"), null=True, blank=True)
    approved_by = models.UUIDField(_("approved by"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.PLANNED)
    sweep = models.PositiveSmallIntegerField(_("sweep"), default=1)
    hold_epoch = models.BigIntegerField(_("holds known at the start"), default=0)
    salt = models.BinaryField(_("salt"), null=True, blank=True)

    rows_previewed = models.BigIntegerField(_("rows due at the start"))
    rows_held = models.BigIntegerField(_("rows spared by holds"), default=0)
    rows_undated = models.BigIntegerField(_("rows without a start date"), default=0)
    shares = models.JSONField(_("rows due by partner"), default=dict, blank=True)
    oldest_start = models.DateField(_("oldest start"), null=True, blank=True)
    newest_start = models.DateField(_("newest start"), null=True, blank=True)
    rows_done = models.BigIntegerField(_("rows done"), default=0)
    batches_done = models.PositiveIntegerField(_("batches done"), default=0)
    rows_left = models.BigIntegerField(_("rows still due at the end"), null=True, blank=True)
    smallest_class = models.BigIntegerField(_("smallest class of rows"), null=True, blank=True)
    problem = models.TextField(_("problem"), blank=True)
    planned_at = models.DateTimeField(_("planned at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)

    objects = OfficersQuerySet["AnonymisationJob"].as_manager()
    privacy = Privacy(
        personal={
            "requested_by": Erasure.NOT_RELATABLE,
            "approved_by": Erasure.NOT_RELATABLE,
            "keys": Erasure.NOT_RELATABLE,
            "corrections": Erasure.BLANK,
        },
        not_personal=(
            "id",
            "rule",
            "rule_version",
            "store",
            "table",
            "fingerprint",
            "cut_off",
            "start_event",
            "term_months",
            "term_days",
            "technique",
            "blanks",
            "formula",
            "only_partner",
            "except_partners",
            "request_part",
            "approved_at",
            "state",
            "sweep",
            "hold_epoch",
            "salt",
            "rows_previewed",
            "rows_held",
            "rows_undated",
            "shares",
            "oldest_start",
            "newest_start",
            "rows_done",
            "batches_done",
            "rows_left",
            "smallest_class",
            "problem",
            "planned_at",
            "started_at",
            "finished_at",
            "stopped_at",
        ),
        kept=_(
            "Right values: with the request, until its own term is over. The rest are identifiers."
        ),
    )

    class Meta:
        verbose_name = _("anonymisation job")
        verbose_name_plural = _("anonymisation jobs")
        ordering = ("-planned_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("rule", "table", "cut_off", "hold_epoch", "request_part"),
                name="job_once_per_rule_day_and_holds",
                condition=~Q(technique=Technique.RECTIFY),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="job_corrects_for_a_request",
                condition=Q(technique=Technique.RECTIFY, keys__isnull=False, table__isnull=False)
                | ~Q(technique=Technique.RECTIFY) & Q(corrections={}),
            ),
            models.CheckConstraint(
                name="job_right_values_sealed",
                condition=Q(corrections={}) | Q(corrections__has_keys=SEALED),
            ),
            models.CheckConstraint(
                name="job_of_rows_for_a_request",
                condition=Q(keys=None, request_part=None)
                | Q(keys__isnull=False, request_part__isnull=False),
            ),
            models.CheckConstraint(name="job_state_known", condition=Q(state__in=JobState.values)),
            models.CheckConstraint(
                name="job_done_left_nothing",
                condition=~Q(state=JobState.DONE) | Q(rows_left=0, finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="job_approved_by_another",
                condition=Q(approved_by__isnull=True)
                | Q(requested_by__isnull=True)
                | ~Q(approved_by=models.F("requested_by")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule_id} {self.cut_off}"


class AnonymisationLane(models.Model):
    """A part of a run that one worker takes at a time: a range of keys, or a whole partition.

    Lanes of keys never overlap, and begin when the partitions of the run are finished. ``bound``
    is where a partition belongs, as the store writes it. ``fencing_token`` counts the workers that
    took the lane: a batch commits only for the latest.
    """

    job = models.ForeignKey(
        AnonymisationJob, models.CASCADE, related_name="lanes", verbose_name=_("job")
    )
    number = models.PositiveSmallIntegerField(_("lane"))
    first_key = models.BigIntegerField(_("first key"))
    end_key = models.BigIntegerField(_("end of the keys"))
    last_key = models.BigIntegerField(_("last key"))
    batch_size = models.PositiveIntegerField(_("rows in the next batch"), default=FIRST_BATCH)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    fencing_token = models.BigIntegerField(_("fencing token"), default=0)
    finished = models.BooleanField(_("finished"), default=False)
    strategy = models.CharField(
        _("strategy"), max_length=10, choices=Strategy, default=Strategy.IN_PLACE
    )
    part = models.CharField(_("partition"), max_length=63, blank=True)
    bound = models.TextField(_("bounds"), blank=True)
    stage = models.CharField(
        _("stage"), max_length=10, choices=PartStage, blank=True, default=PartStage.NOT_BEGUN
    )

    objects = OfficersQuerySet["AnonymisationLane"].as_manager()
    privacy: ClassVar[Privacy] = Privacy(
        not_personal=(
            "id",
            "job",
            "number",
            "first_key",
            "end_key",
            "last_key",
            "batch_size",
            "lease_until",
            "fencing_token",
            "finished",
            "strategy",
            "part",
            "bound",
            "stage",
        )
    )

    class Meta:
        verbose_name = _("lane of an anonymisation job")
        verbose_name_plural = _("lanes of anonymisation jobs")
        ordering = ("job", "number")
        constraints = (
            models.UniqueConstraint(fields=("job", "number"), name="lane_once"),
            models.CheckConstraint(
                name="lane_of_a_partition_or_of_keys",
                condition=Q(strategy=Strategy.IN_PLACE, part="", stage="")
                | (Q(strategy__in=(Strategy.DROP, Strategy.REWRITE)) & ~Q(part="")),
            ),
            ExclusionConstraint(
                name="lanes_never_overlap",
                expressions=[
                    ("job", RangeOperators.EQUAL),
                    (
                        models.Func(
                            "first_key",
                            "end_key",
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.job_id}/{self.number}"


class AnonymisationBatch(models.Model):
    """Evidence of one batch, written in the transaction that changed the rows.

    ``digest`` is a SHA-256 over the job's salt and the keys of exactly the rows changed, in
    order: it proves which rows without naming anyone. Key ranges of one sweep cannot overlap.
    In another database the intent is written first, with the keys of its rows, and settled
    after; a batch in doubt is settled by asking for exactly those keys.
    """

    job = models.ForeignKey(
        AnonymisationJob, models.PROTECT, related_name="batches", verbose_name=_("job")
    )
    lane = models.PositiveSmallIntegerField(_("lane"), default=0)
    sweep = models.PositiveSmallIntegerField(_("sweep"))
    keys = BigIntegerRangeField(_("keys"), null=True, blank=True)
    part = models.CharField(_("partition"), max_length=63, blank=True)
    strategy = models.CharField(
        _("strategy"), max_length=10, choices=Strategy, default=Strategy.IN_PLACE
    )
    rows = models.PositiveIntegerField(_("rows"))
    digest = models.BinaryField(_("digest"))
    shares = models.JSONField(_("rows by partner"), default=dict, blank=True)
    hold_epoch = models.BigIntegerField(_("holds known"), default=0)
    fencing_token = models.BigIntegerField(_("fencing token"))
    took_ms = models.PositiveIntegerField(_("took (ms)"))
    intended = ArrayField(
        models.BigIntegerField(), null=True, blank=True, verbose_name=_("keys in doubt")
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = OfficersQuerySet["AnonymisationBatch"].as_manager()
    privacy: ClassVar[Privacy] = Privacy(
        not_personal=(
            "id",
            "job",
            "lane",
            "sweep",
            "keys",
            "part",
            "strategy",
            "rows",
            "digest",
            "shares",
            "hold_epoch",
            "fencing_token",
            "took_ms",
            "intended",
            "recorded_at",
        )
    )

    class Meta:
        verbose_name = _("batch of an anonymisation job")
        verbose_name_plural = _("batches of anonymisation jobs")
        ordering = ("pk",)
        constraints = (
            ExclusionConstraint(
                name="batch_ranges_never_overlap",
                expressions=[
                    ("job", RangeOperators.EQUAL),
                    ("sweep", RangeOperators.EQUAL),
                    ("keys", RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(
                fields=("job", "lane"),
                name="batch_in_doubt_one_per_lane",
                condition=Q(intended__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.job_id} {self.keys}"


class RuleLook(models.Model):
    """When a rule last asked a table elsewhere whether anything was due: once a day is enough."""

    rule = models.ForeignKey(
        RetentionRule, models.CASCADE, related_name="looks", verbose_name=_("rule")
    )
    table = models.ForeignKey(
        StoreTable, models.CASCADE, related_name="looks", verbose_name=_("table")
    )
    on = models.DateField(_("on"))
    hold_epoch = models.BigIntegerField(_("holds known"))

    objects = OfficersQuerySet["RuleLook"].as_manager()
    privacy: ClassVar[Privacy] = Privacy(not_personal=("id", "rule", "table", "on", "hold_epoch"))

    class Meta:
        verbose_name = _("look of a rule")
        verbose_name_plural = _("looks of rules")
        constraints = (models.UniqueConstraint(fields=("rule", "table"), name="rule_look_once"),)

    def __str__(self) -> str:
        return f"{self.rule_id} {self.on}"
