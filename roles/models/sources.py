"""Where a fact comes from."""

from datetime import date

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.text import LocalisedTextField, in_two_languages


class SourceKind(models.TextChoices):
    """What a source is, from what binds everyone to what someone says."""

    STATUTE = "STATUTE", _("Statute")
    GUIDELINE = "GUIDELINE", _("Guideline")
    OPINION = "OPINION", _("Opinion")
    DECISION = "DECISION", _("Decision")
    CONTRACT = "CONTRACT", _("Contract")
    STATEMENT = "STATEMENT", _("Statement")


@tracked
class Source(RegisteredModel):
    """A document or statement that facts are taken from, and what has since replaced it."""

    code = models.SlugField(_("code"), unique=True)
    title = LocalisedTextField(_("title"))
    kind = models.CharField(
        _("kind"), max_length=12, choices=SourceKind, default=SourceKind.STATEMENT
    )
    instrument = models.CharField(_("cited as"), max_length=60, blank=True)
    valid_during = DateRangeField(_("in force"), null=True, blank=True)
    url = models.URLField(_("address"), blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    consulted_on = models.DateField(_("consulted on"), null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("superseded by"),
    )
    superseded_on = models.DateField(_("superseded on"), null=True, blank=True)

    objects = RegisteredQuerySet["Source"].as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "code",
            "title",
            "kind",
            "instrument",
            "valid_during",
            "url",
            "published_on",
            "consulted_on",
            "superseded_by",
            "superseded_on",
        )
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("code",)
        constraints = (
            in_two_languages("title", "source_title_two_languages"),
            models.CheckConstraint(
                name="source_kind_known", condition=Q(kind__in=SourceKind.values)
            ),
            models.CheckConstraint(
                name="source_period_not_empty",
                condition=Q(valid_during__isnull=True) | Q(valid_during__isempty=False),
                violation_error_code="empty_period",
                violation_error_message=_("The period is empty: it ends before it starts."),
            ),
            models.CheckConstraint(
                name="source_not_superseded_by_itself",
                condition=Q(superseded_by__isnull=True) | ~Q(superseded_by=F("id")),
            ),
            models.UniqueConstraint(
                name="source_instrument_once",
                fields=("instrument",),
                condition=~Q(instrument=""),
                violation_error_code="instrument_taken",
                violation_error_message=_("Another source is already cited by this name."),
            ),
        )

    def __str__(self) -> str:
        return str(self.title)

    @property
    def valid_from(self) -> date | None:
        """First day in force, where that is known."""
        bound: date | None = self.valid_during.lower if self.valid_during else None
        return bound

    @property
    def valid_until(self) -> date | None:
        """First day on which it no longer is in force."""
        bound: date | None = self.valid_during.upper if self.valid_during else None
        return bound

    def superseded(self, on: date) -> bool:
        """Say whether another has replaced it by that day."""
        since: date | None = self.superseded_on
        return self.superseded_by_id is not None and (since is None or since <= on)

    def holds(self, on: date) -> bool:
        """Say whether one may still rest on it on that day."""
        lapsed = self.valid_until is not None and self.valid_until <= on
        return not lapsed and not self.superseded(on)
