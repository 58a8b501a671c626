"""What can be done on the page on which a part is answered: fields in, a service, words out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from records.answers import services
from records.answers.choices import PackageKind
from records.answers.forms import INCLUDE
from records.answers.models import AnswerGroup, AnswerPackage
from records.answers.rectifying import Rectifying
from records.answers.reviewing import Reviewed
from records.answers.working import Work, named_uuid, reviewed_in
from records.recipients.working import DOES as TELLS
from records.requests import services as requests
from records.restrictions.working import DOES as RESTRICTS
from records.restrictions.working import Asked
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of something that was done: a sentence, or what is shown on this page only."""

    sentence: str = ""
    code: str = ""
    package: AnswerPackage | None = None
    revealed: Reviewed | None = None
    rectifying: Rectifying | None = None
    jobs: tuple[UUID, ...] = ()

    @property
    def shows(self) -> bool:
        """Whether the page that answers shows something that no other page does."""
        return bool(self.code or self.revealed or self.rectifying)


def take(
    what: str, *, work: Work, asked: Mapping[str, Any], given: Any, at: datetime, by: Viewer
) -> Taken:
    """Do what was asked on the page; raises NotFound for what can not be, and as the services."""
    if what in TELLS:
        TELLS[what](work.part, given, at, by)
        return Taken(_("It is on record."))
    if what in RESTRICTS:
        return Taken(RESTRICTS[what](Asked(work.part, work.restrictions, asked, given, at, by)))
    if what not in _DOES:
        raise NotFound
    return _DOES[what](work, asked, given, at, by)


def _search(work: Work, _asked: Any, _given: Any, at: datetime, by: Viewer) -> Taken:
    services.search_part(part=work.part, at=at, by=by)
    return Taken(_("The data stores were searched."))


def _choose(work: Work, asked: Any, given: Any, at: datetime, by: Viewer) -> Taken:
    included = given["decision"] == INCLUDE
    services.choose_group(
        group=_group(work, asked),
        included=included,
        reason="" if included else given["decision"],
        text=given["text"],
        name=given["name"],
        at=at,
        by=by,
    )
    return Taken(_("It is on record."))


def _reveal(work: Work, asked: Any, _given: Any, at: datetime, by: Viewer) -> Taken:
    return Taken(revealed=services.reveal_group(group=_group(work, asked), at=at, by=by))


def _package(work: Work, _asked: Any, given: Any, at: datetime, by: Viewer) -> Taken:
    row, code = services.make_package(
        part=work.part,
        kind=PackageKind(given["kind"]),
        automated=given.get("automated", ""),
        at=at,
        by=by,
    )
    return Taken(code=code, package=row)


def _withdraw(work: Work, asked: Any, _given: Any, at: datetime, by: Viewer) -> Taken:
    key = named_uuid(asked, "package")
    row = next((each for each in work.packages if each.pk == key), None)
    if row is None:
        raise NotFound
    services.withdraw_package(package=row, at=at, by=by)
    return Taken(_("The package was withdrawn; its code opens nothing any more."))


def _done(work: Work, _asked: Any, given: Any, at: datetime, by: Viewer) -> Taken:
    does = requests.answer_part if work.acting.answers else requests.assist_part
    does(part=work.part, name=given["name"], text=given["text"], on=legal_day(at), at=at, by=by)
    return Taken(_("It is on record."))


def _erase(work: Work, _asked: Any, given: Any, at: datetime, by: Viewer) -> Taken:
    made = services.erase_found(part=work.part, typed=given["typed"], on=legal_day(at), by=by)
    said = _("The runs are planned; each is certified when it is done.")
    return Taken(said, jobs=tuple(job.pk for job in made))


def _try(work: Work, _asked: Any, given: Any, at: datetime, by: Viewer) -> Taken:
    table, values = _rectified(given)
    on = legal_day(at)
    found = services.preview_rectification(part=work.part, table=table, values=values, on=on, by=by)
    return Taken(rectifying=found)


def _rectify(work: Work, _asked: Any, given: Any, at: datetime, by: Viewer) -> Taken:
    table, values = _rectified(given)
    job = services.rectify_found(
        part=work.part,
        table=table,
        values=values,
        typed=given.get("typed", ""),
        on=legal_day(at),
        by=by,
    )
    return Taken(_("The run is planned; it is certified when it is done."), jobs=(job.pk,))


def _instruct_rectifying(work: Work, _asked: Any, given: Any, at: datetime, by: Viewer) -> Taken:
    table, values = _rectified(given)
    services.instruct_rectification(
        part=work.part,
        table=table,
        values=values,
        typed=given.get("typed", ""),
        name=given.get("name", ""),
        on=legal_day(at),
        at=at,
        by=by,
    )
    return Taken(_("VoIPGRID was instructed to write it."))


def _rectified(given: Any) -> tuple[UUID, dict[str, str]]:
    table, _space, column = given["column"].partition(" ")
    return UUID(table), {column: given["value"]}


def _instruct(work: Work, _asked: Any, given: Any, at: datetime, by: Viewer) -> Taken:
    on = legal_day(at)
    services.instruct_erasure(part=work.part, **given, on=on, at=at, by=by)
    return Taken(_("VoIPGRID was instructed to erase it."))


_DOES: Final[dict[str, Callable[[Work, Any, Any, datetime, Viewer], Taken]]] = {
    "search": _search,
    "choose": _choose,
    "reveal": _reveal,
    "package": _package,
    "withdraw": _withdraw,
    "done": _done,
    "erase": _erase,
    "instruct": _instruct,
    "try": _try,
    "rectify": _rectify,
    "instruct_rectifying": _instruct_rectifying,
}


def _group(work: Work, asked: Any) -> AnswerGroup:
    return reviewed_in(work, asked).group
