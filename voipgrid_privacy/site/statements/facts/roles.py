"""Who decides about which data, with the reasons that the rulebook gives (GDPR Art. 4(7), 4(8))."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.choices import Category, PartyKind, Role
from roles.queries.matrix import WEBSITE, MatrixCell, RoleMatrix
from roles.queries.refs import PartyRef
from roles.transfers.words import language
from voipgrid_privacy.kernel.citing import citation_in_words
from voipgrid_privacy.site.grid import in_general
from voipgrid_privacy.site.statements.facts.lines import Line, sentence
from voipgrid_privacy.site.statements.facts.reading import Register

TOLD = frozenset(
    {
        PartyKind.CUSTOMER,
        PartyKind.PARTNER,
        PartyKind.RESELLER,
        PartyKind.PLATFORM,
        PartyKind.END_USER,
    }
)
"""Of whom a statement tells the role; suppliers stand among the recipients."""

INSIDE: Final[dict[str, Promise]] = {
    PartyKind.CUSTOMER: gettext_lazy("the customer of the partner"),
    PartyKind.PARTNER: gettext_lazy("the partner"),
}
"""What parties of the model chain are called inside a sentence."""


def roles(register: Register) -> Iterator[Line]:
    """Tell of each kind of data who has which role and why, then what each uses it for itself."""
    for matrix in register.matrices:
        for cell in matrix.cells:
            if cell.party.kind in TOLD and cell.role != Role.NOT_ASSIGNED:
                yield _line(register, matrix, cell)


def _line(register: Register, matrix: RoleMatrix, cell: MatrixCell) -> Line:
    who = _who(register, matrix, cell)
    role = str(Role(cell.role).label).lower()
    told = {"who": who, "role": role}
    key = "/".join(filter(None, (cell.category, str(cell.party.id), cell.purpose or "")))
    line = partial(Line, f"{matrix.service}/{key}", under=str(cell.category_name))
    if cell.party.kind == PartyKind.END_USER and cell.role == Role.DATA_SUBJECT:
        told["where"] = _where(cell)
        return line(_("%(who)s: data subjects. The data is about them (%(where)s).") % told)
    if cell.purpose_name is not None:
        told["purpose"] = str(cell.purpose_name).lower()
        text = _("%(who)s: %(role)s, for its own purpose: %(purpose)s.") % told
    elif cell.upstream and cell.role in {Role.PROCESSOR, Role.SUB_PROCESSOR}:
        told["upstream"] = _inside(register, cell.upstream)
        text = sentence(_("%(who)s: %(role)s, on behalf of %(upstream)s") % told)
    else:
        text = _("%(who)s: %(role)s.") % told
    return line(f"{text} {_why(cell)}".strip())


def _why(cell: MatrixCell) -> str:
    """Return the sentence of the last rule that counted, and where it is written."""
    if not cell.grounds:
        return ""
    ground = cell.grounds[-1]
    said = ground.sentence.en if language() == "en" else ground.sentence.nl
    told = {"why": said[:1].lower() + said[1:].rstrip("."), "where": _where(cell)}
    return _("Reason: this party %(why)s (%(where)s).") % told


def _where(cell: MatrixCell) -> str:
    return "; ".join(citation_in_words(cite) for cite in cell.grounds[-1].cites)


def _who(register: Register, matrix: RoleMatrix, cell: MatrixCell) -> str:
    party = cell.party
    if party.kind == PartyKind.END_USER and matrix.service == WEBSITE:
        return _("Visitors of the web site")
    if party.kind == PartyKind.END_USER and cell.category == Category.OTHER_PERSONAL:
        return _("The people whom this data is about")
    if party.id == register.party.pk:
        return party.name
    if party.kind == PartyKind.CUSTOMER and not register.is_platform:
        return _("Our customer")
    return str(in_general(party))


def _inside(register: Register, party: PartyRef) -> str:
    """Return a party as it stands inside a sentence."""
    if register.is_platform:
        return str(INSIDE.get(party.kind, party.name))
    return _("our customer") if party.kind == PartyKind.CUSTOMER else party.name
