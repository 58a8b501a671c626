"""A published statement on paper: tagged PDF in one language, the same bytes each time."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roles.transfers.words import language
from voipgrid_privacy.kernel.documents import Document
from voipgrid_privacy.site.statements.models import StatementPublication
from voipgrid_privacy.site.statements.places import permanent
from voipgrid_privacy.site.statements.queries import logo_of
from voipgrid_privacy.site.statements.reading import grouped


def on_paper(row: StatementPublication) -> Document:
    """Return the document of a version, in the reader's language."""
    content = row.proposal.content
    told = {"number": row.number, "day": date_format(row.effective_on, "j F Y")}
    return Document(
        template="privacy_statement.typ",
        title=_("Privacy statement of %(name)s") % {"name": content["party"]["name"]},
        language=language(),
        identifier=f"privacy-{row.slug}-{row.number}-{language()}",
        hash=row.proposal.hash,
        hash_label=_("SHA-256 of the content"),
        made_at=row.published_at,
        found_at=permanent(row),
        data={
            "logo": _logo(row),
            "sentence": _("Version %(number)s, in force from %(day)s.") % told,
            "parts": [_part(part) for part in content["parts"]],
        },
    )


def _logo(row: StatementPublication) -> dict[str, Any] | None:
    shown = row.proposal.content.get("logo")
    if shown is None:
        return None
    picture = logo_of(row)
    told = {"format": picture.kind.lower(), "alt": shown["alt"][language()]}
    return {**told, "bytes": list(bytes(picture.content))}


def _part(part: dict[str, Any]) -> dict[str, Any]:
    spoken = language()
    return {
        "title": part["title"][spoken],
        "intro": [text for text in part["intro"][spoken].split("\n\n") if text.strip()],
        "groups": [
            {"title": title, "facts": [fact["text"][spoken] for fact in facts]}
            for title, facts in grouped(part["facts"], spoken)
        ],
    }
