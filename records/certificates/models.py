"""Certificates as they are kept: only ever added to, each bound to the one before."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.choices import CERTIFIED
from records.engine.models import AnonymisationJob
from roles.models import Party
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class CertificateQuerySet(RegisteredQuerySet["Certificate"]):
    """The parts of the viewer's own parties; certificates of whole runs are for officers."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties)


class Certificate(RegisteredModel):
    """What a run had done when it stopped, in all or of one party (GDPR Art. 5(2), 28(3)(h)).

    ``body`` is the canonical text that is hashed and signed; the other columns are for finding
    it. A run that is paused or cancelled stops too, and again later: outcome, sweep and number
    of batches tell one stop from another. That its table was written anew is told later.
    ``chain`` is the party, or ``register`` for whole runs.
    """

    job = models.ForeignKey(
        AnonymisationJob, models.PROTECT, related_name="certificates", verbose_name=_("run")
    )
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("party")
    )
    chain = models.CharField(_("chain"), max_length=36)
    number = models.BigIntegerField(_("number"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=CERTIFIED)
    sweep = models.PositiveSmallIntegerField(_("sweep"))
    batches = models.PositiveIntegerField(_("batches"))
    rule = models.SlugField(_("rule"))
    cut_off = models.DateField(_("cut-off day"))
    rows = models.BigIntegerField(_("rows done"))
    issued_at = models.DateTimeField(_("issued at"))
    body = models.TextField(_("what it says"))
    previous = models.BinaryField(_("hash of the one before"), max_length=32)
    hash = models.BinaryField(_("hash"), max_length=32)
    key = models.CharField(_("public key"), max_length=64)
    signature = models.BinaryField(_("signature"), max_length=64)

    objects = CertificateQuerySet.as_manager()
    privacy = Privacy(
        # Who asked and who approved, by identifiers that mean nothing once the account is gone.
        personal={"body": Erasure.NOT_RELATABLE},
        not_personal=(
            "id",
            "job",
            "party",
            "chain",
            "number",
            "outcome",
            "sweep",
            "batches",
            "rule",
            "cut_off",
            "rows",
            "issued_at",
            "previous",
            "hash",
            "key",
            "signature",
        ),
    )

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ("-issued_at", "chain")
        constraints = (
            models.UniqueConstraint(fields=("chain", "number"), name="certificate_one_per_place"),
            models.UniqueConstraint(
                fields=("job", "chain", "outcome", "sweep", "batches"),
                name="certificate_once_per_stop",
            ),
        )
        indexes = (models.Index(fields=("party", "-issued_at"), name="certificate_of_party"),)

    def __str__(self) -> str:
        return f"{self.rule} {self.cut_off} ({self.number})"
