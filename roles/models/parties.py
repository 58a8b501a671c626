"""Parties: everyone who has a role, and who may see them."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from roles.choices import PartyKind
from voipgrid_privacy.kernel.among import Among
from voipgrid_privacy.kernel.history import tracked_wholly_in_bulk
from voipgrid_privacy.kernel.models import M, RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class LegalForm(models.TextChoices):
    """Whether data about the party is data about a person (GDPR Art. 4(1), recital 14)."""

    LEGAL_PERSON = "LEGAL_PERSON", _("Legal person")
    SOLE_TRADER = "SOLE_TRADER", _("Sole trader or partnership of persons")
    NATURAL_PERSON = "NATURAL_PERSON", _("Natural person")
    GROUP_OF_PERSONS = "GROUP_OF_PERSONS", _("Group of natural persons")


class PartyQuerySet(RegisteredQuerySet["Party"]):
    """Parties, from what the viewer may see."""

    def _own(self, viewer: Viewer) -> Q:
        mine = Q(pk__in=viewer.parties | viewer.upstream) | Q(registered_by__in=viewer.parties)
        return mine | below("pk", viewer) | Q(is_public=True)


def below(column: str, viewer: Viewer) -> Q:
    """Return the condition that the viewer's parties deliver or delivered to it, down the chain."""
    if not viewer.parties:
        return Q(pk__in=())
    return Q(Among(column, PartyScope.objects.filter(viewer__in=viewer.parties).values("party")))


@tracked_wholly_in_bulk
class Party(RegisteredModel):  # type: ignore[django-manager-missing]  # ApiClient: untyped base
    """A company, authority, person or group of persons in the chain.

    ``is_public`` parties may be named to anyone: the platform, its suppliers (EDPB Opinion
    22/2024) and the model parties with which the register explains itself before, and apart
    from, any real customer.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=PartyKind)
    name = models.CharField(_("name"), max_length=200)
    legal_form = models.CharField(
        _("legal form"), max_length=20, choices=LegalForm, default=LegalForm.LEGAL_PERSON
    )
    kvk_number = models.CharField(
        _("Chamber of Commerce number"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^\d{8}$", _("Eight digits."), "kvk_number")],
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        default="NL",
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Two capital letters (ISO 3166)."), "country")],
    )
    is_public = models.BooleanField(_("may be named in public"), default=False)
    is_model = models.BooleanField(_("model party"), default=False)
    registered_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registered",
        verbose_name=_("registered by"),
    )

    objects = PartyQuerySet.as_manager()
    # A sole trader's name and number are personal data, so history keeps neither for anyone.
    privacy = Privacy(
        personal={"name": Erasure.BLANK, "kvk_number": Erasure.BLANK},
        not_personal=(
            "id",
            "kind",
            "legal_form",
            "country",
            "is_public",
            "is_model",
            "registered_by",
        ),
    )

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(name="party_kind_known", condition=Q(kind__in=PartyKind.values)),
            models.CheckConstraint(
                name="party_legal_form_known", condition=Q(legal_form__in=LegalForm.values)
            ),
            models.CheckConstraint(
                name="party_country_iso", condition=Q(country__regex=r"^[A-Z]{2}$")
            ),
            models.CheckConstraint(
                name="party_kvk_eight_digits",
                condition=Q(kvk_number__regex=r"^(\d{8})?$"),
                violation_error_code="kvk_number",
                violation_error_message=_("A Chamber of Commerce number has eight digits."),
            ),
            models.CheckConstraint(
                name="party_has_name",
                condition=~Q(name=""),
                violation_error_code="name_missing",
                violation_error_message=_("A party has a name."),
            ),
        )
        indexes = (
            # Long lists are walked by name, and leave the few model parties out.
            models.Index(fields=("name", "id"), name="party_by_name"),
            models.Index(fields=("id",), name="party_model", condition=Q(is_model=True)),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def natural_person(self) -> bool:
        """Whether data about this party is personal data by itself."""
        return self.legal_form != LegalForm.LEGAL_PERSON


class ScopeQuerySet(RegisteredQuerySet["PartyScope"]):
    """Scope rows of the viewer's own parties."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(viewer__in=viewer.parties)


