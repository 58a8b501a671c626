"""In whose chain somebody is: chosen from a list, or found by name."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from records.requests.choices import StepKind
from records.requests.refusals import NobodyOfThatName
from roles.choices import PartyKind
from roles.models import Party
from roles.queries.visibility import upstream_of
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import one_line

KINDS: Final = (PartyKind.CUSTOMER, PartyKind.PARTNER, PartyKind.RESELLER)
FEW: Final = 30
"""So many parties are offered at once; of more, those near the request and those of that name."""


def whose_fields(
    widgets: Mapping[str, Any], *, receiver: UUID | None, data: Any, by: Viewer, required: bool
) -> dict[str, forms.Field]:
    """Return the fields in which a customer or partner is chosen, or searched by name."""
    said = one_line(str(data.get("about", ""))) if data else ""
    chosen = str(data.get("chosen", "")) if data else ""
    offered = [(str(row.pk), _label(row)) for row in _offered(receiver, said, chosen, by)]
    none = _("Search by name") if required else _("Nobody knows yet, or search by name")
    return {
        "chosen": forms.ChoiceField(
            label=_("Customer or partner"),
            choices=[("", none), *offered],
            required=False,
            widget=widgets["select"],
        ),
        "about": forms.CharField(
            label=_("Customer or partner (name)"),
            help_text=_("Part of the name will do: what is found is in the list above then."),
            required=False,
            max_length=200,
            widget=widgets["text"](),
        ),
    }


def placed_fields(widgets: Mapping[str, Any], *, row: Any, by: Viewer) -> dict[str, forms.Field]:
    """Return the field in which one of the chains is chosen in which the person was found."""
    rows = parties(by).filter(pk__in=placed(row))
    return {
        "chosen": forms.ChoiceField(
            label=_("Customer or partner"),
            choices=[(str(party.pk), _label(party)) for party in rows.order_by("name", "pk")],
            widget=widgets["select"],
        )
    }


def whose_of(given: Mapping[str, Any], by: Viewer) -> Party:
    """Return whom the fields name, by choice or by a name that is one party's alone.

    Raises ``request_whose_unknown``.
    """
    if given["chosen"]:
        found = list(parties(by).filter(pk=given["chosen"]))
    else:
        name = one_line(given.get("about", ""))
        found = list(parties(by).filter(name__iexact=name).order_by("pk")[:2])
    if len(found) != 1:
        raise NobodyOfThatName(field="about")
    return found[0]


def placed(row: Any) -> list[UUID]:
    """Return in whose chains the person was found, by the steps of a row of ``requests``."""
    found: dict[UUID, None] = {}
    for step in row.seen_steps:
        if step.kind == StepKind.PLACED:
            found[step.other_id] = None
        elif step.kind == StepKind.DISPLACED:
            found.pop(step.other_id, None)
    return list(found)


def parties(by: Viewer) -> QuerySet[Party]:
    """Return those in whose chain somebody can be, as far as the viewer knows them."""
    return Party.objects.visible_to(by).filter(kind__in=KINDS, is_model=False)


def _offered(receiver: UUID | None, said: str, chosen: str, by: Viewer) -> Iterator[Party]:
    """Yield whoever is near the request, or all where they are few; and who was searched."""
    known = parties(by).order_by("name", "pk")
    rows = list(known[: FEW + 1])
    if len(rows) > FEW:
        near: Collection[UUID] = {receiver, *upstream_of(frozenset({receiver}))} if receiver else ()
        rows = list(known.filter(pk__in=near))
    if said:
        rows += known.filter(name__icontains=said)[:FEW]
    if _is_key(chosen):
        rows += known.filter(pk=chosen)
    yield from dict.fromkeys(rows)


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _label(party: Party) -> str:
    more = [str(party.get_kind_display())] + [f"KvK {party.kvk_number}"] * bool(party.kvk_number)
    return f"{party.name} ({', '.join(more)})"
