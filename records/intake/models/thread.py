"""The thread with whoever asks: links, messages and files."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.intake.choices import Author, Purpose
from records.intake.contents import FileKind
from records.intake.models.drafts import NobodysQuerySet
from records.requests.models import SubjectRequest
from roles.models import Party
from voipgrid_privacy.kernel.models import M, RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer

KEPT = _("With the request: until its own term is over.")


class OwnThreadQuerySet(RegisteredQuerySet[M]):
    """What was said between whoever asks and one of the viewer's own parties."""

    def _own(self, viewer: Viewer) -> Q:
        seen = SubjectRequest.objects.visible_to(viewer)
        return Q(party__in=viewer.parties, request__in=seen)


class RequestLink(RegisteredModel):
    """A link by which somebody follows a request; of its token only the SHA-256 is kept."""

    request = models.ForeignKey(
        SubjectRequest, models.PROTECT, related_name="links", verbose_name=_("request")
    )
    token_hash = models.CharField(_("SHA-256 of the link"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("holds until"), db_index=True)

    objects = NobodysQuerySet["RequestLink"].as_manager()
    privacy = Privacy(
        personal={"token_hash": Erasure.DELETE_ROW},
        not_personal=("id", "request", "made_at", "expires_at"),
        kept=_("Until it no longer holds: thirty days."),
    )

    class Meta:
        verbose_name = _("link to follow a request")
        verbose_name_plural = _("links to follow requests")
        ordering = ("request", "made_at")

    def __str__(self) -> str:
        return str(self.request)


class RequestMessage(RegisteredModel):
    """What somebody wrote about a request: whoever asks to ``party``, or ``party`` back.

    The database dates it, and changes nothing but to empty it. A party reads its own only.
    """

    request = models.ForeignKey(
        SubjectRequest, models.PROTECT, related_name="messages", verbose_name=_("request")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))
    author = models.CharField(_("written by"), max_length=9, choices=Author)
    text = models.TextField(_("text"), max_length=20_000, blank=True)
    name = models.CharField(_("by (name)"), max_length=120, blank=True)
    written_at = models.DateTimeField(_("written at"))

    objects = OwnThreadQuerySet["RequestMessage"].as_manager()
    privacy = Privacy(
        personal={"text": Erasure.BLANK, "name": Erasure.BLANK},
        not_personal=("id", "request", "party", "author", "written_at"),
        kept=KEPT,
    )

    class Meta:
        verbose_name = _("message about a request")
        verbose_name_plural = _("messages about requests")
        ordering = ("request", "written_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="request_message_author", condition=Q(author__in=Author.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.request}: {self.get_author_display()}"


class FileQuerySet(OwnThreadQuerySet["RequestAttachment"]):
    """Files of the viewer's own threads."""

    def light(self) -> "FileQuerySet":
        """Leave the bytes where they are: for lists."""
        return self.defer("content")

    def kept(self) -> "FileQuerySet":
        """Return those that are still there."""
        return self.filter(erased_at=None)


class RequestAttachment(RegisteredModel):
    """A file that belongs to a request, in the database and nowhere else.

    It is emptied, never changed. Proof of identity is emptied by the database at the very step by
    which identity is confirmed or not (GDPR Art. 5(1)(c) and (e)); ``erased_at`` stays to say so.
    """

    request = models.ForeignKey(
        SubjectRequest, models.PROTECT, related_name="attachments", verbose_name=_("request")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))
    message = models.ForeignKey(
        RequestMessage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("message"),
    )
    author = models.CharField(_("added by"), max_length=9, choices=Author)
    purpose = models.CharField(_("for"), max_length=8, choices=Purpose)
    name = models.CharField(_("name"), max_length=130, blank=True)
    kind = models.CharField(_("kind"), max_length=4, choices=FileKind)
    size = models.PositiveIntegerField(_("bytes"))
    content = models.BinaryField(_("content"), blank=True)
    added_at = models.DateTimeField(_("added at"))
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    objects = FileQuerySet.as_manager()
    privacy = Privacy(
        personal={"name": Erasure.BLANK, "content": Erasure.BLANK},
        not_personal=(
            "id",
            "request",
            "party",
            "message",
            "author",
            "purpose",
            "kind",
            "size",
            "added_at",
            "erased_at",
        ),
        kept=_(
            "Proof of identity: until it is clear who asks. Other files: with the request, until"
            " its own term is over."
        ),
    )

    class Meta:
        verbose_name = _("file of a request")
        verbose_name_plural = _("files of requests")
        ordering = ("request", "added_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="request_file_known",
                condition=Q(
                    author__in=Author.values,
                    purpose__in=Purpose.values,
                    kind__in=FileKind.values,
                ),
            ),
            models.CheckConstraint(
                name="request_file_there_or_erased",
                condition=Q(erased_at=None) & ~Q(content=b"") & ~Q(name="")
                | Q(erased_at__isnull=False, content=b"", name=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.request}: {self.get_purpose_display()}"
