"""The picture at the top of a party's pages."""

from roles.models import Party
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.kernel.use_case import use_case
from voipgrid_privacy.site.statements.errors import NoLogo
from voipgrid_privacy.site.statements.models import PrivacyStatement, StatementLogo
from voipgrid_privacy.site.statements.pictures import harmless
from voipgrid_privacy.site.statements.services.writing import held, keep, plain

LONGEST_ALT = 120


@use_case
def show_logo(
    *, party: Party, logo: bytes | None, shows: Localised | None, by: Viewer
) -> PrivacyStatement:
    """Show a picture on the party's pages and papers from its next version on.

    ``shows`` is read to who does not see it (WCAG 1.1.1); without ``logo`` only these words change.
    Raises NotAllowed, ``statement_logo_too_large``, ``statement_logo_not_a_picture``,
    ``statement_logo_missing``, ``statement_text_not_plain``.
    """
    row = held(party, by)
    words = Localised(**plain(shows, longest=LONGEST_ALT))
    kept = row.logo if logo is None else _kept(party, logo)
    if kept is None:
        raise NoLogo(field="logo")
    return keep(row, by, logo=kept, logo_alt=words)


@use_case
def remove_logo(*, party: Party, by: Viewer) -> PrivacyStatement:
    """Show no picture from the next version on; earlier ones keep theirs. Raises NotAllowed."""
    return keep(held(party, by), by, logo=None, logo_alt=None)


def _kept(party: Party, given: bytes) -> StatementLogo:
    """Return the row of a picture; the same picture is kept once."""
    made = harmless(given)
    row = StatementLogo(party=party, kind=made.kind, content=made.content, hash=made.hash)
    StatementLogo.objects.bulk_create([row], ignore_conflicts=True)
    return StatementLogo.objects.get(party=party, hash=made.hash)