class PartyScope(models.Model):
    """``viewer`` may see ``party``: it delivers to it, directly or through resellers.

    Kept by a trigger on contracts (downstream over resale and subscription, never over supply:
    a hosting supplier does not get to see the platform's customers). It outlives the contract,
    because last March stays answerable for ever.
    """

    pk = models.CompositePrimaryKey("viewer_id", "party_id")
    viewer = models.ForeignKey(Party, models.CASCADE, related_name="sees", db_index=False)
    party = models.ForeignKey(Party, models.CASCADE, related_name="seen_from")

    objects = ScopeQuerySet.as_manager()
    privacy = Privacy(not_personal=("viewer", "party"))

    def __str__(self) -> str:
        return f"{self.viewer_id} > {self.party_id}"


class PartyOwnedQuerySet(RegisteredQuerySet[M]):
    """Rows that belong to one party the viewer may act for or delivers to."""

    def _own(self, viewer: Viewer) -> Q:
        mine = Q(party__in=viewer.parties) | Q(party__registered_by__in=viewer.parties)
        return mine | below("party", viewer) | Q(party__is_public=True)


class ContactKind(models.TextChoices):
    """What a contact is for."""

    GENERAL = "GENERAL", _("General")
    PRIVACY = "PRIVACY", _("Privacy questions")
    DPO = "DPO", _("Data protection officer")
    SECURITY = "SECURITY", _("Security officer")


@tracked_wholly_in_bulk
class Contact(RegisteredModel):
    """A contact point of a party; the DPO is one (GDPR Art. 37(7)).

    Who no longer is one is removed, which erases it; history keeps that there was one, not who.
    """

    party = models.ForeignKey(
        Party, models.CASCADE, related_name="contacts", verbose_name=_("party")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ContactKind)
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)

    objects = PartyOwnedQuerySet["Contact"].as_manager()
    privacy = Privacy(
        personal={
            "name": Erasure.DELETE_ROW,
            "email": Erasure.DELETE_ROW,
            "phone": Erasure.DELETE_ROW,
        },
        not_personal=("id", "party", "kind"),
    )

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = (
            models.CheckConstraint(
                name="contact_kind_known", condition=Q(kind__in=ContactKind.values)
            ),
            models.CheckConstraint(
                name="contact_reachable",
                condition=~Q(email="") | ~Q(phone=""),
                violation_error_code="contact_unreachable",
                violation_error_message=_("Give an e-mail address or a telephone number."),
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email or self.phone


class ExternalSystem(models.TextChoices):
    """Where a party is known by another number."""

    VOIPGRID_PARTNER_ID = "VOIPGRID_PARTNER_ID", _("VoIPGRID partner id")
    VOIPGRID_CLIENT_UUID = "VOIPGRID_CLIENT_UUID", _("VoIPGRID client UUID")
    RELATIECODE = "RELATIECODE", _("Relation code")
    KVK = "KVK", _("Chamber of Commerce")
    BTW = "BTW", _("VAT number")
    ACM = "ACM", _("ACM registration")


class ExternalId(RegisteredModel):
    """A party's number in another system; unique per giver, so that it tells others nothing.

    It has no history: the database itself says when it was last written.
    """

    party = models.ForeignKey(
        Party, models.CASCADE, related_name="external_ids", verbose_name=_("party")
    )
    assigned_by = models.ForeignKey(
        Party, models.CASCADE, related_name="+", verbose_name=_("assigned by")
    )
    system = models.CharField(_("system"), max_length=30, choices=ExternalSystem)
    value = models.CharField(_("value"), max_length=100)
    touched_at = models.DateTimeField(_("last written at"), db_default=Now(), editable=False)

    objects = PartyOwnedQuerySet["ExternalId"].as_manager()
    privacy = Privacy(
        personal={"value": Erasure.DELETE_ROW},
        not_personal=("id", "party", "assigned_by", "system", "touched_at"),
    )

    class Meta:
        verbose_name = _("external number")
        verbose_name_plural = _("external numbers")
        constraints = (
            models.UniqueConstraint(
                fields=("assigned_by", "system", "value"),
                name="external_id_once_per_assigner",
                violation_error_code="external_id_taken",
                violation_error_message=_("Another party already has this number."),
            ),
            models.CheckConstraint(
                name="external_id_system_known", condition=Q(system__in=ExternalSystem.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_system_display()} {self.value}"
