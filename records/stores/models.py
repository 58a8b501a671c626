"""Data stores: where personal data lies, how to reach it, and what its tables mean."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.choices import ColumnShape, FoundBy, StartEvent, StoreKind, Whose
from records.querysets import OfficersQuerySet
from roles.models import DataElement
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.text import LocalisedTextField, in_two_languages

APPROVAL_ABOVE = 1_000_000


@tracked
class DataStore(RegisteredModel):
    """A system that holds personal data, and how long copies outlive what is erased in it.

    The two retention terms are declared by whoever runs the store, in days. From them follows
    when erased values have also left the write-ahead log and the backups. ``zone`` is the time
    zone of instants that the store keeps without one. A run that would erase more rows than
    ``approval_above`` waits for a second person.
    """

    code = models.SlugField(_("code"), unique=True)
    name = LocalisedTextField(_("name"))
    kind = models.CharField(_("kind"), max_length=30, choices=StoreKind)
    zone = models.CharField(_("time zone"), max_length=40, default="Europe/Amsterdam")
    wal_retention_days = models.PositiveSmallIntegerField(_("days the write-ahead log is kept"))
    backup_retention_days = models.PositiveSmallIntegerField(_("days a backup is kept"))
    approval_above = models.PositiveIntegerField(
        _("rows above which a second person approves"), default=APPROVAL_ABOVE
    )

    objects = RegisteredQuerySet["DataStore"].as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "code",
            "name",
            "kind",
            "zone",
            "wal_retention_days",
            "backup_retention_days",
            "approval_above",
        )
    )

    class Meta:
        verbose_name = _("data store")
        verbose_name_plural = _("data stores")
        ordering = ("code",)
        constraints = (
            in_two_languages("name", "data_store_name_two_languages"),
            models.CheckConstraint(
                name="data_store_kind_known", condition=Q(kind__in=StoreKind.values)
            ),
            models.UniqueConstraint(
                fields=("kind",),
                name="data_store_one_of_our_own",
                condition=Q(kind=StoreKind.OWN_POSTGRESQL),
                violation_error_code="own_store_twice",
                violation_error_message=_(
                    "Our own database is one data store, and is entered already."
                ),
            ),
        )

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_foreign(self) -> bool:
        """Say whether it is another system than our own database."""
        return self.kind != StoreKind.OWN_POSTGRESQL


@tracked
class StoreConnection(RegisteredModel):
    """How a store outside our own database is reached, and what the last check found.

    ``problems`` are codes of :class:`records.stores.privileges.Problem`.
    """

    store = models.OneToOneField(
        DataStore, models.PROTECT, related_name="connection", verbose_name=_("data store")
    )
    host = models.CharField(_("host"), max_length=253)
    port = models.PositiveIntegerField(
        _("port"), validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    database = models.CharField(_("database"), max_length=63)
    account = models.CharField(_("account"), max_length=80)
    encrypted = models.BooleanField(_("TLS is required"), default=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    problems = models.JSONField(_("problems"), default=list, blank=True)

    objects = OfficersQuerySet["StoreConnection"].as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "store",
            "host",
            "port",
            "database",
            "account",
            "encrypted",
            "checked_at",
            "problems",
        )
    )

    class Meta:
        verbose_name = _("connection of a data store")
        verbose_name_plural = _("connections of data stores")

    def __str__(self) -> str:
        return f"{self.account}@{self.host}:{self.port}/{self.database}"


class StoreSecret(RegisteredModel):
    """The password of a connection, encrypted; see :mod:`records.stores.vault`.

    Outside history on purpose: a password that is replaced must not stay anywhere.
    """

    connection = models.OneToOneField(
        StoreConnection, models.CASCADE, related_name="secret", verbose_name=_("connection")
    )
    key_id = models.CharField(_("key"), max_length=40)
    nonce = models.BinaryField(_("nonce"))
    ciphertext = models.BinaryField(_("encrypted password"))

    objects = OfficersQuerySet["StoreSecret"].as_manager()
    privacy = Privacy(not_personal=("id", "connection", "key_id", "nonce", "ciphertext"))

    class Meta:
        verbose_name = _("encrypted password")
        verbose_name_plural = _("encrypted passwords")

    def __str__(self) -> str:
        return self.key_id


@tracked
class StoreTable(RegisteredModel):
    """A table of a store: its key, whose rows they are, and the shape that was mapped.

    ``fingerprint`` is taken of columns, types, key and partitioning when the table was read;
    a run first compares it with the table as it is then.
    """

    store = models.ForeignKey(
        DataStore, models.PROTECT, related_name="tables", verbose_name=_("data store")
    )
    schema = models.CharField(_("schema"), max_length=63, blank=True)
    name = models.CharField(_("table"), max_length=63)
    key_column = models.CharField(_("key column"), max_length=63, blank=True)
    partner_column = models.CharField(_("column with the partner"), max_length=63, blank=True)
    customer_column = models.CharField(_("column with the customer"), max_length=63, blank=True)
    partition_column = models.CharField(_("partitioned by"), max_length=63, blank=True)
    about_rows = models.BigIntegerField(_("rows (estimate)"), default=0)
    fillfactor = models.PositiveSmallIntegerField(_("fill factor"), null=True, blank=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    in_use = models.BooleanField(_("retention applies"), default=False)

    objects = OfficersQuerySet["StoreTable"].as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "store",
            "schema",
            "name",
            "key_column",
            "partner_column",
            "customer_column",
            "partition_column",
            "about_rows",
            "fillfactor",
            "fingerprint",
            "in_use",
        )
    )

    class Meta:
        verbose_name = _("table of a data store")
        verbose_name_plural = _("tables of data stores")
        ordering = ("store", "schema", "name")
        constraints = (
            models.UniqueConstraint(fields=("store", "schema", "name"), name="store_table_once"),
            models.CheckConstraint(
                name="store_table_in_use_has_key",
                condition=Q(in_use=False) | ~Q(key_column=""),
                violation_error_code="key_missing",
                violation_error_message=_("Choose the column that identifies a row first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


@tracked
class StoreColumn(RegisteredModel):
    """A column: what it holds, which event it is the date of, and whom it identifies by what.

    ``shape`` is what a sample of its values looks like; the values themselves are not kept.
    """

    table = models.ForeignKey(
        StoreTable, models.CASCADE, related_name="columns", verbose_name=_("table")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("column"), max_length=63)
    data_type = models.CharField(_("type"), max_length=80)
    nullable = models.BooleanField(_("may be empty"))
    element = models.ForeignKey(
        DataElement, models.PROTECT, null=True, blank=True, verbose_name=_("data element")
    )
    starts = models.CharField(
        _("is the date of"), max_length=30, choices=StartEvent, blank=True, default=""
    )
    shape = models.CharField(
        _("looks like"), max_length=20, choices=ColumnShape, default=ColumnShape.UNKNOWN
    )
    suggested = models.CharField(_("suggested element"), max_length=60, blank=True)
    identifier = models.CharField(
        _("identifies by"), max_length=20, choices=FoundBy, blank=True, default=""
    )
    whose = models.CharField(_("identifies"), max_length=10, choices=Whose, blank=True, default="")

    objects = OfficersQuerySet["StoreColumn"].as_manager()
    privacy: ClassVar[Privacy] = Privacy(
        not_personal=(
            "id",
            "table",
            "position",
            "name",
            "data_type",
            "nullable",
            "element",
            "starts",
            "shape",
            "suggested",
            "identifier",
            "whose",
        )
    )

    class Meta:
        verbose_name = _("column of a table")
        verbose_name_plural = _("columns of tables")
        ordering = ("table", "position")
        constraints = (
            models.UniqueConstraint(fields=("table", "name"), name="store_column_once"),
            models.UniqueConstraint(
                fields=("table", "starts"),
                name="store_column_one_date_per_event",
                condition=~Q(starts=""),
                violation_error_code="event_twice",
                violation_error_message=_("Another column is already the date of this event."),
            ),
            models.CheckConstraint(
                name="store_column_identifies_somebody",
                condition=Q(identifier="", whose="")
                | Q(identifier__in=FoundBy.values, whose__in=Whose.values),
                violation_error_code="identifies_nobody",
                violation_error_message=_("Say both by what a column identifies, and whom."),
            ),
        )

    def __str__(self) -> str:
        return self.name
