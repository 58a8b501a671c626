"""What the register distinguishes: categories, their elements, purposes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from roles.models.sources import Source
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.text import LocalisedTextField, in_two_languages


class DataCategoryQuerySet(RegisteredQuerySet["DataCategory"]):
    """Kinds of data, common to all."""

    def of_services(self) -> "DataCategoryQuerySet":
        """Return those for which parties have roles: data of a service, not of the register."""
        return self.filter(services__isnull=False).distinct()


@tracked
class DataCategory(RegisteredModel):
    """A kind of data for which a party has one role at a time."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = LocalisedTextField(_("name"))
    description = LocalisedTextField(_("description"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, verbose_name=_("source")
    )

    objects = DataCategoryQuerySet.as_manager()
    privacy = Privacy(not_personal=("id", "code", "name", "description", "position", "source"))

    class Meta:
        verbose_name = _("data category")
        verbose_name_plural = _("data categories")
        ordering = ("position", "code")
        constraints = (
            in_two_languages("name", "data_category_name_two_languages"),
            in_two_languages("description", "data_category_text_two_languages"),
        )

    def __str__(self) -> str:
        return str(self.name)


@tracked
class DataElement(RegisteredModel):
    """One item of data, such as a telephone number, in the category it belongs to."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    name = LocalisedTextField(_("name"))
    category = models.ForeignKey(
        DataCategory, models.PROTECT, related_name="elements", verbose_name=_("data category")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, verbose_name=_("source")
    )

    objects = RegisteredQuerySet["DataElement"].as_manager()
    privacy = Privacy(not_personal=("id", "code", "name", "category", "position", "source"))

    class Meta:
        verbose_name = _("data element")
        verbose_name_plural = _("data elements")
        ordering = ("category__position", "position", "code")
        constraints = (in_two_languages("name", "data_element_name_two_languages"),)

    def __str__(self) -> str:
        return str(self.name)


@tracked
class Purpose(RegisteredModel):
    """What data is used for (GDPR Art. 5(1)(b))."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    name = LocalisedTextField(_("name"))
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, verbose_name=_("source")
    )

    objects = RegisteredQuerySet["Purpose"].as_manager()
    privacy = Privacy(not_personal=("id", "code", "name", "source"))

    class Meta:
        verbose_name = _("purpose")
        verbose_name_plural = _("purposes")
        ordering = ("code",)
        constraints = (in_two_languages("name", "purpose_name_two_languages"),)

    def __str__(self) -> str:
        return str(self.name)
