"""What changed roles ask of people: agreements, notices, records (GDPR Art. 13, 14, 26, 28, 30)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.agreements.models import Agreement
from roles.choices import Role
from roles.queries.matrix import MatrixCell
from roles.queries.refs import PartyRef
from roles.rules.gdpr import ACTORS_FOR_ANOTHER, DECIDERS
from voipgrid_privacy.kernel.law import Citation, gdpr
from voipgrid_privacy.kernel.tenancy import Viewer

Pair = tuple[UUID, UUID]


class Kind(models.TextChoices):
    """What has to be done."""

    AGREEMENT_NEEDED = "AGREEMENT_NEEDED", gettext_lazy("Agreement needed")
    AGREEMENT_AMENDED = "AGREEMENT_AMENDED", gettext_lazy("Agreement must cover more")
    AGREEMENT_ENDS = "AGREEMENT_ENDS", gettext_lazy("Data back or erased")
    NOTICE_NEEDED = "NOTICE_NEEDED", gettext_lazy("Notice needed")
    ARRANGEMENT_NEEDED = "ARRANGEMENT_NEEDED", gettext_lazy("Arrangement needed")
    PERSONS_INFORMED = "PERSONS_INFORMED", gettext_lazy("People must be informed")
    RECORD_AFFECTED = "RECORD_AFFECTED", gettext_lazy("Record affected")


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing to do: by whom, towards whom, in a sentence with its ground."""

    kind: Kind
    party: PartyRef
    other: PartyRef | None
    sentence: str
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """All answers on one side."""

    cells: Mapping[Any, MatrixCell]

    def pairs(self) -> dict[Pair, set[tuple[str, str]]]:
        """Return who acts for whom, for which data in which feature."""
        found: dict[Pair, set[tuple[str, str]]] = {}
        for cell in self.cells.values():
            if cell.upstream and cell.role in ACTORS_FOR_ANOTHER:
                told = found.setdefault((cell.party.id, cell.upstream.id), set())
                told.add((cell.category, cell.feature))
        return found

    def having(self, *roles: Role) -> dict[Any, MatrixCell]:
        """Return the answers with one of these roles."""
        return {key: cell for key, cell in self.cells.items() if cell.role in roles}

    def parties(self) -> dict[UUID, PartyRef]:
        """Return everyone in it."""
        return {cell.party.id: cell.party for cell in self.cells.values()}


def consequences_of(
    before: Situation, after: Situation, *, viewer: Viewer, on: date
) -> tuple[Consequence, ...]:
    """Return what would have to be done, most urgent first."""
    return (
        *_agreements(before, after, viewer, on),
        *_notices(before, after),
        *_arrangements(before, after),
        *_informed(before, after),
        *_ended(before, after),
        *_records(before, after),
    )


def _agreements(
    before: Situation, after: Situation, viewer: Viewer, on: date
) -> Iterator[Consequence]:
    known, names = before.pairs(), after.parties()
    for (processor, upstream), what in after.pairs().items():
        who, whom = names[processor], names[upstream]
        if (processor, upstream) not in known:
            if not _signed(viewer, processor, upstream, on):
                yield _between(Kind.AGREEMENT_NEEDED, who, whom)
        elif what - known[processor, upstream]:
            yield _between(Kind.AGREEMENT_AMENDED, who, whom)


def _signed(viewer: Viewer, processor: UUID, controller: UUID, on: date) -> bool:
    made = Agreement.objects.visible_to(viewer).binding(on)
    return made.filter(Q(processor=processor), Q(controller=controller)).exists()


def _between(kind: Kind, who: PartyRef, whom: PartyRef) -> Consequence:
    words = {"processor": who.name, "controller": whom.name}
    if kind == Kind.AGREEMENT_NEEDED:
        sentence = _("%(processor)s and %(controller)s need a data processing agreement.") % words
    else:
        sentence = (
            _("The agreement between %(processor)s and %(controller)s must cover this as well.")
            % words
        )
    return Consequence(kind, who, whom, sentence, (gdpr(28, 3), gdpr(28, 4)))


