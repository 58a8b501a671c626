"""An answer on one page of paper, with the reference under which it can be checked."""

from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roles.explaining import telling
from roles.explaining.entries import Entry
from roles.explaining.queries import Explanation, Recalled
from voipgrid_privacy.kernel.documents import Document

MOST: Final = 12
"""Facts in the table of one page; what is beyond is counted and looked up."""


def on_paper(found: Recalled) -> Document:
    """Return the document of a recorded question; in the reader's language."""
    explanation, question = found.explanation, found.question
    return Document(
        template="explanation.typ",
        title=_("Who is what, and why"),
        language=(get_language() or "nl")[:2],
        identifier=question.reference,
        hash=found.hash,
        found_at=settings.PUBLIC_URL + reverse("site:explained", args=[question.reference]),
        made_at=question.known_at,
        data=_told(explanation) | {"warning": _warning(found)},
    )


def _told(explanation: Explanation) -> dict[str, Any]:
    cell = explanation.cell
    return {
        "answer": telling.answer_in_a_sentence(explanation),
        "question": telling.question_in_words(explanation),
        "words": _words(),
        "grounds": [telling.ground_in_words(g) for g in cell.grounds],
        "displaced": [
            _("%(rule)s Set aside by the rule %(by)s.")
            % {"rule": telling.ground_in_words(d.ground), "by": d.by}
            for d in cell.displaced
        ],
        "period": telling.period(cell.valid_from, cell.valid_until),
        "facts": [telling.spoken(fact.sentence) for fact in explanation.facts],
        "entries": [_row(entry) for entry in explanation.entries[:MOST]],
        "more": _more(len(explanation.entries) - MOST),
        "why_not": telling.why_not_in_words(explanation.why_not) if explanation.why_not else [],
        "expected": _expected(explanation),
        "keeping": telling.keeping_in_words(explanation),
        "findings": telling.findings_in_words(explanation),
    }


def _row(entry: Entry) -> list[str]:
    return [
        entry.kind_words,
        entry.what,
        telling.period(entry.valid_from, entry.valid_until) if entry.valid_from else "",
        date_format(localtime(entry.entered_at), "j F Y H:i"),
        entry.entered_by,
    ]


def _more(number: int) -> str:
    return (
        _("And %(number)s more; look them up by the reference.") % {"number": number}
        if number > 0
        else ""
    )


def _expected(explanation: Explanation) -> str:
    expected = explanation.asked.expected
    return _("Why not %(role)s?") % {"role": str(expected.label).lower()} if expected else ""


def _words() -> dict[str, Any]:
    return {
        "question": _("The question"),
        "grounds": _("The rules that gave the answer"),
        "none": _("No rule applies."),
        "displaced": _("Rules that gave way"),
        "facts": _("What the party does"),
        "entries": _("The facts, who entered them and when"),
        "columns": [_("Kind"), _("Fact"), _("Holds"), _("Entered on"), _("By")],
        "holds": _("The answer holds"),
        "keeping": _("What this means for keeping the data"),
        "findings": _("What is still wrong"),
    }


def _warning(found: Recalled) -> str:
    if found.same:
        return ""
    if found.rulebook_changed:
        return _("The rulebook has changed since this question was recorded: the answer differs.")
    return _("The answer is not the one that was given when this question was recorded.")
