"""Per item of the law what shows that an agreement keeps it, and where nothing does."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from roles.agreements.ends import completed
from roles.agreements.links import law_items
from roles.agreements.models import (
    Agreement,
    ClauseEvidence,
    ClauseItem,
    EvidenceKind,
    InstructionKind,
)
from roles.agreements.queries import papers
from roles.measures.queries import taken_measures
from roles.models import Measure, TakenMeasure
from voipgrid_privacy.kernel.tenancy import Viewer

AT_THE_END: Final = "g"
"""The item about deleting or returning at the end."""
SECURITY: Final = "c"
"""The item about security measures (GDPR Art. 28(3)(c), 32)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An item of the law, and the evidence that it is kept: ``rows`` were entered.

    ``ends`` are complete ends of service: what is returned or deleted, confirmed and also done
    below shows by itself that (g) is kept. ``taken`` are the measures that the processor states,
    at (c).
    """

    item: ClauseItem
    rows: list[ClauseEvidence]
    ends: list[Any]
    taken: list[TakenMeasure]

    @property
    def absent(self) -> bool:
        """Whether nothing shows that it is kept."""
        return not self.rows and not self.ends and not self.taken


def evidence_of(*, agreement: Agreement, viewer: Viewer, on: date) -> list[Shown]:
    """Return each item (a) to (h) of ``on`` with its evidence, newest first."""
    found = ClauseEvidence.objects.visible_to(viewer).filter(agreement=agreement)
    found = found.select_related("item", "measure", "instruction", "document__agreement")
    rows = list(found.order_by("-entered_at"))
    ends = completed(agreement=agreement, viewer=viewer)
    stated = taken_measures(viewer=viewer, party=agreement.processor, on=on, agreement=agreement)
    return [
        Shown(
            item,
            [row for row in rows if row.item.code == item.code],
            ends if item.code == AT_THE_END else [],
            stated if item.code == SECURITY else [],
        )
        for item in law_items(viewer=viewer, on=on)
    ]


def evidence_fields(
    agreement: Agreement, viewer: Viewer, on: date, widgets: dict[str, Any]
) -> dict[str, forms.Field]:
    """Return the fields in which evidence is entered: the same for officers and partners."""
    given = agreement.instructions.visible_to(viewer).filter(kind=InstructionKind.GIVEN)
    picked = {"required": False, "widget": widgets["select"]}
    text = {"required": False, "widget": widgets["text"]}
    only = _("Only for that kind of evidence.")
    return {
        "item": forms.ModelChoiceField(
            label=_("Item of GDPR Art. 28(3)"),
            queryset=law_items(viewer=viewer, on=on),
            widget=widgets["select"],
        ),
        "kind": forms.ChoiceField(
            label=_("What shows it"), choices=EvidenceKind.choices, widget=widgets["select"]
        ),
        "reference": forms.CharField(
            label=_("Address, or number of the certificate"), max_length=300, **text
        ),
        "measure": forms.ModelChoiceField(
            label=_("Measure"),
            queryset=Measure.objects.visible_to(viewer),
            help_text=only,
            **picked,
        ),
        "instruction": forms.ModelChoiceField(
            label=_("Instruction"), queryset=given, help_text=only, **picked
        ),
        "document": forms.ModelChoiceField(
            label=_("Paper"),
            queryset=papers(viewer=viewer).filter(agreement=agreement),
            help_text=only,
            **picked,
        ),
        "note": forms.CharField(
            label=_("What it shows"), max_length=2_000, required=False, widget=widgets["area"]
        ),
        "name": forms.CharField(
            label=_("Who states it"),
            max_length=120,
            help_text=_("Needed for a statement."),
            **text,
        ),
    }
