"""Tables of what comes in: answers that wait, the thread with whoever asks, what looks alike."""

from records.intake.models.alike import RequestErasure, RequestLikeness
from records.intake.models.drafts import IntakeDraft, IntakeDraftFile
from records.intake.models.thread import RequestAttachment, RequestLink, RequestMessage

__all__ = (
    "IntakeDraft",
    "IntakeDraftFile",
    "RequestAttachment",
    "RequestErasure",
    "RequestLikeness",
    "RequestLink",
    "RequestMessage",
)
