"""What the law asks of an agreement, and the wordings that answer it."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.models.sources import Source
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.law import Citation, parse
from voipgrid_privacy.kernel.models import (
    PeriodModel,
    PeriodQuerySet,
    RegisteredModel,
    RegisteredQuerySet,
    one_at_a_time,
    period_not_empty,
)
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.text import LocalisedTextField, in_two_languages


@tracked
class ClauseItem(PeriodModel):
    """One thing that an agreement must settle, for as long as the law asks it."""

    code = models.SlugField(_("code"))
    place = models.CharField(_("place in the law"), max_length=60)
    name = LocalisedTextField(_("what the law asks"))
    position = models.PositiveSmallIntegerField(_("position"))
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"))

    objects = PeriodQuerySet["ClauseItem"].as_manager()
    privacy = Privacy(
        not_personal=("id", "code", "place", "name", "position", "source", "valid_during")
    )

    class Meta:
        verbose_name = _("item of agreements")
        verbose_name_plural = _("items of agreements")
        ordering = ("position",)
        constraints = (
            one_at_a_time(
                "clause_item_one_at_a_time",
                "code",
                code="overlapping_clause_item",
                message=_("This item is already there in that period."),
            ),
            period_not_empty("clause_item_period_not_empty"),
            in_two_languages("name", "clause_item_two_languages"),
        )

    def __str__(self) -> str:
        return f"{self.place}: {self.name}"

    @property
    def citation(self) -> Citation:
        """The place in the law, as a value that can be read aloud."""
        return parse(self.place)


class TemplateQuerySet(RegisteredQuerySet["AgreementTemplate"]):
    """Wordings."""

    def usable(self, on: date) -> "TemplateQuerySet":
        """Return the wordings that agreements may be made from on ``on``, newest first."""
        open_ = Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)
        return self.filter(open_, published_on__lte=on).order_by("-published_on", "-version")


@tracked
class AgreementTemplate(RegisteredModel):
    """A text that agreements are made from; another wording is another version.

    Once published the database changes nothing of it, and it is published only when it has a
    clause for everything that the law asks that day.
    """

    code = models.SlugField(_("code"))
    version = models.CharField(_("version"), max_length=20)
    title = LocalisedTextField(_("title"))
    published_on = models.DateField(_("published on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("not used any more from"), null=True, blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, verbose_name=_("source")
    )

    objects = TemplateQuerySet.as_manager()
    privacy = Privacy(
        not_personal=("id", "code", "version", "title", "published_on", "withdrawn_on", "source")
    )

    class Meta:
        verbose_name = _("template of agreements")
        verbose_name_plural = _("templates of agreements")
        ordering = ("code", "version")
        constraints = (
            models.UniqueConstraint(fields=("code", "version"), name="agreement_template_once"),
            in_two_languages("title", "agreement_template_two_languages"),
            models.CheckConstraint(
                name="agreement_template_withdrawn_later",
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gt=models.F("published_on")),
                violation_error_code="empty_period",
                violation_error_message=_("The period is empty: it ends before it starts."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


@tracked
class TemplateClause(RegisteredModel):
    """What a wording says about one item of the law."""

    template = models.ForeignKey(
        AgreementTemplate, models.PROTECT, related_name="clauses", verbose_name=_("template")
    )
    item = models.ForeignKey(
        ClauseItem, models.PROTECT, related_name="clauses", verbose_name=_("item")
    )
    heading = LocalisedTextField(_("heading"))
    text = LocalisedTextField(_("text"))

    objects = RegisteredQuerySet["TemplateClause"].as_manager()
    privacy = Privacy(not_personal=("id", "template", "item", "heading", "text"))

    class Meta:
        verbose_name = _("clause of a template")
        verbose_name_plural = _("clauses of templates")
        ordering = ("item__position",)
        constraints = (
            models.UniqueConstraint(
                fields=("template", "item"),
                name="template_clause_once",
                violation_error_code="clause_once",
                violation_error_message=_("This template already has a clause for that item."),
            ),
            in_two_languages("heading", "template_clause_heading_two_languages"),
            in_two_languages("text", "template_clause_two_languages"),
        )

    def __str__(self) -> str:
        return str(self.heading)
