"""Everything about one change to take along: what was said, sent and answered, with its hashes."""

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.forms.models import model_to_dict
from django.http import FileResponse
from django.utils.translation import override

from roles.mail.models import OutgoingMail
from roles.sub_processors.models import Objection, SubProcessorChange, SubProcessorNotice
from roles.sub_processors.paper import on_paper
from voipgrid_privacy.kernel.documents import Document, pdf
from voipgrid_privacy.kernel.history import trail_of
from voipgrid_privacy.kernel.spreadsheets import defused
from voipgrid_privacy.kernel.tenancy import Viewer

LANGUAGES = ("nl", "en")
NOTICES = ("recipient", "sender", "authorisation", "told_by", "notice_days", "notified_on")
ANSWERS = (
    "last_day",
    "consented_on",
    "consent_given",
    "evidence",
    "otherwise_on",
    "proof",
)


def as_zip(change: SubProcessorChange, viewer: Viewer, at: datetime) -> FileResponse:
    """Return the evidence as a ZIP; it is made on disk, so that many notices take little memory."""
    held = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    write_evidence(held, change, viewer, at)
    held.seek(0)
    return FileResponse(held, as_attachment=True, filename=f"sub-processor-{change.pk}.zip")


def write_evidence(
    target: IO[bytes], change: SubProcessorChange, viewer: Viewer, at: datetime
) -> None:
    """Write the files and, last, the SHA-256 of each: ``sha256sum --check SHA256SUMS`` reads it.

    A page to read, in both languages, names the hash of what it tells of.
    """
    sums: dict[str, str] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:

        def put(name: str, content: bytes) -> None:
            sums[name] = hashlib.sha256(content).hexdigest()
            pack.writestr(name, content)

        for name, text in _files(change, viewer, at):
            put(name, text.encode())
        files = _hash_of(sums)
        for language in LANGUAGES:
            with override(language):
                put(f"notice-{language}.pdf", pdf(on_paper(change, viewer, at, files)))
        pack.writestr("SHA256SUMS", _listed(sums))


def as_page(change: SubProcessorChange, viewer: Viewer, at: datetime) -> Document:
    """Return the page to read by itself, in the reader's language."""
    files = _files(change, viewer, at)
    sums = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files}
    return on_paper(change, viewer, at, _hash_of(sums))


def _hash_of(sums: dict[str, str]) -> str:
    return hashlib.sha256(_listed(sums).encode()).hexdigest()


def _listed(sums: dict[str, str]) -> str:
    return "".join(f"{sum_}  {name}\n" for name, sum_ in sums.items())


def _files(change: SubProcessorChange, viewer: Viewer, at: datetime) -> Iterable[tuple[str, str]]:
    notices = SubProcessorNotice.objects.visible_to(viewer).filter(change=change)
    objections = Objection.objects.visible_to(viewer).filter(notice__change=change)
    about = Q(about__in=notices.values("pk")) | Q(about__in=objections.values("pk"))
    mail = OutgoingMail.objects.visible_to(viewer).filter(about)
    yield "change.json", _json({"made_at": at, **_told(change)})
    yield (
        "notices.csv",
        _csv(
            ("id", *NOTICES, *ANSWERS),
            (
                (n.pk, n.recipient.name, n.sender.name, *_of(n, (*NOTICES[2:], *ANSWERS)))
                for n in notices.select_related("recipient", "sender").iterator()
            ),
        ),
    )
    yield (
        "objections.csv",
        _csv(
            ("notice", "by", "made_on", "late", "reason", "settlement", "settled_on", "agreed"),
            (
                (o.notice_id, o.notice.recipient.name, *_of(o, OBJECTED))
                for o in objections.select_related("notice__recipient").iterator()
            ),
        ),
    )
    yield (
        "mail.csv",
        _csv(
            MAIL_COLUMNS,
            (
                (*_of(m, MAILED), f"mail/{m.pk}.txt")
                for m in mail.order_by("queued_at", "pk").iterator()
            ),
        ),
    )
    for one in mail.order_by("queued_at", "pk").iterator():
        yield f"mail/{one.pk}.txt", one.body
    yield "log.json", _json([_event(event) for event in trail_of(change)])


OBJECTED = ("made_on", "late", "reason", "settlement", "settled_on", "agreed")
MAIL_COLUMNS = (
    "about",
    "kind",
    "to",
    "message_id",
    "queued_at",
    "sent_at",
    "tries",
    "problem",
    "returned_at",
    "returned_why",
    "written_anew_as",
    "sha256_of_text",
    "file",
)
MAILED = (
    "about",
    "kind",
    "address",
    "message_id",
    "queued_at",
    "sent_at",
    "tries",
    "problem",
    "returned_at",
    "returned_why",
    "replaced_by_id",
    "body_hash",
)


def _told(change: SubProcessorChange) -> dict[str, Any]:
    facts = {name: value for name, value in model_to_dict(change).items() if name != "id"}
    two = ("purpose", "reason")
    texts = {name: {"nl": getattr(change, name).nl, "en": getattr(change, name).en} for name in two}
    return {"id": change.pk, **facts, **texts}


def _event(event: Any) -> dict[str, Any]:
    return {
        "at": event["pgh_created_at"],
        "what": event["pgh_label"],
        "state": event["state"],
        "stamp": event["pgh_context"],
    }


def _of(row: Any, names: Iterable[str]) -> list[Any]:
    return [getattr(row, name) for name in names]


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2) + "\n"


def _csv(columns: tuple[str, ...], rows: Iterable[Iterable[Any]]) -> str:
    held = io.StringIO()
    writer = csv.writer(held, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow("" if cell is None else defused(str(cell)) for cell in row)
    return held.getvalue()
