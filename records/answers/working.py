"""How far the answer to a part is, for the page on which it is answered."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from records.answers.erasing import Erasing
from records.answers.keeping import Acting, acting
from records.answers.models import AnswerPackage, AnswerSearch
from records.answers.rectifying import Place
from records.answers.reviewing import Reviewed, last_search
from records.answers.services.erasing import preview_erasure, runs_for
from records.answers.services.fetching import MOST_FETCHES
from records.answers.services.rectifying import places_to_rectify
from records.answers.services.reviewing import review
from records.engine.models import AnonymisationJob
from records.recipients.working import Recipients, recipients_to_tell
from records.requests.models import RequestPart
from records.restrictions.working import Restrictions, restrictions_to_work_on
from roles.models import DataCategory
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer


@dataclass(frozen=True, slots=True)
class Work:
    """How far the answer to a part is, for who works on it."""

    acting: Acting
    search: AnswerSearch | None
    reviewed: tuple[Reviewed, ...]
    packages: tuple[AnswerPackage, ...]
    erasing: tuple[Erasing, ...] = ()
    rectifiable: tuple[Place, ...] = ()
    runs: tuple[AnonymisationJob, ...] = ()
    may_erase: bool = False
    recipients: Recipients = field(default_factory=Recipients)
    restrictions: Restrictions = field(default_factory=Restrictions)

    @property
    def part(self) -> RequestPart:
        """The part that is answered."""
        return self.acting.part

    @property
    def decided(self) -> bool:
        """Whether everything that was found is decided, and nothing is unknown."""
        return self.search is not None and all(
            (not each.to_decide or each.choice is not None) and not each.unknown
            for each in self.reviewed
        )

    @property
    def most_fetches(self) -> int:
        """How often a package may be fetched."""
        return MOST_FETCHES


def work_on(*, part: UUID, by: Viewer) -> Work:
    """Return how far the answer to a part is; raises NotFound, ``answer_not_yours``."""
    row = RequestPart.objects.visible_to(by).filter(pk=part).first()
    if row is None:
        raise NotFound
    work = acting(row, by)
    search = last_search(by, row)
    packages = AnswerPackage.objects.visible_to(by).filter(part=row).defer("ciphertext")
    reviewed = review(part=row, by=by) if search else []
    today = timezone.localdate()
    return Work(
        work,
        search,
        tuple(reviewed),
        tuple(packages.order_by("-made_at", "pk")),
        tuple(preview_erasure(part=row, on=today, by=by)),
        tuple(places_to_rectify(part=row, by=by)),
        tuple(runs_for(part=row, by=by)),
        may_erase=by.may(Ability.RUN_RETENTION),
        recipients=recipients_to_tell(part=row, on=today, by=by),
        restrictions=restrictions_to_work_on(part=work.part, by=by),
    )


def category_of(part: RequestPart) -> str:
    """Name the data of a part."""
    row = DataCategory.objects.filter(code=part.category).first()
    return str(row.name) if row else part.category


def reviewed_in(work: Work, asked: Any) -> Reviewed:
    """Return the group that a page names; raises NotFound."""
    key = named_uuid(asked, "group")
    found = next((each for each in work.reviewed if each.group.pk == key), None)
    if found is None:
        raise NotFound
    return found


def named_uuid(asked: Any, name: str) -> UUID:
    """Return the identifier that a page gives under a name; raises NotFound."""
    try:
        return UUID(str(asked.get(name, "")))
    except ValueError as error:
        raise NotFound from error
