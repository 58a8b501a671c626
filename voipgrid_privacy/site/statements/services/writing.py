"""Who writes a statement, and how its draft is kept."""

import re
from typing import Any, Final
from uuid import uuid4

from django.utils.text import slugify

from roles.choices import PartyKind
from roles.models import Party
from roles.services.authority import must_see
from roles.services.recording import held_for_update
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, as_application
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.site.statements.choices import USUAL_COLOUR, USUAL_ON_COLOUR, Block
from voipgrid_privacy.site.statements.errors import NotPlainText
from voipgrid_privacy.site.statements.models import PrivacyStatement
from voipgrid_privacy.site.statements.queries import PLATFORM_SLUG, has_statement

LONGEST: Final = 4_000
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def may_write_for(by: Viewer, party: Party) -> bool:
    """Say whether ``by`` writes the statement of ``party``: officers of all, a partner its own."""
    return by.may(Ability.WRITE_REGISTER) or (by.may(Ability.WRITE_OWN) and party.pk in by.parties)


def must_write_for(by: Viewer, party: Party) -> None:
    """Raise NotFound for a hidden party, or one without statement, NotAllowed for another's."""
    if not may_write_for(by, party):
        must_see(by, party)
        raise NotAllowed
    if not has_statement(party):
        raise NotFound


def held(party: Party, by: Viewer) -> PrivacyStatement:
    """Return the draft of a party, locked; made on the first word that is written."""
    must_write_for(by, party)
    row = PrivacyStatement.objects.filter(party=party).first()
    if row is None:
        new = PrivacyStatement(
            party=party,
            slug=_slug_for(party),
            parts=[{"code": block.value} for block in Block],
            colour=USUAL_COLOUR,
            on_colour=USUAL_ON_COLOUR,
        )
        PrivacyStatement.objects.bulk_create([new], ignore_conflicts=True)
        row = PrivacyStatement.objects.get(party=party)
    locked = held_for_update(PrivacyStatement.objects.all(), row)
    if locked is None:
        raise NotFound
    return locked


def keep(row: PrivacyStatement, by: Viewer, **given: Any) -> PrivacyStatement:
    """Write the given fields of a draft."""
    for field, value in given.items():
        setattr(row, field, value)
    row.edited_by = by.user_id
    row.full_clean()
    row.save(update_fields=(*given, "edited_by"))
    return row


def plain(text: Localised | None, longest: int = LONGEST) -> dict[str, str]:
    """Return plain text in both languages; raises ``statement_text_not_plain``."""
    given = {} if text is None else {"nl": text.nl, "en": text.en}
    clean = {key: value.replace("\r\n", "\n").strip() for key, value in given.items()}
    if len(clean) != 2 or not all(clean.values()):
        raise NotPlainText(field="intro")
    if any(len(said) > longest or _UNSEEN.search(said) for said in clean.values()):
        raise NotPlainText(field="intro")
    return clean


def _slug_for(party: Party) -> str:
    """Return an address of its name that nobody has; a number of chance behind it where taken."""
    if party.kind == PartyKind.PLATFORM:
        return PLATFORM_SLUG
    usual = slugify(party.name)[:48].strip("-") or "partner"
    return usual if is_free(usual, party) else f"{usual}-{uuid4().hex[:8]}"


def is_free(slug: str, party: Party) -> bool:
    """Say whether no other party has that address."""
    if slug == PLATFORM_SLUG and party.kind != PartyKind.PLATFORM:
        return False
    with as_application():  # whose address it is, a partner's session does not see
        return not PrivacyStatement.objects.filter(slug=slug).exclude(party=party).exists()
