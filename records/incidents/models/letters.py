"""The letters to persons (GDPR Art. 34; Reg. 611/2013 Art. 3): one row each, sent once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.incidents.choices import AddressKind
from records.incidents.models.incidents import IncidentDossier, OfDossierQuerySet
from records.incidents.models.steps import IncidentStep
from voipgrid_privacy.kernel.models import RegisteredModel
from voipgrid_privacy.kernel.privacy import Erasure, Privacy


class LetterQuerySet(OfDossierQuerySet["IncidentLetter"]):
    """Letters of files that the viewer keeps."""

    def waiting(self) -> "LetterQuerySet":
        """Return those that were not sent, and not taken off the list."""
        return self.filter(step=None, off=None)


class IncidentLetter(RegisteredModel):
    """One person is to be written to, or was: ``step`` says when, how and with what proof.

    ``reference`` is what the party itself knows the person by, a customer number for instance: no
    name, no address. The same person is listed once for each kind of address. Only added to, sent
    once, and the reference can be erased. What was wrong is taken ``off`` by a step with the
    reason, before it is sent, and stays to be read beside the letter that came ``instead``. What
    was wrong and was sent stays too: another letter ``follows`` it to the same person.
    """

    dossier = models.ForeignKey(
        IncidentDossier, models.PROTECT, related_name="letters", verbose_name=_("file")
    )
    reference = models.CharField(_("reference of the person"), max_length=120)
    kind = models.CharField(_("kind of address"), max_length=5, choices=AddressKind)
    added_at = models.DateTimeField(_("added at"))
    step = models.ForeignKey(
        IncidentStep,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("sent"),
    )
    off = models.ForeignKey(
        IncidentStep,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letters_off",
        verbose_name=_("taken off"),
    )
    instead = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrects",
        verbose_name=_("came instead"),
    )
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("corrects what was sent"),
    )

    objects = LetterQuerySet.as_manager()
    privacy = Privacy(
        personal={"reference": Erasure.BLANK},
        not_personal=("id", "dossier", "kind", "added_at", "step", "off", "instead", "follows"),
    )

    class Meta:
        verbose_name = _("letter to a person")
        verbose_name_plural = _("letters to persons")
        ordering = ("dossier", "added_at", "reference", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "kind", "reference"),
                name="incident_letter_once",
                condition=~Q(reference="") & Q(off=None, follows=None),
            ),
            models.UniqueConstraint(
                fields=("follows",), name="incident_letter_followed_once", condition=Q(off=None)
            ),
            models.CheckConstraint(
                name="incident_letter_sent_or_off",
                condition=Q(step=None) | Q(off=None),
            ),
            models.CheckConstraint(
                name="incident_letter_instead_of_one_off",
                condition=Q(instead=None) | Q(off__isnull=False),
            ),
            models.CheckConstraint(
                name="incident_letter_known", condition=Q(kind__in=AddressKind.values)
            ),
        )

    def __str__(self) -> str:
        return self.reference
