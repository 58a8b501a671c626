"""An explanation in sentences of the reader's language, for paper and for anyone who copies it."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roles.choices import Role
from roles.explaining.queries import Asked, Explanation
from roles.findings import sentence_for
from roles.models import ServiceFeature
from roles.rules.engine import Ground, Sentence
from roles.rules.why_not import Way, WhyNot
from voipgrid_privacy.kernel.law import Citation
from voipgrid_privacy.kernel.logbook import period_in_words


def spoken(sentence: Sentence) -> str:
    """Return a sentence of the rulebook in the reader's language."""
    return sentence.en if _english() else sentence.nl


def cited(cites: Iterable[Citation]) -> str:
    """Return citations as a lawyer writes them in the reader's language."""
    return "; ".join(str(c) if _english() else c.in_dutch for c in cites)


def answer_in_a_sentence(explanation: Explanation) -> str:
    """Return who has which role for what, in whose chain, on which day."""
    cell = explanation.cell
    words = {
        "party": cell.party.name,
        "role": role_in_words(explanation).lower(),
        "data": str(cell.category_name).lower(),
        "subject": explanation.subject.name,
        "day": date_format(explanation.asked.on, "j F Y"),
        "upstream": cell.upstream.name if cell.upstream else "",
    }
    if cell.role == Role.NOT_ASSIGNED:
        return (
            _("On %(day)s no role is assigned to %(party)s for %(data)s (chain of %(subject)s).")
            % words
        )
    if cell.upstream:
        return (
            _(
                "On %(day)s %(party)s is %(role)s for %(data)s, on behalf of %(upstream)s"
                " (chain of %(subject)s)."
            )
            % words
        )
    return _("On %(day)s %(party)s is %(role)s for %(data)s (chain of %(subject)s).") % words


def role_in_words(explanation: Explanation) -> str:
    """Return the role with its depth below the controller."""
    cell = explanation.cell
    label = str(cell.role.label)
    return f"{label} {cell.depth}" if cell.role == Role.SUB_PROCESSOR and cell.depth else label


def question_in_words(explanation: Explanation) -> list[tuple[str, str]]:
    """Return what was asked, a label and a value each."""
    asked, cell = explanation.asked, explanation.cell
    purpose = [(_("Own purpose"), str(cell.purpose_name))] if cell.purpose else []
    return [
        (_("Party"), cell.party.name),
        (_("Chain of"), explanation.subject.name),
        (_("Data category"), str(cell.category_name)),
        (_("Feature"), feature_name(asked)),
        *purpose,
        (_("On"), date_format(asked.on, "j F Y")),
        (_("As known at"), moment_in_words(asked)),
    ]


def moment_in_words(asked: Asked) -> str:
    """Return the instant at which the register is asked, on the Dutch clock, to the second."""
    local = localtime(asked.known_at)
    return f"{date_format(local, 'j F Y H:i:s')} ({local:%z})"


def feature_name(asked: Asked) -> str:
    """Return what the feature is called."""
    rows = ServiceFeature.objects.filter(service__code=asked.service, code=asked.feature)
    row = rows.first()
    return str(row.name) if row else asked.feature


def why_not_in_words(found: WhyNot) -> list[tuple[str, list[str]]]:
    """Return why the party does not have the role that was expected: a head with its lines."""
    expected = str(found.expected.label).lower()
    if found.holds:
        return [(_("This is the role that was expected: %(role)s.") % {"role": expected}, [])]
    told = [_gave_way(found), _lapsed(found), *map(_way_in_words, found.ways)]
    given = [each for each in told if each]
    return given or [(_("No rule gives anyone this role for these data."), [])]


def _gave_way(found: WhyNot) -> tuple[str, list[str]] | None:
    lines = [
        _("%(sentence)s (%(cites)s) This gives way to the rule %(rule)s.")
        % {"sentence": spoken(d.ground.sentence), "cites": cited(d.ground.cites), "rule": d.by}
        for d in found.displaced
    ]
    return (_("A rule for that role applies, but gives way:"), lines) if lines else None


def _lapsed(found: WhyNot) -> tuple[str, list[str]] | None:
    lines = [
        _("%(sentence)s (%(period)s)")
        % {"sentence": spoken(r.ground.sentence), "period": period_in_words(r.since, r.until)}
        for r in found.lapsed
    ]
    return (
        (_("A rule for that role would apply, but is no law on this day:"), lines)
        if lines
        else None
    )


def _way_in_words(way: Way) -> tuple[str, list[str]]:
    changes = " ".join(spoken(change.sentence) for change in way.changes)
    head = _("It would be so if this were different: %(changes)s") % {"changes": changes}
    return head, [ground_in_words(ground) for ground in way.grounds]


def ground_in_words(ground: Ground) -> str:
    """Return a rule with where the law says so."""
    return f"{spoken(ground.sentence)} ({cited(ground.cites)})"


def keeping_in_words(explanation: Explanation) -> str:
    """Return what the feature means for keeping these data, with its ground; "" for nothing."""
    found = explanation.keeping
    if found is None:
        return ""
    return f"{found.text.en if _english() else found.text.nl} ({cited(found.cites)})"


def findings_in_words(explanation: Explanation) -> list[str]:
    """Return what is wrong with the answer."""
    return [sentence_for(code) for code in explanation.cell.findings]


def period(start: date | None, end: date | None) -> str:
    """Return a period in words."""
    return period_in_words(start, end)


def _english() -> bool:
    return (get_language() or "nl").startswith("en")
