"""The draft of a statement, and the pictures that a party showed."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.models import Party
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import M, RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import LocalisedTextField, OptionalText
from voipgrid_privacy.site.statements.choices import (
    USUAL_COLOUR,
    USUAL_ON_COLOUR,
    Automated,
    Obliged,
)
from voipgrid_privacy.site.statements.pictures import LARGEST, PictureKind

COLOUR = r"^#[0-9a-f]{6}$"
validate_colour = RegexValidator(COLOUR, _("A colour such as #2a3042."), "colour")


class OwnLogos(RegisteredQuerySet[M]):
    """Of the viewer's own parties; what was published is handed out by the page that shows it."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties)


class StatementLogo(RegisteredModel):
    """A picture that a party showed once, written anew and harmless. The database keeps it so.

    ``hash`` is the SHA-256 of ``content``; versions name it, and so stay as they were.
    """

    party = models.ForeignKey(
        Party, models.PROTECT, related_name="statement_logos", verbose_name=_("party")
    )
    kind = models.CharField(
        _("kind"), max_length=3, choices=[(kind.value, kind.value) for kind in PictureKind]
    )
    content = models.BinaryField(_("picture"), max_length=LARGEST)
    hash = models.CharField(_("SHA-256"), max_length=64)

    objects = OwnLogos["StatementLogo"].as_manager()
    privacy = Privacy(not_personal=("id", "party", "kind", "content", "hash"))

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")
        ordering = ("party", "pk")
        constraints = (
            models.UniqueConstraint(fields=("party", "hash"), name="statement_logo_once"),
            models.CheckConstraint(
                name="statement_logo_kind_known",
                condition=Q(kind__in=[kind.value for kind in PictureKind]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.party} {self.hash[:8]}"


class OwnStatements(RegisteredQuerySet[M]):
    """Of the viewer's own parties."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties)


@tracked
class PrivacyStatement(RegisteredModel):
    """The draft of a party's statement: its parts in order, and what only the party can say.

    ``parts`` holds no fact: of a part drawn from the register its code and, if the party wrote
    one, its introduction; of a part of its own also the title. ``edited_by`` wrote last.
    """

    party = models.OneToOneField(
        Party, models.PROTECT, related_name="privacy_statement", verbose_name=_("party")
    )
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    parts = models.JSONField(_("parts"), default=list, blank=True)
    obliged = models.CharField(
        _("do people have to give data"), max_length=10, choices=Obliged, default=Obliged.UNKNOWN
    )
    automated = models.CharField(
        _("decisions by computers"), max_length=10, choices=Automated, default=Automated.UNKNOWN
    )
    automated_how = LocalisedTextField(_("how computers decide"), null=True, blank=True)
    colour = models.CharField(
        _("colour"), max_length=7, default=USUAL_COLOUR, validators=[validate_colour]
    )
    on_colour = models.CharField(
        _("colour of text on it"),
        max_length=7,
        default=USUAL_ON_COLOUR,
        validators=[validate_colour],
    )
    logo = models.ForeignKey(
        StatementLogo,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("logo"),
    )
    logo_alt = LocalisedTextField(_("what the logo shows"), null=True, blank=True)
    edited_by = models.UUIDField(_("edited by"), null=True, blank=True)

    objects = OwnStatements["PrivacyStatement"].as_manager()
    privacy = Privacy(
        personal={"edited_by": Erasure.NOT_RELATABLE},
        not_personal=(
            "id",
            "party",
            "slug",
            "parts",
            "obliged",
            "automated",
            "automated_how",
            "colour",
            "on_colour",
            "logo",
            "logo_alt",
        ),
    )

    class Meta:
        verbose_name = _("privacy statement")
        verbose_name_plural = _("privacy statements")
        ordering = ("party__name",)
        constraints = (
            models.CheckConstraint(
                name="statement_obliged_known", condition=Q(obliged__in=Obliged.values)
            ),
            models.CheckConstraint(
                name="statement_automated_known", condition=Q(automated__in=Automated.values)
            ),
            models.CheckConstraint(
                name="statement_colours_are_colours",
                condition=Q(colour__regex=COLOUR, on_colour__regex=COLOUR),
            ),
            OptionalText(
                name="statement_logo_has_words",
                condition=Q(logo__isnull=True) | Q(logo_alt__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.party)
