"""The papers of an agreement: generated here, or signed elsewhere and kept here."""

from typing import Final

from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.utils.translation import gettext_lazy as _

from roles.agreements.models.agreements import Agreement
from roles.agreements.models.templates import AgreementTemplate
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class DocumentKind(models.TextChoices):
    """Where a paper comes from."""

    GENERATED = "GENERATED", _("Generated from the register")
    UPLOADED = "UPLOADED", _("Signed elsewhere")
    PROOF = "PROOF", _("Proof that data were returned or deleted")


class DocumentState(models.TextChoices):
    """How far a paper is."""

    DRAFT = "DRAFT", _("Draft")
    SENT = "SENT", _("Sent, to be signed")
    SIGNED = "SIGNED", _("Signed by both")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    SUPERSEDED = "SUPERSEDED", _("Superseded by another draft")
    FILED = "FILED", _("Kept")


class Language(models.TextChoices):
    """In which language a paper is."""

    NL = "nl", _("Dutch")
    EN = "en", _("English")


ERASED: Final = ExpressionWrapper(Q(content=b""), models.BooleanField())
"""Whether the term of a paper is over: its hash and its days stay."""


class OfAgreementQuerySet(RegisteredQuerySet["AgreementDocument"]):
    """Papers of the agreements to which the viewer is a party."""

    def light(self) -> "OfAgreementQuerySet":
        """Leave the bytes where they are, and say whether they were erased: for lists."""
        return self.defer("content", "data").annotate(erased=ERASED)

    def _own(self, viewer: Viewer) -> Q:
        return Q(agreement__processor__in=viewer.parties) | Q(
            agreement__controller__in=viewer.parties
        )


@tracked
class AgreementDocument(RegisteredModel):
    """One paper as it is: its bytes, their SHA-256, and the data that it was made from.

    The database changes none of that, and only moves ``state`` on. ``data_hash`` is the SHA-256
    of the data, which the paper itself shows; ``asof`` the day of which the register was told.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="documents", verbose_name=_("agreement")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=DocumentKind)
    state = models.CharField(
        _("state"), max_length=10, choices=DocumentState, default=DocumentState.DRAFT
    )
    language = models.CharField(_("language"), max_length=2, choices=Language)
    template = models.ForeignKey(
        AgreementTemplate, models.PROTECT, null=True, blank=True, verbose_name=_("template")
    )
    asof = models.DateField(_("as of"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    data = models.JSONField(_("made from"), default=dict, blank=True)
    data_hash = models.CharField(_("SHA-256 of what it was made from"), max_length=64, blank=True)
    made_at = models.DateTimeField(_("made at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = OfAgreementQuerySet.as_manager()
    # A paper names people: history keeps that it was there, not what it says.
    privacy = Privacy(
        personal={
            "content": Erasure.BLANK,
            "data": Erasure.BLANK,
            "name": Erasure.BLANK,
        },
        not_personal=(
            "id",
            "agreement",
            "number",
            "kind",
            "state",
            "language",
            "template",
            "asof",
            "sha256",
            "data_hash",
            "made_at",
            "sent_at",
        ),
    )

    class Meta:
        verbose_name = _("paper of an agreement")
        verbose_name_plural = _("papers of agreements")
        ordering = ("agreement", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "number"), name="agreement_document_numbered"
            ),
            models.UniqueConstraint(
                fields=("agreement",),
                name="agreement_document_one_open",
                condition=Q(state__in=(DocumentState.DRAFT, DocumentState.SENT)),
            ),
            models.CheckConstraint(
                name="agreement_document_kind",
                condition=Q(
                    kind=DocumentKind.GENERATED, template__isnull=False, data_hash__regex="^.{64}$"
                )
                & ~Q(state=DocumentState.FILED)
                | Q(
                    kind__in=(DocumentKind.UPLOADED, DocumentKind.PROOF),
                    state=DocumentState.FILED,
                ),
            ),
            models.CheckConstraint(
                name="agreement_document_state", condition=Q(state__in=DocumentState.values)
            ),
            models.CheckConstraint(
                name="agreement_document_language", condition=Q(language__in=Language.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference}.pdf"

    @property
    def reference(self) -> str:
        """What the paper is called on paper: that of the agreement with its own number."""
        return f"{self.agreement.reference or f'VWO-{self.agreement_id.hex[:8]}'}-{self.number}"
