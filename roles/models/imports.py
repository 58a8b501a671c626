"""Imports: a row before it is a task, its file in parts, its rows as text and as what they mean."""

from typing import TypeVar

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.models.parties import Party
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer

M = TypeVar("M", bound=models.Model)
KEPT = _("A day after the import was uploaded, or applied")


class ImportState(models.TextChoices):
    """How far an import is; what is between two states is done by a worker."""

    UPLOADED = "UPLOADED", _("Being read")
    PREVIEWED = "PREVIEWED", _("Ready to apply")
    APPLYING = "APPLYING", _("Being applied")
    APPLIED = "APPLIED", _("Applied")
    UNDOING = "UNDOING", _("Being undone")
    UNDONE = "UNDONE", _("Undone")
    REFUSED = "REFUSED", _("Refused")


class Outcome(models.TextChoices):
    """What happens with a row."""

    NEW = "NEW", _("New")
    CHANGED = "CHANGED", _("Changed")
    DUPLICATE = "DUPLICATE", _("Already there")
    ERROR = "ERROR", _("Error")


class ImportQuerySet(RegisteredQuerySet["Import"]):
    """Imports in the name of the viewer's parties."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties)


@tracked
class Import(RegisteredModel):
    """Files of parties and contracts in the name of ``party``, whose numbers they use.

    In the name of the platform it may write the whole register, in a partner's name what the
    partner may. What was uploaded is erased a day later; this row and its counts remain.
    """

    party = models.ForeignKey(
        Party, models.PROTECT, related_name="imports", verbose_name=_("in the name of")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED
    )
    size = models.BigIntegerField(_("size in bytes"), default=0)
    mapping = models.JSONField(_("columns"), default=dict, blank=True)
    """Number of a sheet to our names of its columns; what is not there was recognised."""
    without_errors = models.BooleanField(_("without the rows with errors"), default=False)
    new = models.IntegerField(_("new"), default=0)
    changed = models.IntegerField(_("changed"), default=0)
    duplicate = models.IntegerField(_("already there"), default=0)
    errors = models.IntegerField(_("errors"), default=0)
    refusal = models.CharField(_("refused because"), max_length=60, blank=True)
    refusal_params = models.JSONField(_("details"), default=dict, blank=True)
    actor = models.UUIDField(_("by"), null=True, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    erased = models.BooleanField(_("files erased"), default=False)

    objects = ImportQuerySet.as_manager()
    privacy = Privacy(
        personal={"actor": Erasure.NOT_RELATABLE, "refusal_params": Erasure.BLANK},
        not_personal=(
            "id",
            "party",
            "state",
            "size",
            "mapping",
            "without_errors",
            "new",
            "changed",
            "duplicate",
            "errors",
            "refusal",
            "uploaded_at",
            "applied_at",
            "erased",
        ),
        kept=KEPT,
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-uploaded_at",)
        constraints = (
            models.CheckConstraint(
                name="import_state_known", condition=Q(state__in=ImportState.values)
            ),
            models.CheckConstraint(
                name="import_applied_when",
                condition=Q(applied_at__isnull=False)
                | ~Q(state__in=(ImportState.APPLIED, ImportState.UNDOING, ImportState.UNDONE)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.uploaded_at:%Y-%m-%d %H:%M}"

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return self.new + self.changed + self.duplicate + self.errors

    @property
    def busy(self) -> bool:
        """Whether a worker has something to do."""
        return self.state in BUSY


BUSY = (ImportState.UPLOADED, ImportState.APPLYING, ImportState.UNDOING)


class OfImportQuerySet(RegisteredQuerySet[M]):
    """What belongs to imports that the viewer may see."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(batch__party__in=viewer.parties)


class ImportPart(models.Model):
    """A piece of an uploaded file, so that no process ever holds all of it."""

    pk = models.CompositePrimaryKey("batch_id", "file", "part")
    batch = models.ForeignKey(Import, models.CASCADE, related_name="parts", db_index=False)
    file = models.SmallIntegerField()
    part = models.IntegerField()
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    objects = OfImportQuerySet["ImportPart"].as_manager()
    privacy = Privacy(
        personal={"content": Erasure.DELETE_ROW, "name": Erasure.DELETE_ROW},
        not_personal=("batch", "file", "part"),
        kept=KEPT,
    )

    def __str__(self) -> str:
        return f"{self.file}.{self.part}"


