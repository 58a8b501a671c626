"""The page on which a part is answered, for admin and portal: what it shows, and what it can do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from records.answers import services
from records.answers.choices import UNSEARCHED, LeftOut, PackageKind
from records.answers.erasing import Erasing
from records.answers.keeping import Acting, acting
from records.answers.models import AnswerGroup, AnswerPackage, AnswerSearch
from records.answers.rectifying import Place, Rectifying
from records.answers.reviewing import Reviewed, last_search
from records.answers.services.erasing import preview_erasure, runs_for
from records.answers.services.fetching import MOST_FETCHES
from records.answers.services.rectifying import places_to_rectify
from records.answers.services.reviewing import review
from records.engine.models import AnonymisationJob
from records.recipients.working import (
    DOES as TELLS,
)
from records.recipients.working import (
    RecipientForm,
    Recipients,
    TellRequesterForm,
    recipients_to_tell,
)
from records.requests import services as requests
from records.requests.models import RequestPart
from roles.models import DataCategory
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer

Widgets = Mapping[str, Any]
PLAIN: Final[Widgets] = {
    "select": forms.Select,
    "text": forms.TextInput,
    "area": forms.Textarea(attrs={"rows": 3}),
}
INCLUDE: Final = "INCLUDE"


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
    )


def category_of(part: RequestPart) -> str:
    """Name the data of a part."""
    row = DataCategory.objects.filter(code=part.category).first()
    return str(row.name) if row else part.category


class ChoiceForm(forms.Form):
    """Whether a group is part of the answer, and if not, why."""

    def __init__(self, data: Any = None, *, of: Reviewed, widgets: Widgets = PLAIN) -> None:
        super().__init__(data, auto_id=f"g{of.group.pk}-%s", label_suffix="")
        why = [(code, label) for code, label in LeftOut.choices if code not in UNSEARCHED]
        by_hand = [(each.value, each.label) for each in UNSEARCHED]
        found = [(INCLUDE, _("Yes, it is part of the answer")), *why]
        self.fields["decision"] = forms.ChoiceField(
            label=_("What was done instead?") if of.unsearched else _("Part of the answer?"),
            choices=by_hand if of.unsearched else found,
            widget=widgets["select"],
        )
        self.fields["text"] = forms.CharField(
            label=(
                _("Explanation, which the answer tells")
                if of.unsearched
                else _("Explanation, if it is left out")
            ),
            required=of.unsearched,
            max_length=2_000,
            widget=widgets["text"],
        )
        self.fields["name"] = forms.CharField(
            label=_("Your name"), max_length=120, widget=widgets["text"]
        )


class PackageForm(forms.Form):
    """What is put together; sent again by loading the page anew, it does nothing."""

    def __init__(self, data: Any = None, *, work: Work, widgets: Widgets = PLAIN) -> None:
        super().__init__(data, auto_id="package-%s", label_suffix="")
        kinds = [(kind.value, kind.label) for kind in work.acting.kinds]
        self.fields["kind"] = forms.ChoiceField(
            label=_("What for"), choices=kinds, widget=widgets["select"]
        )
        if PackageKind.ACCESS in work.acting.kinds:
            self.fields["automated"] = forms.CharField(
                label=_("Automated decisions about this person, and their logic"),
                help_text=_(
                    "Empty: the answer says that the register does not say (GDPR Art. 15(1)(h))."
                ),
                required=False,
                max_length=2_000,
                widget=widgets["area"],
            )
        self.fields["once"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class DoneForm(forms.Form):
    """That the code was given to whom it is for: the part is answered, or assisted with."""

    def __init__(self, data: Any = None, *, widgets: Widgets = PLAIN) -> None:
        super().__init__(data, auto_id="done-%s", label_suffix="")
        self.fields["name"] = forms.CharField(
            label=_("Your name"), max_length=120, widget=widgets["text"]
        )
        self.fields["text"] = forms.CharField(
            label=_("How it was given; never the code itself"),
            required=False,
            max_length=2_000,
            widget=widgets["text"],
        )


class EraseForm(forms.Form):
    """The reference of the request, typed by who has read what will be gone."""

    def __init__(self, data: Any = None, *, work: Work, widgets: Widgets = PLAIN) -> None:
        super().__init__(data, auto_id="erase-%s", label_suffix="")
        reference = work.part.request.reference
        self.fields["typed"] = forms.CharField(
            label=_("Type %(reference)s to erase.") % {"reference": reference},
            max_length=20,
            widget=widgets["text"],
        )


class RectifyForm(forms.Form):
    """Which column of what was found gets which value; ``surely``: with the reference typed."""

    def __init__(
        self, data: Any = None, *, work: Work, widgets: Widgets = PLAIN, surely: bool = False
    ) -> None:
        super().__init__(data, auto_id="rectify-%s", label_suffix="")
        columns = [
            (f"{place.table.pk} {column.name}", f"{place.where} · {column.name}")
            for place in work.rectifiable
            for column in place.columns
        ]
        self.fields["column"] = forms.ChoiceField(
            label=_("What is wrong"), choices=columns, widget=widgets["select"]
        )
        self.fields["value"] = forms.CharField(
            label=_("The right value"), max_length=200, widget=widgets["text"]
        )
        if work.may_erase:
            words = {"reference": work.part.request.reference}
            self.fields["typed"] = forms.CharField(
                label=_("Type %(reference)s to write it.") % words,
                required=surely,
                max_length=20,
                widget=widgets["text"],
            )


class InstructForm(EraseForm):
    """The same, by a controller that has it erased, and in whose name."""

    def __init__(self, data: Any = None, *, work: Work, widgets: Widgets = PLAIN) -> None:
        super().__init__(data, work=work, widgets=widgets)
        self.fields["name"] = forms.CharField(
            label=_("Your name"), max_length=120, widget=widgets["text"]
        )


def form_for(what: str, work: Work, data: Any = None, widgets: Widgets = PLAIN) -> forms.Form:
    """Return the form of something that can be done; an empty one where nothing is asked."""
    made = _ASKS.get(what)
    return made(work, data, widgets) if made else forms.Form(data)


_ASKS: Final[dict[str, Callable[[Work, Any, Widgets], forms.Form]]] = {
    "choose": lambda work, data, w: ChoiceForm(data, of=_reviewed(work, data), widgets=w),
    "package": lambda work, data, w: PackageForm(data, work=work, widgets=w),
    "erase": lambda work, data, w: EraseForm(data, work=work, widgets=w),
    "instruct": lambda work, data, w: InstructForm(data, work=work, widgets=w),
    "try": lambda work, data, w: RectifyForm(data, work=work, widgets=w),
    "rectify": lambda work, data, w: RectifyForm(data, work=work, widgets=w, surely=True),
    "recipient": lambda work, data, w: RecipientForm(data, of=work.recipients, widgets=w),
    "tell": lambda _work, data, w: TellRequesterForm(data, widgets=w),
    "done": lambda _work, data, w: DoneForm(data, widgets=w),
}


def take(
    what: str, *, work: Work, asked: Mapping[str, Any], given: Any, at: datetime, by: Viewer
) -> Taken:
    """Do what was asked on the page; raises NotFound for what can not be, and as the services."""
    if what in TELLS:
        TELLS[what](work.part, given, at, by)
        return Taken(_("It is on record."))
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
    key = _uuid(asked, "package")
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
}


def _group(work: Work, asked: Any) -> AnswerGroup:
    return _reviewed(work, asked).group


def _reviewed(work: Work, asked: Any) -> Reviewed:
    key = _uuid(asked, "group")
    found = next((each for each in work.reviewed if each.group.pk == key), None)
    if found is None:
        raise NotFound
    return found


def _uuid(asked: Any, name: str) -> UUID:
    try:
        return UUID(str(asked.get(name, "")))
    except ValueError as error:
        raise NotFound from error