def _notices(before: Situation, after: Situation) -> Iterator[Consequence]:
    """Whoever newly acts below a processor is told to the controller first (GDPR Art. 28(2))."""
    known = _told_of(before)
    for pair, (new, controller) in _told_of(after).items():
        if pair not in known:
            yield _notice(new, controller)


def _told_of(situation: Situation) -> dict[Pair, tuple[PartyRef, PartyRef]]:
    """Return every sub-processor with each controller of the data it handles."""
    return {
        (cell.party.id, decider.id): (cell.party, decider)
        for cell in situation.having(Role.SUB_PROCESSOR).values()
        for decider in _deciders(situation, cell)
    }


def _deciders(after: Situation, of: MatrixCell) -> list[PartyRef]:
    alike = (of.category, of.feature, None)
    deciding = after.having(*DECIDERS).values()
    return [c.party for c in deciding if (c.category, c.feature, c.purpose) == alike]


def _notice(new: PartyRef, controller: PartyRef) -> Consequence:
    sentence = _(
        "%(controller)s must be told of sub-processor %(new)s before it starts, and may object."
    ) % {"controller": controller.name, "new": new.name}
    return Consequence(Kind.NOTICE_NEEDED, new, controller, sentence, (gdpr(28, 2), gdpr(28, 4)))


def _arrangements(before: Situation, after: Situation) -> Iterator[Consequence]:
    new = after.having(Role.JOINT_CONTROLLER).keys() - before.having(Role.JOINT_CONTROLLER).keys()
    for party in {after.cells[key].party for key in new}:
        sentence = _("%(party)s needs an arrangement with the other joint controllers.") % {
            "party": party.name
        }
        yield Consequence(Kind.ARRANGEMENT_NEEDED, party, None, sentence, (gdpr(26, 1),))


def _informed(before: Situation, after: Situation) -> Iterator[Consequence]:
    """Whoever newly decides tells the people the data is about."""
    was = before.having(*DECIDERS)
    new = {key: cell for key, cell in after.having(*DECIDERS).items() if key not in was}
    for party in dict.fromkeys(cell.party for cell in new.values()):
        data = sorted({str(c.category_name).lower() for c in new.values() if c.party == party})
        sentence = _(
            "%(party)s tells the people concerned what it does with %(data)s, and on what ground."
        ) % {"party": party.name, "data": ", ".join(data)}
        cites = (gdpr(13), gdpr(14), gdpr(6, 1))
        yield Consequence(Kind.PERSONS_INFORMED, party, None, sentence, cites)


def _ended(before: Situation, after: Situation) -> Iterator[Consequence]:
    names, known = before.parties(), after.pairs()
    for processor, upstream in before.pairs():
        if (processor, upstream) not in known:
            who, whom = names[processor], names[upstream]
            sentence = _(
                "%(processor)s returns or erases what it handled for %(controller)s, as"
                " %(controller)s chooses."
            ) % {"processor": who.name, "controller": whom.name}
            yield Consequence(Kind.AGREEMENT_ENDS, who, whom, sentence, (gdpr(28, 3, "g"),))


def _records(before: Situation, after: Situation) -> Iterator[Consequence]:
    """The record of everyone whose role changes."""
    changed: dict[PartyRef, set[Role]] = {}
    for key in dict.fromkeys((*after.cells, *before.cells)):
        was, will = before.cells.get(key), after.cells.get(key)
        if (was and was.role) != (will and will.role) or _moved(was, will):
            for cell in (was, will):
                if cell and cell.role in DECIDERS | ACTORS_FOR_ANOTHER:
                    changed.setdefault(cell.party, set()).add(cell.role)
    for party, roles in changed.items():
        cites = (
            *((gdpr(30, 1),) if roles & DECIDERS else ()),
            *((gdpr(30, 2),) if roles & ACTORS_FOR_ANOTHER else ()),
        )
        sentence = _("The record of processing of %(party)s changes.") % {"party": party.name}
        yield Consequence(Kind.RECORD_AFFECTED, party, None, sentence, cites)


def _moved(was: MatrixCell | None, will: MatrixCell | None) -> bool:
    """Say whether the same role is now held for another."""
    return bool(was and will) and getattr(was, "upstream", None) != getattr(will, "upstream", None)
