"""An answer with everything it rests on, and answers looked up again by their reference."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from roles.choices import Feature, Role
from roles.explaining.entries import Entry, entries_of
from roles.explaining.hashing import answer_hash
from roles.explaining.models import RecordedQuestion
from roles.explaining.references import normal
from roles.queries.chain import chain_facts
from roles.queries.features import Consequence, consequence
from roles.queries.matrix import (
    TELEPHONY,
    MatrixCell,
    RoleMatrix,
    matrix_of,
    needs_customer,
    with_model_customer,
)
from roles.queries.refs import ContractRef, PartyRef
from roles.rules import rulebook
from roles.rules.fact_words import Fact, stated
from roles.rules.why_not import WhyNot, why_not
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, read_as_application


@dataclass(frozen=True, slots=True)
class Asked:
    """Which role has ``party`` in the chain of ``subject``, for which data, when, as known when."""

    subject: UUID
    party: UUID
    category: str
    on: date
    known_at: datetime
    feature: str = Feature.CONVEYANCE
    purpose: str | None = None
    service: str = TELEPHONY
    expected: Role | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer, the facts with who entered them, and why it is not what was expected."""

    asked: Asked
    subject: PartyRef
    cell: MatrixCell
    facts: tuple[Fact, ...]
    links: tuple[ContractRef, ...]
    """The contracts by which the party hangs on the subject, and those on the path."""
    entries: tuple[Entry, ...]
    why_not: WhyNot | None

    @property
    def keeping(self) -> Consequence | None:
        """What the feature means for keeping these data; None where it is not in use.

        A use for a party's own purpose is no part of the feature: its keeping is that party's.
        """
        cell = self.cell
        if cell.purpose or cell.role == Role.NOT_ASSIGNED:
            return None
        return consequence(feature=cell.feature, category=cell.category, on=self.asked.on)

    @property
    def hash(self) -> str:
        """A mark of the answer; the same in every language, and whatever people are called."""
        return answer_hash(self)


@dataclass(frozen=True, slots=True)
class Recalled:
    """A question on record with its answer of today."""

    question: RecordedQuestion
    explanation: Explanation
    hash: str

    @property
    def same(self) -> bool:
        """Say whether the answer is the one that was given."""
        return self.hash == self.question.answer_hash

    @property
    def rulebook_changed(self) -> bool:
        """Say whether the rules read otherwise than when the question was recorded."""
        return rulebook.fingerprint != self.question.rulebook_hash


def explain(*, viewer: Viewer, asked: Asked) -> Explanation:
    """Return the answer with its reasons; raises NotFound for what is not the viewer's."""
    matrix, ways = _matrix(viewer, asked)
    cell = _cell(matrix, asked)
    links = _links(cell, ways)
    expected = asked.expected
    return Explanation(
        asked=asked,
        subject=matrix.subject,
        cell=cell,
        facts=tuple(stated(cell.facts)),
        links=links,
        entries=entries_of(
            viewer=viewer, cell=cell, links=links, on=asked.on, known_at=asked.known_at
        ),
        why_not=why_not(cell.facts, expected, asked.on) if expected else None,
    )


def hash_of(asked: Asked) -> str:
    """Return the hash of an answer over everything the register holds, whoever asks.

    Suppliers of others are hidden from a partner, and its hash must be the officer's all the same.
    """
    with read_as_application():
        return explain(viewer=SYSTEM, asked=asked).hash


def recalled(*, viewer: Viewer, reference: str) -> Recalled:
    """Return the question on record under ``reference`` with its answer, derived anew.

    Raises NotFound for a reference of nothing, or of what is not the viewer's to see.
    """
    rows = RecordedQuestion.objects.visible_to(viewer).select_related(
        "service", "category", "purpose"
    )
    question = rows.filter(reference=normal(reference)).first()
    if question is None:
        raise NotFound
    asked = asked_in(question)
    return Recalled(question, explain(viewer=viewer, asked=asked), hash_of(asked))


def asked_in(question: RecordedQuestion) -> Asked:
    """Return what a recorded question asks."""
    return Asked(
        subject=question.subject_id,
        party=question.party_id,
        category=question.category.code,
        on=question.on,
        known_at=question.known_at,
        feature=question.feature,
        purpose=question.purpose.code if question.purpose else None,
        service=question.service.code,
        expected=Role(question.expected) if question.expected else None,
    )


def _matrix(viewer: Viewer, asked: Asked) -> tuple[RoleMatrix, tuple[ContractRef, ...]]:
    """Return the matrix, and the contracts by which the party hangs on the chain's subject."""
    facts = chain_facts(
        viewer=viewer,
        party=asked.subject,
        on=asked.on,
        service=asked.service,
        known_at=asked.known_at,
    )
    whole = with_model_customer(facts, asked.on) if needs_customer(facts) else facts
    matrix = matrix_of(
        whole,
        on=asked.on,
        known_at=asked.known_at,
        service=asked.service,
        feature=asked.feature,
    )
    numbers = whole.ways().get(asked.party, ())
    return matrix, tuple(whole.links[number].contract for number in numbers)


def _cell(matrix: RoleMatrix, asked: Asked) -> MatrixCell:
    wanted = (asked.party, asked.category, asked.purpose)
    for cell in matrix.cells:
        if (cell.party.id, cell.category, cell.purpose) == wanted:
            return cell
    raise NotFound


def _links(cell: MatrixCell, ways: tuple[ContractRef, ...]) -> tuple[ContractRef, ...]:
    return tuple({ref.id: ref for ref in (*cell.path, *ways)}.values())
