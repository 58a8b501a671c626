"""The portal's question: who has which role, for whom, on which day, as known when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.choices import PartyKind
from roles.models import Party
from roles.pictures.chain import draw
from roles.pictures.heat import heat
from roles.queries.matrix import RoleMatrix, role_matrix
from roles.queries.parties import acquirer, deliveries_of
from roles.queries.refs import PartyRef
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.paging import rows_between
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of
from voipgrid_privacy.site.forms import AskRoles
from voipgrid_privacy.site.grid import Grid, Link, by_name, lay_out, sale, slug, suppliers

SUGGESTED = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """A customer that fits what was typed."""

    id: UUID
    name: str
    reference: str
    url: str


def own_roles(viewer: Viewer, party: Party, on: date) -> Grid | None:
    """Return the party's own role per category, linked to the reasons; None without any."""
    try:
        matrix = role_matrix(viewer=viewer, party=party.pk, on=on)
    except NotFound:
        return None
    me = tuple(p for p in matrix.parties if p.id == party.pk)
    return lay_out(matrix, me, title=in_your_chain(party), link=linked({}))


def answer(request: HttpRequest, party: Party, form: AskRoles) -> dict[str, Any]:
    """Return the context of the answer; raises NotFound for somebody else's customer."""
    viewer = viewer_of(request)
    choices = _choices(viewer, party, form)
    asked = form.party or _meant(form.typed, choices)
    if form.typed and not form.party and not asked:
        return {"choices": choices, "pick": True}
    if asked and not form.party:
        form = form.about(asked)
    try:
        matrix = role_matrix(
            viewer=viewer, party=asked or party.pk, on=form.day, known_at=form.instant
        )
    except NotFound:
        if not asked:
            return {"choices": choices}
        theirs = acquirer(viewer=viewer, party=asked, of=party.pk)
        return {"choices": choices, "not_then": theirs}
    return {"choices": choices, **_shown(matrix, party, asked, form)}


def _shown(matrix: RoleMatrix, party: Party, asked: UUID | None, form: AskRoles) -> dict[str, Any]:
    title = by_name if asked else in_your_chain(party)
    link = linked(form.state)
    return {
        "matrix": matrix,
        "subject": matrix.subject if asked else None,
        "diagram": draw(matrix, title),
        "heat": heat(matrix, title),
        "grid": lay_out(matrix, sale(matrix), title=title, link=link),
        "helpers": lay_out(matrix, suppliers(matrix), title=title, link=link),
    }


def in_your_chain(party: Party) -> Callable[[PartyRef], "str | Promise"]:
    """Return how parties are called in the own relation, where a model stands for any customer."""

    def title(ref: PartyRef) -> "str | Promise":
        if ref.id == party.pk:
            return _("%(party)s (you)") % {"party": ref.name}
        return gettext_lazy("Your customers") if ref.kind == PartyKind.CUSTOMER else by_name(ref)

    return title


def linked(state: dict[str, str]) -> Link:
    """Return how a cell of the portal is addressed: the same question, with its reasons open."""

    def link(party: PartyRef, code: str) -> str:
        key = f"{slug(code)}-{party.id}"
        return f"{reverse('site:roles')}?{urlencode({**state, 'why': key})}#why-{key}"

    return link


def _choices(viewer: Viewer, party: Party, form: AskRoles) -> list[Choice]:
    found = deliveries_of(viewer=viewer, party=party.pk, on=form.day, q=form.typed)
    first = rows_between(found, 0, SUGGESTED)
    rows = first.values_list("acquirer", "acquirer__name", "reference")
    unique = {row[0]: row for row in reversed(rows)}
    return [
        Choice(pk, name, reference, f"?{urlencode({**form.state, 'party': str(pk)})}")
        for pk, name, reference in sorted(unique.values(), key=lambda row: row[1].lower())
    ]


def _meant(typed: str, choices: list[Choice]) -> UUID | None:
    """Return the one customer that can be meant by what was typed."""
    if not typed:
        return None
    exact = [choice for choice in choices if choice.name.lower() == typed.lower()]
    fits = exact or choices
    return fits[0].id if len(fits) == 1 else None