class ImportSheet(models.Model):
    """A table in a file: its columns as it names them and as we do; ``what`` it holds."""

    pk = models.CompositePrimaryKey("batch_id", "number")
    batch = models.ForeignKey(Import, models.CASCADE, related_name="sheets", db_index=False)
    number = models.SmallIntegerField()
    name = models.CharField(max_length=250)
    what = models.CharField(max_length=10)
    headers = ArrayField(models.TextField())
    columns = ArrayField(models.TextField())

    objects = OfImportQuerySet["ImportSheet"].as_manager()
    privacy = Privacy(
        personal={"name": Erasure.DELETE_ROW, "headers": Erasure.DELETE_ROW},
        not_personal=("batch", "number", "what", "columns"),
        kept=KEPT,
    )

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.name


class ImportProgress(models.Model):
    """How far the worker is; written beside its one transaction, so that others can see it."""

    batch = models.OneToOneField(Import, models.CASCADE, primary_key=True, related_name="progress")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)

    objects = OfImportQuerySet["ImportProgress"].as_manager()
    privacy = Privacy(not_personal=("batch", "done", "total"))

    def __str__(self) -> str:
        return f"{self.done} / {self.total}"


CELLS = 7
_CELL = {f"c{n}": Erasure.DELETE_ROW for n in range(1, CELLS + 1)}


class StagedRow(models.Model):
    """A row as text, by COPY; its cells in the order of our columns of what it is.

    That its import exists is checked a statement at a time (migration 0026): a look for each of
    two million rows took a quarter of the preview.
    """

    pk = models.CompositePrimaryKey("batch_id", "number")
    batch = models.ForeignKey(
        Import, models.CASCADE, related_name="staged", db_index=False, db_constraint=False
    )
    number = models.IntegerField()
    sheet = models.SmallIntegerField()
    line = models.IntegerField()
    what = models.CharField(max_length=1)
    surplus = models.BooleanField()
    suspect = models.BooleanField()
    c1 = models.TextField()
    c2 = models.TextField()
    c3 = models.TextField()
    c4 = models.TextField()
    c5 = models.TextField()
    c6 = models.TextField()
    c7 = models.TextField()

    objects = OfImportQuerySet["StagedRow"].as_manager()
    privacy = Privacy(
        personal=_CELL,
        not_personal=("batch", "number", "sheet", "line", "what", "surplus", "suspect"),
        kept=KEPT,
    )

    def __str__(self) -> str:
        return str(self.line)


class JudgedRow(models.Model):
    """What a row means to the register, and what was there before: enough to apply and to undo.

    ``problems`` are ``column:problem``. ``row_id`` is the party or contract, new or known.
    """

    pk = models.CompositePrimaryKey("batch_id", "number")
    batch = models.ForeignKey(
        Import, models.CASCADE, related_name="judged", db_index=False, db_constraint=False
    )
    number = models.IntegerField()
    what = models.CharField(max_length=1)
    outcome = models.CharField(max_length=10)
    problems = ArrayField(models.TextField())
    row_id = models.UUIDField(null=True)
    key = models.TextField(null=True)  # noqa: DJ001  null: a contract has none
    kind = models.TextField(null=True)  # noqa: DJ001  null: the word is unknown
    name = models.TextField(null=True)  # noqa: DJ001
    legal_form = models.TextField(null=True)  # noqa: DJ001
    kvk_number = models.TextField(null=True)  # noqa: DJ001
    country = models.TextField(null=True)  # noqa: DJ001
    provider_id = models.UUIDField(null=True)
    acquirer_id = models.UUIDField(null=True)
    service_id = models.UUIDField(null=True)
    reference = models.TextField(null=True)  # noqa: DJ001
    period = DateRangeField(null=True)
    fresh = models.BooleanField(default=False)
    """The acquirer is new, so nothing in the register can be in its way."""
    level = models.SmallIntegerField(default=0)
    before = models.JSONField(null=True)

    objects = OfImportQuerySet["JudgedRow"].as_manager()
    privacy = Privacy(
        personal={
            "key": Erasure.DELETE_ROW,
            "name": Erasure.DELETE_ROW,
            "kvk_number": Erasure.DELETE_ROW,
            "before": Erasure.DELETE_ROW,
        },
        not_personal=(
            "batch",
            "number",
            "what",
            "outcome",
            "problems",
            "row_id",
            "kind",
            "legal_form",
            "country",
            "provider_id",
            "acquirer_id",
            "service_id",
            "reference",
            "period",
            "fresh",
            "level",
        ),
        kept=KEPT,
    )

    class Meta:
        indexes = (
            models.Index(
                fields=("batch", "number"),
                name="judged_row_with_problem",
                condition=Q(outcome=Outcome.ERROR),
            ),
        )

    def __str__(self) -> str:
        return str(self.number)
