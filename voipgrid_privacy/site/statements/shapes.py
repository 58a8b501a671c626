"""A published statement as JSON: the same at its address and in the API."""

from typing import Any

from voipgrid_privacy.site.statements.models import StatementPublication
from voipgrid_privacy.site.statements.pictures import MEDIA_TYPES, PictureKind
from voipgrid_privacy.site.statements.places import permanent


def statement_body(row: StatementPublication, *, parts: bool = True) -> dict[str, Any]:
    """Return one version as JSON tells it; without ``parts``, all but what it says."""
    content = row.proposal.content
    body: dict[str, Any] = {
        "id": str(row.pk),
        "party": content["party"],
        "number": row.number,
        "effective_date": row.effective_on.isoformat(),
        "published_at": row.published_at.isoformat().replace("+00:00", "Z"),
        "hash": row.proposal.hash,
        "open_letters": row.proposal.gaps,
        "url": permanent(row),
    }
    if parts:
        body["brand"] = brand_body(content, permanent(row, "logo"))
        body["parts"] = [part_body(part) for part in content["parts"]]
    return body


def brand_body(content: dict[str, Any], picture: str | None) -> dict[str, Any]:
    """Return how a statement looks; ``picture`` is where its logo is, if that is published."""
    logo = content.get("logo")
    return {
        "colour": content["colour"],
        "text_colour": content["on_colour"],
        "logo": logo
        and {
            "url": picture,
            "media_type": MEDIA_TYPES[PictureKind(logo["kind"])],
            "hash": logo["hash"],
            "shows": logo["alt"],
        },
    }


def part_body(part: dict[str, Any]) -> dict[str, Any]:
    """Return one part as JSON tells it."""
    return {
        "code": part["code"],
        "title": part["title"],
        "introduction": part["intro"],
        "facts": [
            {
                "key": fact["key"],
                "heading": fact.get("under"),
                "text": fact["text"],
                "source_code": fact.get("source"),
                "link": fact.get("link"),
            }
            for fact in part["facts"]
        ],
    }
