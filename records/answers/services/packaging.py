"""Putting an answer together, once, encrypted under a code that is shown once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from records.answers import codes
from records.answers.choices import LeftOut, PackageEnd, PackageKind, Searched
from records.answers.files import Answer, Sheet, archive, rows_in
from records.answers.items import items, portable
from records.answers.keeping import Acting, acting, given_by, must_be_known, must_work
from records.answers.models import AnswerGroup, AnswerPackage, AnswerSearch
from records.answers.refusals import (
    NotKnown,
    NotPortable,
    NotSearched,
    NotYourAnswer,
    PackageTooLarge,
)
from records.answers.reviewing import (
    Decided,
    groups_of,
    last_search,
    must_be_decided,
    not_by,
    sheet_of,
    where,
)
from records.answers.searching import UNREAD
from records.choices import Whose
from records.requests.models import RequestPart
from roles.models import DataCategory
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case

KEPT: Final = timedelta(days=14)
"""Our own measure: how long a package can be fetched."""
MOST_BYTES: Final = 50_000_000


@use_case
def make_package(
    *,
    part: RequestPart,
    kind: PackageKind,
    automated: str = "",
    at: datetime,
    by: Viewer,
) -> tuple[AnswerPackage, str]:
    """Put together what was found and decided; return the package and its code, shown only now.

    A package of the same kind that is still there for the part is withdrawn. Raises NotAllowed,
    NotFound, ``answer_not_yours``, ``answer_identity_open``, ``answer_not_searched``,
    ``answer_not_decided``, ``answer_not_known``, ``answer_not_portable``, ``answer_too_large``.
    """
    must_work(by)
    work = acting(part, by)
    if kind not in work.kinds:
        raise NotYourAnswer
    search = last_search(by, work.part)
    if search is None:
        raise NotSearched
    with as_application():
        must_be_known(work.part)
        decided = groups_of(by, search)
        must_be_decided(decided)
        if kind == PackageKind.PORTABILITY and not portable(work.part, legal_day(at)):
            raise NotPortable
        return _kept(Packing(work, kind, search, decided, automated, at), by)


@dataclass(frozen=True, slots=True)
class Packing:
    """What goes into a package, of whom, as it is put together."""

    work: Acting
    kind: PackageKind
    search: AnswerSearch
    decided: Decided
    automated: str
    at: datetime


def _kept(packing: Packing, by: Viewer) -> tuple[AnswerPackage, str]:
    pk, code = uuid4(), codes.new_code()
    part, at = packing.work.part, packing.at
    with override(part.request.language):
        sheets = _sheets(packing)
        content = archive(
            _answer(packing, sheets, str(pk)), readable=packing.kind != PackageKind.PORTABILITY
        )
    if len(content) > MOST_BYTES:
        raise PackageTooLarge(most=MOST_BYTES // 1_000_000)
    kept = codes.locked(content, code=code, package=pk)
    same = AnswerPackage.objects.filter(part=part, party=packing.work.party, kind=packing.kind)
    same.filter(ended_at=None).update(ended_at=at, ended=PackageEnd.WITHDRAWN, ciphertext=None)
    row = AnswerPackage(
        pk=pk,
        part=part,
        party=packing.work.party,
        search=packing.search,
        kind=packing.kind,
        found_by=codes.found_by(code),
        nonce=kept.nonce,
        ciphertext=kept.ciphertext,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        rows=rows_in(sheets),
        made_at=at,
        made_by=by.user_id,
        expires_at=at + KEPT,
    )
    row.save(force_insert=True)
    return row, code


def _sheets(packing: Packing) -> list[Sheet]:
    given = given_by(packing.work.part)
    found = []
    for group, choice in packing.decided:
        if choice is None or not choice.included:
            continue
        if packing.kind == PackageKind.PORTABILITY and group.whose == [Whose.CALLED]:
            continue  # being called provides nothing (GDPR Art. 20(1))
        try:
            found.append(sheet_of(group, given))
        except UNREAD as error:
            raise NotKnown(place=where(group)) from error
    return found


def _answer(packing: Packing, sheets: list[Sheet], identifier: str) -> Answer:
    part, day = packing.work.part, legal_day(packing.at)
    category = DataCategory.objects.filter(code=part.category).first()
    controller = part.controller.name if part.controller else ""
    is_access = packing.kind == PackageKind.ACCESS
    return Answer(
        title=_TITLES[packing.kind](),
        reference=part.request.reference,
        controller=controller,
        language=part.request.language,
        made_at=packing.at,
        identifier=identifier,
        items=tuple(items(part, on=day, automated=packing.automated) if is_access else ()),
        sheets=tuple(sheets),
        notes=tuple(_notes(packing.decided)),
        about=(
            (_("Reference"), part.request.reference),
            (_("Answered by"), packing.work.party.name),
            (_("Controller"), controller),
            (_("About"), str(category.name) if category else part.category),
            (_("Made on"), date_format(day, "j F Y")),
        ),
    )


_TITLES: Final = {
    PackageKind.ACCESS: lambda: _("What we keep about you"),
    PackageKind.PORTABILITY: lambda: _("Your data to take along"),
    PackageKind.ASSISTANCE: lambda: _("Found data, for the controller"),
}


def _unsearched(group: AnswerGroup) -> str:
    words = {"place": where(group), "by": not_by(group)}
    return (
        _(
            "%(place)s cannot be searched by: %(by)s. What stands there under that alone was not"
            " looked for."
        )
        % words
    )


def _notes(decided: Decided) -> list[str]:
    """Say what was left out and why, and where there is more: an answer hides nothing silently."""
    notes = list(dict.fromkeys(_unsearched(group) for group, _choice in decided if group.not_by))
    for group, choice in decided:
        if choice is not None and group.outcome == Searched.NOT_SEARCHABLE:
            why = LeftOut(choice.reason).label
            words = {"place": where(group), "why": why, "text": choice.text}
            notes.append(_("%(place)s was not searched here. %(why)s: %(text)s") % words)
        elif choice is not None and not choice.included:
            words = {"place": where(group), "why": LeftOut(choice.reason).label}
            notes.append(_("Left out of %(place)s: %(why)s") % words)
        if group.more:
            rest = {"place": where(group), "n": group.rows}
            notes.append(_("Of %(place)s there is more than the %(n)s rows here: ask us.") % rest)
    return notes
